"""What one agency waits for its node: alone, beside another that sends without
end, and while the other nation's node is down."""

import contextlib
import json
import os
import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent
LINK_TEST = FOLDER.parent / "scenarios/records/link_test.json"
SENDER, RECIPIENT = "mx-semar", "us-cbp"
FLOODER, FLOODED = "mx-fgr", "us-atf"
PEER = "us"
SECONDS_MAX = 600


class Load:
    """A bench_load that says when it is so far, and goes on when told to."""

    def __init__(self, command, nice=0):
        self.process = subprocess.Popen(
            [str(word) for word in command], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: os.nice(nice))

    def await_word(self, word):
        said = self.process.stdout.readline().strip()
        if said != word:
            self.process.kill()
            raise RuntimeError(f"no `{word}`: {self.process.communicate()[1]}")

    def finish(self):
        found, errors = self.process.communicate(timeout=SECONDS_MAX)
        if self.process.returncode != 0:
            raise RuntimeError(f"bench_load failed: {errors[-2000:]}")
        return json.loads(found)

    def end(self):
        self.process.kill()
        self.process.communicate()


def yield_to_others(pid):
    """All threads of a process, and what they start, get what others leave."""
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, int(thread.name), 19)


class Fairness:
    """The other nation's node and the flooding agency would not take the
    processors of the node that is measured: here, where all share one machine,
    they have the lowest priority."""

    def __init__(self, bench):
        self.binary = bench.binaries / "bench_load"
        self.short = bench.short

    @contextlib.contextmanager
    def load(self, both, kind, route, record, *arguments, nice=0):
        sender, recipient = route
        load = Load([self.binary, kind, "--sender", both.context(sender),
                     "--recipient", both.context(recipient), "--record", record,
                     *arguments], nice)
        try:
            yield load
        finally:
            load.end()

    def probe(self, both):
        return self.load(both, "probe", (SENDER, RECIPIENT), LINK_TEST,
                         "--lone", 20 if self.short else 1000)

    def quiet(self, both):
        yield_to_others(both.processes[PEER].pid)
        with self.probe(both) as probe:
            probe.await_word("submitted")
            return probe.finish()

    def with_dead_peer(self, both):
        both.stop(PEER)
        with self.probe(both) as probe:
            probe.await_word("submitted")
            both.start(PEER)
            return probe.finish()

    def beside_flood(self, both):
        yield_to_others(both.processes[PEER].pid)
        size = (["--connections", 2, "--batch", 8] if self.short else
                ["--prepared", 40000])
        with self.load(both, "flood", (FLOODER, FLOODED), FOLDER / "record.json",
                       *size, nice=19) as flood:
            flood.await_word("flooding")
            with self.probe(both) as probe:
                probe.await_word("submitted")
                flood.process.stdin.close()
                flood.process.stdin = None
                return {**probe.finish(), "flood": flood.finish()}

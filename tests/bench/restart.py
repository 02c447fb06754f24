"""How soon a node serves again that has a great many records for the other
nation's node, which is down."""

import json
import pathlib
import time

import fairness

FOLDER = pathlib.Path(__file__).resolve().parent
NATION, PEER = "mx", "us"
QUEUED = 1_000_000
QUEUED_SHORT = 3000


class Restart:
    def __init__(self, bench):
        self.fairness = fairness.Fairness(bench)
        self.short = bench.short

    def queued(self, both):
        status = json.loads(both.enlace(f"{NATION}-operator-1", "-o", "json",
                                        "node", "status"))
        return int(status["links"][0]["queued"])

    def fill(self, both, wanted):
        """Until so many are queued; their recipient never comes."""
        route = (fairness.FLOODER, fairness.FLOODED)
        size = ["--batch", 8] if self.short else ["--prepared", 40000]
        with self.fairness.load(both, "flood", route, FOLDER / "record.json",
                                *size) as flood:
            flood.await_word("flooding")
            while (found := self.queued(both)) < wanted:
                if flood.process.poll() is not None:
                    raise RuntimeError("the flood ended")
                time.sleep(1)
        return found

    def ready(self, both):
        began = time.monotonic()
        both.start(NATION)
        return time.monotonic() - began

    def memory_mib(self, both):
        pages = open(f"/proc/{both.processes[NATION].pid}/statm").read().split()[1]
        return int(pages) * 4096 / (1 << 20)

    def measure(self, both):
        both.stop(PEER)
        queued = self.fill(both, QUEUED_SHORT if self.short else QUEUED)
        both.stop(NATION)
        stopped_s = self.ready(both)
        memory_mib = self.memory_mib(both)
        both.kill(NATION)
        killed_s = self.ready(both)
        with self.fairness.probe(both) as probe:
            probe.await_word("submitted")
        if self.queued(both) < queued:
            raise RuntimeError("what was queued is not there any more")
        both.stop(NATION)
        return {"queued": queued, "ready_s": stopped_s, "killed_ready_s": killed_s,
                "memory_mib": memory_mib}

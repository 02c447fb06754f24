"""Two real nodes under load, faults, and what was promised all the same.

Real processes on loopback, real TLS, real stores.  `crash_load` plays the
agencies of both nations and keeps a ledger that no node knows of.  A campaign
brings its faults; here is what all of them share: afterwards everything must
drain, checks.py judges the nodes by the ledger, and falsified.py shows that the
checks can fail.
"""

import argparse
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "scenarios")]
import checks  # noqa: E402
import falsified  # noqa: E402
import load_records  # noqa: E402
from load import Load  # noqa: E402
from play import verify_logs  # noqa: E402
from player import Player  # noqa: E402
from sandbox import NATIONS, Sandbox  # noqa: E402
from watcher import Watcher  # noqa: E402


def verified_by_others(sandbox):
    """Both logs, by verifiers that share no line with the nodes."""
    with tempfile.TemporaryDirectory() as published:
        for nation in NATIONS:
            kept = pathlib.Path(published) / nation
            # What a killed node was about to rename is no part of its log.
            shutil.copytree(sandbox.out / nation / "audit", kept / "audit",
                            ignore=shutil.ignore_patterns("*.new"))
            for key in ("audit.vkey", "witness.vkey"):
                shutil.copy(sandbox.out / nation / key, kept / key)
        done = subprocess.run(
            ["bash", FOLDER.parent / "verifiers/verify_log.sh", published],
            capture_output=True, text=True, check=False)
    print("\nverifiers of others:\n  " +
          (done.stdout + done.stderr).strip().replace("\n", "\n  "))
    return done.returncode == 0


class Campaign:
    """A subclass says what happens to the nodes while the load goes on."""

    COUNTED = "faults"  # the option that says how many
    COUNT = 10          # unless it says otherwise
    SECONDS_MAX_EACH = 20
    FEWEST_RECORDS_EACH = 5
    TOLERATED = ()  # reasons for which a node may refuse meanwhile

    def __init__(self, out, options):
        self.options = options
        self.count = getattr(options, self.COUNTED.replace("-", "_"))
        self.random = random.Random(options.seed)
        self.sandbox = self.make_sandbox(out)
        self.load = None
        self.began = None
        self.found = None  # broken promises

    @staticmethod
    def add_options(parser):
        """What this campaign can be told besides."""

    def make_sandbox(self, out):
        return Sandbox(out, self.options.bin)

    def drain_seconds(self):
        # Everything is asked for once more.
        return 120 + 2 * self.count

    def prepare(self):
        """Before any node runs."""

    def strike(self):
        """All faults; both nodes run afterwards, and nothing troubles them."""
        raise NotImplementedError

    def wait(self, low_ms, high_ms):
        time.sleep(self.random.uniform(low_ms, high_ms) / 1000)

    def summary(self):
        """What the faults were, in a line."""
        raise NotImplementedError

    def say(self, done, what):
        """A line of progress; fails if the campaign takes too long."""
        passed = time.monotonic() - self.began
        print(f"{passed:6.1f} s  {done:4} {self.COUNTED}  "
              f"{self.load.acknowledged:6} acknowledged  "
              f"{self.load.collected:6} collected  {what}", flush=True)
        if self.load.ended():
            raise RuntimeError("the load ended before its time")
        if passed > 60 + self.SECONDS_MAX_EACH * self.count:
            raise RuntimeError("the faults take too long")

    def under_load(self, watcher):
        """True if everything drained."""
        self.load = Load(self.sandbox, self.options.seed, self.drain_seconds(),
                         self.TOLERATED)
        self.began = time.monotonic()
        try:
            time.sleep(1)
            self.strike()
            time.sleep(0.5)
            drained = self.load.finish()
        finally:
            self.load.end()
        passed = time.monotonic() - self.began
        print(f"drained {drained}; {self.load.acknowledged} records acknowledged "
              f"({self.load.acknowledged / passed:.0f}/s), {watcher.count()} "
              f"checkpoints seen; {self.summary()}")
        return drained and \
            self.load.acknowledged > self.FEWEST_RECORDS_EACH * self.count

    def run(self):
        self.sandbox.create()
        load_records.write(self.sandbox.out / "load")
        watcher = Watcher(self.sandbox)
        try:
            self.prepare()
            watcher.start()
            for nation in NATIONS:
                self.sandbox.start(nation)
            good = self.under_load(watcher)
            if not Player(self.sandbox, None).settle():
                print("the logs were not cosigned in time")
                good = False
        finally:
            self.sandbox.stop_all()
            watcher.finish()
        good = verify_logs(self.sandbox) and good
        good = verified_by_others(self.sandbox) and good
        return self.judge(watcher) and good

    def judge(self, watcher):
        evidence = checks.Evidence.collect(self.sandbox, watcher.seen)
        self.found = found = checks.problems(evidence)
        refusals = collections.Counter(
            f"{e['code']} {e['reason']}".strip()
            for e in evidence.of_kind("refused"))
        print("refused and tried again: " + (", ".join(
            f"{n} {what}" for what, n in sorted(refusals.items())) or "nothing"))
        for problem in found[:20]:
            print(problem)
        print(f"{len(found)} broken promises")
        missed = [] if found else falsified.unnoticed(evidence)
        print(f"{len(falsified.ALL)} falsifications, not noticed: "
              f"{missed or 'none'}")
        return not found and not missed


def main(campaign, description):
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of the binaries")
    parser.add_argument(f"--{campaign.COUNTED}", type=int, default=campaign.COUNT)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--rounds", type=int, default=1,
                        help="repeat this with new nodes and the next seed")
    parser.add_argument("--keep", help="work here, and leave it")
    campaign.add_options(parser)
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    last = options.seed + options.rounds
    while options.seed < last:
        if not one_round(campaign, options):
            return 1
        options.seed += 1
    return 0


def one_round(campaign, options):
    print(f"seed {options.seed}", flush=True)
    out = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="enlace-crash-"))
    good = False
    try:
        good = campaign(out, options).run()
    finally:
        if not options.keep and good:
            shutil.rmtree(out, ignore_errors=True)
        elif not good:
            print(f"left in {out}; again: --seed {options.seed}")
    return good

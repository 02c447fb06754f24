#!/usr/bin/env python3
"""Kills nodes under load and shows that nothing promised is lost.

    kill_nodes.py --bin FOLDER [--kills 20] [--seed N] [--keep FOLDER]

Two real nodes on loopback, real TLS, real stores.  `crash_load` plays the
agencies of both nations and keeps a ledger that no node knows of.  At random
moments one node or both get SIGKILL, also while they start and while the other
one is down.  Then everything must drain, and checks.py judges the nodes by the
ledger; falsified.py shows that the checks can fail.

SIGKILL leaves the page cache alone: what was not synced survives it.  Power
cuts are the simulation's (`simulation --disk`).
"""

import argparse
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "scenarios")]
import checks  # noqa: E402
import falsified  # noqa: E402
import load_records  # noqa: E402
from play import verify_logs  # noqa: E402
from player import Player  # noqa: E402
from sandbox import NATIONS, Sandbox, other  # noqa: E402

DRAIN_SECONDS_MAX = 120
LOAD_SECONDS_MAX = 400
FEWEST_RECORDS_A_KILL = 10


class Watcher(threading.Thread):
    """Keeps every checkpoint that the nodes publish."""

    def __init__(self, sandbox):
        super().__init__(daemon=True)
        self.paths = {n: sandbox.out / n / "audit/checkpoint" for n in NATIONS}
        self.seen = {n: [] for n in NATIONS}
        self.ended = threading.Event()

    def look(self):
        for nation, path in self.paths.items():
            text = path.read_text() if path.exists() else ""
            if text and text not in self.seen[nation][-1:]:
                self.seen[nation].append(text)

    def run(self):
        while not self.ended.wait(0.01):
            self.look()


class Load:
    """The process that plays the agencies."""

    def __init__(self, sandbox, seed):
        self.process = subprocess.Popen(
            [sandbox.binaries / "crash_load", "--folder", sandbox.out,
             "--seed", str(seed), "--drain-seconds", str(DRAIN_SECONDS_MAX)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.acknowledged = self.collected = 0
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        for line in self.process.stdout:
            self.acknowledged, self.collected = map(int, line.split())

    def finish(self):
        self.process.stdin.close()
        return self.process.wait(DRAIN_SECONDS_MAX + 60) == 0


class Killer:
    """Kills and restarts; every moment comes from the seed."""

    def __init__(self, sandbox, seed, kills):
        self.sandbox = sandbox
        self.random = random.Random(seed)
        self.left = kills
        self.starts = []

    def wait(self, low_ms, high_ms):
        time.sleep(self.random.uniform(low_ms, high_ms) / 1000)

    def kill(self, nation):
        self.sandbox.kill(nation)
        self.left -= 1

    def start(self, nation):
        began = time.monotonic()
        self.sandbox.start(nation)
        self.starts.append(time.monotonic() - began)

    def strike(self):
        """One to three kills; both nodes run before and afterwards."""
        first = self.random.choice(sorted(NATIONS))
        how = self.random.choice(["one", "one", "both", "starting", "other down"])
        self.kill(first)
        if how == "both":
            self.kill(other(first))
            self.wait(0, 100)
            self.start(other(first))
        elif how == "starting":
            self.sandbox.launch(first)
            self.wait(1, 150)
            self.kill(first)
        elif how == "other down":
            self.wait(5, 300)
            self.kill(other(first))
            self.wait(0, 100)
            self.start(other(first))
        self.wait(0, 300)
        self.start(first)
        return f"{how}, {first}"


def kill_under_load(sandbox, options, watcher):
    """True if everything drained."""
    load = Load(sandbox, options.seed)
    killer = Killer(sandbox, options.seed, options.kills)
    began = time.monotonic()
    try:
        time.sleep(1)
        while killer.left > 0:
            # Now and then a longer pause, so that work piles up.
            long = killer.random.random() < 0.2
            killer.wait(5, 1500 if long else 500)
            how = killer.strike()
            print(f"{time.monotonic() - began:6.1f} s  "
                  f"{options.kills - killer.left:4} kills  "
                  f"{load.acknowledged:6} acknowledged  "
                  f"{load.collected:6} collected  {how}", flush=True)
            if load.process.poll() is not None or \
                    time.monotonic() - began > LOAD_SECONDS_MAX * max(
                        1, options.kills / 20):
                raise RuntimeError("the load ended, or the kills take too long")
        time.sleep(0.5)
        drained = load.finish()
    finally:
        if load.process.poll() is None:
            load.process.kill()
            load.process.wait()
    rate = load.acknowledged / (time.monotonic() - began)
    print(f"drained {drained}; {load.acknowledged} records acknowledged "
          f"({rate:.0f}/s), {sum(map(len, watcher.seen.values()))} checkpoints "
          f"seen; {len(killer.starts)} restarts, "
          f"median {statistics.median(killer.starts) * 1000:.0f} ms, "
          f"longest {max(killer.starts) * 1000:.0f} ms")
    return drained and load.acknowledged > FEWEST_RECORDS_A_KILL * options.kills


def run(sandbox, options):
    sandbox.create()
    load_records.write(sandbox.out / "load")
    watcher = Watcher(sandbox)
    watcher.start()
    try:
        for nation in NATIONS:
            sandbox.start(nation)
        good = kill_under_load(sandbox, options, watcher)
        if not Player(sandbox, None).settle():
            print("the logs were not cosigned in time")
            good = False
    finally:
        watcher.ended.set()
        watcher.join()
        sandbox.stop_all()
    watcher.look()
    good = verify_logs(sandbox) and good
    evidence = checks.Evidence.collect(sandbox, watcher.seen)
    found = checks.problems(evidence)
    for problem in found[:20]:
        print(problem)
    print(f"{len(found)} broken promises")
    missed = [] if found else falsified.unnoticed(evidence)
    print(f"{len(falsified.ALL)} falsifications, not noticed: {missed or 'none'}")
    return good and not found and not missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of the binaries")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", help="work here, and leave it")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}", flush=True)
    out = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="enlace-crash-"))
    good = False
    try:
        good = run(Sandbox(out, options.bin), options)
    finally:
        if not options.keep and good:
            shutil.rmtree(out, ignore_errors=True)
        elif not good:
            print(f"left in {out}; again: --seed {options.seed}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

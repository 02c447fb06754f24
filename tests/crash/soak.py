#!/usr/bin/env python3
"""Lets nodes run under load and shows that they hold no more at the end.

    soak.py --bin FOLDER [--minutes 30] [--seed N] [--keep FOLDER]

Nothing goes wrong meanwhile.  Each node's memory, threads and descriptors are
looked at twice a second.  In the last third of the time a node may hold hardly
more than in the second one: memory goes up and down with what changed since the
newest snapshot, so peaks are compared.  A run shorter than some cycles of that,
a quarter of an hour or so, tells of threads and descriptors alone.
"""

import pathlib
import sys
import time

from campaign import Campaign, main
from sandbox import NATIONS

PAUSE_SECONDS = 0.5
SAMPLES_MIN = 30
MEMORY_MINUTES_MIN = 15
# What the last third may have beyond the second: share, and so much besides.
MEMORY = (1.10, 16 * 1024)  # KiB
THREADS = (1.0, 4)
# A connection more or less at the moment of the look.
DESCRIPTORS = (1.0, 6)


def held_by(pid):
    """(KiB of memory, threads, descriptors); the last None if one may not know."""
    status = dict(line.split(":", 1) for line in
                  pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    try:
        descriptors = len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
    except PermissionError:
        descriptors = None  # the node keeps others out; root may look
    return int(status["VmRSS"].split()[0]), int(status["Threads"]), descriptors


def growth(samples, bound):
    """None, or (peak of the second third, of the last) if that is too much."""
    known = [s for s in samples if s is not None]
    third = len(known) // 3
    if third == 0:
        return None
    share, besides = bound
    before, after = max(known[third:2 * third]), max(known[2 * third:])
    return (before, after) if after > before * share + besides else None


class Soak(Campaign):
    COUNTED = "minutes"
    COUNT = 30
    SECONDS_MAX_EACH = 120
    FEWEST_RECORDS_EACH = 600

    def __init__(self, out, options):
        super().__init__(out, options)
        self.samples = {nation: [] for nation in NATIONS}

    def drain_seconds(self):
        return 300

    def strike(self):
        # What a node needs for its first records is no growth.
        time.sleep(5)
        until = time.monotonic() + 60 * self.count
        told = time.monotonic()
        while time.monotonic() < until:
            for nation, process in self.sandbox.processes.items():
                self.samples[nation].append(held_by(process.pid))
            time.sleep(PAUSE_SECONDS)
            if time.monotonic() - told > 30:
                told = time.monotonic()
                self.say((told - self.began) / 60, self.summary())

    def say(self, done, what):
        super().say(round(done), what)

    def summary(self):
        now = {n: s[-1] for n, s in self.samples.items() if s}
        return "; ".join(f"{n}: {kib // 1024} MiB, {threads} threads, "
                         f"{descriptors} descriptors"
                         for n, (kib, threads, descriptors) in now.items())

    def judge(self, watcher):
        good = super().judge(watcher)
        for nation, samples in self.samples.items():
            assert len(samples) >= SAMPLES_MIN
            memory, threads, descriptors = zip(*samples)
            compared = [("threads", threads, THREADS),
                        ("descriptors", descriptors, DESCRIPTORS)]
            if self.count >= MEMORY_MINUTES_MIN:
                compared.append(("KiB of memory", memory, MEMORY))
            for what, held, bound in compared:
                grown = growth(held, bound)
                if grown:
                    print(f"{nation}: {grown[0]} {what} at most, then {grown[1]}")
                    good = False
        # That it can fail.
        for bound in (MEMORY, THREADS, DESCRIPTORS):
            leak = [1000 + 100 * i for i in range(SAMPLES_MIN)]
            assert growth([100 * s for s in leak], bound), "a leak unseen"
            assert not growth([1000] * SAMPLES_MIN, bound)
        return good


if __name__ == "__main__":
    sys.exit(main(Soak, __doc__))

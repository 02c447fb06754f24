#!/usr/bin/env python3
"""Sets the clocks of nodes under load, and right again.

    clock_jumps.py --bin FOLDER [--jumps 8] [--seed N] [--keep FOLDER]

A jump is between one second and 400 days, forward or back, at one node or at
both, for some moments.  Files, the peer and the agencies keep the true time.
What a node refuses meanwhile it must refuse by its stated reasons, and no jump
may lose, double or change anything.
"""

import math
import sys

from campaign import Campaign, main
from sandbox import NATIONS
from shimmed_sandbox import ShimmedSandbox

DAY = 24 * 3600
AMOUNT_MAX = 400 * DAY


def spoken(seconds):
    for name, size in (("d", DAY), ("h", 3600), ("min", 60)):
        if abs(seconds) >= size:
            return f"{seconds / size:+.1f} {name}"
    return f"{seconds:+.1f} s"


class ClockJumps(Campaign):
    COUNTED = "jumps"
    COUNT = 8
    TOLERATED = ("CLOCK_SKEW", "CLOCK_UNTRUSTED")

    def __init__(self, out, options):
        super().__init__(out, options)
        self.jumps = []

    def make_sandbox(self, out):
        return ShimmedSandbox(out, self.options.bin)

    def prepare(self):
        for disk in self.sandbox.disks.values():
            disk.set_clock_ahead(0)

    def strike(self):
        for number in range(1, self.count + 1):
            nations = self.random.choice(
                [[n] for n in NATIONS] + [list(NATIONS)])
            seconds = math.exp(self.random.uniform(0, math.log(AMOUNT_MAX)))
            # Forward and back in turn.
            seconds *= 1 if number % 2 else -1
            for nation in nations:
                self.sandbox.disks[nation].set_clock_ahead(seconds)
            self.jumps.append(seconds)
            self.wait(300, 3000)
            for nation in nations:
                self.sandbox.disks[nation].set_clock_ahead(0)
            self.say(number, f"{spoken(seconds)} at {' and '.join(nations)}")
            self.wait(100, 1500)

    def summary(self):
        forward = [j for j in self.jumps if j > 0]
        back = [j for j in self.jumps if j < 0]
        return (f"{len(forward)} jumps forward, up to "
                f"{spoken(max(forward, default=0))}, {len(back)} back, up to "
                f"{spoken(min(back, default=0))}")


if __name__ == "__main__":
    sys.exit(main(ClockJumps, __doc__))

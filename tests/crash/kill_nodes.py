#!/usr/bin/env python3
"""Kills nodes under load and shows that nothing promised is lost.

    kill_nodes.py --bin FOLDER [--kills 20] [--seed N] [--keep FOLDER]

At random moments one node or both get SIGKILL, also while they start and while
the other one is down.

SIGKILL leaves the page cache alone: what was not synced survives it.  Power
cuts are power_cuts.py's.
"""

import sys

from campaign import Campaign, main
from killer import Killer


class Kills(Campaign):
    COUNTED = "kills"
    COUNT = 20
    FEWEST_RECORDS_EACH = 10

    def __init__(self, out, options):
        super().__init__(out, options)
        self.killer = Killer(self.sandbox, self.random, self.count)

    def strike(self):
        while self.killer.left > 0:
            # Now and then a longer pause, so that work piles up.
            long = self.random.random() < 0.2
            self.killer.wait(5, 1500 if long else 500)
            how = self.killer.strike()
            self.say(self.count - self.killer.left, how)

    def summary(self):
        return self.killer.summary()


if __name__ == "__main__":
    sys.exit(main(Kills, __doc__))

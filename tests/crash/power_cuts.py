#!/usr/bin/env python3
"""Cuts the power of nodes under load and shows that nothing promised is lost.

    power_cuts.py --bin FOLDER [--cuts 10] [--seed N] [--keep FOLDER]
                  [--forget-syncs]

At random moments both nodes, now and then only one, end at once, also while
they start, and of all that they did not sync their disks forget a random part
(disk.py).  Both logs, the ledger and every checkpoint that anybody saw must
agree all the same.

The shim that makes this possible is tested at the end: with all changes since
the last start taken back, both nodes' folders must be what they were.  With
--forget-syncs the disks lie to the nodes; then this must find a broken promise,
or a node that refuses to start.
"""

import sys

from campaign import Campaign, main
from sandbox import NATIONS, NodeDidNotStart
from shimmed_sandbox import ShimmedSandbox, differences


class PowerCuts(Campaign):
    COUNTED = "cuts"
    COUNT = 10

    def __init__(self, out, options):
        super().__init__(out, options)
        self.copies = {}  # of each node's files, before the last start
        self.unsynced = self.lost = self.with_loss = 0

    @staticmethod
    def add_options(parser):
        parser.add_argument("--forget-syncs", action="store_true")

    def make_sandbox(self, out):
        return ShimmedSandbox(out, self.options.bin)

    def drain_seconds(self):
        return 5 if self.options.forget_syncs else super().drain_seconds()

    def cut(self, nations):
        unsynced, lost = self.sandbox.cut_power(nations, self.random)
        self.unsynced += unsynced
        self.lost += lost
        self.with_loss += lost > 0
        return f"{lost} of {unsynced} unsynced changes lost"

    def strike(self):
        if self.options.forget_syncs:
            for disk in self.sandbox.disks.values():
                disk.forget_syncs()
        done = 0
        while done < self.count:
            long = self.random.random() < 0.2
            self.wait(5, 1500 if long else 500)
            how = self.random.choice(["both"] * 5 + ["one", "starting"])
            nations = list(NATIONS)
            self.random.shuffle(nations)
            if how == "one":
                nations = nations[:1]
            told = self.cut(nations)
            done += 1
            if how == "starting":
                for nation in nations:
                    self.sandbox.launch(nation)
                self.wait(1, 200)
                told += ", " + self.cut(nations)
                done += 1
            for nation in nations:
                self.sandbox.launch(nation)
            for nation in nations:
                self.sandbox.await_ready(nation)
            self.say(done, f"{how}: {told}")
        self.sandbox.cut_power(list(NATIONS), self.random)
        for nation in NATIONS:
            self.copies[nation] = self.sandbox.keep_copy(nation)
            self.sandbox.start(nation)

    def run(self):
        if not self.options.forget_syncs:
            return super().run() and self.shim_is_complete()
        try:
            super().run()
        except NodeDidNotStart as error:
            print(f"noticed, a node refuses to start: {error}")
            return True
        print(f"noticed by {len(self.found)} broken promises")
        return bool(self.found)

    def shim_is_complete(self):
        """With all changes since the last start taken back the nodes' files are
        what they were."""
        calls, wrong = set(), []
        for nation, copy in self.copies.items():
            disk = self.sandbox.disks[nation]
            calls |= {change.call for change in disk.changes()}
            disk.take_all_back()
            wrong += differences(self.sandbox.out / nation, copy)
        print(f"changes that the shim has missed: {wrong or 'none'}; it saw "
              f"{', '.join(sorted(calls))}")
        return bool(calls) and not wrong

    def summary(self):
        return (f"{self.with_loss} times something was lost, {self.lost} of "
                f"{self.unsynced} unsynced changes in all")


if __name__ == "__main__":
    sys.exit(main(PowerCuts, __doc__))

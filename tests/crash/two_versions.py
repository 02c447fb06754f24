#!/usr/bin/env python3
"""Brings two nodes to a newer version under load, one after the other.

    two_versions.py --bin FOLDER --previous PROGRAM [--upgrades 2] [--seed N]
                    [--keep FOLDER]

Both begin with the node of the version before (previous_version.sh builds it);
which nation goes first the seed says.  Records pass all the time: between two
old nodes, between an old and a new one, between two new ones.  Each node stays
on its store.  What the older node does not know the newer one offers it all the
same.  Then the older program is tried on the store of the newer one, with what
only that one writes: it must refuse before it writes anything.
"""

import filecmp
import json
import pathlib
import sys

from campaign import Campaign, main
from sandbox import NATIONS, NodeDidNotStart, other


def contents(store):
    """Of the files of a node that is down, but for what the version before
    dropped: a snapshot that it does not know, which the journal makes anew."""
    return {path.name: path.read_bytes() for path in store.rglob("*")
            if path.is_file() and path.name != "state.rows"}


class TwoVersions(Campaign):
    COUNTED = "upgrades"
    COUNT = len(NATIONS)
    FEWEST_RECORDS_EACH = 100

    def __init__(self, out, options):
        super().__init__(out, options)
        assert self.count == len(NATIONS), "each node is upgraded once"
        self.previous = pathlib.Path(options.previous).resolve()
        self.told = []

    @staticmethod
    def add_options(parser):
        parser.add_argument("--previous", required=True,
                            help="the node of the version before")

    def prepare(self):
        current = self.sandbox.binaries / "enlaced"
        assert not filecmp.cmp(self.previous, current, shallow=False), \
            "both versions are the same program"
        self.sandbox.programs = dict.fromkeys(NATIONS, self.previous)

    def plan(self, nation, *words):
        return json.loads(self.sandbox.enlace(
            f"{nation}-operator-1", "-o", "json", "node", "maintenance", *words))

    def strike(self):
        first = self.random.choice(sorted(NATIONS))
        self.wait(3000, 5000)
        for number, nation in enumerate([first, other(first)], 1):
            self.sandbox.stop(nation)
            self.wait(0, 500)
            del self.sandbox.programs[nation]
            self.sandbox.start(nation)
            # A call that the version before does not have.
            self.plan(nation, "--minutes", "30")
            self.wait(5000, 8000)
            (own,) = (p for p in self.plan(nation) if not p["nation"])
            self.told.append(own["knownTo"])
            self.say(number, f"{nation} is new; its plan is known to "
                             f"{', '.join(own['knownTo']) or 'nobody'}")

    def summary(self):
        return "each node upgraded once"

    def refuses_the_newer_store(self):
        """True if the older program says so and leaves the store as it is."""
        nation = self.random.choice(sorted(NATIONS))
        store = self.sandbox.out / nation / "store"
        before = contents(store)
        self.sandbox.programs[nation] = self.previous
        try:
            self.sandbox.start(nation)
        except NodeDidNotStart as refusal:
            said = "start the version that wrote it" in str(refusal)
        else:
            said = False
        finally:
            self.sandbox.stop_all()
        same = contents(store) == before
        print(f"the older node refuses the store of the newer: {said}, "
              f"and leaves it as it was: {same}")
        return said and same

    def judge(self, watcher):
        good = super().judge(watcher)
        # The first was told to an old node, the second to a new one.
        if [len(known) for known in self.told] != [0, 1]:
            print(f"plans were known to {self.told}")
            good = False
        return self.refuses_the_newer_store() and good


if __name__ == "__main__":
    sys.exit(main(TwoVersions, __doc__))

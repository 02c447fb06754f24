#!/usr/bin/env python3
"""Ends a node before, in and after each call that changes its files.

    crash_points.py --bin FOLDER [--points 12] [--all] [--seed N]
                    [--keep FOLDER]

A crash point is a place seen from outside: a file, a system call, and whether
the process dies before it, with half of a write done, or after it, such as
`anchor/anchor:rename:before`.  Numbers in names are one place.  A run without
faults says which there are: at a node's first start, at any start, and while it
runs under load.  Then each is struck, half of them with a power cut, and the
node must come back.  Without --all a part is drawn by the seed.
"""

import collections
import re
import shutil
import sys
import time

from campaign import Campaign, main
from sandbox import NATIONS
from shimmed_sandbox import ShimmedSandbox

DEATH_SECONDS_MAX = 30
READY_SECONDS_MAX = 2  # what follows at once
MOMENTS = ("first start", "start", "running")
FEWEST_NAMES = 60
# Some places come only now and then, such as a new folder of tiles.
UNREACHED_SHARE_MAX = 0.1
UNREACHED_MAX = 2

Point = collections.namedtuple("Point", "moment place phase")


def name_of(point):
    return f"{point.place}:{point.phase}"


def points_in(moment, changes):
    """All crash points of some changes, in a fixed order."""
    found = set()
    for change in changes:
        file = re.sub(r"[0-9a-f]{16,}|[0-9]+", "#", change.named())
        place = f"{file}:{change.call}"
        phases = ["before", "after"]
        if change.call in ("write", "pwrite"):
            phases.append("half")
        found |= {Point(moment, place, phase) for phase in phases}
    return sorted(found)


class CrashPoints(Campaign):
    COUNTED = "points"
    COUNT = 12
    FEWEST_RECORDS_EACH = 0.5

    def __init__(self, out, options):
        super().__init__(out, options)
        self.known = collections.defaultdict(list)  # moment -> points
        self.reached, self.unreached = [], []

    @staticmethod
    def add_options(parser):
        parser.add_argument("--all", action="store_true")

    def make_sandbox(self, out):
        return ShimmedSandbox(out, self.options.bin)

    def drawn(self, moment):
        """The points of a moment that are this run's."""
        points = list(self.known[moment])
        self.random.shuffle(points)
        share = {"first start": 0.25, "start": 0.25, "running": 0.5}[moment]
        if not self.options.all:
            points = points[:max(1, int(share * self.count))]
        return points

    def await_death(self, nation, starting=True):
        """False once it is clear that the node does not come by."""
        process = self.sandbox.processes[nation]
        ready = self.sandbox.out / nation / "ready"
        deadline = time.monotonic() + (DEATH_SECONDS_MAX if starting else
                                       DEATH_SECONDS_MAX / 4)
        while process.poll() is None and time.monotonic() < deadline:
            if starting and ready.exists():
                starting = False
                deadline = time.monotonic() + READY_SECONDS_MAX
            time.sleep(0.002)
        return process.poll() is not None

    def come_back(self, nation, point, died):
        """The node again, after it died at the point, or did not."""
        disk = self.sandbox.disks[nation]
        disk.crash_nowhere()
        (self.reached if died else self.unreached).append(point)
        self.sandbox.kill_at_once([nation])
        if self.random.random() < 0.5:
            disk.cut(self.random)
        self.sandbox.start(nation)

    def prepare(self):
        """At the first start there is no load yet."""
        nation = self.random.choice(sorted(NATIONS))
        home = self.sandbox.out / nation
        pristine = self.sandbox.out / "pristine"
        shutil.copytree(home, pristine)
        disk = self.sandbox.disks[nation]

        def pristine_again():
            if nation in self.sandbox.processes:
                self.sandbox.kill_at_once([nation])
            shutil.rmtree(home)
            shutil.copytree(pristine, home)
            disk.power_on()

        self.sandbox.start(nation)
        self.known["first start"] = points_in("first start", disk.changes())
        for point in self.drawn("first start"):
            pristine_again()
            disk.crash_at(point.place, point.phase)
            self.sandbox.launch(nation)
            self.come_back(nation, point, self.await_death(nation))
        pristine_again()

    def look_around(self):
        """Which points there are once the nodes know each other."""
        found = collections.defaultdict(set)
        starts = {}
        for nation, disk in self.sandbox.disks.items():
            self.sandbox.kill_at_once([nation])
            disk.power_on()
            self.sandbox.start(nation)
            changes = disk.changes()
            starts[nation] = len(changes)
            found["start"] |= set(points_in("start", changes))
        self.wait(5000, 5000)
        for nation, disk in self.sandbox.disks.items():
            found["running"] |= set(points_in(
                "running", disk.changes()[starts[nation]:]))
        for moment, points in found.items():
            self.known[moment] = sorted(points)
        names = {name_of(p) for points in self.known.values() for p in points}
        print(f"{len(names)} crash points; at the first start "
              f"{len(self.known['first start'])}, at a start "
              f"{len(self.known['start'])}, under load "
              f"{len(self.known['running'])}")
        return names

    def strike(self):
        self.wait(1000, 1000)
        self.names = self.look_around()
        if self.options.all:
            self.count = sum(map(len, self.known.values()))
        for moment in ("start", "running"):
            for point in self.drawn(moment):
                nation = self.random.choice(sorted(NATIONS))
                disk = self.sandbox.disks[nation]
                if moment == "start":
                    self.sandbox.kill_at_once([nation])
                    disk.crash_at(point.place, point.phase)
                    self.sandbox.launch(nation)
                else:
                    disk.crash_at(point.place, point.phase,
                                  self.random.randint(1, 3))
                died = self.await_death(nation, starting=moment == "start")
                if not died and moment == "running":
                    # It may be one of a start only.
                    self.sandbox.kill_at_once([nation])
                    disk.crash_at(point.place, point.phase)
                    self.sandbox.launch(nation)
                    died = self.await_death(nation)
                self.come_back(nation, point, died)
                self.say(len(self.reached) + len(self.unreached),
                         f"{nation} {point.moment} {name_of(point)}"
                         + ("" if died else ": not reached"))

    def summary(self):
        names = sorted({name_of(p) for p in self.reached})
        if self.options.all:
            for point in self.unreached:
                print(f"not reached: {point.moment}, {name_of(point)}")
            print("reached: " + ", ".join(names))
        return (f"{len(self.reached)} times a node died at one of "
                f"{len(names)} crash points, {len(self.unreached)} not reached")

    def run(self):
        good = super().run()
        struck = len(self.reached) + len(self.unreached)
        return good and len(self.names) >= FEWEST_NAMES and \
            len(self.unreached) <= max(UNREACHED_MAX,
                                       UNREACHED_SHARE_MAX * struck)


if __name__ == "__main__":
    sys.exit(main(CrashPoints, __doc__))

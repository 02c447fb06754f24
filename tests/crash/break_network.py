#!/usr/bin/env python3
"""Troubles the network between two nodes and shows that it all arrives.

    break_network.py --bin FOLDER [--faults 20] [--kills 4] [--seed N]
                     [--keep FOLDER]

All that the nodes say to each other goes through chaos_proxy.py: it delays,
narrows, drips, stalls one way, forgets to say that one end is gone, refuses,
resets, cuts within a TLS record, and flips bits.  Some of it while nodes are
killed.  Every choice comes from the seed.  Then the network heals and
everything must drain.
"""

import collections
import sys
import time

from campaign import Campaign, main
from chaos_proxy import FAULTS, ChaosProxy, Fault
from killer import Killer
from sandbox import NATIONS, Sandbox, free_ports


class ProxiedSandbox(Sandbox):
    """Each nation's link file names its proxy."""

    def __init__(self, out, binaries):
        super().__init__(out, binaries)
        self.reached_at = dict(zip(NATIONS, free_ports(len(NATIONS))))


class NetworkFaults(Campaign):
    COUNTED = "faults"
    COUNT = 20

    def __init__(self, out, options):
        super().__init__(out, options)
        self.killer = Killer(self.sandbox, self.random, options.kills)
        self.proxy = ChaosProxy(
            {n: (self.sandbox.reached_at[n], self.sandbox.ports[n]["peers"])
             for n in NATIONS})
        self.counts = collections.Counter()
        self.kinds = []  # still to come

    @staticmethod
    def add_options(parser):
        parser.add_argument("--kills", type=int, default=4)

    def make_sandbox(self, out):
        return ProxiedSandbox(out, self.options.bin)

    def next_kind(self):
        """Each kind once, in an order of the seed, before any comes again."""
        if not self.kinds:
            self.kinds = list(FAULTS)
            self.random.shuffle(self.kinds)
        return self.kinds.pop()

    def strike(self):
        for number in range(1, self.count + 1):
            doors = self.random.choice([["us"], ["mx"], ["us", "mx"]])
            kind = self.next_kind()
            faults = {door: Fault(kind, self.random) for door in doors}
            for door, fault in faults.items():
                self.proxy.begin(door, fault)
            time.sleep(max(fault.seconds for fault in faults.values()))
            told = ", ".join(f"{f} at {d}" for d, f in faults.items())
            if self.random.random() < (self.killer.left /
                                       (self.count + 1 - number)):
                told += "; killed: " + self.killer.strike()
            if not all([self.proxy.end(door) for door in doors]):
                told += "; met nothing"
            else:
                self.counts[kind] += 1
            self.say(number, told)
            time.sleep(self.random.uniform(0, 0.5))

    def summary(self):
        carried = sum(door.bytes for door in self.proxy.doors.values())
        kinds = ", ".join(f"{n} {k}" for k, n in sorted(self.counts.items()))
        return (f"{kinds}; {carried / 1e6:.1f} MB carried; "
                f"{self.killer.summary()}")


if __name__ == "__main__":
    sys.exit(main(NetworkFaults, __doc__))

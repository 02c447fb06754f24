"""Kills and restarts nodes; every moment comes from the seed."""

import statistics
import time

from sandbox import NATIONS, other


class Killer:
    def __init__(self, sandbox, random, kills):
        self.sandbox = sandbox
        self.random = random
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

    def summary(self):
        if not self.starts:
            return "no restarts"
        return (f"{len(self.starts)} restarts, "
                f"median {statistics.median(self.starts) * 1000:.0f} ms, "
                f"longest {max(self.starts) * 1000:.0f} ms")

#!/usr/bin/env python3
"""Nothing that the peer holds tells a denial or a hold from "nothing was sent",
beyond that the log grew.

Usage: unseen_test.py BINARIES
"""

import pathlib
import shutil
import sys
import tempfile
import tomllib
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
from holdings import growth, holdings, shape_of_log  # noqa: E402
from player import Player  # noqa: E402
from sandbox import NATIONS, Sandbox, other  # noqa: E402

BINARIES = sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin"
PEER = "mx"


class UnseenTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-unseen-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.scenario = tomllib.loads((FOLDER / "traffic/unseen.toml").read_text())

    def play(self, name, steps):
        """What the peer holds after `steps`, how far the log grew, its shape."""
        sandbox = Sandbox(self.folder / name, BINARIES)
        sandbox.out.mkdir()
        sandbox.create()
        player = Player(sandbox, self.check)
        try:
            for nation in NATIONS:
                sandbox.start(nation)
            for step in steps:
                player.play({**self.scenario, "step": [step]})
                # So that the order of events is no chance.
                self.assertTrue(player.settle(), step["name"])
            return (holdings(player, PEER), growth(player, PEER),
                    shape_of_log(sandbox.out / other(PEER)))
        finally:
            sandbox.stop_all()

    def check(self, _, step, __, shown, detail):
        self.assertEqual(shown, step["expect"], f"{step['name']}: {detail}")

    def test_a_denial_and_a_hold_show_as_growth_of_the_log_and_nothing_else(self):
        steps = self.scenario["step"]
        others = [s for s in steps if not s.get("unseen")]
        unseen = len(steps) - len(others)
        self.assertEqual(unseen, 2)
        held, grown, shape = self.play("with", steps)
        bare_held, bare_grown, bare_shape = self.play("without", others)
        self.assertGreater(len(held["events"]), 8, "there must be traffic")
        self.assertEqual(held.keys(), bare_held.keys())
        for part in held:
            self.assertEqual(held[part], bare_held[part], part)
        self.assertEqual(grown - bare_grown, unseen)
        # Entries are of one size, whatever they record.
        self.assertEqual(shape, bare_shape + bare_shape[:1] * unseen)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

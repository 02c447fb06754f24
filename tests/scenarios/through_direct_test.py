#!/usr/bin/env python3
"""What a person does at the command line a program does with the Python package
alone, without an agent, with the same outcomes: the same scenario files.

Usage: through_direct_test.py BINARIES PACKAGE
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
BINARIES, PACKAGE = sys.argv[1:3]

# A third of the scenarios, and what no agent can play: a record that is sent
# again as it was, a message id that is used twice, another's papers.
PLAYED = ["s01", "s02", "s04", "s05", "s06", "s07", "a06", "a07", "a08"]


class ThroughDirectTest(unittest.TestCase):
    def test_programs_get_the_outcomes_that_persons_get(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-direct-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        scenarios = folder / "scenarios"
        scenarios.mkdir()
        for name in PLAYED:
            shutil.copy(FOLDER / f"{name}.toml", scenarios)
        done = subprocess.run(
            [sys.executable, "-B", FOLDER / "play.py", "--bin", BINARIES,
             "--out", folder / "out", "--scenarios", scenarios,
             "--through", "direct", "--package", PACKAGE],
            capture_output=True, text=True, timeout=500, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"{len(PLAYED)} scenarios played", done.stdout)
        calls = re.search(r"^(\d+) calls of (.*) without agents", done.stdout,
                          re.M)
        self.assertGreater(int(calls[1]), 2 * len(PLAYED))
        self.assertLessEqual({"us-atf", "us-cbp", "us-fincen", "mx-fgr",
                              "mx-anam", "mx-uif"}, set(calls[2].split(", ")))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

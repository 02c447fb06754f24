#!/usr/bin/env python3
"""What a person does at the command line a program does through the Python
package and an agent, with the same outcomes: the same scenario files.

Usage: through_agent_test.py BINARIES
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
BINARIES = sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin"

# Those that must play, whatever else does.
NAMED = {"S01", "S02", "S04", "S05", "S06", "S07", "S11", "A1", "A2"}


def play(out, scenarios):
    return subprocess.run(
        [sys.executable, "-B", FOLDER / "play.py", "--bin", BINARIES, "--out", out,
         "--scenarios", scenarios, "--through", "agent"],
        capture_output=True, text=True, timeout=500, check=False)


class ThroughAgentTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-agents-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_programs_get_the_outcomes_that_persons_get(self):
        done = play(self.folder / "out", FOLDER)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        played = set(re.findall(r"^(\w+)  \S", done.stdout, re.M))
        self.assertLessEqual(NAMED, played)
        self.assertGreater(3 * len(played), len(list(FOLDER.glob("*.toml"))))
        # Every agency of those scenarios had an agent, and asked it.
        calls = re.search(r"^(\d+) calls of (.*) through agents", done.stdout, re.M)
        self.assertGreater(int(calls[1]), len(played))
        self.assertLessEqual({"us-atf", "us-cbp", "us-dea", "us-fincen", "mx-fgr",
                              "mx-anam", "mx-uif"}, set(calls[2].split(", ")))

    def test_a_falsified_expectation_fails(self):
        scenarios = self.folder / "scenarios"
        scenarios.mkdir()
        text = (FOLDER / "s02.toml").read_text()
        false = text.replace('"purchaser.birth_date.year" = 1990',
                             '"purchaser.birth_date.year" = 1991')
        self.assertNotEqual(false, text)
        (scenarios / "s02.toml").write_text(false)
        done = play(self.folder / "out", scenarios)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("FAIL S02", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

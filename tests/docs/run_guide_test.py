#!/usr/bin/env python3
"""A guide that does not say what happens fails."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent

GOOD = "# A guide\n```sh\necho one two\n```\n```text\none ...\n```\n"


class RunGuideTest(unittest.TestCase):
    def run_guide(self, text, *words):
        with tempfile.TemporaryDirectory() as folder:
            guide = pathlib.Path(folder) / "guide.md"
            guide.write_text(text)
            return subprocess.run(
                [sys.executable, "-B", FOLDER / "run_guide.py", guide, *words],
                capture_output=True, text=True, check=False).returncode

    def test_what_it_says_passes(self):
        self.assertEqual(self.run_guide(GOOD), 0)
        self.assertEqual(self.run_guide(
            GOOD + "```sh exit=3\n(exit 3)\n```\n"), 0)

    def test_what_it_does_not_say_fails(self):
        for wrong in (GOOD.replace("one ...", "two ..."),
                      GOOD.replace("echo", "false #"),
                      GOOD + "```sh\n(exit 3)\n```\n",
                      GOOD + "```sh exit=3\ntrue\n```\n",
                      "# A guide\n```sh\necho one\n```\n",
                      "# A guide\n"):
            self.assertNotEqual(self.run_guide(wrong), 0, wrong)

    def test_a_slow_guide_fails(self):
        self.assertNotEqual(self.run_guide(GOOD, "--minutes", "0"), 0)


if __name__ == "__main__":
    unittest.main()

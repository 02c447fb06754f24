#!/usr/bin/env python3
"""What real nodes decided is held against other books: their logs give the
lines, `rulebook replay` reads them, also those of records that were denied.

Usage: replay_test.py BINARIES
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
from player import Player  # noqa: E402
from sandbox import NATIONS, REPOSITORY, Sandbox, other  # noqa: E402

BINARIES = pathlib.Path(
    sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin").resolve()

# Permits, holds that persons release and reject, denials of all kinds, a notice,
# entries of registers, texts that mention something, lists of persons.
SCENARIOS = ["s01", "s02", "s03", "s04", "s06", "s10", "s12", "a01", "a02", "a06"]
# A forbid without which something that was denied passes, and a permit without
# which something that passed does not.
FORBIDS = {"us": "US-CUST-2", "mx": "MX-VIGENCIA-1"}
PERMITS = {"us": "US-CUST-1", "mx": "MX-RASTREO-1"}
# Of the records that are sent.
SECRETS = ["SINTETICO", "TESTPERSON", "TEST50A00123", "AGENTE PRUEBA",
           "FGR-TEST-0001", "CBP-TEST-0031", "3ZZTEST00X0000001", "TEST-123"]


class ReplayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-replay-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.sandbox = Sandbox(cls.folder / "sandbox", BINARIES)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        cls.addClassCleanup(cls.sandbox.stop_all)
        cls.unexpected = []
        player = Player(cls.sandbox, cls.check)
        for nation in NATIONS:
            cls.sandbox.start(nation)
        for name in SCENARIOS:
            player.play(tomllib.loads((FOLDER / f"{name}.toml").read_text()))
        if not player.settle():
            raise RuntimeError("the logs were not cosigned in time")
        cls.lines = {nation: cls.decisions_of(nation) for nation in NATIONS}

    @classmethod
    def check(cls, scenario, step, _, shown, detail):
        if shown != step["expect"]:
            cls.unexpected.append((scenario["id"], step["name"], shown, detail))

    @classmethod
    def decisions_of(cls, nation):
        """The file of the nation's decisions, as its auditors write it."""
        home = cls.sandbox.out / nation
        done = subprocess.run(
            [BINARIES / "enlace", "audit", "decisions", home / "audit",
             "--witness-vkey", cls.sandbox.out / other(nation) / "witness.vkey"],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        path = cls.folder / f"{nation}.jsonl"
        path.write_text(done.stdout)
        return path

    def replay(self, nation, book):
        done = subprocess.run(
            [BINARIES / "rulebook", "replay", book, self.lines[nation], "--old",
             REPOSITORY / "policy" / nation, "-o", "json"],
            capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return done.returncode, json.loads(done.stdout)

    def book_without(self, nation, rule):
        """The sample book less a rule, and less its cases."""
        book = self.folder / f"{nation}-without-{rule}"
        book.mkdir()
        cut = 0
        for file in (REPOSITORY / "policy" / nation).glob("*.md"):
            text = re.sub(r"^```(case|caso) .*?^```$", "", file.read_text(),
                          flags=re.S | re.M)
            text, count = re.subn(rf"^```(rule|regla) {rule}\n.*?^```$", "", text,
                                  flags=re.S | re.M)
            (book / file.name).write_text(text)
            cut += count
        self.assertEqual(cut, 1, rule)
        return book

    def topics(self, report, kind, what):
        """How many decisions a row of the report explains, by rule."""
        found = [k for k in report["kinds"] if k["kind"] == kind]
        return {t["rule"]: t["decisions"] for k in found for t in k["topics"]
                if t["what"] == what}

    def test_the_scenarios_played_as_they_should(self):
        self.assertEqual(self.unexpected, [])

    def test_the_book_that_decided_changes_nothing(self):
        for nation in NATIONS:
            lines = self.lines[nation].read_text().splitlines()
            outcomes = {json.loads(line)["outcome"] for line in lines}
            self.assertEqual(outcomes, {"permit", "hold", "deny"}, nation)
            code, report = self.replay(nation, REPOSITORY / "policy" / nation)
            self.assertEqual((code, report["kinds"]), (0, []), nation)
            self.assertEqual(report["decisions"], len(lines))
            self.assertEqual(report["unchanged"], len(lines))
            self.assertEqual(report["outcomesOnly"], 0)

    def test_what_was_denied_would_pass_without_the_rule_that_forbids(self):
        for nation, rule in FORBIDS.items():
            code, report = self.replay(nation, self.book_without(nation, rule))
            self.assertEqual(code, 3, nation)
            permitted = self.topics(report, "permitted", "permitted, was denied")
            self.assertGreaterEqual(permitted.get(rule, 0), 1, report)
            self.assertEqual(self.topics(report, "denied", "denied, was permitted"),
                             {}, nation)

    def test_what_passed_would_be_denied_without_the_rule_that_permits(self):
        for nation, rule in PERMITS.items():
            code, report = self.replay(nation, self.book_without(nation, rule))
            self.assertEqual(code, 3, nation)
            denied = self.topics(report, "denied", "denied, was permitted")
            self.assertGreaterEqual(denied.get(rule, 0), 1, report)

    def test_no_value_of_a_record_is_in_the_lines(self):
        sent = "".join(p.read_text()
                       for p in (self.sandbox.out / "records").glob("*.json"))
        for nation in NATIONS:
            lines = self.lines[nation].read_text()
            for value in SECRETS:
                self.assertTrue(value in sent,
                                f"the search must be for what was sent: {value}")
                self.assertFalse(value in lines, f"{nation}: {value}")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

#!/usr/bin/env python3
"""A node whose journal failed ends by itself and says so; started again, it
knows what it acknowledged and takes records again.

Usage: failed_node_test.py BINARIES
"""

import contextlib
import json
import pathlib
import secrets
import shutil
import sqlite3
import sys
import tempfile
import unittest

from command_line import CommandLine
from player import wait_for
from sandbox import NATIONS, Sandbox, agency_uri

BINARIES = pathlib.Path(sys.argv.pop(1))
RECORD = pathlib.Path(__file__).resolve().parent / "records/link_test.json"
SECONDS_MAX = 60
EXIT_FAILED = 1


class FailedNodeTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-failed-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.sandbox = Sandbox(self.folder, BINARIES)
        self.sandbox.create()
        self.addCleanup(self.sandbox.stop_all)
        for nation in NATIONS:
            self.sandbox.start(nation)
        self.agency = CommandLine(self.sandbox)

    def send(self):
        """Exit code, and the id of the record."""
        record = {**json.loads(RECORD.read_text()), "code": secrets.token_hex(16)}
        path = self.folder / "record.json"
        path.write_text(json.dumps(record))
        code, answer, _ = self.agency.send("mx-fgr", {
            "type": "LinkTest", "record": path, "to": agency_uri("us-atf"),
            "channel": "admin", "urgency": "routine", "valid_for": "1h",
            "keep": None})
        return code, (answer or {}).get("recordId")

    @contextlib.contextmanager
    def journal_held(self):
        """Somebody holds the database for longer than the node waits."""
        journal = sqlite3.connect(self.folder / "mx/store/journal.db",
                                  isolation_level=None)
        journal.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            journal.execute("ROLLBACK")
            journal.close()

    def test_node_ends_and_a_restart_serves_again(self):
        code, acknowledged = self.send()
        self.assertEqual(code, 0)
        node = self.sandbox.processes["mx"]
        with self.journal_held():
            code, _ = self.send()
            self.assertNotEqual(code, 0)
            self.assertEqual(node.wait(SECONDS_MAX), EXIT_FAILED)
        said = (self.folder / "mx/node.log").read_text()
        self.assertIn("enlaced: ends: ", said)
        self.assertIn("commit failed; nothing more is accepted", said)

        self.sandbox.start("mx")
        code, status, _ = self.agency.status("mx-fgr", acknowledged)
        self.assertEqual(code, 0, status)
        code, sent = self.send()
        self.assertEqual(code, 0)
        self.assertTrue(wait_for(
            lambda: {acknowledged, sent} <= self.delivered(), SECONDS_MAX))

    def delivered(self):
        return {record["recordId"] for record in self.agency.inbox("us-atf")}


if __name__ == "__main__":
    unittest.main()

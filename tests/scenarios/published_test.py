#!/usr/bin/env python3
"""Two nodes publish, enlace-http serves while the logs grow, and a reader of tiles
that is not ours accepts what it gets, and nothing that was changed on the way.

Usage: published_test.py BINARIES
"""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from player import wait_for
from published import Published
from sandbox import NATIONS, REPOSITORY, Sandbox, other

BINARIES = pathlib.Path(sys.argv.pop(1))
SECONDS_MAX = 60


class PublishedTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-published-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.sandbox = Sandbox(self.folder / "out", BINARIES)
        self.sandbox.out.mkdir()
        self.sandbox.create()
        self.addCleanup(self.sandbox.stop_all)
        for nation in NATIONS:
            self.sandbox.start(nation)

    def send(self, nation):
        """One more record, whatever becomes of it: the log grows."""
        agency, partner = NATIONS[nation][0], NATIONS[other(nation)][0]
        subprocess.run(
            [self.sandbox.binaries / "enlace", "--context",
             self.sandbox.context(agency), "send", "FirearmTraceRequest",
             REPOSITORY / "tests/scenarios/records/trace_request.json",
             "--to", partner], capture_output=True, check=False)

    def seen(self, published, nation):
        """Size of the nation's log that the other's witness says it has seen."""
        origin = f"{nation}.enlace.example/audit".encode()
        url = published.nations[other(nation)].url(
            "public", f"witness/{hashlib.sha256(origin).hexdigest()}/checkpoint")
        with urllib.request.urlopen(url, timeout=20) as answer:
            return int(answer.read().split(b"\n")[1])

    def accepted(self, published, nation, readers):
        """As soon as the last checkpoint is cosigned."""
        told = []

        def verified():
            told.append(published.verify(nation, readers))
            self.assertIsNotNone(told[-1], "x/mod is needed for this test")
            return told[-1].returncode == 0

        self.assertTrue(wait_for(verified, SECONDS_MAX),
                        told and told[-1].stdout + told[-1].stderr)
        return told[-1].stdout

    def test_others_accept_what_is_served_while_the_logs_grow(self):
        with Published(self.sandbox) as published:
            for nation in NATIONS:
                told = self.accepted(published, nation, "public")
                self.assertIn("entries are closed", told)
                told = self.accepted(published, nation, "auditors")
                self.assertIn("each entry leads to its leaf", told)
                before = self.seen(published, nation)
                self.assertGreater(before, 0)
                self.send(nation)
                self.assertTrue(wait_for(
                    lambda: self.seen(published, nation) > before, SECONDS_MAX))
                self.accepted(published, nation, "auditors")
            self.assertEqual(published.stop(), [0] * 4)

    def test_what_was_changed_is_refused_by_whoever_reads_it(self):
        with Published(self.sandbox) as published:
            self.accepted(published, "us", "auditors")
            for nation in NATIONS:
                self.sandbox.stop(nation)
            audit = self.sandbox.out / "us/audit"
            size = int((audit / "checkpoint").read_text().split("\n")[1])
            for name in ("checkpoint", f"tile/0/000.p/{size}",
                         f"tile/entries/000.p/{size}"):
                path = audit / name
                whole = path.read_bytes()
                path.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
                done = published.verify("us", "auditors")
                self.assertEqual(done.returncode, 1, name + done.stdout)
                path.write_bytes(whole)
            self.assertEqual(published.verify("us", "auditors").returncode, 0)


if __name__ == "__main__":
    unittest.main()

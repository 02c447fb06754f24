#!/usr/bin/env python3
"""Two nodes and a neutral witness as real processes: three cosign each log, the
command line and others' verifiers accept it, and the nodes go on without it.

Usage: neutral_test.py BINARIES
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from sandbox import NATIONS, REPOSITORY, Sandbox, other

BINARIES = pathlib.Path(sys.argv.pop(1))
SECONDS_MAX = 60
EXIT_NO = 3


class NeutralTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-neutral-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.sandbox = Sandbox(self.folder, BINARIES, neutral=True)
        self.sandbox.create()
        self.addCleanup(self.sandbox.stop_all)

    def status(self, who):
        return json.loads(self.sandbox.enlace(who, "-o", "json", "node",
                                              "status"))

    def await_status(self, nation, good):
        deadline = time.monotonic() + SECONDS_MAX
        while not good(told := self.status(f"{nation}-operator-1")):
            self.assertLess(time.monotonic(), deadline, told)
            time.sleep(0.1)
        return told

    @staticmethod
    def cosigned_by_all(told):
        sizes = {int(w["cosignedSize"]) for w in told["witnesses"]}
        return (sizes == {int(told["checkpointSize"])} and
                told["logSize"] == told["checkpointSize"])

    @staticmethod
    def cosigned_by_the_other_alone(told):
        nation, neutral = told["witnesses"]
        return (nation["cosignedSize"] == told["logSize"] and
                int(neutral["cosignedSize"]) < int(told["logSize"]) and
                neutral["waitingSinceMs"] != "0")

    def audit_verify(self, nation, keys):
        words = [self.sandbox.binaries / "enlace", "audit", "verify",
                 self.folder / nation / "audit"]
        for key in keys:
            words += ["--witness-vkey", key]
        return subprocess.run(words, capture_output=True, text=True,
                              check=False)

    def test_three_cosign_each_log_and_two_go_on_without_the_third(self):
        self.sandbox.neutral.start()
        for nation in NATIONS:
            self.sandbox.start(nation)
        for nation in NATIONS:
            told = self.await_status(nation, self.cosigned_by_all)
            self.assertEqual([w["name"] for w in told["witnesses"]],
                             [f"{other(nation)}.enlace.example/witness",
                              "neutral.example/witness"])
            # Agencies are told the same.
            agency = NATIONS[nation][0]
            self.assertEqual(len(self.status(agency)["witnesses"]), 2)
            keys = self.sandbox.cosigners(nation)
            self.assertEqual(len(keys), 2)
            done = self.audit_verify(nation, keys)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            # Its own witness never stands in its log.
            own = self.folder / nation / "witness.vkey"
            self.assertEqual(self.audit_verify(nation, [own]).returncode,
                             EXIT_NO)
            doctor = self.sandbox.enlace(f"{nation}-operator-1", "node",
                                         "doctor")
            self.assertIn("neutral.example/witness", doctor)
            # The witness itself serves what the node publishes.
            published = (self.folder / nation / "audit/checkpoint").read_text()
            path = self.path_of(f"{nation}.enlace.example/audit")
            with urllib.request.urlopen(
                    f"http://{self.sandbox.neutral.address}{path}") as answer:
                served = answer.read().decode()
            for line in served.splitlines():
                self.assertIn(line, published)
        verified = subprocess.run(
            ["bash", REPOSITORY / "tests/verifiers/verify_log.sh", self.folder],
            capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(verified.returncode, 0,
                         verified.stdout + verified.stderr)

        self.sandbox.neutral.kill()
        self.sandbox.stop("us")
        self.sandbox.start("us")
        self.grow("us")
        told = self.await_status("us", self.cosigned_by_the_other_alone)
        self.assertEqual(told["state"], "ready")
        keys = self.sandbox.cosigners("us")
        self.assertEqual(self.audit_verify("us", keys[:1]).returncode, 0)
        self.assertEqual(self.audit_verify("us", keys).returncode, EXIT_NO)

        # It comes back with what it remembers, and nobody has to do anything.
        self.sandbox.neutral.start()
        self.await_status("us", self.cosigned_by_all)
        self.assertEqual(self.audit_verify("us", keys).returncode, 0)

    @staticmethod
    def path_of(origin):
        digest = subprocess.run(["sha256sum"], input=origin, text=True,
                                capture_output=True, check=True).stdout[:64]
        return f"/{digest}/checkpoint"

    def grow(self, nation):
        """One more entry in the nation's log, whatever becomes of the record."""
        agency = NATIONS[nation][0]
        partner = NATIONS[other(nation)][0]
        subprocess.run(
            [self.sandbox.binaries / "enlace", "--context",
             self.sandbox.context(agency), "send", "FirearmTraceRequest",
             REPOSITORY / "tests/scenarios/records/trace_request.json",
             "--to", partner], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""An agency that nobody knows is enrolled at a running node, from nothing to a
test record that the other nation's node took, and then tests the link jointly.

Every program is the real one; whoever must refuse is asked to, and whoever can
be ended between two steps is.

Usage: enrolment_test.py BINARIES
"""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from sandbox import (CONTACT_SECONDS_MAX, Sandbox,  # noqa: E402
                     trust_domain)

BINARIES = pathlib.Path(
    sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin").resolve()
OWN, OTHER = "us", "mx"
AGENCY = f"spiffe://{trust_domain(OWN)}/agency/us-harbour"
PARTNER = "mx-fgr"
WISH = ["--name-en", "Harbour Office", "--name-es", "Oficina del Puerto",
        "--contact", "Duty desk, +1 555 0100", "--send", "LinkTest",
        "--receive", "LinkTest", "--receive", "BorderAlert"]
DONE, USAGE, NO, AGAIN, PERSON = 0, 2, 3, 5, 6


def person(name):
    return f"spiffe://{trust_domain(OWN)}/person/{OWN}-{name}"


class EnrolmentTest(unittest.TestCase):
    """The methods are one story, in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-enrol-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.sandbox = Sandbox(cls.folder / "sandbox", BINARIES, keep_keys=True)
        cls.addClassCleanup(cls.sandbox.stop_all)
        cls.sandbox.create()
        for nation in (OWN, OTHER):
            cls.sandbox.start(nation)
        cls.pki = cls.sandbox.pki(OWN)
        cls.office = cls.folder / "office"
        cls.request = cls.office / "request.pb"
        cls.approvals = cls.folder / "approvals.pb"
        cls.issued = cls.folder / "issued"
        cls.next_link = cls.folder / "next.pb"

    def run_enlace(self, *words, context=None):
        environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
                           XDG_CONFIG_HOME=str(self.folder / "config"))
        environment.pop("ENLACE_CONTEXT", None)
        if context:
            environment["ENLACE_CONTEXT"] = str(context)
        return subprocess.run([BINARIES / "enlace", *map(str, words)],
                              env=environment, capture_output=True, text=True,
                              timeout=120, check=False)

    def enlace(self, code, *words, context=None):
        done = self.run_enlace(*words, context=context)
        self.assertEqual(done.returncode, code,
                         f"{words}\n{done.stdout}{done.stderr}")
        return done

    def enrol(self, code, *words, folder=None):
        done = self.enlace(code, "certs", "enrol", folder or self.office,
                           "-o", "json", *words)
        return json.loads(done.stdout) if done.stdout else done.stderr

    def shown(self, request):
        return json.loads(self.enlace(DONE, "certs", "review", request,
                                      "-o", "json").stdout)

    def approve(self, code, name, fingerprint=None, approvals=None):
        fingerprint = fingerprint or self.shown(self.request)["fingerprint"]
        return self.enlace(code, "certs", "approve", self.request,
                           "--fingerprint", fingerprint, "--approvals",
                           approvals or self.approvals,
                           context=self.sandbox.context(f"{OWN}-{name}"))

    def issue(self, code, approvals=None, request=None):
        done = subprocess.run(
            [BINARIES / "enlace-dev-pki", "issue", request or self.request,
             "--pki", self.pki, "--approvals", approvals or self.approvals,
             "--approver", person("operator-1"),
             "--approver", person("operator-2"), "--out", self.issued],
            capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def keys(self, folder=None):
        return [((folder or self.office) / f"{name}.key").read_bytes()
                for name in ("tls", "signing")]

    def links(self):
        return ["--link", self.next_link, "--link",
                self.sandbox.link_file(OTHER)]

    def told(self):
        """What persons of both nations say on the telephone."""
        return ["--fingerprint", json.loads(self.enlace(
                    DONE, "link", "show", self.next_link, "-o",
                    "json").stdout)["fingerprint"],
                "--fingerprint", self.sandbox.fingerprint(OTHER)]

    def test_1_the_agency_asks(self):
        self.assertIn("--agency", self.enrol(USAGE))
        self.assertFalse(self.office.exists())
        self.assertIn("enrolment.send_types", self.enrol(
            USAGE, "--agency", AGENCY, *WISH, "--send", "NoSuchType",
            folder=self.folder / "wrong"))
        first = self.enrol(PERSON, "--agency", AGENCY, *WISH)
        self.assertEqual(first["next"], "links")
        for name in ("tls.key", "signing.key"):
            mode = stat.S_IMODE((self.office / name).stat().st_mode)
            self.assertEqual(mode, 0o600, name)
        again = self.enrol(PERSON)
        self.assertEqual(again["request"], first["request"])
        self.assertIn(first["request"]["fingerprint"], self.enlace(
            PERSON, "certs", "enrol", self.office).stdout)
        self.enrol(USAGE, "--agency", AGENCY + "2")

    def test_2_ended_while_it_asks_it_asks_with_the_same_keys(self):
        for kept in ((), ("tls.key",), ("tls.key", "signing.key")):
            folder = self.folder / f"ended-{len(kept)}"
            folder.mkdir()
            for name in kept:
                shutil.copy(self.office / name, folder / name)
            self.enrol(PERSON, "--agency", AGENCY, *WISH, folder=folder)
            for name, key, drawn in zip(("tls.key", "signing.key"),
                                        self.keys(folder), self.keys()):
                self.assertEqual(key == drawn, name in kept, f"{kept}: {name}")
        others_can_read = self.folder / "ended-2" / "tls.key"
        others_can_read.chmod(0o644)
        (self.folder / "ended-2" / "request.pb").unlink()
        self.assertIn("chmod 600", self.enrol(
            USAGE, "--agency", AGENCY, *WISH, folder=self.folder / "ended-2"))

    def test_3_two_persons_approve(self):
        review = self.shown(self.request)
        self.assertEqual(review["agency"], AGENCY)
        self.assertEqual(review["receiveTypes"], ["BorderAlert", "LinkTest"])
        self.assertIn("ENROLMENT_FINGERPRINT", self.approve(
            NO, "operator-1", "12345 " * 8).stderr)
        self.assertFalse(self.approvals.exists())
        self.approve(DONE, "operator-1")
        self.assertIn("ENROLMENT_NOT_APPROVED",
                      self.approve(NO, "operator-1").stderr)
        self.assertIn("1 more", self.issue(NO).stderr)

        with_legal = self.folder / "with-legal.pb"
        shutil.copy(self.approvals, with_legal)
        self.approve(DONE, "legal", approvals=with_legal)
        self.assertIn("may not approve",
                      self.issue(NO, approvals=with_legal).stderr)

        # By hand, since the program refuses to write it.
        twice = self.folder / "twice.pb"
        twice.write_bytes(self.approvals.read_bytes() * 2)
        self.assertIn("same person", self.issue(NO, approvals=twice).stderr)
        self.enlace(USAGE, "certs", "approve", self.request, "--fingerprint",
                    review["fingerprint"], "--approvals", self.approvals,
                    context=self.sandbox.context("us-atf"))
        self.approve(DONE, "operator-2")
        self.assertFalse(self.issued.exists())

    def test_4_what_was_approved_is_issued_and_nothing_else(self):
        other = self.folder / "ended-0" / "request.pb"
        self.assertIn("another request", self.issue(NO, request=other).stderr)
        changed = self.folder / "changed.pb"
        changed.write_bytes(self.request.read_bytes().replace(
            b"Harbour Office", b"Airport Office"))
        self.issue(1, request=changed)
        self.enlace(DONE, "certs", "csr", self.request, "--approvals",
                    self.approvals, "--approver", person("operator-1"),
                    "--approver", person("operator-2"), "--root",
                    self.pki / "root.pem", "--out", self.folder / "csr")
        for name in ("tls.csr", "signing.csr"):
            subprocess.run(["openssl", "req", "-verify", "-noout", "-in",
                            self.folder / "csr" / name], check=True,
                           capture_output=True)
        self.assertFalse(self.issued.exists())
        self.issue(DONE)

    def test_5_the_agency_enters_the_next_link_file(self):
        subprocess.run([BINARIES / "enlace-dev-pki", "link",
                        self.sandbox.link_file(OWN), "--pki", self.pki, "--add",
                        self.issued / "signing.pem", "--out", self.next_link],
                       check=True, capture_output=True)
        diff = json.loads(self.enlace(
            DONE, "link", "diff", self.sandbox.link_file(OWN), self.next_link,
            "-o", "json").stdout)
        self.assertEqual(diff["changes"], [
            {"change": "added", "kind": "agency", "name": AGENCY}])
        self.assertEqual(diff["serials"], "1 -> 2")
        self.enlace(NO, "link", "diff", self.next_link,
                    self.sandbox.link_file(OWN))
        self.enlace(USAGE, "link", "diff", self.next_link,
                    self.sandbox.link_file(OTHER))

    def test_6_the_agency_takes_in_what_fits(self):
        old = self.folder / "old"
        shutil.copytree(self.office, old)
        told = ["--fingerprint", self.sandbox.fingerprint(OWN),
                "--fingerprint", self.sandbox.fingerprint(OTHER)]
        self.assertIn("FINGERPRINT_MISMATCH",
                      self.enrol(NO, *self.links(), *told))
        self.assertIn("does not name this key", self.enrol(
            USAGE, "--link", self.sandbox.link_file(OWN), "--link",
            self.sandbox.link_file(OTHER), *told, "--certificates",
            self.issued, folder=old))
        self.assertFalse((old / "tls.pem").exists())
        self.assertEqual(
            self.enrol(PERSON, *self.links(), *self.told())["next"],
            "certificates")
        self.assertIn("another key's", self.enrol(
            USAGE, "--certificates", self.pki / "agency/us-atf"))
        self.assertEqual(
            self.enrol(PERSON, "--certificates", self.issued)["next"],
            "context")

    def test_7_enrolled_when_the_other_node_took_the_test_record(self):
        away = self.enrol(NO, "--endpoint", "127.0.0.1:1")
        self.assertEqual(away["next"], "node")
        self.assertIn("docs/doctor.md#tcp", self.enlace(
            NO, "certs", "enrol", self.office).stdout)
        # The nodes do not know the new link file yet.
        endpoint = f"127.0.0.1:{self.sandbox.ports[OWN]['agencies']}"
        early = self.run_enlace("certs", "enrol", self.office, "--endpoint",
                                endpoint, "--partner", PARTNER, "--wait", "0")
        self.assertNotEqual(early.returncode, DONE, early.stdout)
        self.take_new_link_file()
        deadline = time.monotonic() + CONTACT_SECONDS_MAX
        done = self.run_enlace("certs", "enrol", self.office, "-o", "json",
                               "--partner", PARTNER)
        while done.returncode != DONE and time.monotonic() < deadline:
            done = self.run_enlace("certs", "enrol", self.office, "-o", "json",
                                   "--partner", PARTNER)
        self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)
        enrolled = json.loads(done.stdout)
        self.assertEqual(enrolled["next"], "")
        self.assertTrue(all(step["done"] for step in enrolled["steps"]))
        roots = [word for nation in (OWN, OTHER)
                 for word in ("--root", self.sandbox.pki(nation) / "root.pem")]
        self.enlace(DONE, "receipt", self.office / "test.receipt", "--verify",
                    *roots)

    def take_new_link_file(self):
        for nation in (OWN, OTHER):
            self.sandbox.stop(nation)
        shutil.copy(self.next_link, self.sandbox.link_file(OWN))
        for nation in (OWN, OTHER):
            self.sandbox.start(nation)
        self.assertFalse(self.sandbox.link(OTHER)["open"])
        heard = self.sandbox.fingerprint(OWN)
        for name in ("operator-1", "operator-2"):
            self.sandbox.enlace(f"{OTHER}-{name}", "link", "accept",
                                trust_domain(OWN), "--fingerprint", heard)
        deadline = time.monotonic() + CONTACT_SECONDS_MAX
        while not all(self.sandbox.link(n)["open"] for n in (OWN, OTHER)):
            self.assertLess(time.monotonic(), deadline, "the link stays shut")
            time.sleep(0.05)

    def test_8_ended_anywhere_it_goes_on_with_the_same_record(self):
        record = (self.office / "test.record").read_bytes()
        lost = []
        for name in ("test.receipt", "test.record", "context.toml",
                     f"{trust_domain(OWN)}.root.pem", "signing.pem", "tls.pem"):
            lost.append(name)
            folder = self.folder / f"lost-{len(lost)}"
            shutil.copytree(self.office, folder)
            for each in lost:
                (folder / each).unlink()
            words = ["--certificates", self.issued, "--endpoint",
                     f"127.0.0.1:{self.sandbox.ports[OWN]['agencies']}",
                     "--partner", PARTNER]
            done = self.enrol(DONE, *words, folder=folder)
            self.assertEqual(done["next"], "", lost)
            self.assertEqual(
                (folder / "test.record").read_bytes() == record,
                "test.record" not in lost, lost)
            self.assertEqual(self.keys(folder), self.keys(), lost)

    def test_9_both_sides_test_the_link_together(self):
        own = self.office / "context.toml"
        alone = self.folder / "alone"
        done = self.enlace(NO, "link", "test", PARTNER, "--out", alone,
                           "--wait", "1", context=own)
        self.assertIn("test-answer", done.stdout)
        self.assertFalse(json.loads(
            alone.with_suffix(".json").read_text())["passed"])
        self.assertIn("another test", self.enlace(
            USAGE, "link", "test", PARTNER, "--out", alone,
            context=own).stderr)
        self.enlace(USAGE, "link", "test", "us-atf", "--out", alone,
                    context=own)

        partner = subprocess.Popen(
            [BINARIES / "enlace", "--context", self.sandbox.context(PARTNER),
             "link", "test", "us-harbour", "--out", self.folder / "theirs",
             "--wait", "60"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        with partner:
            self.enlace(DONE, "link", "test", PARTNER, "--out",
                        self.folder / "ours", "--wait", "60", context=own)
            said = partner.communicate()[0]
        self.assertEqual(partner.returncode, DONE, said)
        for name in ("ours", "theirs"):
            report = json.loads((self.folder / f"{name}.json").read_text())
            self.assertTrue(report["passed"], report)
            ids = {each["id"] for each in report["findings"]["checks"]}
            self.assertLessEqual(
                {"node-clock", "link-accepted", "log-cosigned", "test-receipt",
                 "test-clocks", "test-arrived", "test-answer"}, ids)
            self.assertTrue((self.folder / f"{name}.txt").read_text())
            self.enlace(DONE, "receipt", self.folder / f"{name}.receipt",
                        "--verify", "--level", "L2", context=own)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

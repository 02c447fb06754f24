#!/usr/bin/env python3
"""The Python package without an agent, against two real nodes: what it sends,
repeats, reads and refuses."""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from sandbox import NATIONS, Sandbox  # noqa: E402

RECORDS = REPOSITORY / "tests/scenarios/records"
SECONDS_MAX = 20
OPTIONS = None


def eventually(found):
    """What `found` gives once it gives something."""
    deadline = time.monotonic() + SECONDS_MAX
    while not (result := found()):
        if time.monotonic() > deadline:
            raise AssertionError("did not come to be in time")
        time.sleep(0.05)
    return result


def trace_request(case):
    record = json.loads((RECORDS / "trace_request.json").read_text())
    record["context"]["caseRef"] = case
    for basis in record["context"]["legalBasis"]:
        if "caseRef" in basis:
            basis["caseRef"] = case
    return record


class PythonNodeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.sandbox = Sandbox(pathlib.Path(cls.temporary.name) / "sandbox",
                              OPTIONS.bin)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        for nation in NATIONS:
            cls.sandbox.start(nation)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop_all()
        cls.temporary.cleanup()

    def open(self, agency, language=None, kind=None):
        node = (kind or Node).open(self.sandbox.context(agency), language)
        self.addCleanup(node.close)
        return node

    def request(self, node, case):
        return node.draft("FirearmTraceRequest", trace_request(case), "us-atf",
                          urgency="priority")

    def arrived(self, node, record_id):
        return eventually(lambda: next(
            (item for item in node.inbox() if item.record and
             item.record.record_id == record_id), None))

    def test_a_record_goes_out_comes_in_verified_and_is_answered(self):
        fgr, atf = self.open("mx-fgr"), self.open("us-atf")
        sent = fgr.send(self.request(fgr, "go-1"))
        self.assertEqual(sent.outcome.decision,
                         envelope_pb2.DECISION_OUTCOME_PERMIT)
        record_id = sent.outcome.record_id
        item = self.arrived(atf, record_id)
        self.assertEqual(item.record.record.firearm.serial_number,
                         "TEST50A00123")
        self.assertIn("possessor.race", item.record.withheld)
        self.assertFalse(item.record.record.possessor.HasField("race"))
        self.assertEqual([release.node for release in item.record.releases],
                         [f"spiffe://{n}.enlace.example/node/1"
                          for n in ("mx", "us")])
        self.assertEqual(atf.confirm([item.transfer_id]), 1)
        self.assertEqual(atf.confirm([item.transfer_id]), 0)
        result = json.loads((RECORDS / "trace_result.json").read_text())
        answer = atf.send(atf.answer(item, "FirearmTraceResult", result))
        self.assertEqual(answer.outcome.decision,
                         envelope_pb2.DECISION_OUTCOME_PERMIT)
        back = self.arrived(fgr, answer.outcome.record_id)
        self.assertEqual(back.record.header.parent, record_id)
        eventually(lambda: fgr.status(record_id).state ==
                   outcome_pb2.RECORD_STATE_COLLECTED)
        self.assertNotIn(item.cursor, [i.cursor for i in atf.inbox()])
        self.assertIn(item.cursor,
                      [i.cursor for i in atf.inbox(confirmed_too=True)])

    def test_the_receipt_verifies_with_the_roots_alone(self):
        fgr = self.open("mx-fgr")
        sent = fgr.send(self.request(fgr, "receipt-1"))
        answer = eventually(lambda: next(
            (r for r in [fgr.receipt(sent.outcome.record_id, "L0")]
             if not r.HasField("missing")), None))
        file = self.sandbox.out / "python.receipt"
        file.write_text(json_format.MessageToJson(answer.receipt))
        roots = [word for nation in NATIONS for word in
                 ("--root", self.sandbox.pki(nation) / "root.pem")]
        done = subprocess.run(
            [self.sandbox.binaries / "enlace", "receipt", file, "--verify",
             "--level", "L0", *roots], capture_output=True, text=True,
            check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_same_bytes_get_the_same_outcome_though_the_node_restarts(self):
        fgr = self.open("mx-fgr")
        signed = fgr.sign(self.request(fgr, "once-1"))
        first = fgr.submit([signed])[0]
        again = fgr.submit([signed, signed])
        self.sandbox.stop("mx")
        try:
            down = fgr.submit([signed])[0]
        finally:
            self.sandbox.start("mx")
        self.assertIsInstance(down, TryAgain)
        self.assertEqual((down.reason, down.again), ("UNAVAILABLE", True))
        self.assertTrue(down.request_id)
        later = fgr.submit([signed])[0]
        self.assertEqual({r.data for r in [first, *again, later]}, {first.data})
        other = fgr.sign(self.request(fgr, "once-1"))
        self.assertNotEqual(fgr.submit([other])[0].data, first.data)

    def test_every_faulty_field_is_named_and_no_value(self):
        fgr = self.open("mx-fgr", "es")
        record = trace_request("SECRET-CASE")
        record["recoveryCountry"] = "nowhere"
        with self.assertRaises(InvalidRecord) as caught:
            fgr.draft("FirearmTraceRequest", record, "us-atf")
        self.assertNotIn("nowhere", str(vars(caught.exception)))
        del record["recoveryCountry"]
        record["firearm"].update(serialNumber="secret*value", caliber="\n")
        fault = fgr.submit([fgr.sign(fgr.draft(
            "FirearmTraceRequest", record, "us-atf"))])[0]
        self.assertIsInstance(fault, InvalidRecord)
        self.assertEqual(fault.reason, "FIELD_INVALID")
        self.assertLessEqual({"firearm.serial_number", "firearm.caliber"},
                             {f["field"] for f in fault.fields})
        self.assertTrue(all(f["descriptionEs"] and f["reason"]
                            for f in fault.fields))
        self.assertTrue(fault.text.startswith("Falta un campo"))
        self.assertTrue(fault.hint.startswith("corrija"))
        self.assertNotIn("secret", str(vars(fault)))

    def test_a_call_that_is_refused_is_typed_and_can_be_found_in_the_log(self):
        fgr = self.open("mx-fgr")
        with self.assertRaises(NotEntitled) as caught:
            fgr.status(b"x" * 32)
        self.assertEqual(caught.exception.reason, "NOT_ENTITLED")
        self.assertTrue(caught.exception.hint)
        log = (self.sandbox.out / "mx/node.log").read_text()
        self.assertIn(caught.exception.request_id, log)
        with self.assertRaises(InvalidRecord) as caught:
            fgr.revoke(fgr.send(self.request(fgr, "revoke-1")).outcome.record_id,
                       "")
        self.assertEqual([f["field"] for f in caught.exception.fields],
                         ["reason"])

    def test_what_the_book_denies_is_a_decision(self):
        fgr = self.open("mx-fgr")
        tried = fgr.try_record(self.request(fgr, "try-1"))
        self.assertEqual(tried.decision, envelope_pb2.DECISION_OUTCOME_PERMIT)
        self.assertTrue(tried.explanation)
        draft = self.request(fgr, "deny-1")
        draft.record.context.purpose_code = context_pb2.PURPOSE_CODE_STATISTICS
        denied = fgr.send(draft)
        self.assertEqual((denied.outcome.decision, denied.outcome.reason),
                         (envelope_pb2.DECISION_OUTCOME_DENY, "B04"))

    def test_what_was_tampered_with_is_not_believed(self):
        class Tampering(Node):
            def _call(self, method, *arguments, **options):
                answer = super()._call(method, *arguments, **options)
                for delivery in getattr(answer, "deliveries", []):
                    spoilt = bytearray(delivery.record)
                    spoilt[spoilt.index(b"TEST50A00123")] ^= 1
                    delivery.record = bytes(spoilt)
                return answer

        fgr, atf = self.open("mx-fgr"), self.open("us-atf")
        sent = fgr.send(self.request(fgr, "tamper-1"))
        item = self.arrived(atf, sent.outcome.record_id)
        spoilt = self.open("us-atf", kind=Tampering)
        seen = next(i for i in spoilt.inbox() if i.cursor == item.cursor)
        self.assertIsNone(seen.record)
        self.assertEqual(seen.error.reason, "RELEASE_INVALID")
        with self.assertRaises(EnlaceError):
            spoilt.answer(seen, "FirearmTraceResult", {})

    def test_only_the_node_of_the_context_is_talked_to(self):
        text = self.sandbox.context("mx-fgr").read_text()
        for stranger in ("mx.enlace.example/node/2", "us.enlace.example/node/1",
                         "mx.enlace.example/node"):
            changed = self.sandbox.context("stranger")
            changed.write_text(text.replace("mx.enlace.example/node/1", stranger))
            with self.assertRaises(TryAgain):
                self.open("stranger").node_status()
        changed.write_text(text.replace("endpoint", "end_point"))
        with self.assertRaisesRegex(ValueError, "node.end_point"):
            self.open("stranger")

    def test_roots_vouch_for_their_own_alone(self):
        us = self.sandbox.pki("us")
        root = NationalRoot((us / "root.pem").read_bytes())
        other = NationalRoot((self.sandbox.pki("mx") / "root.pem").read_bytes())
        signing = (us / "agency/us-atf/signing.pem").read_text()
        leaf = signing[:signing.index("-----BEGIN", 1)]
        now = datetime.datetime.now(datetime.timezone.utc)
        key = root.signing_key(signing, now)
        self.assertEqual(key.identity, "spiffe://us.enlace.example/agency/us-atf")
        later = root.signing_key(signing, now + datetime.timedelta(days=4000))
        self.assertEqual((later.identity, later.not_after),
                         (key.identity, key.not_after))
        begun = datetime.datetime(1980, 1, 1, tzinfo=datetime.timezone.utc)
        for who, chain, at in (
                (other, signing, now), (root, signing, begun), (root, leaf, now),
                (root, "x\n" + signing, now),
                (root, (us / "agency/us-atf/tls.pem").read_text(), now),
                (root, (us / "issuing.pem").read_text(), now)):
            with self.assertRaises(ValueError):
                who.signing_key(chain, at)
        for no_root in ((us / "issuing.pem").read_bytes(), leaf.encode()):
            with self.assertRaises(ValueError):
                NationalRoot(no_root)

    def test_a_key_that_others_can_read_is_not_used(self):
        key = self.sandbox.pki("mx") / "agency/mx-anam/signing.key"
        key.chmod(0o640)
        with self.assertRaisesRegex(ValueError, "others can read"):
            self.open("mx-anam")

    def test_the_example_sends_its_record_once(self):
        def run():
            return subprocess.run(
                [sys.executable, "-B",
                 REPOSITORY / "client/python/examples/send_directly.py",
                 self.sandbox.context("mx-fgr"), "FirearmTraceRequest", "us-atf",
                 self.sandbox.out / "kept"],
                input=json.dumps(trace_request("example")), text=True,
                capture_output=True, check=True,
                env={"PYTHONPATH": OPTIONS.package}).stdout
        fgr = self.open("mx-fgr")
        before = fgr.node_status().links[0]
        self.assertEqual(run().split(), ["DECISION_OUTCOME_PERMIT"])
        self.assertEqual(run().split(), ["DECISION_OUTCOME_PERMIT"])
        eventually(lambda: fgr.node_status().links[0].sent_sequence ==
                   before.sent_sequence + before.queued + 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--package", required=True)
    OPTIONS, rest = parser.parse_known_args()
    sys.path.insert(0, OPTIONS.package)
    from google.protobuf import json_format
    from enlace import EnlaceError, InvalidRecord, NotEntitled, TryAgain
    from enlace.node import Decision, NationalRoot, Node
    from enlace.v1 import context_pb2, envelope_pb2, outcome_pb2
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)

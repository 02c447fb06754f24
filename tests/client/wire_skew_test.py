#!/usr/bin/env python3
"""Old and new at the two ends of a wire: each row of docs/wire-protocol.md,
"Version skew", sent to two real nodes."""

import argparse
import json
import pathlib
import sys
import tempfile
import time
import types
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from sandbox import NATIONS, Sandbox  # noqa: E402

RECORDS = REPOSITORY / "tests/scenarios/records"
UNKNOWN = b"\xfa\x7f\x01x"  # field 2047, one byte
OPTIONS = None


class WireSkewTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.sandbox = Sandbox(pathlib.Path(cls.temporary.name) / "sandbox",
                              OPTIONS.bin)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        for nation in NATIONS:
            cls.sandbox.start(nation)
        cls.fgr = Node.open(cls.sandbox.context("mx-fgr"))
        cls.context = cls.fgr.context

    @classmethod
    def tearDownClass(cls):
        cls.fgr.close()
        cls.sandbox.stop_all()
        cls.temporary.cleanup()

    # --- what a client of another version makes

    def draft(self):
        return self.fgr.draft("FirearmTraceRequest", json.loads(
            (RECORDS / "trace_request.json").read_text()), "us-atf")

    def submission(self, spoil_header=None, spoil_statement=lambda data: data,
                   body_tail=b"", leaves_but=()):
        """A submission that is signed as it stands, whatever it says."""
        draft = self.draft()
        now = time.time_ns() // 10**6
        header = envelope.header_of(draft, self.context.agency, now)
        if spoil_header:
            spoil_header(header)
        body = draft.record.SerializeToString(deterministic=True) + body_tail
        seed = bytes(range(32))
        leaves = [leaf for leaf in leaves_of(draft.record)
                  if leaf.path not in leaves_but]
        statement = spoil_statement(header_pb2.Statement(
            header=header, body_digest=envelope.body_digest(seed, body),
            commitment_root=envelope.commitment_root(leaves, seed)
        ).SerializeToString(deterministic=True))
        return envelope_pb2.Submission(
            statement=self.signed(statement, self.context.signer),
            body=body, seed=seed).SerializeToString(deterministic=True)

    def signed(self, statement, signer, kind=None, payload=None):
        return (kind or header_pb2.SignedStatement)(
            statement=statement, signature=header_pb2.Signature(
                key_id=signer.key_id, signature=signer.sign(
                    payload or keys.STATEMENT, statement)))

    def submit(self, data):
        return self.fgr.submit([SignedRecord(b"", data)])[0]

    def reason(self, data):
        result = self.submit(data)
        self.assertIsInstance(result, EnlaceError)
        return result.reason

    def test_as_it_should_be_it_is_decided(self):
        self.assertIsInstance(self.submit(self.submission()), Decision)

    def test_a_new_field_of_a_call_is_ignored(self):
        request = exchange_service_pb2.SubmitRequest(
            submissions=[self.submission()])
        request.MergeFromString(UNKNOWN)
        self.assertIn(UNKNOWN, request.SerializeToString())
        answer = self.fgr._call("ExchangeService/Submit", request,
                                exchange_service_pb2.SubmitResponse)
        self.assertTrue(answer.results[0].HasField("outcome"))

    def test_a_new_field_of_what_is_signed_is_refused(self):
        for spoilt in (self.submission() + UNKNOWN,
                       self.submission(spoil_statement=lambda s: s + UNKNOWN),
                       self.submission(body_tail=UNKNOWN)):
            self.assertEqual(self.reason(spoilt), "FIELD_INVALID")

    def test_a_new_value_of_an_enum_is_refused_in_a_record_and_its_header(self):
        def channel(header):
            header.channel = 99
        self.assertEqual(self.reason(self.submission(channel)), "FIELD_INVALID")
        # evidence_status of the context, 99: at the end of field 1.
        draft = self.draft()
        draft.record.context.evidence_status = 99
        signed = envelope_pb2.Submission.FromString(self.submission())
        signed.body = draft.record.SerializeToString(deterministic=True)
        self.assertEqual(self.reason(signed.SerializeToString()),
                         "FIELD_INVALID")

    def test_a_new_type_of_record_is_unknown(self):
        def name(header):
            header.type = "CargoManifest"
        self.assertEqual(self.reason(self.submission(name)), "TYPE_UNKNOWN")

    def test_another_schema_or_envelope_is_not_read(self):
        def schema(header):
            header.schema = "9.0"

        def version(header):
            header.version = 2
        for spoil in (schema, version):
            self.assertEqual(self.reason(self.submission(spoil)),
                             "SCHEMA_UNSUPPORTED")

    def test_a_client_that_does_not_know_a_silent_leaf_cannot_send_its_type(self):
        self.assertEqual(
            self.reason(self.submission(leaves_but=["context.supersedes"])),
            "COMMITMENT_MISMATCH")

    def test_a_new_method_is_not_there(self):
        with self.assertRaises(EnlaceError) as caught:
            self.fgr._call("ExchangeService/Ponder",
                           exchange_service_pb2.ConfirmRequest(),
                           exchange_service_pb2.ConfirmResponse)
        self.assertEqual(caught.exception.code, "UNIMPLEMENTED")

    def test_a_client_takes_answers_with_new_fields_and_states(self):
        outcome = self.submit(self.submission())
        again = outcome_pb2.Outcome.FromString(outcome.data + UNKNOWN)
        self.assertEqual(again.record_id, outcome.outcome.record_id)
        status = exchange_service_pb2.GetStatusResponse.FromString(b"\x08\x63")
        self.assertEqual(status.state, 99)

    # --- what a node of another version relays

    def relay(self, items, tail=b""):
        """The answers of the node of mx to the node of us."""
        own = self.sandbox.pki("us")
        peer = types.SimpleNamespace(
            endpoint=f"127.0.0.1:{self.sandbox.ports['mx']['peers']}",
            node="spiffe://mx.enlace.example/node/1",
            tls_key=(own / "node/1/tls.key").read_bytes(),
            tls_chain=(own / "node/1/tls.pem").read_bytes(),
            tls_root=(self.sandbox.pki("mx") / "root.pem").read_bytes())
        request = peer_service_pb2.RelayRequest(items=items)
        request.MergeFromString(tail)
        with session._channel_to(peer) as channel:
            return channel.unary_unary(
                "/enlace.v1.PeerService/Relay",
                request_serializer=type(request).SerializeToString,
                response_deserializer=peer_service_pb2.RelayResponse.FromString)(
                    request, timeout=20).answers

    def item(self, spoil_header=None, leaf=None):
        """A record of us-atf that the node of us let pass."""
        own = self.sandbox.pki("us")

        def signer(path):
            return keys.Signer.from_pem((own / path).read_bytes())
        draft = self.fgr.draft("Recall", json.loads(
            (RECORDS / "recall.json").read_text()), "mx-fgr")
        now = time.time_ns() // 10**6
        header = envelope.header_of(
            draft, "spiffe://us.enlace.example/agency/us-atf", now)
        if spoil_header:
            spoil_header(header)
        leaves = sorted([*leaves_of(draft.record), *([leaf] if leaf else [])],
                        key=lambda one: one.path)
        seed = bytes(range(32))
        statement = header_pb2.Statement(
            header=header, body_digest=bytes(32),
            commitment_root=envelope.commitment_root(leaves, seed)
        ).SerializeToString()
        form = envelope_pb2.OpenedForm(leaves=[self.entry(one, seed)
                                               for one in leaves])
        form = form.SerializeToString()
        transfer = now.to_bytes(16, "big")
        release = envelope_pb2.ReleaseStatement(
            version=1, node="spiffe://us.enlace.example/node/1",
            record_id=envelope.record_id_of(statement), transfer_id=transfer,
            outcome=envelope_pb2.DECISION_OUTCOME_PERMIT, book_digest=bytes(32),
            decided_at_ms=now, valid_until_ms=now + 60_000,
            form_digest=envelope.sha256(form)).SerializeToString()
        record = envelope_pb2.ReleasedRecord(
            statement=self.signed(statement,
                                  signer("agency/us-atf/signing.key")),
            opened=form, releases=[self.signed(
                release, signer("node/1/statement.key"),
                envelope_pb2.SignedRelease, keys.RELEASE)])
        return peer_service_pb2.RelayItem(
            transfer_id=transfer, link_sequence=1000,
            record=record.SerializeToString()).SerializeToString()

    def entry(self, leaf, seed):
        salt = envelope.salt_of(seed, leaf.path)
        if leaf.tag == 0:
            return envelope_pb2.LeafEntry(
                commitment=envelope.commitment_of(salt, leaf))
        return envelope_pb2.LeafEntry(opened=envelope_pb2.OpenedLeaf(
            path=leaf.path, salt=salt, type_tag=leaf.tag, value=leaf.value))

    def test_what_a_newer_node_relays_and_the_older_cannot_read_is_a_problem(self):
        def name(header):
            header.type = "CargoManifest"

        def schema(header):
            header.schema = "9.0"
        answers = self.relay([self.item(name), self.item(schema), self.item(
            leaf=Leaf("context.zone_of_interest", 5, b"x"))], UNKNOWN)
        self.assertEqual([a.problem.reason for a in answers],
                         ["TYPE_UNKNOWN", "SCHEMA_UNSUPPORTED", "FIELD_INVALID"])
        # No decision: the sender's node keeps the record and asks again.
        self.assertEqual([a.outcome for a in answers], [0, 0, 0])

    def test_a_new_field_of_a_relay_and_its_item_is_ignored(self):
        answer = self.relay([self.item() + UNKNOWN], UNKNOWN)[0]
        self.assertFalse(answer.HasField("problem"), answer)
        # The book decided: a recall of nothing.
        self.assertEqual(answer.outcome, envelope_pb2.DECISION_OUTCOME_DENY)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--package", required=True)
    OPTIONS, rest = parser.parse_known_args()
    sys.path.insert(0, OPTIONS.package)
    from enlace import EnlaceError
    from enlace.node import Decision, Node, SignedRecord
    from enlace.node import envelope, keys, session
    from enlace.node.leaves import Leaf, leaves_of
    from enlace.v1 import (envelope_pb2, exchange_service_pb2, header_pb2,
                           outcome_pb2, peer_service_pb2)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)

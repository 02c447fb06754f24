#!/usr/bin/env python3
"""The Python package against the vectors of tests/vectors, to the bit, and
against every falsification of what it must verify.

    python_vectors_test.py --package FOLDER
"""

import argparse
import datetime
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from cryptography.hazmat.primitives.asymmetric import ed25519

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
VECTORS = REPOSITORY / "tests/vectors"
OPTIONS = None


def vectors(name):
    return json.loads((VECTORS / name).read_text())


def sample_module():
    """The message of the vectors, which no shipped contract has."""
    folder = tempfile.mkdtemp(prefix="enlace-sample-")
    source = REPOSITORY / "tests/proto/wire"
    subprocess.run(["protoc", "--python_out", folder, "-I", source, "-I",
                    REPOSITORY / "proto", "envelope_sample.proto"], check=True)
    sys.path.insert(0, folder)
    return importlib.import_module("envelope_sample_pb2")


class VectorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = importlib.import_module("enlace.node")
        for name in ("certificates", "envelope", "keys", "leaves", "records",
                     "released", "strict"):
            setattr(cls, name, importlib.import_module(f"enlace.node.{name}"))
        cls.errors = importlib.import_module("enlace.errors")
        cls.envelope_pb2 = importlib.import_module("enlace.v1.envelope_pb2")
        cls.types = cls.records.records_in(sample_module())

    def body_of(self, vector):
        return self.strict.parse(self.types[vector["type"]],
                                 bytes.fromhex(vector["body"]), "body", 1 << 19)

    def signer(self, seed):
        return self.keys.Signer(ed25519.Ed25519PrivateKey.from_private_bytes(
            bytes.fromhex(seed)))

    def lookup(self, entries):
        keys = {}
        for entry in entries:
            private = ed25519.Ed25519PrivateKey.from_private_bytes(
                bytes.fromhex(entry["seed"]))
            self.assertEqual(self.keys.key_id(private.public_key()),
                             entry["key_id"])
            utc = datetime.timezone.utc
            keys[entry["key_id"]] = self.certificates.SigningKey(
                private.public_key(), entry["identity"],
                datetime.datetime(2020, 1, 1, tzinfo=utc),
                datetime.datetime(2030, 1, 1, tzinfo=utc))
        return keys

    def test_leaves_salts_commitments_and_digests_are_those_of_the_vectors(self):
        for vector in vectors("envelope/leaves.json"):
            seed = bytes.fromhex(vector["seed"])
            leaves = self.leaves.leaves_of(self.body_of(vector))
            self.assertEqual(
                [(leaf.path, leaf.tag, leaf.value.hex(),
                  self.envelope.salt_of(seed, leaf.path).hex(),
                  self.envelope.commitment_of(
                      self.envelope.salt_of(seed, leaf.path), leaf).hex())
                 for leaf in leaves],
                [(leaf["path"], leaf["tag"], leaf["value"], leaf["salt"],
                  leaf["commitment"]) for leaf in vector["leaves"]])
            self.assertEqual(self.envelope.commitment_root(leaves, seed).hex(),
                             vector["root"])
            self.assertEqual(
                self.envelope.body_digest(
                    seed, bytes.fromhex(vector["body"])).hex(),
                vector["body_digest"])

    def test_every_leaf_value_reads_back_as_the_record(self):
        for vector in vectors("envelope/leaves.json"):
            record = self.body_of(vector)
            fields = self.leaves.leaf_fields(record.DESCRIPTOR)
            again = type(record)()
            for leaf in self.leaves.leaves_of(record):
                if leaf.tag:
                    self.leaves.set_leaf(
                        again, self.leaves.place_of(fields, leaf.path), leaf)
            self.assertEqual(again, record)

    def test_statement_and_signature_are_those_of_the_vectors(self):
        vector = vectors("envelope/statement.json")
        data = bytes.fromhex(vector["statement"])
        statement = self.envelope.parse_statement(data)
        self.assertEqual(self.envelope.statement_of(
            statement.header, self.body_of(vector),
            bytes.fromhex(vector["body"]), bytes.fromhex(vector["seed"])), data)
        self.assertEqual(self.envelope.record_id_of(data).hex(),
                         vector["record_id"])
        self.assertEqual(self.keys.pre_auth_encoding(
            self.keys.STATEMENT, data).hex(), vector["pae"])
        signature = self.signer(vector["signer"]["seed"]).sign(
            self.keys.STATEMENT, data)
        self.assertIn(signature.hex(), vector["signed_statement"])

    def test_a_batch_covers_each_of_its_statements(self):
        vector = vectors("envelope/batch.json")
        header_pb2 = importlib.import_module("enlace.v1.header_pb2")
        for one in vector["covers"]:
            cover = header_pb2.BatchCover(
                blind=bytes.fromhex(one["blind"]), index=one["index"],
                path=[bytes.fromhex(p) for p in one["path"]])
            self.assertEqual(self.envelope.root_of_cover(
                bytes.fromhex(one["statement"]), cover).hex(), vector["root"])

    def test_what_is_not_strict_is_refused(self):
        for vector in vectors("envelope/refused.json"):
            with self.subTest(vector["what"]):
                with self.assertRaises(self.errors.EnlaceError):
                    self.leaves.leaves_of(self.body_of(
                        {"type": "EnvelopeSample", **vector}))

    def released_vectors(self):
        """(vector, whether it is delivered, keys, record types) of each."""
        for name, types in (("envelope", self.types),
                            ("wire", self.records.RECORD_TYPES)):
            file = vectors(f"{name}/released.json")
            keys = self.lookup(file["keys"]).get
            for vector in file["records"]:
                yield vector, vector.get("stage") != "crossing", keys, types

    def test_released_records_prove_what_the_vectors_say(self):
        for vector, delivered, keys, types in self.released_vectors():
            record = bytes.fromhex(vector["record"])
            proven = self.released.verify_released(record, keys, delivered, types)
            self.assertEqual(
                [proven.record_id.hex(), proven.transfer_id.hex(),
                 list(proven.opened), list(proven.withheld)],
                [vector["record_id"], vector["transfer_id"], vector["opened"],
                 vector["withheld"]])
            self.assertEqual({g.path: g.value.decode() for g in proven.coarser},
                             vector.get("coarser", {g.path: g.value.decode()
                                                    for g in proven.coarser}))
            with self.assertRaises(self.errors.EnlaceError):
                self.released.verify_released(record, keys, not delivered, types)

    def test_no_bit_of_a_released_record_can_change(self):
        for vector, delivered, keys, types in self.released_vectors():
            record = bytes.fromhex(vector["record"])
            for at in range(0, len(record), max(1, len(record) // 150)):
                spoilt = bytearray(record)
                spoilt[at] ^= 1 << at % 8
                with self.assertRaises(self.errors.EnlaceError,
                                       msg=f"{vector['name']} at {at}"):
                    self.released.verify_released(bytes(spoilt), keys, delivered,
                                                  types)

    def test_submissions_are_made_to_the_byte(self):
        file = vectors("wire/submissions.json")
        signer = self.signer(file["signer"]["seed"])
        for vector in file["submissions"]:
            header = vector["header"]
            draft = self.node.Draft(
                self.records.from_json(vector["type"], vector["record"]),
                header["recipient"],
                parent=bytes.fromhex(header["parent"]),
                message_id=bytes.fromhex(header["message_id"]))
            signed = self.envelope.compose(
                draft, header["sender"], signer, header["created_at_ms"],
                random=lambda size, seed=vector["seed"]: bytes.fromhex(seed))
            self.assertEqual(signed.data.hex(), vector["submission"])
            self.assertEqual(signed.record_id.hex(), vector["record_id"])
            request = importlib.import_module(
                "enlace.v1.exchange_service_pb2").SubmitRequest(
                    submissions=[signed.data]).SerializeToString()
            self.assertEqual((b"\0" + len(request).to_bytes(4, "big") +
                              request).hex(), vector["grpc_request"])

    def test_an_unknown_reason_is_taken_by_its_code(self):
        for code, kind in (("PERMISSION_DENIED", "NotEntitled"),
                           ("ABORTED", "TryAgain"), ("DATA_LOSS", "EnlaceError")):
            for reason in ("NOT_HEARD_OF", ""):
                error = self.errors.error_of_code({"code": code,
                                                   "reason": reason}, "es")
                self.assertEqual(
                    [type(error).__name__, error.reason, error.again],
                    [kind, reason or code, kind == "TryAgain"])
        known = self.errors.error_of_code(
            {"code": "ABORTED", "reason": "CLOCK_UNTRUSTED"}, "es-MX")
        self.assertTrue(known.text.startswith("El nodo no confía"))
        self.assertTrue(known.hint.startswith("avise al operador"))

    def test_a_call_holds_as_many_records_as_its_limits_allow(self):
        session = importlib.import_module("enlace.node.session")
        small = self.node.SignedRecord(b"", b"x")
        large = self.node.SignedRecord(b"", bytes(300 << 10))
        self.assertEqual([session.call_size(records) for records in (
            [small] * 3, [small] * 200, [large] * 3, [large])], [3, 128, 1, 1])

    def test_a_key_of_another_party_or_time_does_not_count(self):
        file = vectors("envelope/released.json")
        vector = file["records"][0]
        record = bytes.fromhex(vector["record"])

        def reason(keys):
            with self.assertRaises(self.errors.EnlaceError) as caught:
                self.released.verify_released(record, keys.get, False, self.types)
            return caught.exception.reason

        keys = self.lookup(file["keys"])
        agency = file["keys"][0]["key_id"]
        self.assertEqual(reason({}), "KEY_UNKNOWN")
        late = {**keys, agency: self.certificates.SigningKey(
            keys[agency].public_key, keys[agency].identity,
            keys[agency].not_after, keys[agency].not_after)}
        self.assertEqual(reason(late), "SIGNATURE_INVALID")
        others = {**keys, agency: self.certificates.SigningKey(
            keys[agency].public_key, file["keys"][1]["identity"],
            keys[agency].not_before, keys[agency].not_after)}
        self.assertEqual(reason(others), "SENDER_MISMATCH")

    def test_a_new_message_id_is_a_uuid_of_its_instant(self):
        now = 1770393600000
        made = self.envelope.new_message_id(now)
        self.assertEqual(int.from_bytes(made[:6], "big"), now)
        self.assertEqual((len(made), made[6] >> 4, made[8] >> 6), (16, 7, 2))
        self.assertNotEqual(made, self.envelope.new_message_id(now))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--package", required=True)
    OPTIONS, rest = parser.parse_known_args()
    sys.path.insert(0, OPTIONS.package)
    unittest.main(argv=[sys.argv[0], *rest])

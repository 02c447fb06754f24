#!/usr/bin/env python3
"""Holds the C++ against the second verifier.

    verify_envelope_test.py WRITER SCHEMA WORK_DIR

WRITER writes released records; each must verify here and prove the same.  Then
each is altered in every way that docs/envelope.md rules out, by someone who
holds the node's key, and must be refused.
"""

import copy
import json
import pathlib
import struct
import subprocess
import sys
import unittest

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

import verify_envelope as envelope
from strict_protobuf import (BOOL, BYTES, ENUM, FIXED, MESSAGE, STRING,
                             VARINT_ZIGZAG, Refused, Schema, write_varint)

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests/vectors/envelope"
WRITER, SCHEMA, WORK = map(pathlib.Path, sys.argv[1:4])
NODE_B = "spiffe://mx.enlace.example/node/1"


def encode_one(schema, field, value):
    if field.type == MESSAGE:
        value = encode(schema, field.type_name, value)
    if field.type in (MESSAGE, STRING, BYTES):
        return write_varint(field.number << 3 | 2) + write_varint(len(value)) + value
    if field.type in FIXED:
        raw = struct.pack(FIXED[field.type], value)
        return write_varint(field.number << 3 | (1 if len(raw) == 8 else 5)) + raw
    if field.type in VARINT_ZIGZAG:
        value = value << 1 if value >= 0 else -value * 2 - 1
    if field.type == ENUM and value >> 31:
        value -= 1 << 32
    return write_varint(field.number << 3) + write_varint(value & (1 << 64) - 1)


def encode(schema, name, message):
    """Strict encoding of what Schema.decode() gives; no packed fields."""
    out = b""
    for number, value in sorted(message.items()):
        field = schema.messages[name][number]
        for one in value if field.repeated else [value]:
            out += encode_one(schema, field, one)
    return out


class Case:
    """A released record that can be altered and signed again."""

    def __init__(self, schema, keys, data):
        self.schema, self.keys = schema, keys
        self.record = schema.decode("enlace.v1.ReleasedRecord", data)
        self.form_number = 2 if 2 in self.record else 3
        self.form_name = "enlace.v1." + (
            "FullForm" if self.form_number == 2 else "OpenedForm")
        self.form = schema.decode(self.form_name, self.record[self.form_number])
        self.releases = [
            schema.decode("enlace.v1.ReleaseStatement", one[1])
            for one in self.record[4]]

    def sign(self, identity, payload_type, payload):
        key = self.keys[identity]
        message = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type,
                                           len(payload), payload)
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(message)
        return key.sign(message, ec.ECDSA(hashes.SHA256()))

    def sealed(self, sign_form=True):
        """The record's bytes, the last release signed again by its node."""
        record = copy.deepcopy(self.record)
        record[self.form_number] = encode(self.schema, self.form_name, self.form)
        last = copy.deepcopy(self.releases[-1])
        if sign_form:
            last[15] = envelope.sha256(record[self.form_number])
        words = encode(self.schema, "enlace.v1.ReleaseStatement", last)
        record[4][-1][1] = words
        record[4][-1][2][2] = self.sign(NODE_B, envelope.RELEASE_TYPE, words)
        return encode(self.schema, "enlace.v1.ReleasedRecord", record)

    def opened(self, nth=0):
        return [leaf[1] for leaf in self.form[1] if 1 in leaf][nth]

    def closed(self):
        return next(leaf for leaf in self.form[1] if 2 in leaf)


def flip(data, at=-1):
    data = bytearray(data)
    data[at] ^= 1
    return bytes(data)


# --- what a node that holds its own key may try: name, alteration

def change(number, new):
    def act(case):
        leaf = case.opened(2)
        leaf[number] = new(leaf[number])
    return act


def close(case):
    entry = next(leaf for leaf in case.form[1] if 1 in leaf)
    opened = entry.pop(1)
    entry[2] = envelope.commitment_of(opened[2], opened[1].decode(), opened[3],
                                      opened.get(4, b""))


def swap_leaves(case):
    leaves = case.form[1]
    leaves[0], leaves[1] = leaves[1], leaves[0]


def swap_commitments(case):
    first, second = [leaf for leaf in case.form[1] if 2 in leaf][:2]
    first[2], second[2] = second[2], first[2]


def close_under_another_name(case):
    path = case.opened()[1]
    close(case)
    announce(path + b"0")(case)


def announce(path):
    def act(case):
        case.releases[-1].setdefault(9, []).append(
            {1: path, 5: b"mx.enlace.example"})
    return act


def change_commitment(case):
    case.closed()[2] = flip(case.closed()[2])


def change_release(number, new):
    def act(case):
        case.releases[-1][number] = new(case.releases[-1][number])
    return act


def open_absent(case):
    """Claims that a withheld leaf was never there."""
    case.closed()[1] = {1: b"flags.places", 2: bytes(32)}
    del case.closed()[2]


FORM_ACTS = {
    "leaf: value": change(4, flip),
    "leaf: type tag": change(3, lambda tag: tag % 10 + 1),
    "salt": change(2, flip),
    "salt: size": change(2, lambda salt: salt[:-1]),
    "path": change(1, lambda path: path + b"x"),
    "path: of another leaf": change(1, lambda _: b"source.note"),
    "order: leaves": swap_leaves,
    "order: commitments": swap_commitments,
    "commitment": change_commitment,
    "commitment: leaf dropped": lambda case: case.form[1].pop(),
    "commitment: leaf repeated":
        lambda case: case.form[1].append(case.form[1][-1]),
    "commitment: absent leaf opened": open_absent,
    "redaction: not announced": close,
    "redaction: under another name": close_under_another_name,
    "redaction: of an open leaf": lambda case: announce(case.opened()[1])(case),
    "redaction: of no leaf": announce(b"nothing"),
}
RELEASE_ACTS = {
    "release: another record": change_release(3, flip),
    "release: another transfer": change_release(4, flip),
    "release: no permit": change_release(5, lambda _: 3),
    "release: another node": change_release(2, lambda node: node[:-1] + b"2"),
    "release: out of time": change_release(13, lambda at: at - 10**8),
    "release: lapsed": change_release(14, lambda _: 1),
}
SIGNATURE_ACTS = {
    "signature: originator": lambda r: r[1][2].update({2: flip(r[1][2][2])}),
    "signature: key id": lambda r: r[1][2].update({1: flip(r[1][2][1])}),
    "signature: missing": lambda r: r[1].pop(2),
    "signature: first release": lambda r: r[4][0][2].update(
        {2: flip(r[4][0][2][2])}),
    "signature: release missing": lambda r: r[4].pop(),
    "signature: release of another node": lambda r: r[4].reverse(),
    "statement": lambda r: r[1].update({1: flip(r[1][1])}),
}


class VerifyEnvelopeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        WORK.mkdir(parents=True, exist_ok=True)
        subprocess.run([WRITER, WORK], check=True, cwd=ROOT)
        cls.schema = Schema(SCHEMA.read_bytes())
        entries = json.loads((WORK / "keys.json").read_text())
        cls.keys = envelope.Keys(entries)
        cls.private = {
            entry["identity"]: serialization.load_pem_private_key(
                entry["private_pem"].encode(), None) for entry in entries}
        cls.records = json.loads((WORK / "records.json").read_text())

    def data(self, name):
        return (WORK / f"{name}.record").read_bytes()

    def case(self, name):
        return Case(self.schema, self.private, self.data(name))

    def verify(self, data, stage="delivered"):
        return envelope.verify(self.schema, self.keys, data, stage)

    def refuse(self, data):
        with self.assertRaises(Refused):
            self.verify(data)

    def test_what_the_cpp_wrote_verifies_and_proves_the_same(self):
        self.assertEqual(len(self.records), 3)
        for record in self.records:
            proven = self.verify(self.data(record["name"]))
            self.assertEqual(proven, {k: record[k] for k in proven})

    def test_signing_again_without_an_alteration_still_verifies(self):
        for record in self.records:
            self.verify(self.case(record["name"]).sealed())

    def test_altered_forms_are_refused(self):
        for name in ("sample", "trace"):
            for what, act in FORM_ACTS.items():
                with self.subTest(name=name, what=what):
                    case = self.case(name)
                    act(case)
                    self.refuse(case.sealed())

    def test_altered_releases_are_refused(self):
        for record in self.records:
            for what, act in RELEASE_ACTS.items():
                with self.subTest(name=record["name"], what=what):
                    case = self.case(record["name"])
                    act(case)
                    self.refuse(case.sealed())

    def test_altered_signatures_and_statements_are_refused(self):
        for record in self.records:
            for what, act in SIGNATURE_ACTS.items():
                with self.subTest(name=record["name"], what=what):
                    case = self.case(record["name"])
                    act(case.record)
                    self.refuse(encode(self.schema, "enlace.v1.ReleasedRecord",
                                       case.record))

    def test_an_altered_whole_form_is_refused(self):
        for number in (1, 2):
            case = self.case("whole")
            case.form[number] = flip(case.form[number])
            self.refuse(case.sealed())

    def test_a_form_that_no_release_names_is_refused(self):
        case = self.case("sample")
        close(case)
        announce(b"active")(case)
        self.verify(case.sealed())
        self.refuse(case.sealed(sign_form=False))

    def test_an_altered_batch_cover_is_refused(self):
        for number in (1, 2, 3):
            case = self.case("whole")
            cover = case.record[1][3]
            cover[number] = (flip(cover[1]) if number == 1 else
                             cover.get(2, 0) ^ 1 if number == 2 else
                             [flip(one) for one in cover[3]])
            self.refuse(encode(self.schema, "enlace.v1.ReleasedRecord",
                               {**case.record, 4: case.record[4]}))

    def test_an_altered_cover_of_a_release_is_refused(self):
        for name in ("whole", "trace"):
            for number in (1, 2, 3):
                case = self.case(name)
                cover = case.record[4][0][3]
                cover[number] = (flip(cover[1]) if number == 1 else
                                 cover.get(2, 0) ^ 1 if number == 2 else
                                 [flip(one) for one in cover[3]])
                self.refuse(encode(self.schema, "enlace.v1.ReleasedRecord",
                                   case.record))

    def test_a_release_in_a_batch_is_refused_without_its_cover(self):
        case = self.case("trace")
        del case.record[4][0][3]
        self.refuse(encode(self.schema, "enlace.v1.ReleasedRecord", case.record))

    def test_the_wrong_stage_is_refused(self):
        with self.assertRaises(Refused):
            self.verify(self.data("sample"), "crossing")

    def test_every_flipped_byte_is_refused(self):
        for record in self.records:
            data = self.data(record["name"])
            for at in range(0, len(data), 7):
                self.refuse(flip(data, at))

    def test_vectors_are_what_the_script_makes_and_verify(self):
        subprocess.run([sys.executable, VECTORS / "make_vectors.py", "--check"],
                       check=True)
        vectors = json.loads((VECTORS / "released.json").read_text())
        keys = envelope.Keys([
            {"identity": key["identity"],
             "public_pem": ed25519.Ed25519PrivateKey.from_private_bytes(
                 bytes.fromhex(key["seed"])).public_key().public_bytes(
                     serialization.Encoding.PEM,
                     serialization.PublicFormat.SubjectPublicKeyInfo).decode()}
            for key in vectors["keys"]])
        for vector in vectors["records"]:
            proven = envelope.verify(self.schema, keys,
                                     bytes.fromhex(vector["record"]),
                                     vector["stage"])
            self.assertEqual(proven, {k: vector[k] for k in proven})

    def test_encodings_to_refuse_are_refused(self):
        name = "enlace.v1.EnvelopeSample"
        for vector in json.loads((VECTORS / "refused.json").read_text()):
            with self.subTest(what=vector["what"]), \
                    self.assertRaises(Refused):
                record = self.schema.decode(name, bytes.fromhex(vector["body"]))
                list(envelope.leaves_of(self.schema, name, record))

    def test_leaves_fall_as_the_vectors_say(self):
        for vector in json.loads((VECTORS / "leaves.json").read_text()):
            name = "enlace.v1." + vector["type"]
            record = self.schema.decode(name, bytes.fromhex(vector["body"]))
            leaves = sorted(envelope.leaves_of(self.schema, name, record))
            self.assertEqual(
                [(leaf["path"], leaf["tag"], leaf["value"])
                 for leaf in vector["leaves"]],
                [(path, tag, value.hex()) for path, tag, value in leaves])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

#!/usr/bin/env python3
"""Makes the vectors of this folder: whole submissions and a released record of
real record types, to the byte.

    make_vectors.py DESCRIPTOR_SET [--check]

Leaves, salts, commitments and statements come from the verifier that was
written from docs/envelope.md (tests/verifiers/verify_envelope.py), never from
the C++ or the packages that are held to these vectors.  Keys, seeds and instants
are fixed, and Ed25519 signatures are the same each time.  --check writes nothing
and exits 1 if a file would change: then a record type has other leaves than
before, which is a change of its schema (docs/wire-protocol.md).
"""

import argparse
import importlib.util
import json
import pathlib
import sys

from google.protobuf import (descriptor_pb2, descriptor_pool, json_format,
                             message_factory)

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/verifiers"))
import verify_envelope as page  # noqa: E402
from strict_protobuf import Schema  # noqa: E402


def module_at(path):
    spec = importlib.util.spec_from_file_location("envelope_vectors", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Protocol buffers by hand, fixed keys, releases.
by_hand = module_at(REPOSITORY / "tests/vectors/envelope/make_vectors.py")
num, sub = by_hand.num, by_hand.sub

RECORDS = {
    "recall": ("Recall", "recall", by_hand.fixed_bytes("parent")),
    "trace request": ("FirearmTraceRequest", "trace_request", b"")}


class Contract:
    """Record bodies by protobuf's own library, leaves by the verifier."""

    def __init__(self, data):
        self.schema = Schema(data)
        self.pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(data).file:
            self.pool.Add(file)

    def body(self, record_type, record):
        message = message_factory.MessageFactory(self.pool).GetPrototype(
            self.pool.FindMessageTypeByName(f"enlace.v1.{record_type}"))()
        json_format.ParseDict(record, message)
        return message.SerializeToString(deterministic=True)

    def leaves(self, record_type, body):
        name = f"enlace.v1.{record_type}"
        return {path: (tag, value) for path, tag, value in page.leaves_of(
            self.schema, name, self.schema.decode(name, body))}


def header_of(record_type, parent):
    return (num(1, 1) + sub(2, record_type) + sub(3, "1.0") +
            sub(4, by_hand.message_id()) + by_hand.optional_sub(5, parent) +
            sub(6, by_hand.AGENCY.identity) + sub(7, by_hand.RECIPIENT) +
            num(8, 2) + num(9, 1) + num(10, by_hand.CREATED) +
            num(11, by_hand.VALID_UNTIL))


def statement_of(record_type, parent, body, seed, leaves):
    root = by_hand.root_of(by_hand.commitments_of(seed, leaves))
    return (sub(1, header_of(record_type, parent)) +
            sub(2, by_hand.body_digest(seed, body)) + sub(3, root))


def submission_vector(contract, name):
    record_type, file, parent = RECORDS[name]
    record = json.loads(
        (REPOSITORY / f"tests/scenarios/records/{file}.json").read_text())
    seed = by_hand.fixed_bytes("seed wire " + name)
    body = contract.body(record_type, record)
    leaves = contract.leaves(record_type, body)
    vector = by_hand.leaves_vector(name, record_type, body, seed, leaves)
    statement = statement_of(record_type, parent, body, seed, leaves)
    signed = by_hand.signed_statement(statement)
    submission = sub(1, signed) + sub(2, body) + sub(3, seed)
    request = sub(1, submission)
    return {
        "name": name, "type": record_type, "record": record,
        "header": {
            "message_id": by_hand.message_id().hex(), "parent": parent.hex(),
            "sender": by_hand.AGENCY.identity, "recipient": by_hand.RECIPIENT,
            "created_at_ms": by_hand.CREATED,
            "valid_until_ms": by_hand.VALID_UNTIL},
        **{key: vector[key] for key in
           ("body", "seed", "leaves", "root", "body_digest")},
        "statement": statement.hex(),
        "record_id": by_hand.sha256(statement).hex(),
        "pae": by_hand.pae(by_hand.STATEMENT_TYPE, statement).hex(),
        "submission": submission.hex(),
        "grpc_request": (b"\0" + by_hand.u32(len(request)) + request).hex()}


def released_vector(contract):
    """The trace request as its recipient gets it: a value removed by the node of
    either nation, a name given as initials, what is silent withheld."""
    record_type, _, parent = RECORDS["trace request"]
    submission = submission_vector(contract, "trace request")
    body, seed = (bytes.fromhex(submission[key]) for key in ("body", "seed"))
    leaves = contract.leaves(record_type, body)
    statement = statement_of(record_type, parent, body, seed, leaves)
    name = "possessor.name.full_name_latin"
    removed = {"us": "possessor.race", "mx": "crime_code"}
    assert {name, *removed.values()} <= set(leaves), sorted(leaves)
    words = leaves[name][1].decode().split()
    initials = "".join(word[0] + "." for word in words).encode()
    silent = {path for path, (tag, _) in leaves.items() if tag == 0}
    silent |= {path for path, _, hushed in page.leaf_fields(
        contract.schema, f"enlace.v1.{record_type}") if hushed}
    hidden = {name, removed["us"]} | (silent & set(leaves))
    releases = [by_hand.release(
        by_hand.NODE_A, "us.enlace.example", statement,
        by_hand.opened_form(seed, leaves, hidden), [removed["us"]],
        [(name, "initials", 5, initials)])]
    hidden.add(removed["mx"])
    form = by_hand.opened_form(seed, leaves, hidden)
    releases.append(by_hand.release(
        by_hand.NODE_B, "mx.enlace.example", statement, form, [removed["mx"]]))
    record = (sub(1, by_hand.signed_statement(statement)) + sub(3, form) +
              b"".join(sub(4, one) for one in releases))
    withheld = {path for path, (tag, _) in leaves.items() if tag == 0} | hidden
    return {
        "name": "trace request delivered", "record": record.hex(),
        "record_id": by_hand.sha256(statement).hex(),
        "transfer_id": by_hand.TRANSFER_ID.hex(),
        "opened": [p for p, _ in by_hand.in_order(leaves) if p not in withheld],
        "withheld": [p for p, _ in by_hand.in_order(leaves) if p in withheld],
        "coarser": {name: initials.decode()}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("descriptor_set", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    contract = Contract(options.descriptor_set.read_bytes())
    keys = [key.vector() for key in
            (by_hand.AGENCY, by_hand.NODE_A, by_hand.NODE_B)]
    by_hand.HERE = HERE
    fresh = [by_hand.write(name, content, options.check) for name, content in {
        "submissions.json": {"signer": keys[0], "submissions": [
            submission_vector(contract, name) for name in RECORDS]},
        "released.json": {"keys": keys, "records": [
            released_vector(contract)]}}.items()]
    return 0 if all(fresh) else 1


if __name__ == "__main__":
    sys.exit(main())

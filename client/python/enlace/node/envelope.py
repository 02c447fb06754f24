"""What an agency signs: commitments, statement, submission.

docs/envelope.md gives every byte; docs/wire-protocol.md works one example.
"""

import dataclasses
import datetime
import hashlib
import hmac
import re
import secrets
import struct
import time

from google.protobuf.message import Message

from enlace.node import keys, strict
from enlace.node.certificates import trust_domain_of
from enlace.node.leaves import leaves_of
from enlace.node.records import rules_of
from enlace.node.strict import invalid, require
from enlace.v1 import envelope_pb2, header_pb2

VERSION = 1
SEED_SIZE = HASH_SIZE = 32
MESSAGE_ID_SIZE = 16
STATEMENT_SIZE_MAX = 4096
RECORD_SIZE_MAX = 512 << 10
USUAL_VALIDITY = datetime.timedelta(hours=72)
_PATH_MAX = 16  # hashes in a batch cover
_INSTANT_MAX = 253402300799999  # end of the year 9999, in milliseconds


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def _hmac256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def salt_of(seed, path):
    return _hmac256(seed, path.encode())


def commitment_of(salt, leaf):
    path = leaf.path.encode()
    return sha256(b"enlace.leaf.v1\0", salt, struct.pack(">I", len(path)), path,
                  bytes([leaf.tag]), leaf.value)


def root_of(commitments):
    return sha256(b"enlace.root.v1\0", struct.pack(">I", len(commitments)),
                  *commitments)


def body_digest(seed, body):
    return _hmac256(_hmac256(seed, b"enlace.body.v1"), body)


def commitment_root(leaves, seed):
    return root_of([commitment_of(salt_of(seed, leaf.path), leaf)
                    for leaf in leaves])


def record_id_of(statement):
    """The record's name for ever."""
    return sha256(statement)


@dataclasses.dataclass
class Draft:
    """A record and how it is to travel."""
    record: Message
    recipient: str  # a URI
    channel: int = header_pb2.CHANNEL_ADMIN
    urgency: int = header_pb2.URGENCY_ROUTINE
    parent: bytes = b""  # id of the record that it answers
    message_id: bytes = b""  # empty: one is drawn
    valid_for: datetime.timedelta = None  # none: the usual time of its type


@dataclasses.dataclass(frozen=True)
class SignedRecord:
    """A record as it is handed to the node.

    `data` holds the whole record and its seed: keep it as carefully as the
    record itself, and hand in these very bytes again after a failure.
    """
    record_id: bytes
    data: bytes  # a serialized Submission


def new_message_id(now_ms, random=secrets.token_bytes):
    """A UUIDv7 (RFC 9562)."""
    raw = bytearray(now_ms.to_bytes(6, "big") + random(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def header_of(draft, sender, now_ms, random=secrets.token_bytes):
    rules = rules_of(draft.record.DESCRIPTOR)
    valid_for = draft.valid_for or (
        min(USUAL_VALIDITY, datetime.timedelta(hours=rules.max_validity_hours))
        if rules.max_validity_hours else USUAL_VALIDITY)
    return header_pb2.Header(
        version=VERSION, type=draft.record.DESCRIPTOR.name, schema=rules.schema,
        message_id=draft.message_id or new_message_id(now_ms, random),
        parent=draft.parent, sender=sender, recipient=draft.recipient,
        channel=draft.channel, urgency=draft.urgency, created_at_ms=now_ms,
        valid_until_ms=now_ms + valid_for // datetime.timedelta(milliseconds=1))


def statement_of(header, record, body, seed):
    """The bytes that the originator signs."""
    check_header(header)
    return strict.serialize(header_pb2.Statement(
        header=header, body_digest=body_digest(seed, body),
        commitment_root=commitment_root(leaves_of(record), seed)))


def compose(draft, sender, signer, now_ms=None, random=secrets.token_bytes):
    """The signed submission of a draft.

    EnlaceError (FIELD_INVALID, TOO_LARGE) if header or record are not of their
    form.  What the record's fields must hold is the node's to check.
    """
    now_ms = time.time_ns() // 10**6 if now_ms is None else now_ms
    strict.check_known(draft.record, "record")
    body = strict.serialize(draft.record)
    require(len(body) <= RECORD_SIZE_MAX, "TOO_LARGE", "the record is too large")
    seed = random(SEED_SIZE)
    statement = statement_of(header_of(draft, sender, now_ms, random),
                             draft.record, body, seed)
    signature = header_pb2.Signature(
        key_id=signer.key_id, signature=signer.sign(keys.STATEMENT, statement))
    submission = envelope_pb2.Submission(
        statement=header_pb2.SignedStatement(statement=statement,
                                             signature=signature),
        body=body, seed=seed)
    return SignedRecord(record_id_of(statement), strict.serialize(submission))


def check_header(header):
    """FIELD_INVALID or SCHEMA_UNSUPPORTED unless every field is of its form."""
    require(header.version == VERSION, "SCHEMA_UNSUPPORTED",
            "header.version must be 1")
    _check(re.fullmatch(r"[A-Z][A-Za-z0-9]{0,63}", header.type), "header.type",
           "must be the name of a record type")
    _check(len(header.schema) <= 16 and
           re.fullmatch(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", header.schema),
           "header.schema", "must be of the form 1.0")
    message_id = header.message_id
    _check(len(message_id) == MESSAGE_ID_SIZE and message_id[6] >> 4 == 7 and
           message_id[8] >> 6 == 2, "header.message_id",
           "must be the 16 bytes of a UUIDv7")
    _check(len(header.parent) in (0, HASH_SIZE), "header.parent",
           "must be a record id of 32 bytes, or empty")
    for field in ("sender", "recipient"):
        try:
            trust_domain_of(getattr(header, field), "agency")
        except ValueError:
            raise invalid(f"header.{field}",
                          "must be the identity of an agency") from None
    for field, enum in (("channel", header_pb2.Channel),
                        ("urgency", header_pb2.Urgency)):
        number = getattr(header, field)
        _check(number and number in enum.values(), f"header.{field}",
               f"must be a known {field}")
    _check(0 < header.created_at_ms <= _INSTANT_MAX, "header.created_at_ms",
           "must be milliseconds since 1970 UTC")
    _check(header.created_at_ms < header.valid_until_ms <= _INSTANT_MAX,
           "header.valid_until_ms", "must be later than created_at_ms")


def _check(condition, field, problem):
    if not condition:
        raise invalid(field, problem)


def parse_statement(data):
    statement = strict.parse(header_pb2.Statement, data, "statement",
                             STATEMENT_SIZE_MAX)
    check_header(statement.header)
    for field in ("body_digest", "commitment_root"):
        _check(len(getattr(statement, field)) == HASH_SIZE, field,
               "must have 32 bytes")
    return statement


def root_of_cover(statement, cover):
    """The batch root that `cover` leads from a statement to."""
    require(len(cover.blind) == HASH_SIZE and
            1 <= len(cover.path) <= _PATH_MAX and
            cover.index < 1 << len(cover.path), "SIGNATURE_INVALID",
            "the batch does not cover the statement")
    node, index = sha256(b"\0", cover.blind, sha256(statement)), cover.index
    for sibling in cover.path:
        require(len(sibling) == HASH_SIZE, "SIGNATURE_INVALID",
                "the batch does not cover the statement")
        node = sha256(b"\1", *((sibling, node) if index & 1 else (node, sibling)))
        index >>= 1
    return node

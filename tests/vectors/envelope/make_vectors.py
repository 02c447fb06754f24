#!/usr/bin/env python3
"""Makes the vectors of this folder from docs/envelope.md, not from the C++.

    make_vectors.py [--check]

Record bodies are built by hand, field by field, for the message
enlace.v1.EnvelopeSample of tests/proto/wire/envelope_sample.proto, and so are
the leaves that they must fall into.  Everything is fixed: keys and salts come
from constants, and Ed25519 signatures are the same each time.  --check writes
nothing and exits 1 if a file would change.
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

HERE = pathlib.Path(__file__).parent


# --- notation of the page


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def u16(n):
    return struct.pack(">H", n)


def u32(n):
    return struct.pack(">I", n)


def u64(n):
    return struct.pack(">Q", n)


def i64(n):
    return struct.pack(">q", n)


def lv(value):
    return u32(len(value)) + value


def fixed_bytes(name, size=32):
    """Stands for random bytes."""
    return hashlib.shake_128(name.encode()).digest(size)


# --- protocol buffers, as far as needed


def varint(n):
    n &= (1 << 64) - 1
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def num(field, n):
    return varint(field << 3) + varint(n)


def sub(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def optional_sub(field, data):
    return sub(field, data) if data else b""


# --- a sample with a leaf of every kind

SEEN_AT = num(1, 1770393600) + num(2, 5)
ITEM = (sub(1, "a") + num(2, 7) + sub(3, varint(1) + varint(4)) +
        sub(4, num(1, 60)) + sub(5, b"") + sub(6, sub(1, "b")) + num(7, 1))
ITEM_VALUE = (
    u16(7) +
    u32(1) + b"\x05" + lv(b"a") +
    u32(2) + b"\x03" + lv(u64(7)) +
    u32(3) + b"\x08" + lv(u32(2) + b"\x02" + lv(i64(-1)) + b"\x02" + lv(i64(2))) +
    u32(4) + b"\x0a" + lv(i64(60) + u32(0)) +
    u32(5) + b"\x09" + lv(u16(0)) +
    u32(6) + b"\x08" + lv(u32(1) + b"\x09" + lv(u16(1) + u32(1) + b"\x05" + lv(b"b"))) +
    u32(7) + b"\x01" + lv(b"\x01"))
LABELS = [f"s{i}" for i in range(11)]

SAMPLE_BODY = b"".join([
    sub(1, "Muñoz"), num(2, 0), num(3, -3), num(4, 2 * 5 - 1), num(5, 2**32 - 1),
    varint(6 << 3 | 1) + struct.pack("<Q", 2**64 - 1), num(7, 70000),
    sub(8, b"\x00\xff"), sub(9, SEEN_AT), sub(10, sub(2, num(1, 0))),
    sub(11, "x"), sub(11, ""), sub(12, ITEM), sub(12, b""),
    *[sub(13, sub(1, label)) for label in LABELS],
    sub(14, num(1, -2)), sub(15, varint(0) + varint(300)), num(16, 9),
    varint(19 << 3 | 5) + struct.pack("<i", -7), sub(20, b""), sub(20, num(2, 1)),
    sub(21, b"\x01\x00"), sub(22, varint(1) + varint(0))])

SAMPLE_LEAVES = {
    "name": (5, "Muñoz".encode()),
    "active": (1, b"\x00"),
    "shift": (2, i64(-3)),
    "balance": (2, i64(-5)),
    "count": (3, u64(2**32 - 1)),
    "total": (3, u64(2**64 - 1)),
    "color": (4, u32(70000)),
    "photo": (6, b"\x00\xff"),
    "seen_at": (10, i64(1770393600) + u32(5)),
    "part.deep.level": (2, i64(0)),
    "part.deep.hidden": (0, b""),
    "tags": (8, u32(2) + b"\x05" + lv(b"x") + b"\x05" + lv(b"")),
    "items": (8, u32(2) + b"\x09" + lv(ITEM_VALUE) + b"\x09" + lv(u16(0))),
    "flags.color": (4, u32(2**32 - 2)),
    "flags.places": (0, b""),
    "numbers": (8, u32(2) + b"\x03" + lv(u64(0)) + b"\x03" + lv(u64(300))),
    "plain_number": (3, u64(9)),
    "source.note": (0, b""),
    "source.deep.level": (0, b""),
    "source.deep.hidden": (0, b""),
    "small": (2, i64(-7)),
    "times": (8, u32(2) + b"\x0a" + lv(i64(0) + u32(0)) +
              b"\x0a" + lv(i64(0) + u32(1))),
    "switches": (8, u32(2) + b"\x01" + lv(b"\x01") + b"\x01" + lv(b"\x00")),
    "colors": (8, u32(2) + b"\x04" + lv(u32(1)) + b"\x04" + lv(u32(0))),
}
for index, label in enumerate(LABELS):
    SAMPLE_LEAVES[f"steps[{index}]"] = (
        9, u16(1) + u32(1) + b"\x05" + lv(label.encode()))

# --- the short record of the worked example

SHORT_BODY = sub(1, "Ana") + num(5, 3)
SHORT_LEAVES = {
    "name": (5, b"Ana"), "count": (3, u64(3)), "part.deep.hidden": (0, b""),
    "flags.color": (0, b""), "flags.places": (0, b""), "source.note": (0, b""),
    "source.deep.level": (0, b""), "source.deep.hidden": (0, b"")}

PLAIN_BODY = sub(1, "Ana") + sub(3, "one")
PLAIN_LEAVES = {"name": (5, b"Ana"), "many": (8, u32(1) + b"\x05" + lv(b"one"))}


# --- commitments


def salt_of(seed, path):
    return hmac256(seed, path.encode())


def commitment_of(salt, path, tag, value):
    return sha256(b"enlace.leaf.v1", b"\0", salt, lv(path.encode()),
                  bytes([tag]), value)


def root_of(commitments):
    return sha256(b"enlace.root.v1", b"\0", u32(len(commitments)), *commitments)


def in_order(leaves):
    return sorted(leaves.items(), key=lambda leaf: leaf[0].encode())


def commitments_of(seed, leaves):
    return [commitment_of(salt_of(seed, path), path, tag, value)
            for path, (tag, value) in in_order(leaves)]


def body_digest(seed, body):
    return hmac256(hmac256(seed, b"enlace.body.v1"), body)


def leaves_vector(name, type_name, body, seed, leaves):
    return {
        "name": name, "type": type_name, "body": body.hex(), "seed": seed.hex(),
        "leaves": [{"path": path, "tag": tag, "value": value.hex(),
                    "salt": salt_of(seed, path).hex(),
                    "commitment": commitment.hex()}
                   for (path, (tag, value)), commitment in
                   zip(in_order(leaves), commitments_of(seed, leaves))],
        "root": root_of(commitments_of(seed, leaves)).hex(),
        "body_digest": body_digest(seed, body).hex()}


# --- statements and signatures


class Key:
    def __init__(self, name, identity):
        self.identity = identity
        self.seed = fixed_bytes("key " + name)
        self.private = ed25519.Ed25519PrivateKey.from_private_bytes(self.seed)
        public = self.private.public_key()
        spki = public.public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo)
        self.key_id = sha256(spki)[:16].hex()

    def vector(self):
        return {"identity": self.identity, "seed": self.seed.hex(),
                "key_id": self.key_id}

    def sign(self, payload_type, payload):
        """A Signature message."""
        return sub(1, self.key_id) + sub(2, self.private.sign(
            pae(payload_type, payload)))


def pae(payload_type, payload):
    return b" ".join([b"DSSEv1", str(len(payload_type)).encode(),
                      payload_type.encode(), str(len(payload)).encode(), payload])


STATEMENT_TYPE = "application/vnd.enlace.statement.v1+protobuf"
BATCH_TYPE = "application/vnd.enlace.batch.v1"
RELEASE_TYPE = "application/vnd.enlace.release.v1+protobuf"

AGENCY = Key("agency", "spiffe://us.enlace.example/agency/us-atf")
NODE_A = Key("node a", "spiffe://us.enlace.example/node/1")
NODE_B = Key("node b", "spiffe://mx.enlace.example/node/1")
RECIPIENT = "spiffe://mx.enlace.example/agency/mx-fgr"
CREATED, VALID_UNTIL = 1770393600000, 1770652800000
TRANSFER_ID = fixed_bytes("transfer", 16)


def message_id():
    raw = bytearray(CREATED.to_bytes(6, "big") + fixed_bytes("message", 10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def statement_of(type_name, body, seed, leaves):
    header = (num(1, 1) + sub(2, type_name) + sub(3, "1.0") +
              sub(4, message_id()) + sub(6, AGENCY.identity) + sub(7, RECIPIENT) +
              num(8, 2) + num(9, 1) + num(10, CREATED) + num(11, VALID_UNTIL))
    return (sub(1, header) + sub(2, body_digest(seed, body)) +
            sub(3, root_of(commitments_of(seed, leaves))))


def signed_statement(statement):
    return sub(1, statement) + sub(2, AGENCY.sign(STATEMENT_TYPE, statement))


# --- batches


def leaf_of(statement, blind):
    return sha256(b"\0", blind, sha256(statement))


def tree(leaves):
    """The levels of the tree, leaves first."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        low = levels[-1]
        levels.append([sha256(b"\1", low[i], low[i + 1])
                       for i in range(0, len(low), 2)])
    return levels


def batch_vector():
    statements = [b"statement %d" % i for i in range(5)]
    blinds = [fixed_bytes(f"blind {i}") for i in range(5)]
    places = [3, 0, 7, 4, 1]
    leaves = [fixed_bytes(f"decoy {i}") for i in range(8)]
    for statement, blind, place in zip(statements, blinds, places):
        leaves[place] = leaf_of(statement, blind)
    levels = tree(leaves)
    covers = []
    for statement, blind, place in zip(statements, blinds, places):
        path = [levels[h][(place >> h) ^ 1].hex() for h in range(3)]
        covers.append({"statement": statement.hex(), "blind": blind.hex(),
                       "index": place, "path": path})
    return {"root": levels[-1][0].hex(), "covers": covers}


# --- forms and releases


def opened_form(seed, leaves, withheld):
    form = b""
    for path, (tag, value) in in_order(leaves):
        salt = salt_of(seed, path)
        if tag == 0 or path in withheld:
            form += sub(1, sub(2, commitment_of(salt, path, tag, value)))
        else:
            form += sub(1, sub(1, sub(1, path) + sub(2, salt) + num(3, tag) +
                               optional_sub(4, value)))
    return form


def release(node, nation, statement, form, redactions, generalizations=()):
    words = (num(1, 1) + sub(2, node.identity) + sub(3, sha256(statement)) +
             sub(4, TRANSFER_ID) + num(5, 1) + sub(6, "R-1") + sub(7, "Law 1") +
             sub(8, fixed_bytes("book")))
    for path in redactions:
        words += sub(9, sub(1, path) + sub(2, "R-2") + sub(3, "S10") +
                     sub(4, "Law 2") + sub(5, nation))
    for path, level, tag, value in generalizations:
        words += sub(10, sub(1, path) + sub(2, level) + num(3, tag) +
                     sub(4, value) + sub(5, "R-3"))
    words += (sub(11, "NO_PUBLIC_RELEASE") + num(12, VALID_UNTIL) +
              num(13, CREATED + 1000) + num(14, VALID_UNTIL) +
              sub(15, sha256(form)))
    return sub(1, words) + sub(2, node.sign(RELEASE_TYPE, words))


def released(name, type_name, body, leaves, stage, withheld=(), withheld_b=(),
             coarser=(), full=False):
    """One valid ReleasedRecord and what it proves."""
    seed = fixed_bytes("seed " + name)
    statement = statement_of(type_name, body, seed, leaves)
    silent = {path for path, (tag, _) in leaves.items() if tag == 0}
    silent |= {p for p in leaves if p.startswith(("flags.", "source."))}
    hidden = set(withheld) | {item[0] for item in coarser}
    form_a = sub(1, body) + sub(2, seed) if full else opened_form(
        seed, leaves, hidden)
    announced = sorted(set(withheld) - silent)
    releases = [release(NODE_A, "us.enlace.example", statement, form_a,
                        announced, coarser)]
    form = form_a
    if stage == "delivered":
        hidden |= set(withheld_b)
        form = form_a if full else opened_form(seed, leaves, hidden)
        releases.append(release(NODE_B, "mx.enlace.example", statement, form,
                                sorted(set(withheld_b) - silent)))
    record = sub(1, signed_statement(statement)) + sub(2 if full else 3, form)
    record += b"".join(sub(4, one) for one in releases)
    closed = {path for path, (tag, _) in leaves.items() if tag == 0} | hidden
    return {"name": name, "stage": stage, "record": record.hex(),
            "record_id": sha256(statement).hex(),
            "transfer_id": TRANSFER_ID.hex(),
            "opened": [p for p, _ in in_order(leaves) if p not in closed],
            "withheld": [p for p, _ in in_order(leaves) if p in closed]}


# --- encodings that must be refused


def refused_bodies():
    name, tags = sub(1, "Ana"), sub(11, "x")
    return {
        "fields out of order": num(5, 3) + name,
        "singular field twice": name + name,
        "singular message twice": sub(10, sub(1, "n")) + sub(10, sub(1, "n")),
        "varint longer than need be": name + varint(5 << 3) + b"\x83\x00",
        "tag longer than need be": b"\x8a\x00\x03Ana",
        "length longer than need be": b"\x0a\x83\x00Ana",
        "numbers not packed": num(15, 1),
        "numbers not packed, same size as the strict form":
            varint(5 << 3) + b"\x83\x00" + num(15, 1),
        "empty packed field": sub(15, b""),
        "packed field in two parts": sub(15, b"\x01") + sub(15, b"\x02"),
        "default value without presence": num(16, 0),
        "bool that is 2": num(2, 2),
        "uint32 too large": num(5, 2**32),
        "int32 cut to 32 bits": num(3, 2**32 - 3),
        "unknown field": name + num(99, 1),
        "unknown field beneath": sub(10, sub(1, "n") + num(99, 1)),
        "unknown field in a list": sub(12, num(99, 1)),
        "unknown enum value": num(7, 5),
        "unknown enum value in a list": sub(22, varint(5)),
        "unknown enum value beneath": sub(14, num(1, 3)),
        "message without a field": name + sub(10, b""),
        "message without a field beneath": sub(10, sub(2, b"")),
        "text that is not UTF-8": sub(1, b"\xff"),
        "text with a surrogate": sub(1, b"\xed\xa0\x80"),
        "timestamp before year 1": sub(9, num(1, -62135596801)),
        "timestamp after year 9999": sub(9, num(1, 253402300800)),
        "negative nanoseconds": sub(9, num(2, -1)),
        "a whole second of nanoseconds": sub(9, num(2, 10**9)),
        "wrong wire type": sub(5, "x"),
        "group": varint(1 << 3 | 3) + varint(1 << 3 | 4),
        "cut off": tags[:-1],
        "field number 0": b"\x00\x00",
        "too many elements of a split field": b"".join(
            [sub(13, sub(1, "s"))] * 13),
        "nested too deep": nested(33),
    }


def nested(depth):
    item = b""
    for _ in range(depth - 1):
        item = sub(6, item)
    return sub(12, item)


def write(name, content, check):
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    path = HERE / name
    if check:
        return path.exists() and path.read_text() == text
    path.write_text(text)
    return True


def main():
    check = "--check" in sys.argv[1:]
    sample_seed, short_seed = fixed_bytes("seed sample"), fixed_bytes("seed short")
    statement = statement_of("EnvelopeSample", SHORT_BODY, short_seed, SHORT_LEAVES)
    files = {
        "leaves.json": [
            leaves_vector("sample", "EnvelopeSample", SAMPLE_BODY, sample_seed,
                          SAMPLE_LEAVES),
            leaves_vector("short", "EnvelopeSample", SHORT_BODY, short_seed,
                          SHORT_LEAVES),
            leaves_vector("empty", "EnvelopeSample", b"", short_seed,
                          {p: v for p, v in SHORT_LEAVES.items() if v[0] == 0})],
        "statement.json": {
            "type": "EnvelopeSample", "body": SHORT_BODY.hex(),
            "seed": short_seed.hex(), "statement": statement.hex(),
            "record_id": sha256(statement).hex(), "signer": AGENCY.vector(),
            "pae": pae(STATEMENT_TYPE, statement).hex(),
            "signed_statement": signed_statement(statement).hex()},
        "batch.json": batch_vector(),
        "released.json": {
            "keys": [key.vector() for key in (AGENCY, NODE_A, NODE_B)],
            "records": [
                released("short", "EnvelopeSample", SHORT_BODY, SHORT_LEAVES,
                         "crossing"),
                released("sample", "EnvelopeSample", SAMPLE_BODY, SAMPLE_LEAVES,
                         "crossing", withheld=["count", "flags.color"],
                         coarser=[("name", "initials", 5, b"A.")]),
                released("sample delivered", "EnvelopeSample", SAMPLE_BODY,
                         SAMPLE_LEAVES, "delivered",
                         withheld=["steps[0]", "tags"],
                         withheld_b=["steps[2]", "seen_at"]),
                released("plain", "PlainSample", PLAIN_BODY, PLAIN_LEAVES,
                         "delivered", full=True)]},
        "refused.json": [{"what": what, "body": body.hex()}
                         for what, body in refused_bodies().items()],
    }
    fresh = [write(name, content, check) for name, content in files.items()]
    return 0 if all(fresh) else 1


if __name__ == "__main__":
    sys.exit(main())

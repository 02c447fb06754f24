#!/usr/bin/env python3
"""Verifies a released record with nothing but docs/envelope.md in mind.

    verify_envelope.py --schema FILE --keys FILE --stage crossing|delivered FILE

--schema is a FileDescriptorSet (protoc --descriptor_set_out --include_imports),
--keys a JSON list of {"identity", "public_pem"} with optional "not_before_ms"
and "not_after_ms".  Prints what is proven as JSON and exits 0, or the reason
and exits 1.
"""

import argparse
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from strict_protobuf import (BOOL, BYTES, ENUM, FIXED, MESSAGE, STRING,
                             VARINT_SIGNED, VARINT_ZIGZAG, Refused, Schema,
                             require, require_utf8)

PACKAGE = "enlace.v1."
TIMESTAMP = "google.protobuf.Timestamp"
LIST, IN_LIST, INSTANT = 8, 9, 10
STATEMENT_TYPE = b"application/vnd.enlace.statement.v1+protobuf"
BATCH_TYPE = b"application/vnd.enlace.batch.v1"
RELEASE_TYPE = b"application/vnd.enlace.release.v1+protobuf"
RELEASE_BATCH_TYPE = b"application/vnd.enlace.release-batch.v1"
WORD = "[a-z0-9]+(-[a-z0-9]+)*"
IDENTITY = re.compile(rf"spiffe://(?P<domain>{WORD}(\.{WORD})+)/"
                      rf"(?P<kind>agency|node|person)/{WORD}")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def u16(value):
    return struct.pack(">H", value)


def u32(value):
    return struct.pack(">I", value)


# --- value bytes and leaves


def element_tag(field):
    if field.type == BOOL:
        return 1
    if field.type in VARINT_SIGNED or field.type in VARINT_ZIGZAG or \
            field.type in (15, 16):
        return 2
    if field.type == MESSAGE:
        return INSTANT if field.type_name == TIMESTAMP else IN_LIST
    return {ENUM: 4, STRING: 5, BYTES: 6}.get(field.type, 3)


def field_tag(field):
    return LIST if field.repeated else element_tag(field)


def tagged(tag, value):
    return bytes([tag]) + u32(len(value)) + value


def element_bytes(schema, field, value):
    tag = element_tag(field)
    if tag == 1:
        return bytes([value])
    if tag == 2:
        return struct.pack(">q", value)
    if tag == 3:
        return struct.pack(">Q", value)
    if tag == 4:
        return u32(value)
    if tag == INSTANT:
        check_instant(value.get(1, 0), value.get(2, 0))
        return struct.pack(">qI", value.get(1, 0), value.get(2, 0))
    if tag == IN_LIST:
        fields = schema.messages[field.type_name]
        return u16(len(value)) + b"".join(
            u32(number) + tagged(field_tag(fields[number]),
                                 field_bytes(schema, fields[number], part))
            for number, part in sorted(value.items()))
    return value


def field_bytes(schema, field, value):
    if not field.repeated:
        return element_bytes(schema, field, value)
    return u32(len(value)) + b"".join(
        tagged(element_tag(field), element_bytes(schema, field, element))
        for element in value)


def check_instant(seconds, nanos):
    require(-62135596800 <= seconds <= 253402300799 and 0 <= nanos < 10**9,
            "instant")


def leaf_fields(schema, name, prefix="", silent=False):
    """(path, field, silent) of every leaf that records of a type can have."""
    for field in schema.messages[name].values():
        path = prefix + field.name
        hushed = silent or field.silent
        if element_tag(field) == IN_LIST and not field.repeated:
            yield from leaf_fields(schema, field.type_name, path + ".", hushed)
        else:
            yield path, field, hushed


def leaves_of(schema, name, record, prefix="", silent=False):
    """(path, tag, value) of the leaves of a decoded record, unsorted."""
    for field in schema.messages[name].values():
        path = prefix + field.name
        hushed = silent or field.silent
        value = record.get(field.number)
        if element_tag(field) == IN_LIST and not field.repeated:
            require(value != {}, "message without a value")
            yield from leaves_of(schema, field.type_name, value or {},
                                 path + ".", hushed)
        elif value is None:
            if hushed:
                yield path, 0, b""
        elif field.split_max:
            require(len(value) <= field.split_max, "too many elements")
            for index, element in enumerate(value):
                yield (f"{path}[{index}]", element_tag(field),
                       element_bytes(schema, field, element))
        else:
            yield path, field_tag(field), field_bytes(schema, field, value)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        require(self.at + size <= len(self.data), "cut value")
        self.at += size
        return self.data[self.at - size:self.at]

    def tagged(self, tag):
        require(self.take(1)[0] == tag, "tag")
        return self.take(struct.unpack(">I", self.take(4))[0])

    def end(self):
        require(self.at == len(self.data), "bytes left over")


def check_element(schema, field, value):
    """That `value` is what element_bytes() gives for some value of `field`."""
    tag = element_tag(field)
    if tag == 1:
        require(value in (b"\0", b"\1"), "bool")
    elif tag in (2, 3):
        require(len(value) == 8, "number")
        small = field.type in (5, 7, 13, 15, 17)
        number = struct.unpack(">q" if tag == 2 else ">Q", value)[0]
        require(not small or (-2**31 <= number < 2**31 if tag == 2 else
                              number < 2**32), "range")
    elif tag == 4:
        require(len(value) == 4, "enum")
        signed = struct.unpack(">i", value)[0] & 0xFFFFFFFFFFFFFFFF
        require(signed in schema.enums[field.type_name], "unknown enum value")
    elif tag == 5:
        require_utf8(value)
    elif tag == INSTANT:
        require(len(value) == 12, "instant")
        check_instant(*struct.unpack(">qI", value))
    elif tag == IN_LIST:
        fields = schema.messages[field.type_name]
        reader, last = Reader(value), 0
        for _ in range(struct.unpack(">H", reader.take(2))[0]):
            number = struct.unpack(">I", reader.take(4))[0]
            require(number > last and number in fields, "field number")
            last = number
            part = fields[number]
            check_field(schema, part, reader.tagged(field_tag(part)))
        reader.end()
    if not field.repeated and not field.presence:
        require(value if tag in (5, 6) else any(value), "default value")


def check_field(schema, field, value):
    if not field.repeated:
        return check_element(schema, field, value)
    reader = Reader(value)
    count = struct.unpack(">I", reader.take(4))[0]
    require(count > 0, "empty list")
    for _ in range(count):
        check_element(schema, field, reader.tagged(element_tag(field)))
    return reader.end()


# --- commitments


def salt_of(seed, path):
    return hmac256(seed, path.encode())


def commitment_of(salt, path, tag, value):
    name = path.encode()
    return sha256(b"enlace.leaf.v1\0", salt, u32(len(name)), name,
                  bytes([tag]), value)


def root_of(commitments):
    return sha256(b"enlace.root.v1\0", u32(len(commitments)), *commitments)


def body_digest(seed, body):
    return hmac256(hmac256(seed, b"enlace.body.v1"), body)


# --- signatures


class Keys:
    def __init__(self, entries):
        self.by_id = {}
        for entry in entries:
            key = serialization.load_pem_public_key(
                entry["public_pem"].encode())
            spki = key.public_bytes(serialization.Encoding.DER,
                                    serialization.PublicFormat.SubjectPublicKeyInfo)
            self.by_id[sha256(spki)[:16].hex()] = (entry, key)

    def verify(self, identity, at_ms, payload_type, payload, signature):
        key_id = signature.get(1, b"").decode()
        require(key_id in self.by_id, "key unknown")
        entry, key = self.by_id[key_id]
        require(entry["identity"] == identity, "key of another party")
        require(entry.get("not_before_ms", 0) <= at_ms <=
                entry.get("not_after_ms", at_ms), "outside of the key's time")
        message = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type,
                                           len(payload), payload)
        try:
            if isinstance(key, ed25519.Ed25519PublicKey):
                key.verify(signature.get(2, b""), message)
            else:
                key.verify(signature.get(2, b""), message,
                           ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            raise Refused("signature") from None


def root_of_cover(digest, cover):
    blind, index, path = cover.get(1, b""), cover.get(2, 0), cover.get(3, [])
    require(len(blind) == 32 and 1 <= len(path) <= 16, "cover")
    require(index < 1 << len(path), "cover index")
    node = sha256(b"\0", blind, digest)
    for sibling in path:
        require(len(sibling) == 32, "cover path")
        pair = (sibling, node) if index & 1 else (node, sibling)
        node = sha256(b"\1", *pair)
        index >>= 1
    return node


# --- statements and forms


def identity_of(uri, kind):
    """The trust domain of an identity of that kind."""
    match = IDENTITY.fullmatch(uri.decode())
    require(match and match["kind"] == kind, "identity")
    return match["domain"]


def check_header(header):
    require(header.get(1) == 1, "version")
    require(re.fullmatch(rb"[A-Z][A-Za-z0-9]{0,63}", header.get(2, b"")), "type")
    require(re.fullmatch(rb"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)",
                         header.get(3, b"")), "schema")
    message_id = header.get(4, b"")
    require(len(message_id) == 16 and message_id[6] >> 4 == 7 and
            message_id[8] >> 6 == 2, "message_id")
    require(len(header.get(5, b"")) in (0, 32), "parent")
    identity_of(header.get(6, b""), "agency")
    identity_of(header.get(7, b""), "agency")
    require(header.get(8, 0) and header.get(9, 0), "channel or urgency")
    require(0 < header.get(10, 0) < header.get(11, 0), "instants")


def check_opened(schema, statement, data):
    name = PACKAGE + statement[1][2].decode()
    form = schema.decode(PACKAGE + "OpenedForm", data)
    known = {path: field for path, field, _ in leaf_fields(schema, name)}
    entries, commitments, last = [], [], ""
    require(len(form.get(1, [])) <= 256, "too many leaves")
    for entry in form.get(1, []):
        require(len(entry) == 1, "entry")
        if 2 in entry:
            require(len(entry[2]) == 32, "commitment")
            entries.append("")
            commitments.append(entry[2])
            continue
        leaf = entry[1]
        path, tag = leaf.get(1, b"").decode(), leaf.get(3, 0)
        require(path > last, "order of paths")
        last = path
        check_leaf(schema, known, path, tag, leaf.get(4, b""))
        require(len(leaf.get(2, b"")) == 32, "salt")
        entries.append(path)
        commitments.append(commitment_of(leaf[2], path, tag, leaf.get(4, b"")))
    require(root_of(commitments) == statement[3], "commitment root")
    return entries


def field_at(known, path):
    """The field of the leaf that `path` names."""
    name, bracket, index = path.partition("[")
    require(name in known, "path")
    field = known[name]
    require(bool(bracket) == bool(field.split_max), "path")
    if bracket:
        require(re.fullmatch(r"(0|[1-9][0-9]*)\]", index) and
                int(index[:-1]) < field.split_max, "index")
    return field


def check_leaf(schema, known, path, tag, value):
    field = field_at(known, path)
    if field.split_max:
        require(tag == element_tag(field), "type tag")
        check_element(schema, field, value)
    else:
        require(tag == field_tag(field), "type tag")
        check_field(schema, field, value)


def check_full(schema, statement, data):
    name = PACKAGE + statement[1][2].decode()
    require(not any(silent for _, _, silent in leaf_fields(schema, name)),
            "full form of a type with silent leaves")
    form = schema.decode(PACKAGE + "FullForm", data)
    body, seed = form.get(1, b""), form.get(2, b"")
    require(len(seed) == 32, "seed")
    require(body_digest(seed, body) == statement[2], "body digest")
    leaves = sorted(leaves_of(schema, name, schema.decode(name, body)))
    require(len(leaves) <= 256, "too many leaves")
    commitments = [commitment_of(salt_of(seed, path), path, tag, value)
                   for path, tag, value in leaves]
    require(root_of(commitments) == statement[3], "commitment root")
    return [path for path, _, _ in leaves]


def check_release(schema, keys, signed, record_id):
    release = schema.decode(PACKAGE + "ReleaseStatement", signed.get(1, b""))
    require(release.get(1) == 1 and release.get(5) == 1, "version or outcome")
    domain = identity_of(release.get(2, b""), "node")
    covered = 3 in signed
    keys.verify(release[2].decode(), release.get(13, 0),
                RELEASE_BATCH_TYPE if covered else RELEASE_TYPE,
                root_of_cover(sha256(signed[1]), signed[3]) if covered
                else signed[1], signed.get(2, {}))
    require(release.get(3) == record_id, "record id")
    require(len(release.get(4, b"")) == 16, "transfer id")
    require(len(release.get(8, b"")) == 32, "book digest")
    require(0 < release.get(13, 0) < release.get(14, 0), "instants")
    for redaction in release.get(9, []):
        require(redaction.get(5, b"").decode() == domain, "nation")
    return domain, release


def account(schema, statement, entries, releases):
    """Names the withheld leaves, or refuses (docs/envelope.md, rule 5)."""
    name = PACKAGE + statement[1][2].decode()
    known = {path: field for path, field, _ in leaf_fields(schema, name)}
    expected = {path for path, _, silent in leaf_fields(schema, name) if silent}
    announced = set()
    for release in releases:
        for number in (9, 10):
            for item in release.get(number, []):
                path = item.get(1, b"").decode()
                field_at(known, path)
                require(path not in announced and path not in entries,
                        "announced twice, or open")
                announced.add(path)
                if number == 10:
                    check_leaf(schema, known, path, item.get(3, 0),
                               item.get(4, b""))
    expected = sorted(expected | announced | {e for e in entries if e})
    require(len(expected) == len(entries), "withheld leaves not accounted for")
    for path, entry in zip(expected, entries):
        require(entry in ("", path), "a leaf is withheld out of its place")
    return [p for p, entry in zip(expected, entries) if not entry]


def verify(schema, keys, data, stage):
    """What a released record proves; raises Refused if it is not valid."""
    record = schema.decode(PACKAGE + "ReleasedRecord", data)
    signed = record.get(1, {})
    raw = signed.get(1, b"")
    require(0 < len(raw) <= 4096, "statement")
    statement = schema.decode(PACKAGE + "Statement", raw)
    header = statement.get(1, {})
    check_header(header)
    require(PACKAGE + header[2].decode() in schema.records, "record type")
    record_id = sha256(raw)
    payload_type, payload = STATEMENT_TYPE, raw
    if 3 in signed:
        payload_type = BATCH_TYPE
        payload = root_of_cover(record_id, signed[3])
    keys.verify(header[6].decode(), header[10], payload_type, payload,
                signed.get(2, {}))

    domains = [identity_of(header[6], "agency")]
    to = identity_of(header[7], "agency")
    if stage == "delivered" and to != domains[0]:
        domains.append(to)
    releases = []
    found = record.get(4, [])
    require(len(found) == len(domains), "number of releases")
    for signed_release, domain in zip(found, domains):
        by, release = check_release(schema, keys, signed_release, record_id)
        require(by == domain, "nation of the release")
        require(not releases or releases[0][4] == release[4], "transfer id")
        releases.append(release)
    require((2 in record) != (3 in record), "form")
    form = record.get(2, record.get(3))
    require(releases[-1].get(15) == sha256(form), "form digest")

    withheld = []
    if 2 in record:
        opened = check_full(schema, statement, form)
        require(not any(r.get(9) or r.get(10) for r in releases),
                "a full form lacks nothing")
    else:
        entries = check_opened(schema, statement, form)
        withheld = account(schema, statement, entries, releases)
        opened = [path for path in entries if path]
    return {"record_id": record_id.hex(), "transfer_id": releases[0][4].hex(),
            "opened": opened, "withheld": withheld}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schema", type=pathlib.Path, required=True)
    parser.add_argument("--keys", type=pathlib.Path, required=True)
    parser.add_argument("--stage", choices=["crossing", "delivered"],
                        required=True)
    parser.add_argument("record", type=pathlib.Path)
    options = parser.parse_args()
    schema = Schema(options.schema.read_bytes())
    keys = Keys(json.loads(options.keys.read_text()))
    try:
        proven = verify(schema, keys, options.record.read_bytes(),
                        options.stage)
    except Refused as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    print(json.dumps(proven, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

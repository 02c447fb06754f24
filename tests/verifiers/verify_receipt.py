#!/usr/bin/env python3
"""Verifies joint receipts and batch entries without a line of the C++.

    verify_receipt.py --root FILE.pem --root FILE.pem [--level L2] FILE.receipt...
    verify_receipt.py --audit NATION_DIR      every entry of a log by its annex
    verify_receipt.py --self-test VECTORS     the vectors of tests/vectors/audit

From docs/receipts.md, docs/audit-log.md and docs/identity.md alone.
"""

import argparse
import base64
import datetime
import hashlib
import json
import pathlib
import struct
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

import verify_link_file
from strict_protobuf import Refused, fields_of, require
from verify_link_file import key_id, single, verify

DECISION_TYPE = b"application/vnd.enlace.decision.v1+protobuf"
PATH_LABEL = b"enlace.path.v1\0"
DECIDED = {1: "outgoing", 2: "incoming"}
EVENTS = (3, 4, 6, 8, 9, 10)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def node_hash(left, right):
    return sha256(b"\1", left, right)


def commitment(part, blind, opening):
    require(len(blind) == 32, "blind")
    return sha256(b"enlace.%s.v1\0" % part, blind, opening)


def strict64(text):
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data).decode() == text, "base64")
    return data


# --- entries, batches, proofs


def entry_fields(entry):
    require(len(entry) == 90 and entry[0] == 1, "entry")
    return {"time": struct.unpack(">Q", entry[1:9])[0], "transfer": entry[9:25],
            "step": entry[25], "shared": entry[26:58], "national": entry[58:]}


def climb(leaf, extra):
    require(extra.startswith(PATH_LABEL), "path")
    place, = struct.unpack(">I", extra[len(PATH_LABEL):len(PATH_LABEL) + 4])
    rest = extra[len(PATH_LABEL) + 4:]
    count, odd = divmod(len(rest), 32)
    require(not odd and 3 <= count <= 16 and place >> count == 0, "path")
    for i in range(count):
        sibling = rest[32 * i:32 * i + 32]
        leaf = node_hash(sibling, leaf) if place & 1 else node_hash(leaf, sibling)
        place >>= 1
    return leaf


def tree_root(leaves):
    while len(leaves) > 1:
        leaves = [node_hash(*leaves[i:i + 2]) for i in range(0, len(leaves), 2)]
    return leaves[0]


def batch_roots(places):
    """The two roots of an annex line's `leaves`."""
    require(len(places) >= 8 and len(places) & (len(places) - 1) == 0, "places")
    roots = []
    for part in ("shared", "national"):
        roots.append(tree_root([
            commitment(part.encode(), strict64(p[part + "Blind"]), strict64(p[part]))
            if p[part] else strict64(p[part + "Blind"]) for p in places]))
    return roots


def inclusion_root(index, size, leaf, proof):
    """RFC 9162 section 2.1.3.2."""
    require(index < size, "index")
    fn, sn = index, size - 1
    for p in proof:
        require(sn != 0, "proof too long")
        if fn & 1 or fn == sn:
            leaf = node_hash(p, leaf)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            leaf = node_hash(leaf, p)
        fn >>= 1
        sn >>= 1
    require(sn == 0, "proof too short")
    return leaf


def check_note(note, log, witnesses):
    """(size, root) of a checkpoint that `log` signed and all witnesses too."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    origin, size, root, end = text.split("\n")
    require(end == "" and origin == log[0], "checkpoint")
    needed = {log[0]: log, **{w[0]: w for w in witnesses}}
    for line in signatures.splitlines():
        dash, name, blob = line.split(" ")
        require(dash == "\u2014", "signature line")
        key, blob = needed.get(name), strict64(blob)
        if key is None or blob[:4] != key[1]:
            continue
        public = ed25519.Ed25519PublicKey.from_public_bytes(key[2][1:])
        if key[2][0] == 1:
            public.verify(blob[4:], text.encode())
        else:
            at = struct.unpack(">Q", blob[4:12])[0]
            public.verify(blob[12:], b"cosignature/v1\ntime %d\n" % at +
                          text.encode())
        del needed[name]
    require(not needed, f"not signed by {sorted(needed)}")
    return int(size), strict64(root)


def check_entry(proof, log, witnesses):
    """The entry, the fields of its shared opening or None, and its index."""
    head, _, note = proof["proof"].partition("\n\n")
    lines = head.split("\n")
    require(lines.pop(0) == "c2sp.org/tlog-proof@v1", "format")
    extra = None
    if lines[0].startswith("extra "):
        extra = strict64(lines.pop(0)[6:])
    require(lines[0].startswith("index "), "index")
    index = int(lines.pop(0)[6:])
    entry = strict64(proof["entry"])
    size, root = check_note(note, log, witnesses)
    require(inclusion_root(index, size, sha256(b"\0", entry),
                           [strict64(line) for line in lines]) == root, "root")
    fields = entry_fields(entry)
    if not proof.get("sharedBlind"):
        require(extra is None, "a path from nothing")
        return fields, None, index, sha256(b"\0", entry)
    opening = strict64(proof["shared"])
    leaf = commitment(b"shared", strict64(proof["sharedBlind"]), opening)
    require((climb(leaf, extra) if extra else leaf) == fields["shared"], "opening")
    shared = dict((n, v) for n, _, v in fields_of(opening))
    require(shared.get(8) == fields["step"] and
            (extra is not None or shared[1] == fields["transfer"]), "opening")
    return fields, shared, index, sha256(b"\0", entry)


# --- link files


class Nation:
    """What one root vouches for."""

    def __init__(self, signed, roots):
        file = strict64(signed["file"])
        whole = b"".join(
            bytes([n << 3 | 2]) + varint(len(v)) + v for n, v in (
                (1, file), (2, signature_bytes(signed["signature"]))))
        _, self.domain = verify_link_file.read(whole)
        self.fields = single(file, {1: False, 2: False, 3: False, 4: False,
                                    5: False, 6: False, 7: True, 8: True,
                                    9: True})
        root = x509.load_pem_x509_certificate(self.fields[6])
        require(any(root == known for known in roots), "the root is not given")
        self.logs = []
        for log in self.fields[8]:
            fields = single(log, {1: False, 2: False, 3: False})
            self.logs.append([vkey(fields[n]) for n in (2, 3)])

    def key_of(self, uri, ident, at_ms):
        require(self.fields[4] <= at_ms < self.fields[5], "link file's time")
        at = datetime.datetime.utcfromtimestamp(at_ms / 1000)
        for number, place in ((7, 3), (9, 2)):
            for party in self.fields.get(number, []):
                fields = single(party, {1: False, 2: False, 3: False})
                if fields[1].decode() != uri:
                    continue
                end = b"-----END CERTIFICATE-----\n"
                leaf = x509.load_pem_x509_certificate(
                    fields[place].split(end)[0] + end)
                require(leaf.not_valid_before <= at <= leaf.not_valid_after,
                        "certificate's time")
                require(key_id(leaf.public_key()).decode() == ident, "key id")
                return leaf.public_key()
        raise Refused("no such party")


def varint(n):
    out = b""
    while n > 0x7f:
        out += bytes([n & 0x7f | 0x80])
        n >>= 7
    return out + bytes([n])


def signature_bytes(signature):
    parts = ((1, signature["keyId"].encode()),
             (2, strict64(signature["signature"])))
    return b"".join(bytes([n << 3 | 2]) + varint(len(v)) + v for n, v in parts)


def vkey(text):
    name, ident, key = text.decode().split("+", 2)
    return name, bytes.fromhex(ident), strict64(key)


def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


# --- receipts


def check_decision(evidence, nation):
    signed = evidence["decision"]
    statement = strict64(signed["statement"])
    fields = single(statement, {n: False for n in range(1, 11)})
    require(fields[1] == 1 and fields[5] in DECIDED, "decision")
    uri = fields[2].decode()
    require(uri.startswith(f"spiffe://{nation.domain}/node/"), "node")
    key = nation.key_of(uri, signed["signature"]["keyId"], fields[8])
    verify(key, pae(DECISION_TYPE, statement),
           strict64(signed["signature"]["signature"]))
    return fields


def check_node(i, evidence, nations, level, told):
    decision = check_decision(evidence, nations[i])
    told.append(f"{nations[i].domain}: {DECIDED[decision[5]]}, outcome "
                f"{decision[6]}")
    if level == "L0":
        return decision
    witnesses = [log[1] for other, nation in enumerate(nations) if other != i
                 for log in nation.logs] if level == "L2" else []
    require(witnesses or level != "L2", "nobody could have cosigned")
    log = nations[i].logs[0][0]
    entry, shared, index, leaf = check_entry(evidence["decided"], log, witnesses)
    require(index == decision.get(9, 0) and leaf == decision[10] and
            entry["step"] == decision[5] and entry["transfer"] == decision[4],
            "another entry")
    require(shared is None or (shared[1] == decision[4] and
                               shared[2] == decision[3] and
                               shared[9] == decision[6] and
                               shared[13] == decision[8]), "another decision")
    for event in evidence.get("events", []):
        entry, shared, later, _ = check_entry(event, log, witnesses)
        require(later > index and entry["step"] in EVENTS, "event")
        require((shared[1], shared[2]) == (decision[4], decision[3])
                if shared else entry["transfer"] == decision[4], "event")
        index = later
        told.append(f"  step {entry['step']} at {entry['time']}")
    return decision


def check_receipt(receipt, roots, level):
    nations = [Nation(e["linkFile"], roots) for e in receipt["nodes"]]
    require(len({n.domain for n in nations}) == len(nations), "one nation twice")
    told, decisions = [], []
    for i, evidence in enumerate(receipt["nodes"]):
        if "decision" not in evidence:
            continue
        decision = check_node(i, evidence, nations, level, told)
        require(decision[5] == (1 if i == 0 else 2), "direction")
        decisions.append(decision)
    require(decisions, "nobody decided")
    require(len({(d[3], d[4]) for d in decisions}) == 1, "different records")
    statement = receipt.get("statement", {}).get("statement")
    if statement:
        statement = strict64(statement)
        require(sha256(statement) == decisions[0][3], "another statement")
    return told


def check_audit(home):
    """Every entry of a published log, by the annex; how many were batches."""
    entries = batches = 0
    for bundle in sorted((home / "audit/tile/entries").rglob("*")):
        if not bundle.is_file():
            continue
        number = int(bundle.relative_to(home / "audit/tile/entries").as_posix()
                     .split(".p/")[0].replace("x", "").replace("/", ""))
        name = bundle.relative_to(home / "audit/tile/entries").as_posix()
        lines = (home / "annex" / (name.split(".p/")[0] + ".jsonl")).read_text()
        annex = {int(a["index"]): a for a in map(json.loads, lines.splitlines())}
        data, at, index = bundle.read_bytes(), 0, number * 256
        while at < len(data):
            size, = struct.unpack(">H", data[at:at + 2])
            fields = entry_fields(data[at + 2:at + 2 + size])
            line = annex[index]
            if line["leaves"]:
                require(batch_roots(line["leaves"]) ==
                        [fields["shared"], fields["national"]], f"entry {index}")
                batches += 1
            else:
                for part in ("shared", "national"):
                    blind = strict64(line[part + "Blind"])
                    require(not blind or fields[part] == commitment(
                        part.encode(), blind, strict64(line[part])),
                            f"entry {index}")
            entries += 1
            index += 1
            at += 2 + size
    return entries, batches


def self_test(folder):
    for vector in json.loads((folder / "batch_entry.json").read_text()):
        entry = entry_fields(bytes.fromhex(vector["entry"]))
        places = [{k: base64.b64encode(bytes.fromhex(v)).decode()
                   for k, v in place.items()} for place in vector["leaves"]]
        require(batch_roots(places) == [entry["shared"], entry["national"]],
                "vector")
        for record in vector["records"]:
            require(climb(bytes.fromhex(record["leaf"]),
                          bytes.fromhex(record["extra"])) == entry["shared"],
                    "vector's path")
    roots = [x509.load_pem_x509_certificate(p.read_bytes())
             for p in sorted(folder.glob("*.root.pem"))]
    receipt = json.loads((folder / "sample.receipt").read_text())
    for level in ("L0", "L1", "L2"):
        check_receipt(receipt, roots, level)
    unnoticed = [path for path in changed_paths(receipt)
                 if not refused(with_changed(receipt, path), roots)]
    require(not unnoticed, f"changes that nobody noticed: {unnoticed}")
    require(refused(receipt, roots[:1]), "a root too few")
    return 0


def changed_paths(value, path=()):
    """Where a text of the receipt stands that says something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from changed_paths(inner, path + (name,))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from changed_paths(inner, path + (i,))
    elif path[0] == "nodes":
        yield path


def with_changed(receipt, path):
    copy = json.loads(json.dumps(receipt))
    place = copy
    for name in path[:-1]:
        place = place[name]
    text = place[path[-1]]
    middle = len(text) // 2
    place[path[-1]] = text[:middle] + ("A" if text[middle] != "A" else
                                       "B") + text[middle + 1:]
    return copy


def refused(receipt, roots):
    try:
        check_receipt(receipt, roots, "L2")
    except (Refused, InvalidSignature, ValueError, KeyError, IndexError,
            TypeError, UnicodeError, struct.error, x509.ExtensionNotFound):
        return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--root", action="append", default=[], type=pathlib.Path)
    parser.add_argument("--level", default="L2", choices=["L0", "L1", "L2"])
    parser.add_argument("--audit", type=pathlib.Path)
    parser.add_argument("--self-test", type=pathlib.Path)
    parser.add_argument("receipts", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    if options.self_test:
        return self_test(options.self_test)
    if options.audit:
        entries, batches = check_audit(options.audit)
        print(f"verify_receipt: {options.audit.name}: {entries} entries open, "
              f"{batches} of them batches")
        return 0
    roots = [x509.load_pem_x509_certificate(r.read_bytes()) for r in options.root]
    for file in options.receipts:
        told = check_receipt(json.loads(file.read_text()), roots, options.level)
        print(f"{file.name}: {options.level}", *told, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Makes batch_entry.json from docs/audit-log.md, not from the C++.

    make_vectors.py [--check]

Blinds and decoys are drawn from constants.  --check writes nothing and exits 1
if the file would change.
"""

import hashlib
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
STEP_COLLECTED = 4


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def fixed(name, size=32):
    """Stands for random bytes."""
    return hashlib.shake_128(name.encode()).digest(size)


# --- protocol buffers, by hand


def varint(n):
    out = b""
    while n > 0x7f:
        out += bytes([n & 0x7f | 0x80])
        n >>= 7
    return out + bytes([n])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def shared_opening(transfer, record, sequence):
    """SharedOpening: transfer_id, record_id, type, step, outcome, sequence."""
    return (field(1, transfer) + field(2, record) + field(3, b"firearm_trace") +
            field(8, STEP_COLLECTED) + field(9, 1) + field(12, sequence))


def national_opening(record):
    """NationalOpening: outcome and record_id."""
    return field(2, 1) + field(14, record)


# --- docs/audit-log.md, "Entries" and "Batches"


def commitment(label, blind, opening):
    return sha256(label, b"\0", blind, opening)


def tree(leaves):
    """All levels, the leaves first."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([sha256(b"\1", below[i], below[i + 1])
                       for i in range(0, len(below), 2)])
    return levels


def path_of(levels, place):
    siblings = []
    for level in levels[:-1]:
        siblings.append(level[place ^ 1])
        place //= 2
    return siblings


def extra_of(place, siblings):
    return b"enlace.path.v1\0" + struct.pack(">I", place) + b"".join(siblings)


def batch(name, width, places):
    """An entry over len(places) records among `width` leaves."""
    leaves = [{"sharedBlind": fixed(f"{name} shared decoy {i}"), "shared": b"",
               "nationalBlind": fixed(f"{name} national decoy {i}"),
               "national": b""} for i in range(width)]
    for number, place in enumerate(places, start=1):
        record = fixed(f"{name} record {number}")
        leaves[place] = {
            "sharedBlind": fixed(f"{name} shared blind {number}"),
            "shared": shared_opening(fixed(f"{name} transfer {number}", 16),
                                     record, number),
            "nationalBlind": fixed(f"{name} national blind {number}"),
            "national": national_opening(record)}
    levels = {}
    for part in ("shared", "national"):
        levels[part] = tree([
            commitment(b"enlace.%s.v1" % part.encode(), leaf[part + "Blind"], leaf[part])
            if leaf[part] else leaf[part + "Blind"] for leaf in leaves])
    entry = (b"\1" + struct.pack(">Q", 1700000000000) + fixed(name + " batch", 16) +
             bytes([STEP_COLLECTED]) + levels["shared"][-1][0] +
             levels["national"][-1][0])
    assert len(entry) == 90
    return {
        "name": name,
        "entry": entry.hex(),
        "leafHash": sha256(b"\0", entry).hex(),
        "leaves": [{k: v.hex() for k, v in leaf.items()} for leaf in leaves],
        "records": [{
            "place": place,
            "leaf": levels["shared"][0][place].hex(),
            "extra": extra_of(place, path_of(levels["shared"], place)).hex(),
        } for place in places],
    }


def main():
    vectors = [batch("one record", 8, [5]),
               batch("eight records", 8, [3, 0, 7, 1, 6, 2, 5, 4]),
               batch("nine records", 16, [15, 0, 9, 4, 2, 11, 7, 8, 3])]
    text = json.dumps(vectors, indent=1) + "\n"
    file = HERE / "batch_entry.json"
    if "--check" in sys.argv[1:]:
        return 0 if file.read_text() == text else 1
    file.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

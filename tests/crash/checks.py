"""Judges two nodes by what was promised to others.

`Evidence` is everything that is known once both nodes have ended: the ledger of
the load, both published logs, and every checkpoint that anybody saw.
problems() names each broken promise of the README.
"""

import base64
import collections
import hashlib
import json
import pathlib
import subprocess

BUNDLE = 256


def tile_path(number):
    """"000", "x001/234": a tile's number as tlog-tiles spells it."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03d}")
    return "/".join(parts)


def leaf_hashes(audit):
    """The hashes of all published entries, from their bytes."""
    size = int(read_checkpoint((audit / "checkpoint").read_text())[1])
    for first in range(0, size, BUNDLE):
        width = min(BUNDLE, size - first)
        name = tile_path(first // BUNDLE)
        if width < BUNDLE:
            name += f".p/{width}"
        data = (audit / "tile/entries" / name).read_bytes()
        for _ in range(width):
            length = int.from_bytes(data[:2], "big")
            yield hashlib.sha256(b"\0" + data[2:2 + length]).digest()
            data = data[2 + length:]


def read_checkpoint(text):
    """(origin, size, root) of a signed checkpoint."""
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def roots_at(leaves, sizes):
    """The root of each prefix of `sizes` entries (RFC 6962)."""
    wanted = set(sizes)
    roots = {}
    stack = []  # (height, hash), highest first
    for count, leaf in enumerate(leaves, 1):
        stack.append((0, leaf))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            right, left = stack.pop(), stack.pop()
            stack.append((left[0] + 1,
                          hashlib.sha256(b"\1" + left[1] + right[1]).digest()))
        if count in wanted:
            root = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                root = hashlib.sha256(b"\1" + left + root).digest()
            roots[count] = root
    return roots


class Evidence:
    def __init__(self, ledger, rows, leaves, checkpoints):
        self.ledger = ledger            # events, in order
        self.rows = rows                # nation -> transfers in its log
        self.leaves = leaves            # nation -> leaf hashes
        self.checkpoints = checkpoints  # nation -> texts

    @staticmethod
    def collect(sandbox, checkpoints):
        path = pathlib.Path(sandbox.out) / "load/ledger"
        ledger = [json.loads(line) for line in path.read_text().splitlines()]
        rows, leaves = {}, {}
        for nation in checkpoints:
            audit = sandbox.out / nation / "audit"
            done = subprocess.run(
                [sandbox.binaries / "enlace", "-o", "json", "audit",
                 "transfers", audit], capture_output=True, text=True,
                check=True)
            rows[nation] = json.loads(done.stdout)
            leaves[nation] = list(leaf_hashes(audit))
        return Evidence(ledger, rows, leaves, checkpoints)

    def of_kind(self, kind):
        return [e for e in self.ledger if e["kind"] == kind]


def nation_of(agency):
    return agency.split("-")[0]


def problems(evidence):
    """Every broken promise; empty if there is none."""
    found = [f"{e['what']}" for e in evidence.of_kind("violation")]
    for check in (acknowledged_answers, deliveries, crossings, link_sequences,
                  checkpoints):
        found += check(evidence)
    return found


def acknowledged_answers(evidence):
    """P1, P2: what was acknowledged is in the log, and stays the same."""
    logged = {n: {r["transferId"]: r for r in rows if r["kind"] == "SENT"}
              for n, rows in evidence.rows.items()}
    first = {}
    for event in evidence.of_kind("acknowledged"):
        if event["submission"] in first:
            yield "P2: a submission was acknowledged twice as new"
        first[event["submission"]] = event
        row = logged[nation_of(event["sender"])].get(event["transfer"])
        if row is None or (row["recordId"], row["outcome"]) != (
                event["record"], event["decision"]):
            yield f"P1: acknowledged, and not in the log: {event['record']}"
    again = collections.Counter()
    for event in evidence.of_kind("acknowledged-again"):
        again[event["submission"]] += 1
        original = first.get(event["submission"])
        if original is None or original["outcome"] != event["outcome"]:
            yield f"P2: a duplicate got another outcome: {event['record']}"
    if set(again) != set(first):
        yield "P2: not every acknowledged submission was repeated"


def deliveries(evidence):
    """P2, P3: what was permitted came once, and nothing else came."""
    permitted = {e["transfer"]: e for e in evidence.of_kind("acknowledged")
                 if e["decision"] == "PERMIT"}
    cursors = collections.defaultdict(int)
    seen = {}
    for event in evidence.of_kind("delivered"):
        if event["transfer"] in seen:
            yield f"P2: delivered twice: {event['transfer']}"
        seen[event["transfer"]] = event
        sent = permitted.get(event["transfer"])
        if sent is None or sent["record"] != event["record"]:
            yield f"P3: delivered, and not permitted: {event['transfer']}"
        cursors[event["recipient"]] += 1
        if event["cursor"] != cursors[event["recipient"]]:
            yield f"P2: cursor {event['cursor']} of {event['recipient']} where " \
                  f"{cursors[event['recipient']]} is next"
    for transfer in permitted.keys() - seen.keys():
        yield f"P1: permitted, and never delivered: {transfer}"
    confirmed = {e["transfer"] for e in evidence.of_kind("confirmed")}
    again = {e["transfer"]: e for e in evidence.of_kind("delivered-again")}
    for transfer, event in seen.items():
        same = again.get(transfer, {})
        if (same.get("cursor"), same.get("bytes")) != (
                event["cursor"], event["bytes"]):
            yield f"P2: a redelivery differs: {transfer}"
        if transfer not in confirmed:
            yield f"P2: collected, and never confirmed: {transfer}"


def crossings(evidence):
    """P3, P5: each crossing is in both logs, with the same particulars."""
    sides = {}
    for nation, rows in evidence.rows.items():
        for row in rows:
            if row["kind"] in ("SENT", "RECEIVED"):
                sides.setdefault(row["transferId"], {})[row["kind"]] = row
            if row["kind"] == "SENT" and row["outcome"] == "PERMIT" and \
                    row["state"] != "COLLECTED":
                yield f"P8: ends as {row['state']}: {row['transferId']}"
    same = ("recordId", "type", "sender", "recipient", "linkSequence", "state")
    for transfer, side in sides.items():
        sent, received = side.get("SENT"), side.get("RECEIVED")
        if sent is None:
            yield f"P5: received, and in no sender's log: {transfer}"
        elif sent["outcome"] != "PERMIT":
            if received is not None:
                yield f"P3: crossed without a permit: {transfer}"
        elif received is None or any(sent[k] != received[k] for k in same):
            yield f"P5: the logs tell of different crossings: {transfer}"


def link_sequences(evidence):
    """P5: the places of a link are 1, 2, 3, ..."""
    for nation, rows in evidence.rows.items():
        for kind in ("SENT", "RECEIVED"):
            places = sorted(int(r["linkSequence"]) for r in rows
                            if r["kind"] == kind and r["outcome"] == "PERMIT")
            if places != list(range(1, len(places) + 1)):
                yield f"P5: a gap in what {nation} {kind.lower()}"


def checkpoints(evidence):
    """P4: whatever root anybody saw is one of today's log."""
    for nation, texts in evidence.checkpoints.items():
        seen = [read_checkpoint(text) for text in texts]
        roots = roots_at(evidence.leaves[nation], [size for _, size, _ in seen])
        roots[0] = hashlib.sha256(b"").digest()
        for _, size, root in seen:
            if roots.get(size) != root:
                yield f"P4: a checkpoint of {size} entries of {nation} is no " \
                      "prefix of its log"

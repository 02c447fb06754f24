"""Everything a nation's node holds, in a form that two runs can be compared by.

What differs between any two runs is named or left out: ids of records become the
names of the steps that sent them, other bytes their length, instants "time".
Sealed payloads count by their class: their length varies with the signatures.
"""

import base64
import json
import re
import sqlite3
import subprocess

from sandbox import NATIONS, REPOSITORY, other

# Where a node notes how far the other nation's log had grown.
PEER_GROWTH = {"peer_entry_index", "peerEntryIndex", "witnessedSize"}


# Instants as JSON has them, also within a line of text that is JSON itself.
INSTANT = r"\d{4}-\d\d-\d\dT[0-9:.]+Z"


def unescaped(text):
    """The bytes of a quoted string of protobuf text format."""
    simple = {"n": "\n", "t": "\t", "r": "\r"}

    def one(match):
        return (chr(int(match[1], 8)) if match[1] else
                simple.get(match[2], match[2]))
    return re.sub(r"\\(?:([0-7]{3})|(.))", one, text).encode("latin-1")


class Canon:
    """Makes one run's texts comparable with another's."""

    def __init__(self, answers):
        self.names = {}
        for (_, step), answer in answers.items():
            for kind in ("recordId", "transferId"):
                if answer.get(kind):
                    self.names[answer[kind]] = f"<{kind} of {step}>"

    def of_bytes(self, value):
        known = self.names.get(value.hex())
        if known:
            return known
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return f"<{len(value)} bytes>"
        if not text.isprintable():
            return f"<{len(value)} bytes>"
        return re.sub(INSTANT, "time", text)

    def of_message(self, kind, file, value):
        """Lines of a serialized message, without what says how the peer grew."""
        done = subprocess.run(
            ["protoc", f"--decode={kind}", f"-I{REPOSITORY}/proto",
             f"{REPOSITORY}/proto/{file}"],
            input=value, capture_output=True, check=True)
        lines = []
        for line in done.stdout.decode().split("\n"):
            name = line.split(":")[0].strip()
            if name in PEER_GROWTH:
                continue
            if name in ("outcome", "answer") and '"' in line:
                line = f"{name}: <serialized>"  # the fields stand beside it
            line = re.sub(r"_ms: \d+", "_ms: time", line)
            line = re.sub(r'"((?:[^"\\]|\\.)*)"',
                          lambda m: self.of_bytes(unescaped(m[1])), line)
            lines.append(line)
        return lines

    def of_json(self, value, name=""):
        if isinstance(value, dict):
            return {k: self.of_json(v, k) for k, v in value.items()
                    if k not in PEER_GROWTH}
        if isinstance(value, list):
            return [self.of_json(v, name) for v in value]
        if name.endswith("Ms"):
            return "time"
        if isinstance(value, str):
            if re.fullmatch(INSTANT, value):
                return "time"
            if value in self.names:
                return self.names[value]
            if re.fullmatch(r"([0-9a-f]{2}){14,}", value):
                return f"<{len(value) // 2} bytes>"
        return value


def events_of(home, canon):
    """The journal's events.  What one batch takes together is chance."""
    lines = []
    database = sqlite3.connect(f"file:{home}/store/journal.db?mode=ro", uri=True)
    for (batch,) in database.execute("select bytes from events order by number"):
        lines += canon.of_message("enlace.journal.v1.EventBatch",
                                  "enlace/journal/v1/journal.proto", batch)
    text = "\n".join(lines)
    return sorted(re.findall(r"^events \{\n(.*?)^\}", text, re.S | re.M))


def rows_of(home, canon):
    database = sqlite3.connect(f"file:{home}/store/journal.db?mode=ro", uri=True)
    entries = []
    for position, entry, annex in database.execute(
            "select position, entry, annex from audit order by position"):
        entries.append((position, len(entry), canon.of_message(
            "enlace.v1.AnnexEntry", "enlace/v1/audit.proto", annex)[0]))
    return {
        "entries": entries,
        "payloads": [row[0] for row in database.execute(
            "select retention_class from payloads order by position")],
        "keys": database.execute("select count(*) from keys").fetchone()[0],
        "tables": sorted(row[0] for row in database.execute(
            "select name from sqlite_master where type = 'table'")),
    }


def annex_of(home, canon):
    """The openings of the node's own entries."""
    rows = []
    for path in sorted((home / "annex").rglob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            rows.append({
                part: canon.of_message(f"enlace.v1.{kind}Opening",
                                       "enlace/v1/audit.proto",
                                       base64.b64decode(row.get(part, "")))
                for part, kind in (("shared", "Shared"), ("national", "National"))})
    return rows


def names_of_files(home):
    """Which files there are; the widths of partial tiles say how much grew."""
    return sorted({re.sub(r"\.p/\d+$|\.\d{20}$", "", str(p.relative_to(home)))
                   for p in home.rglob("*")
                   if p.suffix != ".new" and p.is_file()})  # about to be renamed


def shape_of_log(home):
    """What a published log shows without its annex: sizes, and only sizes."""
    bundle = max((home / "audit/tile/entries/000.p").iterdir(),
                 key=lambda p: int(p.name)).read_bytes()
    sizes = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        sizes.append(length)
        bundle = bundle[2 + length:]
    return sizes


def holdings(player, nation):
    """What the node of `nation` holds, and what its agencies are told."""
    sandbox = player.sandbox
    home = sandbox.out / nation
    canon = Canon(player.answers)
    held = {"events": events_of(home, canon), "rows": rows_of(home, canon),
            "annex": annex_of(home, canon), "files": names_of_files(home)}
    held["transfers"] = canon.of_json(player.transfers(nation))
    for agency in NATIONS[nation]:
        inbox = player.enlace(agency, "inbox", "--all")[1] or []
        held[agency] = {
            "inbox": canon.of_json(inbox),
            "records": [canon.of_json(player.enlace(agency, "show",
                                                    row["recordId"])[1])
                        for row in inbox],
            "status": canon.of_json(player.enlace(agency, "node", "status")[1]),
        }
    return held


def growth(player, nation):
    """How far the other nation's log has grown, as `nation` knows it."""
    status = player.enlace(NATIONS[nation][0], "node", "status")[1]
    anchor = (player.sandbox.out / nation / "anchor/anchor").read_text()
    witnessed = re.search(r"^witnessed \S+ (\d+) ", anchor, re.M)
    sizes = {int(status["links"][0]["witnessedSize"]), int(witnessed[1]),
             len(shape_of_log(player.sandbox.out / other(nation)))}
    assert len(sizes) == 1, sizes
    return sizes.pop()

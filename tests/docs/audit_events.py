"""docs/audit-events.md as tables, and what holds the log against them."""

import base64
import json
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/audit-events.md"
STEP_AT = 25  # of an entry (docs/audit-log.md, section 9)


def names_in(text):
    return set(re.findall(r"`(\w+)`", text))


class Catalogue:
    """Which fields the openings of an event may have."""

    def __init__(self, text):
        self.shared, self.national = {}, {}
        record = {part: names_in(re.search(rf"^- {part}: (.*?)(?:\n-|\n\n)", text,
                                           re.M | re.S)[1])
                  for part in ("shared", "national")}
        for row in re.findall(r"^\| (`[A-Z_`, ]+) \|(.*)\|$", text, re.M):
            _, shared, national = row[1].split(" |")
            for event in names_in(row[0]):
                self.shared[event] = names_in(shared) | (
                    record["shared"] if "the record" in shared else set())
                self.national[event] = names_in(national) | {"caller"} | (
                    record["national"] if "the record" in national else set())

    def mistakes(self, audit_pb2):
        """What the messages have and the page has not, and the other way round."""
        steps = {name.removeprefix("AUDIT_STEP_")
                 for name in audit_pb2.AuditStep.keys()} - {"UNSPECIFIED"}
        found = [f"no event {e}" for e in sorted(self.national.keys() - steps)]
        found += [f"{s} is missing" for s in sorted(steps - self.national.keys())]
        for part, kind in ((self.shared, audit_pb2.SharedOpening),
                           (self.national, audit_pb2.NationalOpening)):
            fields = set(kind.DESCRIPTOR.fields_by_name)
            named = set().union(*part.values())
            found += [f"{kind.DESCRIPTOR.name} has no {n}" for n in sorted(named - fields)]
            found += [f"{kind.DESCRIPTOR.name}.{n} is missing"
                      for n in sorted(fields - named)]
        return found


def entries_of(audit):
    """The entries of a published log, in order."""
    widest = {}
    for path in (audit / "tile/entries").rglob("*"):
        if not path.is_file():
            continue
        partial = path.parent.name.endswith(".p")
        bundle = path.parent.with_suffix("") if partial else path
        width = int(path.name) if partial else 256
        if width > widest.get(bundle, (0, None))[0]:
            widest[bundle] = (width, path)
    for _, path in (widest[bundle] for bundle in sorted(widest)):
        content = path.read_bytes()
        while content:
            size = int.from_bytes(content[:2], "big")
            yield content[2:2 + size]
            content = content[2 + size:]


def openings_of(home, audit_pb2):
    """Event, shared and national opening of all entries of a node's log."""
    entries = list(entries_of(home / "audit"))
    for path in sorted((home / "annex").rglob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            if int(row["index"]) >= len(entries):
                continue
            step = entries[int(row["index"])][STEP_AT]
            event = audit_pb2.AuditStep.Name(step).removeprefix("AUDIT_STEP_")
            for place in row["leaves"] or [row]:
                yield (event, *(kind.FromString(base64.b64decode(place.get(part, "")))
                                for part, kind in (
                                    ("shared", audit_pb2.SharedOpening),
                                    ("national", audit_pb2.NationalOpening))))


def beyond(catalogue, home, audit_pb2):
    """Fields that openings have and the catalogue does not give their event; how
    many openings were looked at."""
    found, count = set(), 0
    for event, shared, national in openings_of(home, audit_pb2):
        count += 1
        for part, opening in ((catalogue.shared, shared), (catalogue.national, national)):
            names = {field.name for field, _ in opening.ListFields()}
            found |= {f"{event}: {name}" for name in names - part[event]}
    return sorted(found), count

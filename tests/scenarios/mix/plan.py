"""Which records are sent: how many of each type, on which route, with which
defect.  Everything follows from the assumptions, the number and the seed."""

import copy
import dataclasses
import json
import pathlib
import random
import tomllib

from recipe import expand_times, merge
from vary import vary

FOLDER = pathlib.Path(__file__).resolve().parent
SCENARIOS = FOLDER.parent


def read_assumptions():
    return tomllib.loads((FOLDER / "assumptions.toml").read_text())


@dataclasses.dataclass
class Planned:
    name: str
    type: str
    sender: str
    recipient: str
    record: dict
    defect: str = ""
    urgency: str = "routine"
    channel: str = "admin"
    valid_hours: int = 0  # 0: what is usual for the type
    parent: str = ""  # record id of what it answers
    cursor: int = 0  # place of that in the sender's inbox


def shares_out(count, shares):
    """`count` parted by `shares`, whose sum is the whole: largest remainders."""
    whole = sum(shares)
    exact = [count * share / whole for share in shares]
    parts = [int(e) for e in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[:count - sum(parts)]:
        parts[i] += 1
    return parts


def pick(count, weights, rng):
    """`count` keys of `weights` (in hundredths; what is missing is ""), each as
    often as its weight says, give or take one, in random order."""
    keys = [*weights, ""]
    bounds, total = [], 0
    for key in keys:
        total += weights.get(key, 100 - total)
        bounds.append(total)
    start = rng.random()
    picked = []
    for i in range(count):
        at = (i + start) * 100 / count
        picked.append(next(k for k, b in zip(keys, bounds) if at < b or b == total))
    rng.shuffle(picked)
    return picked


class Planner:
    def __init__(self, assumptions, seed, now):
        self.assumptions = assumptions
        self.seed = seed
        self.now = now
        self.count = 0

    def rng(self, *names):
        return random.Random(":".join(map(str, [self.seed, *names])))

    def openings(self, records):
        """What is sent unasked, in the order in which it is sent."""
        entries = self.assumptions["opens"]
        count = round(records * self.assumptions["opening_share"] / 100)
        counts = shares_out(count, [e["share"] for e in entries])
        planned = [p for entry, n in zip(entries, counts)
                   for p in self.openings_of(entry, n)]
        self.rng("order").shuffle(planned)
        # What repeats another comes after it.
        planned.sort(key=lambda p: p.defect == "repeated")
        return planned

    def openings_of(self, entry, count):
        rng = self.rng(entry["type"], entry.get("what", ""))
        routes = pick(count, {(a, b): share for a, b, share in entry["routes"]}, rng)
        defects = pick(count, entry["defects"], rng)
        urgent = pick(count, {"urgent": entry.get("urgent", 0)}, rng)
        planned = [self.compose(entry, *route, defect, urgency or "routine")
                   for route, defect, urgency in zip(routes, defects, urgent)]
        sound = [p for p in planned if not p.defect]
        for again in (p for p in planned if p.defect == "repeated" and sound):
            first = rng.choice(sound)
            again.sender, again.recipient = first.sender, first.recipient
            again.record = copy.deepcopy(first.record)
        return planned

    def answers(self, arrived):
        """What is sent because of `arrived`: (Planned, its inbox record) pairs."""
        return [answer for rule in self.assumptions["answers"]
                for answer in self.answers_by(rule, arrived)]

    def answers_by(self, rule, arrived):
        to_answer = [pair for pair in arrived if pair[0].type in rule["to"]]
        rng = self.rng(rule["type"], self.count)
        chosen = [pair for pair, yes in zip(to_answer, pick(
            len(to_answer), {"yes": rule["rate"]}, rng)) if yes]
        defects = pick(len(chosen), rule.get("defects", {}), rng)
        return [self.answer(rule, parent, row, defect)
                for (parent, row), defect in zip(chosen, defects)]

    def answer(self, rule, parent, row, defect):
        ends = (parent.recipient, parent.sender)
        sender, recipient = ends[::-1] if rule.get("by") == "sender" else ends
        planned = self.compose(rule, sender, recipient, defect, "routine", row)
        planned.parent, planned.channel = row["recordId"], parent.channel
        planned.cursor = row["cursor"]
        return planned

    def compose(self, entry, sender, recipient, defect, urgency, answered=None):
        self.count += 1
        name = f"mix-{self.count:04d}"
        record = {}
        if "example" in entry:
            record = self.record_of(entry, name, defect, answered)
        return Planned(name, entry["type"], sender, recipient, record, defect,
                       urgency, entry.get("channel", "admin"),
                       entry.get("valid_hours", 0))

    def record_of(self, entry, name, defect, answered):
        example = json.loads((SCENARIOS / entry["example"]).read_text())
        record = merge(example, expand_times(entry.get("change", {}), self.now))
        record = vary(record, self.rng(name))
        if answered and entry.get("context") == "parent":
            told = answered["record"].get("context", {})
            record["context"].update({k: told[k] for k in (
                "purposeCode", "legalBasis", "handling", "evidenceStatus",
                "language") if k in told})
        for part in entry.get("same", []):
            record[part].update({k: v for k, v in answered["record"][part].items()
                                 if k in record[part]})
        record["context"]["caseRef"] = name
        wrong = self.assumptions["defect"].get(defect, {})
        if wrong.get("drop_last_basis"):
            record["context"]["legalBasis"].pop()
        return merge(record, expand_times(wrong.get("change", {}), self.now))

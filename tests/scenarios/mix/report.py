"""The generated parts of docs/traffic-mix.md and of README.md: Markdown tables
between markers."""

import collections
import re

from outcomes import count, median_removed
from review import holds_of, minutes_of, role_labels
from sandbox import REPOSITORY

SIDES = ["whole", "minimized", "held", "denied"]
NUMBER = re.compile(r"[\d.]*( %)?|-")
REASON = re.compile(
    r'REASON_CODE_(\w\d\d)_\w+ = \d+\s*\[[^\]]*?label_en: "([^"]+)"', re.S)


def between(text, name, part):
    """`text` with `part` between the markers `name`."""
    begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n{part.strip()}\n{end}{rest.split(end)[1]}"


def part_of(text, name):
    begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    return text.split(begin)[1].split(end)[0].strip()


def table(head, rows):
    """Columns of numbers stand to the right."""
    rule = ["--:" if all(NUMBER.fullmatch(str(row[i])) for row in rows) else "---"
            for i in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(str(c) for c in line) + " |"
                     for line in lines)


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def types_in(outcomes):
    """Types, the most frequent first."""
    return [t for t, _ in collections.Counter(o.type for o in outcomes).most_common()]


def shares(outcomes):
    """A row of the table of shares: at the sender's node, then at the peer's."""
    own, peer = count(outcomes, "own"), count(outcomes, "peer")
    removed = median_removed(outcomes)
    return [len(outcomes), percent(own["malformed"], len(outcomes)),
            *(percent(own[s], len(outcomes)) for s in SIDES),
            *(percent(peer[s], peer.total()) for s in SIDES),
            "-" if removed is None else f"{removed:g}"]


def shares_table(outcomes):
    head = ["type", "records", "not well-formed", *SIDES,
            *(f"{s} there" for s in SIDES), "leaves removed"]
    rows = [[t, *shares([o for o in outcomes if o.type == t])]
            for t in types_in(outcomes)]
    return table(head, rows + [["all", *shares(outcomes)]])


def reason_labels():
    text = (REPOSITORY / "proto/enlace/v1/reason.proto").read_text()
    return dict(REASON.findall(text))


def reasons_table(outcomes):
    counts = collections.Counter(
        (v.reason, f"{v.what} {side}") for o in outcomes
        for side, v in (("here", o.own), ("there", o.peer))
        if v and v.what in ("held", "denied"))
    columns = ["held here", "held there", "denied here", "denied there"]
    sums = collections.Counter()
    for (reason, _), n in counts.items():
        sums[reason] += n
    labels = reason_labels()
    return table(["reason", *columns], [
        [f"`{reason}` {labels.get(reason, '')}", *(counts[reason, c] for c in columns)]
        for reason, _ in sums.most_common()])


def defects_table(outcomes, assumptions):
    """What became of records with each defect, at whichever node it showed."""
    ends = {}
    for outcome in (o for o in outcomes if o.defect):
        says = assumptions["defect"][outcome.defect]["says"]
        ends.setdefault(says, collections.Counter())[end_of(outcome)] += 1
    rows = [[says, found.total(), ", ".join(f"{n} {end}" for end, n in
                                            found.most_common())]
            for says, found in sorted(ends.items(), key=lambda e: -e[1].total())]
    return table(["defect", "records", "what became of them"], rows)


def end_of(outcome):
    if outcome.own.what == "malformed":
        return "not well-formed"
    if outcome.own.what in ("held", "denied"):
        return outcome.own.what
    there = outcome.peer.what
    return f"{there} there" if there in ("held", "denied") else "crossed"


def hours_table(outcomes, assumptions, reviewers):
    holds = holds_of(outcomes, reviewers, assumptions)
    scale = assumptions["records_a_week"] / len(outcomes)
    labels, rows, all_hours = role_labels(), [], 0
    for nation in sorted({nation for nation, _, _ in holds}):
        decisions, total = 0, 0
        for (_, reason, role), n in sorted(
                ((k, n) for k, n in holds.items() if k[0] == nation),
                key=lambda item: (-item[1], item[0])):
            minutes = minutes_of(assumptions, reason, role)
            hours = n * scale * minutes / 60
            decisions, total = decisions + n, total + hours
            rows.append([labels[role], f"`{reason}`", n, minutes, f"{hours:.1f}"])
        rows.append([f"**all of {nation.upper()}**", "", decisions, "", f"{total:.1f}"])
        all_hours += total
    rows.append(["**all**", "", holds.total(), "", f"{all_hours:.1f}"])
    return table(["role", "reason", "decisions", "minutes each", "hours a week"], rows)


def text_of(outcomes, assumptions, reviewers, seed):
    own, peer, whole = count(outcomes, "own"), count(outcomes, "peer"), len(outcomes)
    crossed = sum(o.arrivals for o in outcomes)
    held = percent(own["held"] + peer["held"], whole)
    denied = percent(own["denied"] + peer["denied"], whole)
    return f"""{whole} records of {len(types_in(outcomes))} types, seed {seed}. {crossed} crossed.
At one of the two nodes {held} were held, and {denied} denied.

### What both nodes decided

*Here* is the sender's node, in hundredths of all records; *there* the recipient's, in hundredths of those that got
there. *Minimized* is what crosses without leaves that the node announces to be gone; what is removed in silence is
not counted. *Leaves removed* is the median of those that crossed, both nodes together.

{shares_table(outcomes)}

### Why

{reasons_table(outcomes)}

### What was wrong

{defects_table(outcomes, assumptions)}

### What the holds cost

At {assumptions['records_a_week']} records a week:

{hours_table(outcomes, assumptions, reviewers)}
"""


def assumptions_text(assumptions):
    """The assumptions as README.md shows them."""
    opens, whole = assumptions["opens"], sum(e["share"] for e in assumptions["opens"])
    says = {name: d["says"] for name, d in assumptions["defect"].items()}

    def defects(entry):
        return "; ".join(f"{says[d]} {n}" for d, n in entry.get("defects", {}).items())

    opening = table(["opens", "share", "routes", "defects, in hundredths"], [
        [e["type"] + (f" ({e['what']})" if "what" in e else ""),
         f"{100 * e['share'] / whole:.0f} %",
         "; ".join(f"{a} → {b} {n}" for a, b, n in e["routes"]), defects(e)]
        for e in opens])
    answers = table(["answers", "rate", "to what arrived", "defects, in hundredths"], [
        [e["type"] + (" (by its sender)" if e.get("by") == "sender" else ""),
         f"{e['rate']} %", ", ".join(e["to"]), defects(e)]
        for e in assumptions["answers"]])
    labels = role_labels()
    minutes = table(["hold decided by, or for", "minutes"], [
        *([labels.get(role, role), n] for role, n in assumptions["minutes"].items()),
        *([f"`{reason}`, whoever decides", n]
          for reason, n in assumptions["minutes_of_reason"].items())])
    return f"{opening}\n\n{answers}\n\n{minutes}"

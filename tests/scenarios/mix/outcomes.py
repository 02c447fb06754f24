"""What became of every record at both nodes, by their logs; and what must hold."""

import collections
import dataclasses
import statistics

VERDICT = {"HOLD": "held", "DENY": "denied"}


@dataclasses.dataclass
class Verdict:
    """What one node decided: whole, minimized, held or denied."""
    what: str
    reason: str = ""
    rules: tuple = ()
    removed: int = 0


@dataclasses.dataclass
class Outcome:
    name: str
    type: str
    sender: str
    recipient: str
    defect: str
    own: Verdict  # `malformed` if the agency's own agent did not take it
    peer: Verdict | None  # None: it never got there
    arrivals: int


def verdict_of(row, removed):
    """By the log's row; `removed`: how many leaves the node announces to be gone.

    What is removed in silence is not counted.
    """
    if row["outcome"] == "PERMIT":
        return Verdict("minimized" if removed else "whole", removed=removed)
    return Verdict(VERDICT.get(row["outcome"], "undecided"), row["reason"],
                   tuple(row["ruleIds"]))


def removed_in(rows):
    """Paths that a record in an inbox lacks, or has coarser, by either node."""
    return {r["path"] for row in rows
            for r in row.get("removed", []) + row.get("coarser", [])}


def outcome_of(sent, logs):
    planned = sent.planned
    own, peer = None, None
    if not sent.answer:
        own = Verdict("malformed", ", ".join(sent.faulty))
    else:
        transfer = sent.answer.get("decision", {}).get("transferId")
        sender, recipient = (a.split("-")[0] for a in
                             (planned.sender, planned.recipient))
        row = logs[sender].get(transfer)
        gone = {r["path"] for r in sent.answer.get("decision", {}).get("removed", [])}
        own = verdict_of(row, len(gone)) if row else Verdict("undecided")
        row = logs[recipient].get(transfer)
        peer = verdict_of(row, len(removed_in(sent.rows) - gone)) if row else None
    return Outcome(planned.name, planned.type, planned.sender, planned.recipient,
                   planned.defect, own, peer, len(sent.rows))


def outcomes_of(exchange, nations):
    logs = {nation: exchange.transfers(nation) for nation in nations}
    return [outcome_of(sent, logs) for sent in exchange.sent]


def faults_in(outcomes, reviewers):
    """What must not be, a line each.  `reviewers`: who approves what rules hold."""
    return [f"{o.name} ({o.type}{', ' + o.defect if o.defect else ''}): {fault}"
            for o in outcomes for fault in faults_of(o, reviewers)]


def faults_of(outcome, reviewers):
    own, peer = outcome.own, outcome.peer
    crosses = own.what in ("whole", "minimized")
    if own.what == "undecided" or crosses and peer is None:
        yield "has no outcome"
    if own.what == "malformed" and not outcome.defect:
        yield f"a sound record is not well-formed: {own.reason}"
    for verdict in (v for v in (own, peer) if v and v.what in ("held", "denied")):
        if not verdict.reason:
            yield f"is {verdict.what} without a reason"
        if verdict.what == "held" and not any(
                reviewers.get(rule) for rule in verdict.rules):
            yield "is held, and nobody is named who decides"
    if not crosses and peer is not None:
        yield "was not permitted and is in the other nation's log"
    taken = crosses and peer is not None and peer.what in ("whole", "minimized")
    if outcome.arrivals != (1 if taken else 0):
        yield f"arrived {outcome.arrivals} times; both permit: {taken}"
    if taken and outcome.defect:
        yield "crossed in spite of its defect"


def count(outcomes, side):
    """How many came to what at `side` ("own" or "peer")."""
    return collections.Counter(
        verdict.what for verdict in (getattr(o, side) for o in outcomes) if verdict)


def median_removed(outcomes):
    """Of the records that crossed: leaves that both nodes took out."""
    removed = [o.own.removed + o.peer.removed for o in outcomes if o.arrivals]
    return statistics.median(removed) if removed else None

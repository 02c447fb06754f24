"""Ways to falsify evidence; problems() must notice each."""

from checks import Evidence, problems


def lose_an_acknowledged_record(evidence):
    event = next(e for e in evidence.ledger if e["kind"] == "acknowledged")
    rows = evidence.rows[event["sender"].split("-")[0]]
    rows[:] = [r for r in rows if r["transferId"] != event["transfer"]]


def change_a_repeated_outcome(evidence):
    event = next(e for e in evidence.ledger if e["kind"] == "acknowledged-again")
    event["outcome"] = "0" * 64


def lose_a_delivery(evidence):
    evidence.ledger.remove(
        next(e for e in evidence.ledger if e["kind"] == "delivered"))


def deliver_twice(evidence):
    evidence.ledger.append(
        next(e for e in evidence.ledger if e["kind"] == "delivered"))


def let_a_denied_record_cross(evidence):
    event = next(e for e in evidence.ledger if e["kind"] == "acknowledged"
                 and e["decision"] == "DENY")
    row = next(r for r in evidence.rows[event["sender"].split("-")[0]]
               if r["transferId"] == event["transfer"])
    other = next(n for n in evidence.rows if n != event["sender"].split("-")[0])
    evidence.rows[other].append({**row, "kind": "RECEIVED"})


def leave_a_gap_in_a_link(evidence):
    for rows in evidence.rows.values():
        for row in rows:
            if int(row["linkSequence"]) > 1:
                row["linkSequence"] = str(int(row["linkSequence"]) + 1)


def rewrite_a_checkpoint(evidence):
    nation, texts = next(iter(evidence.checkpoints.items()))
    lines = texts[-1].split("\n")
    lines[2] = "A" * 43 + "="
    evidence.checkpoints[nation] = texts + ["\n".join(lines)]


ALL = [lose_an_acknowledged_record, change_a_repeated_outcome, lose_a_delivery,
       deliver_twice, let_a_denied_record_cross, leave_a_gap_in_a_link,
       rewrite_a_checkpoint]


def unnoticed(evidence):
    """Names of the falsifications that the checks do not notice."""
    names = []
    for falsify in ALL:
        copied = Evidence([dict(e) for e in evidence.ledger],
                          {n: [dict(r) for r in rows]
                           for n, rows in evidence.rows.items()},
                          evidence.leaves,
                          {n: list(texts)
                           for n, texts in evidence.checkpoints.items()})
        falsify(copied)
        if not problems(copied):
            names.append(falsify.__name__)
    return names

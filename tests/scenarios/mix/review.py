"""Who decides about what is held, and how long that is assumed to take."""

import collections
import re

from sandbox import REPOSITORY

RULE = re.compile(r"^```(rule|regla|table|tabla) (\S+)\n(.*?)^```", re.S | re.M)
APPROVED = re.compile(
    r"^\s*(?:until approved by|hasta que aprueben) (.*?) (?:within|en) \d", re.M)
REASON = re.compile(r"^\s*(?:reason|motivo)\s+(\w+)", re.M)
ROLE = re.compile(r"\d+ (?:of|de) ([^\s,]+)")
LABEL = re.compile(r'^(?:role|función) (\S+) "([^"]+)"', re.M)


def books():
    """(nation, text) of every document of the books."""
    return [(nation, path.read_text()) for nation in ("us", "mx") for path in
            sorted((REPOSITORY / "policy" / nation).glob("*.md"))]


def reviewers_by_rule():
    """Rule -> (its reason, the roles that must approve what it holds)."""
    reviewers = {}
    for _, text in books():
        for kind, name, body in RULE.findall(text):
            approved = APPROVED.search(body)
            if not approved:
                continue
            for rule in rules_of(kind, name, body):
                reviewers[rule] = (REASON.search(body)[1],
                                   ROLE.findall(approved[1]))
    return reviewers


def rules_of(kind, name, body):
    """A rule's own id, or those of the rows of a table below its heading."""
    if kind in ("rule", "regla"):
        return [name]
    rows = re.findall(r"^\s*\|", body, re.M)
    return [f"{name}.{n}" for n in range(1, len(rows))]


def role_labels():
    return {role: f"{label} ({nation.upper()})" for nation, text in books()
            for role, label in LABEL.findall(text)}


def decisions_of(verdict, reviewers, assumptions):
    """Role -> the reason for which it must decide, the longest if there are more."""
    decisions = {}
    for rule in verdict.rules:
        reason, roles = reviewers.get(rule, ("", []))
        for role in roles:
            decisions.setdefault(role, set()).add(reason)
    return {role: max(sorted(reasons), key=lambda r: minutes_of(assumptions, r, role))
            for role, reasons in decisions.items()}


def holds_of(outcomes, reviewers, assumptions):
    """(nation, reason, role) -> how many decisions the role has to make."""
    holds = collections.Counter()
    for outcome in outcomes:
        for verdict, agency in ((outcome.own, outcome.sender),
                                (outcome.peer, outcome.recipient)):
            if verdict and verdict.what == "held":
                decisions = decisions_of(verdict, reviewers, assumptions)
                holds.update((agency.split("-")[0], reason, role)
                             for role, reason in decisions.items())
    return holds


def minutes_of(assumptions, reason, role):
    return assumptions["minutes_of_reason"].get(reason,
                                                assumptions["minutes"][role])

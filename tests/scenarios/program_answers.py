"""Answers that a program gets, in the shape of the command line's."""

# As the command line's exit codes (docs/cli.md).
EXIT_OF_OUTCOME = {"PERMIT": 0, "HOLD": 6, "DENY": 3}
EXIT_OF_STATE = {"QUEUED": 0, "DELIVERED": 0, "COLLECTED": 0, "HELD": 6,
                 "HELD_BY_PEER": 6}
EXIT_OF_CODE = {"INVALID_ARGUMENT": 2, "NOT_FOUND": 4, "ALREADY_EXISTS": 3,
                "FAILED_PRECONDITION": 3, "DATA_LOSS": 3, "UNAUTHENTICATED": 4,
                "PERMISSION_DENIED": 4, "UNAVAILABLE": 5, "DEADLINE_EXCEEDED": 5,
                "RESOURCE_EXHAUSTED": 5, "ABORTED": 5}
SECONDS_IN = {"h": 3600, "m": 60, "s": 1}

# What only somebody who types can do: keep what is signed (and send that again),
# name a message, show another's papers.
BEYOND_AGENTS = ("keep", "message_id", "disguise")


def can_play(scenario):
    """Whether a program could do everything that the scenario does."""
    return not any(word in step for step in scenario["step"] for word in BEYOND_AGENTS)


def refused(error):
    """What the command line would print of an error of the agent or its node."""
    name = error.reason or error.code
    return EXIT_OF_CODE.get(error.code, 1), None, f"{error.message} ({name})\n"


def judged(answer, outcome, reason):
    told = f"{outcome} ({reason})\n" if reason else ""
    return EXIT_OF_OUTCOME[outcome], answer, told

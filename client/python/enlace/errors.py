"""What can go wrong, by what the caller can do about it."""

import functools
import importlib.resources
import json


class EnlaceError(Exception):
    """An error of the agent, of a node, or of what came from one.

    `reason` is stable and never translated; `text` and `hint` are for the user,
    in the language asked for; `request_id` names the call in the node's log;
    `again` says whether the same request may succeed later; `fields` lists what
    is wrong with each field: `field`, `description`, `descriptionEs`, `reason`.
    """

    def __init__(self, error):
        self.code = error.get("code", "UNKNOWN")
        self.reason = error.get("reason", "")
        self.message = error.get("message", "")
        self.text = error.get("text", "")
        self.hint = error.get("hint", "")
        self.request_id = error.get("requestId", "")
        self.again = error.get("again", False)
        self.fields = error.get("fields", [])
        super().__init__(f"{self.message} ({self.reason or self.code})")


class InvalidRecord(EnlaceError):
    """The request or its record is not well-formed; nothing was kept."""


class NotEntitled(EnlaceError):
    """The agent, its agency or its token may not ask for this."""


class NotFound(EnlaceError):
    """There is no such record, key or path."""


class TryAgain(EnlaceError):
    """The node did not answer, or cannot take it now."""


class AgentUnreachable(TryAgain):
    """No agent answers on the socket or port."""

    def __init__(self, why):
        super().__init__({"code": "UNAVAILABLE", "reason": "AGENT_UNREACHABLE",
                          "message": f"the agent does not answer: {why}",
                          "hint": "start `enlace agent` on this machine",
                          "again": True})


_BY_CODE = {"INVALID_ARGUMENT": InvalidRecord, "UNAUTHENTICATED": NotEntitled,
            "PERMISSION_DENIED": NotEntitled, "NOT_FOUND": NotFound,
            "UNAVAILABLE": TryAgain, "DEADLINE_EXCEEDED": TryAgain,
            "RESOURCE_EXHAUSTED": TryAgain, "ABORTED": TryAgain}
_CLASSES = {400: InvalidRecord, 401: NotEntitled, 403: NotEntitled,
            404: NotFound, 413: InvalidRecord, 429: TryAgain, 503: TryAgain}


def error_of(status, body):
    """The error that an answer of the agent is."""
    error = body.get("error", {}) if isinstance(body, dict) else {}
    return _CLASSES.get(status, EnlaceError)(error)


@functools.lru_cache(maxsize=None)
def _reasons():
    """Text and hint of every reason (docs/errors.md), as the build found them."""
    file = importlib.resources.files("enlace").joinpath("reasons.json")
    return json.loads(file.read_text(encoding="utf-8"))


def error_of_code(error, language="en"):
    """The error that has a gRPC code, and perhaps a reason."""
    kind = _BY_CODE.get(error["code"], EnlaceError)
    # One without a reason of its own has the name of its code.
    error = {**error, "reason": error.get("reason") or error["code"]}
    told = _reasons().get(error["reason"], {})
    told = told.get("es" if language.startswith("es") else "en", {})
    return kind({"again": kind is TryAgain, **told,
                 **{name: value for name, value in error.items() if value}})


def refusal(code, reason, message, fields=()):
    """An error found on this side of the wire."""
    return error_of_code({"code": code, "reason": reason, "message": message,
                          "fields": list(fields)})

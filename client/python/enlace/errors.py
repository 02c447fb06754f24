"""What can go wrong, by what the caller can do about it."""


class EnlaceError(Exception):
    """An error of the agent or of its node.

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


_CLASSES = {400: InvalidRecord, 401: NotEntitled, 403: NotEntitled,
            404: NotFound, 413: InvalidRecord, 429: TryAgain, 503: TryAgain}


def error_of(status, body):
    """The error that an answer of the agent is."""
    error = body.get("error", {}) if isinstance(body, dict) else {}
    return _CLASSES.get(status, EnlaceError)(error)

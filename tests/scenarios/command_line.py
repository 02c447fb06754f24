"""What an agency types: `enlace` as a process for each step."""

import json
import re
import subprocess

CALL_SECONDS_MAX = 60


def problem_in(errors):
    """The stable code that an error names, or ""."""
    return (re.findall(r"\(([A-Z0-9_]{3,})\)", errors) or [""])[0]


class CommandLine:
    """Each verb returns the exit code, the JSON or None, and the error text."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def run(self, context, *arguments):
        """`enlace` with the words, as whoever `context` says; None: nobody."""
        command = [self.sandbox.binaries / "enlace"]
        if context is not None:
            command += ["--context", self.sandbox.context(context)]
        done = subprocess.run(
            [str(c) for c in [*command, "-o", "json", *arguments]],
            capture_output=True, text=True, timeout=CALL_SECONDS_MAX, check=False)
        try:
            answer = json.loads(done.stdout) if done.stdout.strip() else None
        except json.JSONDecodeError:
            answer = None
        return done.returncode, answer, done.stderr

    def send(self, context, sending):
        return self.run(context, "send", *words_of(sending))

    def try_record(self, context, sending):
        return self.run(context, "try", *words_of(sending))

    def show(self, context, record_id):
        return self.run(context, "show", record_id)

    def inbox(self, context):
        return self.run(context, "inbox", "--all")[1] or []

    def ack(self, context, record_id, keep=None):
        return self.run(context, "ack", record_id,
                        *(["--keep", keep] if keep else []))

    def status(self, context, record_id):
        return self.run(context, "status", record_id)


def words_of(sending):
    words = [sending["type"], sending["record"], "--to", sending["to"],
             "--channel", sending["channel"], "--urgency", sending["urgency"],
             "--valid-for", sending["valid_for"]]
    for name in ("keep", "message_id", "in_reply_to"):
        if sending.get(name):
            words += ["--" + name.replace("_", "-"), sending[name]]
    return words

"""The agent on this machine, as an object."""

import http.client
import json
import socket
import time
import urllib.parse

from enlace.errors import AgentUnreachable, TryAgain, error_of

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.2


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Agent:
    """`enlace agent` on a Unix socket, or on a port of this machine.

    Every method raises a class of `enlace.errors`.  Not thread-safe: give each
    thread its own.  `timeout` is in seconds, for one request.
    """

    def __init__(self, socket_path=None, *, port=None, token=None,
                 language="en", timeout=30.0):
        if (socket_path is None) == (port is None):
            raise ValueError("give a socket_path or a port")
        self._socket_path = socket_path
        self._port = port
        self._timeout = timeout
        self._headers = {"Accept-Language": language,
                         "Content-Type": "application/json"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"

    def send(self, record_type, to, record, *, key="", urgency=None,
             channel=None, valid_for=None, in_reply_to=None, wait=10):
        """Sends a record once under `key`.

        Returns a SentRecord: `state` is SEND_STATE_DECIDED, with `decision`;
        SEND_STATE_REFUSED, with `error`; or SEND_STATE_PENDING if the node has
        not answered within `wait` seconds: the agent goes on.
        """
        return self._ask("POST", f"/v1/records?wait={wait}", _request(
            record_type, to, record, key, urgency, channel, valid_for,
            in_reply_to))

    def try_record(self, record_type, to, record, **travel):
        """What the own node would decide.  Nothing is sent."""
        return self._ask("POST", "/v1/try",
                         _request(record_type, to, record, **travel),
                         repeat=False)

    def sent(self, key):
        """What became of the record that was sent under `key`."""
        return self._ask("GET",
                         f"/v1/records?key={urllib.parse.quote(key, safe='')}")

    def status(self, record_id):
        """Where a record of the agency stands."""
        return self._ask("GET", f"/v1/records/{record_id}")

    def receipt(self, record_id, level="L2"):
        """The joint receipt, verified by the agent."""
        return self._ask("GET", f"/v1/records/{record_id}/receipt?level={level}")

    def revoke(self, record_id, reason):
        """Takes back a record that was not handed over yet."""
        return self._ask("POST", f"/v1/records/{record_id}/revoke",
                         {"reason": reason})

    def inbox(self, after=0, *, limit=64, confirmed_too=False):
        """Yields the records behind cursor `after`, oldest first.

        One with `error` does not verify: do not use it.
        """
        while True:
            page = self._ask("GET", f"/v1/inbox?after={after}&limit={limit}"
                                    f"&all={int(confirmed_too)}")
            if not page.get("records"):
                return
            yield from page["records"]
            after = int(page["next"])

    def follow(self, take, after=0, *, pause=1.0, stop=lambda: False):
        """Gives each record to `take`, for ever, and confirms it afterwards.

        `take` must have kept the record and its cursor when it returns.
        """
        while not stop():
            came = False
            for record in self.inbox(after):
                take(record)
                came, after = True, int(record["cursor"])
                if "error" not in record:
                    self.confirm(after)
            if not came:
                time.sleep(pause)

    def confirm(self, cursor):
        """Tells the node that the record at `cursor` was taken."""
        self._ask("POST", f"/v1/inbox/{cursor}/confirm", {})

    def acknowledge(self, cursor, status="ACKNOWLEDGEMENT_STATUS_RECEIVED",
                    reason=None):
        """Confirms, and tells the sender; once for each status."""
        body = {"status": status}
        if reason is not None:
            body["reason"] = reason
        return self._ask("POST", f"/v1/inbox/{cursor}/acknowledge", body)

    def reply(self, cursor, record_type, record, *, key="", **travel):
        """Answers the record at `cursor`."""
        return self._ask("POST", f"/v1/inbox/{cursor}/reply",
                         _request(record_type, "", record, key, **travel))

    def health(self):
        """How the agent and its node are."""
        return self._ask("GET", "/v1/health")

    def _connection(self):
        if self._socket_path is not None:
            return _UnixConnection(str(self._socket_path), self._timeout)
        return http.client.HTTPConnection("127.0.0.1", self._port,
                                          timeout=self._timeout)

    def _ask(self, method, path, body=None, repeat=True):
        # What has no key may be sent twice if it is asked twice.
        sends = body is not None and "record" in body
        attempts = _ATTEMPTS if repeat and not (
            sends and not body.get("key")) else 1
        for attempt in range(attempts):
            if attempt:
                time.sleep(_PAUSE_SECONDS * 2 ** attempt)
            try:
                return self._ask_once(method, path, body)
            except TryAgain:
                if attempt + 1 == attempts:
                    raise
        raise AssertionError("unreachable")

    def _ask_once(self, method, path, body):
        connection = self._connection()
        try:
            connection.request(
                method, path, headers=self._headers,
                body=None if body is None else json.dumps(body).encode())
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise AgentUnreachable(type(error).__name__) from error
        finally:
            connection.close()
        try:
            parsed = json.loads(text) if text else {}
        except ValueError:
            parsed = {}
        if answer.status not in (200, 202):
            raise error_of(answer.status, parsed)
        return parsed


def _request(record_type, to, record, key="", urgency=None, channel=None,
             valid_for=None, in_reply_to=None):
    request = {"type": record_type, "to": to, "record": record, "key": key,
               "urgency": urgency and f"URGENCY_{urgency.upper()}",
               "channel": channel and f"CHANNEL_{channel.upper()}",
               "validFor": valid_for and f"{valid_for:d}s",
               "inReplyTo": in_reply_to}
    return {name: value for name, value in request.items()
            if value not in (None, "")}

#!/usr/bin/env python3
"""A witness that lies to a real node gets nothing published, stops nothing, and
is named in the node's log; an honest one afterwards cosigns.

Usage: lying_witness_test.py BINARIES
"""

import http.server
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from command_line import CommandLine
from sandbox import NATIONS, REPOSITORY, Sandbox, other

sys.path.insert(0, str(REPOSITORY / "tests/server/witness"))
from tlog import Key  # noqa: E402

BINARIES = pathlib.Path(sys.argv.pop(1))
SECONDS_MAX = 60
NAME = "neutral.example/witness"
KEY = Key(NAME, 4, b"n" * 32)
LIED = "a neutral witness did not cosign"
INCIDENT = "incident: a witness contradicts this log"
YEAR = 365 * 24 * 3600


def cosignature(text, key=KEY, at=None):
    """The line that `key` signs on the checkpoint `text`."""
    at = int(time.time()) if at is None else at
    signed = f"cosignature/v1\ntime {at}\n{text}".encode()
    return key.line(struct.pack(">Q", at) + key.private.sign(signed))


def with_other_bytes(line):
    """`line` with one bit of its signature changed."""
    place = len(line) - 10
    return line[:place] + ("B" if line[place] == "A" else "A") + line[place + 1:]


def smaller(text):
    """Another tree of the same log."""
    origin, size, root = text.splitlines()
    return f"{origin}\n{int(size) - 1}\n{root}\n"


def cosigned(line_of):
    return lambda text, _: (200, line_of(text), {})


SIZE = {"Content-Type": "text/x.tlog.size"}

# Each lie: what is answered for the checkpoint `text`, and how often it was asked
# before; what the node then says of it.
LIES = {
    "one bit of the line": (
        cosigned(lambda t: with_other_bytes(cosignature(t))), LIED),
    "another key under its name": (
        cosigned(lambda t: cosignature(t, Key(NAME, 4, b"x" * 32))), LIED),
    "another's key id on its line": (
        cosigned(lambda t: cosignature(t, Key("zz.example/w", 4, b"n" * 32))),
        LIED),
    "the line of a smaller tree": (
        cosigned(lambda t: cosignature(smaller(t))), LIED),
    "a time that was not signed": (
        cosigned(lambda t: KEY.line(struct.pack(">Q", 1) + KEY.private.sign(
            f"cosignature/v1\ntime 2\n{t}".encode()))), LIED),
    "a plain signature of a log": (
        cosigned(lambda t: KEY.line(KEY.private.sign(t.encode()))), LIED),
    "no line": (cosigned(lambda t: ""), LIED),
    "a page": (cosigned(lambda t: "<html>welcome</html>\n"), LIED),
    "a line without an end": (
        cosigned(lambda t: cosignature(t).rstrip("\n")), LIED),
    "far too much": (cosigned(lambda t: cosignature(t) * 10000), LIED),
    "a larger size": (lambda t, n: (409, "1000000\n", SIZE), INCIDENT),
    "the largest size": (lambda t, n: (409, f"{2**63 - 1}\n", SIZE), INCIDENT),
    "no size": (lambda t, n: (409, "many\n", SIZE), INCIDENT),
    "a fork": (lambda t, n: (422, "another root\n", {}), INCIDENT),
    "one size after another": (lambda t, n: (409, f"{n % 3}\n", SIZE), LIED),
    "elsewhere": (
        lambda t, n: (302, "", {"Location": "http://127.0.0.1:1/"}), LIED),
    "broken": (lambda t, n: (500, "", {}), LIED),
    "nothing": (lambda t, n: None, LIED),
}


class LyingWitness:
    """Answers as it is told to, over real HTTP."""

    def __init__(self):
        self.answer = LIES["broken"][0]
        self.asked = 0
        witness = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(
                    int(self.headers["Content-Length"])).decode()
                witness.asked += 1
                text = body.split("\n\n")[1] + "\n"
                answer = witness.answer(text, witness.asked)
                if answer is None:
                    return  # the connection just ends
                status, told, headers = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told.encode())))
                self.end_headers()
                try:
                    self.wfile.write(told.encode())
                except ConnectionError:
                    pass  # it was too much

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class LyingWitnessTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-lying-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.sandbox = Sandbox(self.folder, BINARIES)
        self.sandbox.create()
        self.witness = LyingWitness()
        self.addCleanup(self.witness.stop)
        self.vkey = self.folder / "neutral.vkey"
        self.vkey.write_text(KEY.vkey + "\n")
        with open(self.folder / "us/node.toml", "a") as config:
            config.write(f'\n[[witness.neutral]]\nurl = "{self.witness.url()}"\n'
                         f'vkey = "{self.vkey}"\n')
        self.addCleanup(self.sandbox.stop_all)
        for nation in NATIONS:
            self.sandbox.start(nation)

    def status(self):
        return CommandLine(self.sandbox).run("us-operator-1", "node", "status")[1]

    def wait(self, good, what):
        deadline = time.monotonic() + SECONDS_MAX
        while not (found := good()):
            if time.monotonic() > deadline:
                self.fail((what, self.status()))
            time.sleep(0.05)
        return found

    def checkpoint(self):
        return (self.folder / "us/audit/checkpoint").read_text()

    def grow(self):
        agency, partner = NATIONS["us"][0], NATIONS[other("us")][0]
        subprocess.run(
            [self.sandbox.binaries / "enlace", "--context",
             self.sandbox.context(agency), "send", "FirearmTraceRequest",
             REPOSITORY / "tests/scenarios/records/trace_request.json",
             "--to", partner], capture_output=True, check=False)

    def cosigned_by_the_nation(self):
        told = self.status()
        nation = told["witnesses"][0]
        return (told["logSize"] == told["checkpointSize"] ==
                nation["cosignedSize"]) and told

    def verify(self, *keys):
        return subprocess.run(
            [self.sandbox.binaries / "enlace", "audit", "verify",
             self.folder / "us/audit",
             *(word for key in keys for word in ("--witness-vkey", key))],
            capture_output=True, text=True, check=False).returncode

    def lied_to(self, lie):
        """The node asked and was lied to; nothing else changed."""
        self.witness.answer, said = LIES[lie]
        # Whoever asks a second time has understood the first answer.
        first = self.witness.asked
        for number in (1, 2):
            self.grow()
            self.wait(lambda: self.witness.asked >= first + number, lie)
        self.assertIn(said, (self.folder / "us/node.log").read_text(), lie)
        status = self.wait(self.cosigned_by_the_nation, lie)
        # A claim is shown until the witness cosigns, and stops nothing.
        self.assertRegex(status["state"], r"^ready(; incident: .*)?$", lie)
        if said == INCIDENT:
            self.assertIn(f"incident: {NAME}", status["state"], lie)
        self.assertEqual(status["witnesses"][1]["cosignedSize"], "0", lie)
        self.assertNotIn(NAME, self.checkpoint(), lie)
        nation = self.folder / "mx/witness.vkey"
        self.assertEqual(self.verify(nation), 0, lie)
        self.assertNotEqual(self.verify(nation, self.vkey), 0, lie)

    def test_no_lie_is_published_or_stops_anything(self):
        for lie in LIES:
            with self.subTest(lie=lie):
                self.lied_to(lie)
        # It may come to its senses.
        self.witness.answer = lambda text, _: (200, cosignature(text), {})
        self.grow()
        nation = self.folder / "mx/witness.vkey"
        self.wait(lambda: self.verify(nation, self.vkey) == 0, "honest")
        self.assertIn(NAME, self.checkpoint())
        self.wait(lambda: self.status()["state"] == "ready", "honest")

    def test_a_time_long_past_is_told_as_it_was_claimed(self):
        """It is signed, so the line counts; but nobody takes it for fresh."""
        at = int(time.time()) - YEAR
        self.witness.answer = lambda text, _: (
            200, cosignature(text, at=at), {})
        self.grow()

        def told():
            witness = self.status()["witnesses"][1]
            return int(witness["cosignedSize"]) > 0 and witness

        self.assertEqual(self.wait(told, "stale")["cosignedAtMs"],
                         str(at * 1000))
        nation = self.folder / "mx/witness.vkey"
        self.wait(lambda: self.verify(nation, self.vkey) == 0, "stale")


if __name__ == "__main__":
    unittest.main()

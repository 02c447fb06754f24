#!/usr/bin/env python3
"""Who was turned away at a door of a real node is in its log a moment later: a
node that is killed then has told of it, and tells it again when it is back.

Usage: turned_away_test.py BINARIES
"""

import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

from sandbox import Sandbox

BINARIES = pathlib.Path(sys.argv.pop(1))
# Far below the ten minutes for which what follows is counted.
SECONDS_MAX = 60
CANARY = "canary-of-a-stranger"


class TurnedAwayTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-turned-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.sandbox = Sandbox(self.folder, BINARIES, first_contact=False)
        self.sandbox.create()
        self.addCleanup(self.sandbox.stop_all)
        self.sandbox.start("mx")

    def connect(self, door):
        return socket.create_connection(
            ("127.0.0.1", self.sandbox.ports["mx"][door]), timeout=SECONDS_MAX)

    def knock_in_plain_text(self, door):
        with self.connect(door) as connection:
            connection.sendall(f"GET /{CANARY} HTTP/1.1\r\n\r\n".encode())
            self.await_end(connection)

    def knock_without_certificate(self, door):
        stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        stranger.check_hostname = False
        stranger.verify_mode = ssl.CERT_NONE
        try:
            with stranger.wrap_socket(self.connect(door),
                                      server_hostname=CANARY) as connection:
                self.await_end(connection)
        except ssl.SSLError:
            pass  # it is told, or only cut off

    def await_end(self, connection):
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass

    def told(self):
        """What the published log says of who was turned away, by door and
        problem: how many entries, and how many knocks."""
        done = subprocess.run(
            [self.sandbox.binaries / "enlace", "audit", "search",
             self.folder / "mx/audit", "--step", "turned-away", "-o", "json"],
            capture_output=True, text=True, check=False)
        self.assertNotIn(CANARY, done.stdout + done.stderr)
        counts = {}
        # A running node may just be publishing.
        if done.returncode == 0:
            for hit in json.loads(done.stdout)["hits"]:
                opened = hit["national"]
                self.assertEqual(opened.get("caller", ""), "", hit)
                key = (opened["knocks"]["door"], opened["problem"])
                entries, knocks = counts.get(key, (0, 0))
                counts[key] = (entries + 1,
                               knocks + int(opened["knocks"]["times"]))
        return counts

    def await_told(self, expected):
        deadline = time.monotonic() + SECONDS_MAX
        while (told := self.told()) != expected:
            if time.monotonic() > deadline:
                self.fail((told, expected))
            time.sleep(0.1)

    def test_a_node_that_is_killed_has_told_who_knocked(self):
        failed = ("agencies", "HANDSHAKE_FAILED")
        self.knock_in_plain_text("agencies")
        self.await_told({failed: (1, 1)})
        # What follows is counted, and would be in the log ten minutes later.
        self.knock_without_certificate("agencies")
        # Another kind does not wait.
        at_peers = ("peers", "HANDSHAKE_FAILED")
        self.knock_without_certificate("peers")
        self.await_told({failed: (1, 1), at_peers: (1, 1)})
        self.sandbox.kill("mx")
        self.sandbox.start("mx")
        self.await_told({failed: (1, 1), at_peers: (1, 1)})
        # It does not remember when it told last, and tells at once.
        self.knock_in_plain_text("agencies")
        self.await_told({failed: (2, 2), at_peers: (1, 1)})
        # Asked to end, it keeps what it has counted, and publishes it later.
        self.knock_in_plain_text("agencies")
        self.sandbox.stop("mx")
        self.sandbox.start("mx")
        self.await_told({failed: (3, 3), at_peers: (1, 1)})

    def test_a_node_that_starts_does_not_tell_of_itself(self):
        self.sandbox.stop("mx")
        self.sandbox.start("mx")
        self.knock_in_plain_text("peers")
        self.await_told({("peers", "HANDSHAKE_FAILED"): (1, 1)})


if __name__ == "__main__":
    unittest.main()

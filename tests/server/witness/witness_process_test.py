#!/usr/bin/env python3
"""The real enlace-witness over real HTTP, asked by a client that shares no code
with it: grows, repeats, refuses, keeps a fork, survives SIGKILL, and is not
disturbed by who is slow or too many."""

import contextlib
import json
import pathlib
import random
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from serving_program import ServingProgram  # noqa: E402
from tlog import Key, Log, ask, cosigned_at  # noqa: E402

BINARY = pathlib.Path(sys.argv.pop(1)) / "enlace-witness"
LOG_KEY = Key("aa.example/audit", 1, b"a" * 32)
OTHER_KEY = Key("bb.example/audit", 1, b"b" * 32)
WITNESS_KEY = Key("neutral.example/witness", 4, b"n" * 32)

CONFIG = """[witness]
name = "neutral.example/witness"
key = "witness.key"
state = "state"
evidence = "evidence"

[listen]
address = "127.0.0.1:0"
ready_file = "ready"
connections = 4
request_seconds = 2

[[log]]
vkey = "aa.vkey"

[[log]]
vkey = "bb.vkey"
"""


class WitnessProcess(ServingProgram):
    """It in a folder with its key and those of two logs."""

    def __init__(self, folder):
        super().__init__(folder, BINARY, CONFIG)
        key = self.folder / "witness.key"
        key.write_bytes(WITNESS_KEY.pem())
        key.chmod(0o600)
        (self.folder / "aa.vkey").write_text(LOG_KEY.vkey + "\n")
        (self.folder / "bb.vkey").write_text(OTHER_KEY.vkey + "\n")

    def post(self, body):
        return ask(self.address, "POST", "/add-checkpoint", body)

    def latest_size(self):
        """What it cosigned last, by its own word."""
        status, headers, body = self.post(
            Log(LOG_KEY).grow(1000).request(999))
        assert status == 409, (status, body)
        assert headers["Content-Type"] == "text/x.tlog.size", headers
        return int(body)

    def evidence(self):
        return sorted((self.folder / "evidence").glob("*.txt"))


class WitnessTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.witness = WitnessProcess(folder.name)
        self.addCleanup(self.witness.kill)

    def grow(self, log, old, size):
        """Grows `log` and has it cosigned; returns the line."""
        status, _, body = self.witness.post(log.grow(size).request(old))
        self.assertEqual(status, 200, body)
        asked = cosigned_at(body, log.text(), WITNESS_KEY)
        self.assertLess(abs(asked - time.time()), 60)
        return body

    def test_grows_repeats_and_serves_the_latest(self):
        self.witness.start()
        log = Log(LOG_KEY)
        self.assertEqual(ask(self.witness.address, "GET", log.path())[0], 404)
        status, headers, body = self.witness.post(
            Log(LOG_KEY).grow(5).request(3))
        self.assertEqual((status, body), (409, "0\n"))
        self.assertEqual(headers["Content-Type"], "text/x.tlog.size")
        old = 0
        for size in (1, 2, 5, 5, 256, 300, 511):
            line = self.grow(log, old, size)
            old = size
            status, _, note = ask(self.witness.address, "GET", log.path())
            self.assertEqual(status, 200)
            self.assertEqual(note, log.note() + line)
        self.assertEqual(self.witness.latest_size(), 511)
        # Another log is another state.
        self.grow(Log(OTHER_KEY, "other"), 0, 7)
        self.assertEqual(self.witness.latest_size(), 511)
        for line in self.witness.log_lines.read_text().splitlines():
            json.loads(line)

    def test_refuses_and_keeps_a_fork(self):
        self.witness.start()
        log = Log(LOG_KEY)
        self.grow(log, 0, 300)
        forked = Log(LOG_KEY, "forged").grow(300)
        status, _, body = self.witness.post(forked.request(300))
        self.assertEqual(status, 422, body)
        [evidence] = self.witness.evidence()
        self.assertTrue(evidence.name.startswith("fork-"))
        kept = evidence.read_text()
        self.assertIn(log.text(), kept)
        self.assertIn(forked.note(), kept)
        # A longer one whose proof leads from the forged tree.
        status, _, _ = self.witness.post(forked.grow(400).request(300))
        self.assertEqual(status, 422)
        self.assertEqual(len(self.witness.evidence()), 2)
        self.assertEqual(self.witness.latest_size(), 300)
        self.grow(log, 300, 301)
        # Nobody else's word is evidence, and nothing of it is kept.
        stranger = Log(Key(LOG_KEY.name, 1, b"z" * 32)).grow(400)
        self.assertEqual(self.witness.post(stranger.request(301))[0], 403)
        unknown = Log(Key("zz.example/audit", 1, b"z" * 32)).grow(400)
        self.assertEqual(self.witness.post(unknown.request(0))[0], 404)
        self.assertEqual(self.witness.post("old 1")[0], 400)
        self.assertEqual(
            self.witness.post("x" * ((64 << 10) + 1))[0], 413)
        self.assertEqual(len(self.witness.evidence()), 2)

    def test_stops_on_term_and_goes_on_where_it_was(self):
        self.witness.start()
        log = Log(LOG_KEY)
        self.grow(log, 0, 40)
        self.assertEqual(self.witness.stop(), 0)
        self.witness.start()
        self.assertEqual(self.witness.latest_size(), 40)
        self.grow(log, 40, 50)
        # A second one beside it would be a second memory.
        second = self.witness.run()
        self.assertEqual(second.returncode, 1)
        self.assertIn("does not start", second.stderr)

    def test_killed_after_any_answer_it_remembers_it(self):
        log = Log(LOG_KEY)
        size = 0
        for _ in range(5):
            self.witness.start()
            self.assertEqual(self.witness.latest_size(), size)
            for _ in range(random.randrange(1, 4)):
                self.grow(log, size, size + 3)
                size += 3
            self.witness.kill()

    def test_killed_before_an_answer_it_is_at_one_of_the_two(self):
        log = Log(LOG_KEY)
        size = 0
        for _ in range(8):
            self.witness.start()
            body = log.grow(size + 2).request(size).encode()
            connection = self.witness.connect()
            connection.sendall(
                b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"
                b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
                + body)
            time.sleep(random.random() * 0.01)
            self.witness.kill()
            heard = b""
            with contextlib.suppress(ConnectionError):
                while part := connection.recv(4096):
                    heard += part
            connection.close()
            self.witness.start()
            known = self.witness.latest_size()
            self.witness.kill()
            self.assertIn(known, (size, size + 2))
            if heard.startswith(b"HTTP/1.1 200"):
                self.assertEqual(known, size + 2)
            size = known

    def test_who_is_slow_is_cut_and_disturbs_nobody(self):
        self.witness.start()
        log = Log(LOG_KEY)
        slow = [self.witness.connect() for _ in range(2)]
        slow[0].sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        began = time.monotonic()
        old, open_ones = 0, list(slow)
        while open_ones and time.monotonic() < began + 20:
            for connection in list(open_ones):
                try:
                    connection.sendall(b"X")
                    connection.settimeout(0.05)
                    if connection.recv(1) == b"":
                        open_ones.remove(connection)
                except TimeoutError:
                    pass
                except ConnectionError:
                    open_ones.remove(connection)
            self.grow(log, old, old + 1)
            old += 1
        self.assertEqual(open_ones, [])
        self.assertGreater(old, 3)
        for connection in slow:
            connection.close()

    def test_who_is_too_many_hears_429(self):
        self.witness.start()
        log = Log(LOG_KEY)
        held = [self.witness.connect() for _ in range(4)]
        status, headers, _ = self.witness.post(log.grow(1).request(0))
        self.assertEqual(status, 429)
        self.assertEqual(headers["Retry-After"], "1")
        for connection in held:
            connection.close()
        deadline = time.monotonic() + 20
        while status == 429 and time.monotonic() < deadline:
            status, _, _ = self.witness.post(log.request(0))
        self.assertEqual(status, 200)

    def test_check_says_what_it_would_do_and_does_nothing(self):
        before = sorted(self.witness.folder.iterdir())
        done = self.witness.run("--check")
        self.assertEqual(done.returncode, 0, done.stderr)
        for said in (WITNESS_KEY.vkey, LOG_KEY.vkey, OTHER_KEY.vkey,
                     Log(LOG_KEY).path()):
            self.assertIn(said, done.stdout)
        self.assertEqual(sorted(self.witness.folder.iterdir()), before)
        self.witness.config.write_text(
            CONFIG.replace('"state"', '""').replace("aa.vkey", "zz.vkey"))
        done = self.witness.run("--check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("witness.state", done.stderr)
        self.assertIn("log[0].vkey", done.stderr)


if __name__ == "__main__":
    unittest.main()

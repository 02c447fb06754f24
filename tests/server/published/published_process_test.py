#!/usr/bin/env python3
"""The real enlace-http over real HTTP: what is served while the log grows, what
is not, and that whoever is slow, large, many or other than HTTP disturbs nobody."""

import hashlib
import http.client
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from serving_program import ServingProgram  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
VECTORS = REPOSITORY / "tests/vectors/tlog"
BINARY = pathlib.Path(sys.argv.pop(1)) / "enlace-http"
NOBODY = 65534

CONFIG = """[listen]
address = "127.0.0.1:0"
ready_file = "run/ready"
connections = 4
request_seconds = 2

[[log]]
directory = "log"
prefix = "/audit"

[[log]]
directory = "log"
prefix = "/own/audit"
entries = true
"""


class PublishedProcess(ServingProgram):
    """It in a folder with a log."""

    def __init__(self, folder, user=None):
        super().__init__(folder, BINARY, CONFIG, "run/ready", user)
        self.log = self.folder / "log"
        shutil.copytree(VECTORS / "log300", self.log)
        (self.folder / "run").mkdir()

    def ask(self, target, method="GET", headers=None, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            connection.request(method, target, body=body,
                               headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def send(self, text):
        """What comes back for bytes that are sent as they are."""
        with self.connect() as connection:
            connection.sendall(text)
            heard = b""
            try:
                while part := connection.recv(4096):
                    heard += part
            except ConnectionError:
                pass
            return heard


METRICS = """
[metrics]
address = "127.0.0.1:0"
file = "run/metrics"
ready_file = "run/metrics_ready"
"""


class PublishedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.served = PublishedProcess(folder.name)
        self.addCleanup(self.served.kill)

    def files(self):
        return sorted(str(p.relative_to(self.served.log))
                      for p in self.served.log.rglob("*") if p.is_file())

    def test_every_file_of_the_log_is_served_as_it_is(self):
        self.served.start()
        for name in self.files():
            content = (self.served.log / name).read_bytes()
            for prefix in ("/audit/", "/own/audit/"):
                status, headers, body = self.served.ask(prefix + name)
                if "entries" in name and prefix == "/audit/":
                    self.assertEqual(status, 403, name)
                    continue
                self.assertEqual((status, body), (200, content), name)
                if name == "checkpoint":
                    self.assertEqual(headers["Content-Type"],
                                     "text/plain; charset=utf-8")
                    self.assertEqual(headers["Cache-Control"],
                                     "public, max-age=2")
                else:
                    self.assertEqual(headers["Content-Type"],
                                     "application/octet-stream")
                    self.assertIn("immutable", headers["Cache-Control"])
                self.assertEqual(headers["ETag"],
                                 f'"{hashlib.sha256(content).hexdigest()[:32]}"')
                # The same without the bytes, and who has them hears it.
                status, head, body = self.served.ask(prefix + name, "HEAD")
                self.assertEqual((status, body), (200, b""))
                self.assertEqual(dict(head), dict(headers))
                status, _, body = self.served.ask(
                    prefix + name, headers={"If-None-Match": headers["ETag"]})
                self.assertEqual((status, body), (304, b""))
        for line in (self.served.folder / "stderr").read_text().splitlines():
            json.loads(line)

    def test_a_log_that_grows_is_served_as_it_grows(self):
        shutil.rmtree(self.served.log)
        shutil.copytree(VECTORS / "log256", self.served.log)
        self.served.start()
        self.assertEqual(self.served.ask("/audit/tile/0/001.p/44")[0], 404)
        first = self.served.ask("/audit/checkpoint")
        for source in (VECTORS / "log300").rglob("*"):
            if source.is_file() and source.name != "checkpoint":
                place = self.served.log / source.relative_to(VECTORS / "log300")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, place)
        new = self.served.log / "checkpoint.new"
        shutil.copyfile(VECTORS / "log300/checkpoint", new)
        new.rename(self.served.log / "checkpoint")
        self.assertEqual(self.served.ask("/audit/tile/0/001.p/44")[0], 200)
        status, _, body = self.served.ask(
            "/audit/checkpoint", headers={"If-None-Match": first[1]["ETag"]})
        self.assertEqual(status, 200)
        self.assertEqual(body, (VECTORS / "log300/checkpoint").read_bytes())

    def test_what_was_not_published_is_not_served(self):
        (self.served.folder / "secret").write_text("secret")
        (self.served.log / "tile/0/002").symlink_to(self.served.config)
        self.served.start()
        for target in ("/", "/audit", "/audit/", "/audit/secret",
                       "/audit/../secret", "/audit/tile/../../secret",
                       "/audit/%2e%2e/secret", "/audit/tile/0/002",
                       "/audit/tile/0/../0/000", "/audit//checkpoint",
                       "/audit/checkpoint?x", "/own/../audit/checkpoint",
                       "/audit/tile/0/000/", "/audit/tile/00/000",
                       "/audit/tile/0/" + "x001/" * 1000 + "000"):
            status, _, body = self.served.ask(target)
            self.assertEqual((status, body), (404, b"nothing is here\n"), target)

    def test_only_reading_is_served(self):
        self.served.start()
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            status, headers, _ = self.served.ask("/audit/checkpoint", method)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))
        self.assertEqual(
            self.served.ask("/audit/checkpoint", "POST", body=b"x" * 4096)[0],
            413)
        self.assertTrue(self.served.send(
            b"GET /audit/checkpoint HTTP/1.1\r\nX: " + b"x" * 20000 +
            b"\r\n\r\n").startswith(b"HTTP/1.1 431"))
        self.assertTrue(self.served.send(b"nonsense\r\n\r\n").startswith(
            b"HTTP/1.1 400"))

    def test_who_is_slow_or_too_many_disturbs_nobody(self):
        self.served.start()
        slow = [self.served.connect() for _ in range(4)]
        slow[0].sendall(b"GET /audit/check")
        self.assertEqual(self.served.ask("/audit/checkpoint")[0], 429)
        # They are cut without a word, and then there is room.
        for connection in slow:
            self.assertEqual(connection.recv(1), b"")
            connection.close()
        deadline = time.monotonic() + 20
        while (status := self.served.ask("/audit/checkpoint")[0]) == 429:
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(status, 200)

    def test_metrics_are_served_at_an_address_of_their_own(self):
        self.served.config.write_text(CONFIG + METRICS)
        self.served.start()
        public = self.served.address
        own = (self.served.folder / "run/metrics_ready").read_text().strip()
        self.assertNotEqual(public, own)
        self.assertEqual(self.served.ask("/metrics")[0], 404)
        self.served.address = own
        self.assertEqual(self.served.ask("/metrics")[0], 503)
        new = self.served.folder / "run/metrics.new"
        new.write_text("enlace_log_entries 7\n")
        new.rename(self.served.folder / "run/metrics")
        status, headers, body = self.served.ask("/metrics")
        self.assertEqual((status, body), (200, b"enlace_log_entries 7\n"))
        self.assertEqual(headers["Content-Type"],
                         "text/plain; version=0.0.4; charset=utf-8")
        self.assertEqual(headers["Cache-Control"], "no-store")
        for target in ("/audit/checkpoint", "/", "/metrics/", "/metrics?x",
                       "/../run/metrics_ready"):
            self.assertEqual(self.served.ask(target)[0], 404, target)
        self.assertEqual(self.served.ask("/metrics", "POST")[0], 405)
        # A link leads nowhere.
        (self.served.folder / "run/metrics").unlink()
        (self.served.folder / "run/metrics").symlink_to(self.served.config)
        self.assertEqual(self.served.ask("/metrics")[0], 503)
        self.assertEqual(self.served.stop(), 0)

    def test_it_stops_on_term_and_writes_nothing_but_where_it_serves(self):
        before = self.files()
        self.served.start()
        self.served.ask("/audit/checkpoint")
        self.assertEqual(self.served.stop(), 0)
        self.assertEqual(self.files(), before)
        self.assertEqual(sorted(p.name for p in self.served.folder.iterdir()),
                         ["log", "program.toml", "run", "stderr"])
        told = (self.served.folder / "stderr").read_text().splitlines()
        self.assertEqual([json.loads(line)["message"] for line in told],
                         ["ready", "stopped"])

    def test_check_says_what_it_would_serve_and_does_nothing(self):
        done = self.served.run("--check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("GET /audit/tile/<L>/<N>[.p/<W>]\n"
                      "  entries are not served\n", done.stdout)
        self.assertIn("GET /own/audit/tile/entries/<N>", done.stdout)
        self.assertFalse((self.served.folder / "run/ready").exists())
        self.served.config.write_text(CONFIG.replace('"log"', '"none"'))
        done = self.served.run("--check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("log[0].directory", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
    def test_another_user_than_the_node_can_run_it(self):
        self.served.folder.chmod(0o755)
        self.served.binary = self.served.folder / "enlace-http"
        shutil.copy(BINARY, self.served.binary)
        os.chown(self.served.folder / "run", NOBODY, NOBODY)
        self.served.user = NOBODY
        self.served.start()
        self.assertEqual(self.served.ask("/audit/tile/0/000")[0], 200)
        # What that user may not read, it cannot serve.
        (self.served.log / "checkpoint").chmod(0o600)
        self.assertEqual(self.served.ask("/audit/checkpoint")[0], 500)
        status = pathlib.Path(
            f"/proc/{self.served.process.pid}/status").read_text()
        self.assertIn("NoNewPrivs:\t1\n", status)
        self.assertIn("CapEff:\t0000000000000000\n", status)


if __name__ == "__main__":
    unittest.main()

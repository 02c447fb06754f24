#!/usr/bin/env python3
"""A thousand canaries in the records of two real nodes are in no file that is
left, and would be found in each.

Usage: canaries_test.py BINARIES PACKAGE
"""

import base64
import collections
import datetime
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest
from unittest import mock

FOLDER = pathlib.Path(__file__).resolve().parent
BINARIES, PACKAGE = sys.argv[1:3]
del sys.argv[1:3]
sys.path[:0] = [PACKAGE, str(FOLDER), str(FOLDER.parent),
                str(FOLDER.parent / "mix")]
from canaries import Canaries, forms, found_in  # noqa: E402
from canary_exchange import CanaryExchange  # noqa: E402
from plan import Planner, read_assumptions  # noqa: E402
from sandbox import NATIONS  # noqa: E402

RECORDS = 100
SEED = 1
CANARIES = 1000
# Beyond what grep reads at once, and across the ends of such reads.
PLACES = [0, 4095, 32768 - 7, 65536 - 3, 98304 - 9, (1 << 20) - 5,
          (4 << 20) - 20]


class SearchTest(unittest.TestCase):
    """The search finds what is there."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-canaries-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        canaries = Canaries(SEED)
        canaries.plant({"many": ["text"] * (CANARIES - 1), "number": "17"}, "all")
        self.canaries = list(canaries.places)
        self.assertEqual(len(self.canaries), CANARIES)

    def found(self):
        return {(canary, form, offset) for _, offset, canary, form in
                found_in(self.folder, self.canaries)}

    def write(self, content):
        (self.folder / "deep/er").mkdir(parents=True, exist_ok=True)
        (self.folder / "deep/er/file").write_bytes(content)

    def test_every_form_wherever_it_stands(self):
        noise = os.urandom(5 << 20)
        # The second is one line, as long as the file.  Between zeros UTF-16 begins
        # at either of two bytes.
        for filling in (noise, noise.replace(b"\n", b"x"), bytes(5 << 20)):
            for canary in (self.canaries[0], self.canaries[500],
                           self.canaries[-1]):
                for number, (pattern, form) in enumerate(forms(canary).items()):
                    place = PLACES[number % len(PLACES)]
                    self.write(filling[:place] + pattern +
                               filling[place + len(pattern):])
                    self.assertTrue(
                        {(canary, form, place), (canary, form, place - 1)} &
                        self.found(), (form, place))

    def test_every_place_in_every_form(self):
        canary = self.canaries[7]
        noise = os.urandom(5 << 20)
        for pattern, form in forms(canary).items():
            content = bytearray(noise)
            for place in PLACES:
                content[place:place + len(pattern)] = pattern
            self.write(bytes(content))
            # After a zero, which noise has too, UTF-16 begins at either byte.
            found = self.found()
            for place in PLACES:
                self.assertTrue({(canary, form, place),
                                 (canary, form, place - 1)} & found, (form, place))

    def test_each_of_them_in_one_file(self):
        self.write(b"".join(b"x" + c.encode() for c in self.canaries))
        self.assertEqual({canary for canary, _, _ in self.found()},
                         set(self.canaries))

    def test_within_a_longer_text_in_base64(self):
        canary = self.canaries[3]
        for before in range(5):
            for after in range(5):
                self.write(base64.b64encode(
                    b"?" * before + canary.encode() + b"?" * after))
                self.assertEqual({c for c, _, _ in self.found()}, {canary})

    def test_in_a_row_of_a_database_and_its_log(self):
        path = self.folder / "store.db"
        database = sqlite3.connect(path)
        database.execute("pragma journal_mode=wal")
        database.execute("create table t (a text, b blob)")
        database.execute("insert into t values (?, ?)",
                         (self.canaries[5], self.canaries[6].encode()))
        database.commit()
        self.assertEqual({(c, f) for c, f, _ in self.found()},
                         {(self.canaries[5], "as it is"),
                          (self.canaries[6], "as it is")})
        database.close()

    def test_nothing_where_there_is_nothing(self):
        self.write(os.urandom(1 << 20))
        self.assertEqual(self.found(), set())
        almost = self.canaries[0][:-1] + "y"
        self.write(almost.encode())
        self.assertEqual(self.found(), set())

    @unittest.skipIf(os.geteuid() == 0, "root reads every file")
    def test_what_cannot_be_read_was_not_searched(self):
        self.write(b"x")
        (self.folder / "deep/er/file").chmod(0)
        with self.assertRaises(RuntimeError):
            self.found()


class CanariesTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-canaries-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def test_none_is_left_in_any_file(self):
        left = self.folder / "left"
        # What a program leaves in its temporary folder is searched too.
        (self.folder / "left/tmp").mkdir(parents=True)
        with mock.patch.dict(os.environ, {"TMPDIR": str(left / "tmp")}):
            exchange = CanaryExchange(left / "out", BINARIES, SEED,
                                      self.folder / "inputs")
            try:
                exchange.start()
                exchange.play(Planner(
                    read_assumptions(), SEED,
                    datetime.datetime.now(datetime.timezone.utc)), RECORDS)
                exchange.review()
                exchange.settle()
                exchange.type_at_the_command_line()
                exchange.write_support_bundles()
                files = found_in(left, exchange.canaries.places)
            finally:
                exchange.stop()
        self.assertEqual(exchange.strange, [])
        # While the nodes run, and after they have stopped.
        self.assertEqual(self.places(exchange, files), [])
        files = found_in(left, exchange.canaries.places)
        self.assertEqual(self.places(exchange, files), [])
        self.assert_that_enough_was_played(exchange)
        self.assert_that_the_search_was_of_everything(left)

    @staticmethod
    def places(exchange, files):
        """In which file what was found, once for each kind of both."""
        return sorted({(pathlib.Path(file).name, form,
                        exchange.canaries.places[canary].split(": ")[1])
                       for file, _, canary, form in files})

    def assert_that_enough_was_played(self, exchange):
        # The nodes took a thousand into their hands, and others got them.
        self.assertGreaterEqual(len(exchange.taken), CANARIES)
        self.assertGreater(len(exchange.arrived), CANARIES // 4)
        self.assertLess(len(exchange.arrived), len(exchange.taken))
        told = collections.Counter(exchange.told)
        for what in ("permit", "hold", "deny", "refused by the node",
                     "refused by the client", "approved", "rejected",
                     "minimized"):
            self.assertGreater(told[what], 0, told)
        # Of those that were refused no error says one, and errors were told.
        self.assertGreater(len(exchange.errors), 20)
        self.assertEqual([canary for canary in exchange.canaries.places
                          if canary in exchange.errors], [])

    def assert_that_the_search_was_of_everything(self, left):
        for nation in NATIONS:
            home = left / "out" / nation
            for name in ("store/journal.db", "node.log", "audit/checkpoint",
                         "anchor/anchor", "annex/000.jsonl", "support.txt"):
                self.assertTrue((home / name).exists(), name)
            self.assertIn('{"severity":"info"', (home / "support.txt").read_text())
        self.assertGreater(len(list(left.rglob("stderr"))), 5)
        self.assertGreater(len(list(left.rglob("spool.db"))), 5)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

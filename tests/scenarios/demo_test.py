#!/usr/bin/env python3
"""The demo can fail, and what it leaves stands up to others' verifiers.

Usage: demo_test.py BINARIES MESSAGES
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
REPOSITORY = FOLDER.parents[1]
BINARIES, MESSAGES = sys.argv[1:3] or ("build/release/bin", "build/release/python")
del sys.argv[1:3]
sys.path[:0] = [MESSAGES, str(REPOSITORY / "tests/docs")]
import audit_events  # noqa: E402
from enlace.v1 import audit_pb2  # noqa: E402


def play(out, scenarios):
    return subprocess.run(
        [sys.executable, FOLDER / "play.py", "--bin", BINARIES, "--out", out,
         "--scenarios", scenarios],
        capture_output=True, text=True, timeout=300, check=False)


class DemoTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-demo-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.scenarios = self.folder / "scenarios"
        self.scenarios.mkdir()

    def copy(self, name):
        text = (FOLDER / name).read_text()
        return self.scenarios / name, text

    def test_every_scenario_plays_and_others_accept_the_logs(self):
        done = play(self.folder / "out", FOLDER)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        count = len(list(FOLDER.glob("*.toml")))
        self.assertIn(f"{count} scenarios played; every outcome as expected",
                      done.stdout)
        verified = subprocess.run(
            ["bash", REPOSITORY / "tests/verifiers/verify_log.sh",
             self.folder / "out"],
            capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(verified.returncode, 0,
                         verified.stdout + verified.stderr)
        self.assertIn("ok: ", verified.stdout)
        catalogue = audit_events.Catalogue(audit_events.PAGE.read_text())
        self.assertEqual(catalogue.mistakes(audit_pb2), [])
        for nation in ("us", "mx"):
            beyond, count = audit_events.beyond(
                catalogue, self.folder / "out" / nation, audit_pb2)
            self.assertEqual(beyond, [], "not in docs/audit-events.md")
            self.assertGreater(count, 100)

    def test_a_field_that_the_catalogue_does_not_give_is_noticed(self):
        text = audit_events.PAGE.read_text()
        for falsified in (text.replace("`notice_of`, ", ""),
                          text.replace("| `LISTED` |", "| `SHOWN` |"),
                          text.replace("`link_sequence`, ", "")):
            self.assertNotEqual(falsified, text)
            self.assertNotEqual(
                audit_events.Catalogue(falsified).mistakes(audit_pb2), [])

    def test_no_value_of_a_record_is_on_disk_or_in_a_log(self):
        done = play(self.folder / "out", FOLDER)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        values = [b"SINTETICO", b"TESTPERSON", b"TEST50A00123", b"AGENTE PRUEBA",
                  b"FGR-TEST-0001", b"CALLE DE PRUEBA",
                  b"NOTARIA DE PRUEBA", b"ABC680524P73", b"3ZZTEST00X0000001",
                  b"BANCO DE PRUEBA", b"JUZGADO DE CONTROL DE PRUEBA"]
        records = b"".join(p.read_bytes() for p in
                           (self.folder / "out/records").glob("*.json"))
        for value in values:
            self.assertIn(value, records, "the search must be for what was sent")
        searched = 0
        for nation in ("us", "mx"):
            for path in (self.folder / "out" / nation).rglob("*"):
                # What a rule book shows as a case is no record.
                if not path.is_file() or path.suffix == ".book":
                    continue
                searched += 1
                content = path.read_bytes()
                for value in values:
                    self.assertNotIn(value, content, f"in {path}")
        self.assertGreater(searched, 20)

    def test_one_changed_byte_of_a_log_is_refused_by_others(self):
        path, text = self.copy("s02.toml")
        path.write_text(text)
        done = play(self.folder / "out", self.scenarios)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        bundle = next((self.folder / "out/us/audit/tile/entries").glob("000.p/*"))
        entry = bytearray(bundle.read_bytes())
        entry[40] ^= 1
        bundle.write_bytes(bytes(entry))
        verified = subprocess.run(
            ["bash", REPOSITORY / "tests/verifiers/verify_log.sh",
             self.folder / "out"],
            capture_output=True, text=True, timeout=300, check=False)
        self.assertNotEqual(verified.returncode, 0, verified.stdout)

    def test_a_falsified_expectation_fails(self):
        path, text = self.copy("s02.toml")
        false = text.replace('"purchaser.birth_date.year" = 1990',
                             '"purchaser.birth_date.year" = 1991')
        self.assertNotEqual(false, text)
        path.write_text(false)
        done = play(self.folder / "out", self.scenarios)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("FAIL", done.stdout)

    def test_an_empty_folder_fails(self):
        done = play(self.folder / "out", self.scenarios)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("0 scenarios played", done.stdout)

    def test_a_folder_that_is_not_the_demos_is_left_alone(self):
        precious = self.folder / "out" / "precious"
        precious.parent.mkdir()
        precious.write_text("x")
        done = play(self.folder / "out", FOLDER)
        self.assertEqual(done.returncode, 2)
        self.assertTrue(precious.exists())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

#!/usr/bin/env python3
"""Alerts from issue to end between two real nodes: found, confirmed, cancelled,
recalled, expired, and told by a watch that was stopped in between.

Usage: alerts_test.py BINARIES
"""

import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
from player import wait_for  # noqa: E402
from sandbox import NATIONS, Sandbox  # noqa: E402

BINARIES = sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin"
ISSUER, POST = "us-cbp", "mx-anam"
SECONDS_MAX = 20


def example(name, **changes):
    record = json.loads((FOLDER / "records" / f"{name}.json").read_text())
    record["context"]["caseRef"] = f"alerts-{changes.pop('case', name)}"
    record.update(changes)
    return record


class AlertsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-alerts-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.sandbox = Sandbox(cls.folder / "sandbox", BINARIES)
        cls.addClassCleanup(cls.sandbox.stop_all)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        (cls.sandbox.out / "contexts/alerts.toml").write_text(
            '[[contact]]\nname = "TEST POST"\ntelephone = "+528675550199"\n'
            "order = 1\n")
        for nation in NATIONS:
            cls.sandbox.start(nation)
        cls.count = 0

    def command(self, actor, *words, output="json"):
        return [str(self.sandbox.binaries / "enlace"), "--context",
                str(self.sandbox.context(actor)), "--lang", "en", "-o", output,
                *[str(word) for word in words]]

    def environment(self):
        return {**os.environ, "XDG_STATE_HOME": str(self.folder / "state")}

    def run_as(self, actor, *words, output="json"):
        return subprocess.run(self.command(actor, *words, output=output),
                              env=self.environment(), capture_output=True,
                              text=True, timeout=60, check=False)

    def answer(self, actor, *words):
        done = self.run_as(actor, *words)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        return json.loads(done.stdout)

    def send(self, actor, record_type, record, to, *words):
        path = self.folder / "record.json"
        path.write_text(json.dumps(record))
        return self.answer(actor, "send", record_type, path, "--to", to,
                           *words)["recordId"]

    def alert(self, plate, *words):
        """A new alert for `plate`, once it has come to the post."""
        AlertsTest.count += 1
        now = datetime.datetime.now(datetime.timezone.utc)
        record = example("vehicle_alert", case=str(self.count),
                         alertNumber=f"CBP-TEST-1{self.count:03}")
        record["vehicle"]["plate"] = plate
        record["context"]["validFrom"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        record_id = self.send(ISSUER, "BorderAlert", record, POST, *words)
        self.arrives(POST, record_id)
        return record_id, record

    def arrives(self, actor, record_id):
        self.assertTrue(wait_for(
            lambda: self.run_as(actor, "show", record_id).returncode == 0,
            SECONDS_MAX), "it did not arrive")

    def state(self, record_id):
        rows = self.answer(POST, "alerts", "active", "--all")
        return next((r["state"] for r in rows if r["recordId"] == record_id),
                    None)

    def told(self, actor):
        """What a watch that looks once tells: (word, beginning of the id)."""
        done = self.run_as(actor, "alerts", "watch", "--once", output="table")
        self.assertEqual(done.returncode, 0, done.stderr)
        return [tuple(line.split("  ")[1:3]) for line in done.stdout.splitlines()]

    def test_a_hit_is_found_asked_about_and_confirmed(self):
        alert, _ = self.alert("HIT-001")
        rows = self.answer(POST, "alerts", "active", "--match", "hit 001",
                           "--poe", "MX-24", "--direction", "southbound")
        self.assertEqual([r["recordId"] for r in rows], [alert])
        self.assertEqual(rows[0]["matched"], ["vehicle.plate"])
        self.assertEqual(rows[0]["state"], "LIVE")
        self.assertEqual(rows[0]["warnings"], ["OFFICER_SAFETY_ARMED"])
        for words in (["--match", "HIT-002"],
                      ["--match", "HIT-001", "--direction", "northbound"],
                      ["--match", "HIT-001", "--poe", "MX-23"]):
            missed = self.run_as(POST, "alerts", "active", *words)
            self.assertEqual(missed.returncode, 3, words)
            self.assertEqual(json.loads(missed.stdout), [])

        card = self.run_as(POST, "alerts", "card", alert, output="table")
        self.assertEqual(card.returncode, 0, card.stderr)
        self.assertIn("H I T - 0 0 1", card.stdout)
        self.assertIn("TEST POST, +528675550199", card.stdout)

        wrong = self.run_as(POST, "alerts", "hit", alert, "--level", "urgent",
                            "--match", "HIT-002", "--port", "MX-24", "--post",
                            "TEST DESK")
        self.assertEqual(wrong.returncode, 3, wrong.stderr)
        self.assertEqual(self.answer(POST, "alerts", "hits"), [])
        asked = self.answer(POST, "alerts", "hit", alert, "--level", "urgent",
                            "--match", "hit001", "--port", "MX-24", "--post",
                            "TEST DESK", "--phone", "+52 867 555 0100")
        self.assertEqual(asked["ruleIds"], ["MX-HILO-5"])
        hit = asked["recordId"]
        self.arrives(ISSUER, hit)
        for actor, sent in ((POST, True), (ISSUER, False)):
            rows = self.answer(actor, "alerts", "hits")
            self.assertEqual([r["recordId"] for r in rows], [hit])
            self.assertEqual(rows[0]["alert"], alert)
            self.assertEqual(rows[0]["state"], "RUNNING")
            self.assertEqual(rows[0]["sent"], sent)
            self.assertEqual(rows[0]["matched"], ["vehicle.plate"])
        asked_at, due = (datetime.datetime.fromisoformat(
            rows[0][k].replace("Z", "+00:00")) for k in ("askedAt", "due"))
        self.assertEqual(due - asked_at, datetime.timedelta(minutes=10))
        self.assertIn(("HIT", hit[:12]), self.told(ISSUER))

        own = self.run_as(POST, "alerts", "answer", hit, "confirmed", "--post",
                          "TEST DESK")
        self.assertEqual(own.returncode, 3, "only who was asked answers")
        late = datetime.datetime.now(datetime.timezone.utc).replace(
            microsecond=0) + datetime.timedelta(hours=1)
        for words, code in ((["needs-time"], 2),
                            (["needs-time", "--until", "2035-01-01T00:00:00"], 2),
                            (["needs-time", "--until", late.isoformat()], 0)):
            done = self.run_as(ISSUER, "alerts", "answer", hit, *words,
                               "--post", "TEST DESK")
            self.assertEqual(done.returncode, code, done.stderr)
        self.arrives(POST, json.loads(done.stdout)["recordId"])
        self.assertEqual(self.answer(POST, "alerts", "hits")[0]["state"],
                         "EXTENDED")
        answered = self.answer(ISSUER, "alerts", "answer", hit, "confirmed",
                               "--post", "TEST DESK", "--conditions",
                               "TEST: tell the desk what was found.")
        self.assertEqual(answered["ruleIds"], ["US-THREAD-7"])
        self.arrives(POST, answered["recordId"])
        for actor in (POST, ISSUER):
            self.assertEqual(self.answer(actor, "alerts", "hits"), [])
            rows = self.answer(actor, "alerts", "hits", "--all")
            self.assertEqual([r["state"] for r in rows], ["CONFIRMED"])
        self.assertEqual(rows[0]["conditions"],
                         "TEST: tell the desk what was found.")

    def test_a_cancelled_alert_is_gone_and_no_hit_can_be_asked_about(self):
        alert, record = self.alert("CNL-001")
        self.assertEqual(self.state(alert), "LIVE")
        record["actionCode"] = "ALERT_ACTION_A9_CANCEL"
        cancel = self.send(ISSUER, "BorderAlert", record, POST, "--in-reply-to",
                           alert)
        self.arrives(POST, cancel)
        self.assertEqual(self.state(alert), "CANCELLED")
        self.assertIsNone(self.state(cancel))
        self.assertEqual(self.run_as(POST, "alerts", "active", "--match",
                                     "CNL-001").returncode, 3)
        done = self.run_as(POST, "alerts", "hit", alert, "--level", "routine",
                           "--match", "CNL-001", "--port", "MX-24", "--post",
                           "TEST DESK")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("CANCELLED", done.stderr)

    def test_a_recalled_alert_is_not_used_any_more(self):
        alert, _ = self.alert("RCL-001")
        recall = self.send(ISSUER, "Recall", example("recall"), POST,
                           "--in-reply-to", alert)
        self.arrives(POST, recall)
        self.assertEqual(self.state(alert), "RECALLED")

    def test_an_alert_expires_at_its_end(self):
        alert, _ = self.alert("EXP-001", "--valid-for", "5s")
        # The node gives away what was confirmed, and nothing else that is old.
        self.answer(POST, "ack", alert, "--confirm-only")
        self.assertTrue(wait_for(lambda: self.state(alert) == "EXPIRED",
                                 SECONDS_MAX))
        self.assertEqual(self.run_as(POST, "alerts", "active", "--match",
                                     "EXP-001").returncode, 3)

    def test_a_watch_tells_each_thing_once_whenever_it_was_stopped(self):
        self.told(POST)
        watch = subprocess.Popen(
            self.command(POST, "alerts", "watch", "--every", "1",
                         output="table"),
            env=self.environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        with watch:
            self.assertIn(POST, watch.stderr.readline())
            second = self.run_as(POST, "alerts", "watch", "--once")
            self.assertEqual(second.returncode, 3, "one watch at a time")
            alert, record = self.alert("WCH-001")
            line = watch.stdout.readline()
            self.assertIn("  NEW  " + alert[:12], line)
            self.assertIn("!! Armed", line)
            watch.send_signal(signal.SIGINT)
            rest, errors = watch.communicate(timeout=SECONDS_MAX)
        self.assertEqual((watch.returncode, rest, errors), (0, "", ""))
        self.assertEqual(self.told(POST), [])
        record["actionCode"] = "ALERT_ACTION_A9_CANCEL"
        cancel = self.send(ISSUER, "BorderAlert", record, POST, "--in-reply-to",
                           alert)
        self.arrives(POST, cancel)
        lines = self.run_as(POST, "alerts", "watch", "--once").stdout
        self.assertEqual(
            [(told["what"], told["alert"]) for told in
             map(json.loads, lines.splitlines())], [("CANCELLED", alert)])
        self.assertEqual(self.told(POST), [])

    def test_what_was_told_and_sent_is_for_its_owner_only(self):
        self.told(POST)
        home = self.folder / "state/enlace/alerts/mx.enlace.example" / POST
        self.assertEqual(home.stat().st_mode & 0o777, 0o700)
        self.assertEqual((home / "ledger").stat().st_mode & 0o777, 0o600)
        self.assertNotIn("TEST", (home / "ledger").read_text())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

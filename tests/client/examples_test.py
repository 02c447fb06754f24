#!/usr/bin/env python3
"""Every example that `enlace VERB --help` shows does what it says.

The examples are read from the program itself and run against two real nodes. A
verb without one fails; so does a word in capitals that this test cannot fill in.

Usage: examples_test.py BINARIES
"""

import json
import os
import pathlib
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from sandbox import Sandbox, agency_uri, other, trust_domain  # noqa: E402

BINARIES = pathlib.Path(
    sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin").resolve()
RECORDS = REPOSITORY / "tests/scenarios/records"
SENDER, RECIPIENT, OPERATOR = "mx-fgr", "us-atf", "mx-operator-2"
# Whose request the sender endorses, of the examples about reviews.
STATE_PROSECUTOR = "mx-fge-son"
# Of the examples about the register: who proposes, and who approves.
REGISTRAR, OTHER_REGISTRAR = "us-operator-1", "us-operator-2"
# Of the examples about persons' rights: who is both asked and registrar.
OFFICER = "us-legal"
# Of the examples about alerts.
ISSUER, POST = "us-cbp", "mx-anam"
WAIT_SECONDS_MAX = 20

# Who runs a verb's examples, if not the recipient of a record.
ACTORS = {
    "enlace send": SENDER, "enlace try": SENDER, "enlace resend": SENDER,
    "enlace status": SENDER, "enlace revoke": SENDER,
    "enlace import": SENDER,
    "enlace review list": SENDER, "enlace review show": SENDER,
    "enlace review approve": SENDER, "enlace review reject": SENDER,
    "enlace review override": "mx-operator-1",
    "enlace review acknowledge": "mx-legal",
    "enlace register list": REGISTRAR, "enlace register show": REGISTRAR,
    "enlace register propose": REGISTRAR,
    "enlace register approve": OTHER_REGISTRAR,
    "enlace register revoke": OTHER_REGISTRAR,
    "enlace subject find": OFFICER, "enlace subject accounting": OFFICER,
    "enlace subject erase": OFFICER,
    "enlace subject correct": SENDER, "enlace subject dispute": SENDER,
    "enlace alerts answer": ISSUER,
    "enlace certs approve": "us-operator-1",
    "enlace node maintenance": "us-operator-1",
    "enlace audit approve": "us-operator-1",
    "enlace audit inspect": "us-legal",
}
# Verbs that serve until they are told to end.
SERVING = {"enlace agent", "enlace alerts watch"}
# Exit codes beside 0, and why.
ALSO_GOOD = {
    "enlace certs enrol": {6},  # two persons must approve
    "enlace revoke": {5},  # the other node has the record, and is told
    "enlace audit reconcile": {3},  # something is always on its way
    "enlace audit report": {3},  # the same
}


def person_uri(person):
    return agency_uri(person).replace("/agency/", "/person/")


def framework():
    """Commitments that an operator of each nation signs."""
    signers = "".join(f'[[signer]]\nperson = "{person_uri(p)}"\n'
                      for p in ("us-operator-1", "mx-operator-1"))
    return f"""version = 1
{signers}[[indicator]]
id = "I3"
statistic = "SHARE"
definition_en = "Trace requests answered"
definition_es = "Solicitudes de rastreo respondidas"
baseline = 41.5
baseline_source = "both logs"
baseline_day = 2026-06-30
target = 60
direction = "at least"
owner = "{agency_uri(RECIPIENT)}"
due = 2027-06-30
"""


def leaf_verbs(command):
    if not command["verbs"]:
        yield command
    for verb in command["verbs"]:
        yield from leaf_verbs(verb)


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-examples-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.sandbox = Sandbox(cls.folder / "sandbox", BINARIES,
                              first_contact=False, keep_keys=True)
        cls.addClassCleanup(cls.sandbox.stop_all)
        cls.sandbox.create()
        for nation in ("us", "mx"):
            cls.sandbox.start(nation)
        cls.work = cls.folder / "work"
        cls.work.mkdir()
        (cls.work / "framework.toml").write_text(framework())
        # Of the examples about contexts: a file to add, and one in use before.
        shutil.copy(cls.sandbox.context(RECIPIENT), cls.work / "office.toml")
        for words in ("add home office.toml", "select home"):
            cls.run_words(["enlace", "context", *words.split()], RECIPIENT)
        cls.prepare_enrolment()
        text = cls.run_words("enlace help -o json".split(), RECIPIENT).stdout
        cls.verbs = list(leaf_verbs(json.loads(text)))
        cls.make_first_contact()

    @classmethod
    def prepare_enrolment(cls):
        """Of the examples about enrolment: a request, which two persons have
        approved in another file than the example's; and the next link file."""
        def run(words, actor):
            done = cls.run_words(words, actor)
            if done.returncode not in (0, 6):
                raise RuntimeError(done.stderr)
            return done.stdout
        run(["enlace", "certs", "enrol", "asking", "--agency",
             agency_uri("us-harbour"), "--name-en", "Harbour Office",
             "--name-es", "Oficina del Puerto", "--contact", "Duty desk",
             "--send", "LinkTest"], RECIPIENT)
        shutil.copy(cls.work / "asking/request.pb", cls.work / "request.pb")
        cls.enrolment = json.loads(run(
            "enlace certs review request.pb -o json".split(), RECIPIENT))
        for person in ("us-operator-1", "us-operator-2"):
            run(["enlace", "certs", "approve", "request.pb", "--fingerprint",
                 cls.enrolment["fingerprint"], "--approvals", "both.pb"],
                person)
        subprocess.run([BINARIES / "enlace-dev-pki", "link",
                        cls.sandbox.link_file("us"), "--pki",
                        cls.sandbox.pki("us"), "--out", cls.work / "next.pb"],
                       check=True, capture_output=True)

    @classmethod
    def make_first_contact(cls):
        """The last acceptance is left to the example of `link accept`."""
        for nation, person in (("us", "operator-1"), ("us", "operator-2"),
                               ("mx", "operator-1")):
            peer = other(nation)
            cls.sandbox.enlace(f"{nation}-{person}", "link", "accept",
                               trust_domain(peer), "--fingerprint",
                               cls.sandbox.fingerprint(peer))
        accept = next(v for v in cls.verbs
                      if v["command"] == "enlace link accept")
        cls.accepted = [cls.run_words(cls.filled_in(e, {}), OPERATOR)
                        for e in accept["examples"]]
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while not all(cls.sandbox.link(n)["open"] for n in ("us", "mx")):
            if time.monotonic() > deadline:
                raise RuntimeError("the nodes did not make first contact")
            time.sleep(0.1)

    @classmethod
    def run_words(cls, words, actor):
        environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
                           XDG_CONFIG_HOME=str(cls.folder / "config"),
                           XDG_STATE_HOME=str(cls.folder / "state"),
                           ENLACE_CONTEXT=str(cls.sandbox.context(actor)))
        return subprocess.run([str(BINARIES / "enlace"), *words[1:]],
                              cwd=cls.work, env=environment, timeout=60,
                              capture_output=True, text=True, check=False)

    def write_records(self):
        """The files that examples name; no two with the same content."""
        for name, source in (("trace", "trace_request"),
                             ("result", "trace_result")):
            record = json.loads((RECORDS / f"{source}.json").read_text())
            record["context"]["caseRef"] = f"example-{secrets.token_hex(4)}"
            (self.work / f"{name}.json").write_text(json.dumps(record))

    def send_one(self):
        """The id of a record that the recipient's node is about to have."""
        self.write_records()
        done = self.run_words(
            ["enlace", "send", "FirearmTraceRequest", "trace.json", "--to",
             RECIPIENT, "-o", "json"], SENDER)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def send_to_disclose(self):
        """The answer for a record that was kept, with its receipt and a field
        of it in files."""
        self.write_records()
        kept = self.work / "trace.signed"
        kept.unlink(missing_ok=True)
        sent = self.answer_of(
            ["enlace", "send", "FirearmTraceRequest", "trace.json", "--to",
             RECIPIENT, "--keep", kept.name], SENDER)
        self.await_arrival(sent["recordId"])
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while self.run_words(
                ["enlace", "receipt", sent["recordId"], "--verify", "--out",
                 "trace.receipt"], RECIPIENT).returncode != 0:
            self.assertLess(time.monotonic(), deadline, "there is no receipt")
            time.sleep(0.1)
        self.answer_of(["enlace", "audit", "disclose", "trace.signed",
                        "firearm.serial_number", "--receipt", "trace.receipt",
                        "--out", "serial.disclosure"], RECIPIENT)
        return sent

    def send_to_correct(self):
        """The answer for a record that the recipient has, and a correction."""
        sent = self.send_one()
        self.await_arrival(sent["recordId"])
        trace = json.loads((self.work / "trace.json").read_text())
        (self.work / "correction.json").write_text(json.dumps({
            "context": trace["context"], "reason": "a wrong serial number",
            "correctedPaths": ["firearm.serial_number"]}))
        return sent

    def ask_for_a_person(self):
        """A request that two registrars entered, and the person's record."""
        self.write_records()
        trace = json.loads((self.work / "trace.json").read_text())
        trace["possessor"] = {
            "role": "PERSON_ROLE_POSSESSOR",
            "name": {"givenNames": "SINTETICA", "paternalSurname": "PRUEBA"},
            "birthDate": {"year": 1990, "month": 1, "day": 31}}
        (self.work / "trace.json").write_text(json.dumps(trace))
        (self.work / "person.txt").write_text(
            "name: Prueba Sintética\nborn: 1990-01-31\n")
        sent = self.answer_of(
            ["enlace", "send", "FirearmTraceRequest", "trace.json", "--to",
             RECIPIENT], SENDER)
        self.await_arrival(sent["recordId"])
        name = f"REQ-{secrets.randbelow(10**9)}"
        self.answer_of(
            ["enlace", "register", "propose", name, "--kind",
             "subject-request", "--term", "access", "--until", "2031-01-01",
             "--document", "trace.json", "--reference", "office/1"], REGISTRAR)
        self.answer_of(["enlace", "register", "approve", name],
                       OTHER_REGISTRAR)
        return dict(sent, request=name)

    def send_held(self):
        """The answer for a request that waits for the sender's endorsement."""
        self.write_records()
        done = self.run_words(
            ["enlace", "send", "FirearmTraceRequest", "trace.json", "--to",
             RECIPIENT, "-o", "json"], STATE_PROSECUTOR)
        self.assertEqual(done.returncode, 6, done.stderr)
        return json.loads(done.stdout)

    def send_again(self):
        """The answer for an urgent request that was sent before."""
        self.write_records()
        for code in (0, 6):
            done = self.run_words(
                ["enlace", "send", "FirearmTraceRequest", "trace.json", "--to",
                 RECIPIENT, "--urgency", "urgent", "-o", "json"], SENDER)
            self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def send_overridden(self):
        """The same, released by two persons on duty."""
        sent = self.send_again()
        for person in ("mx-operator-1", "mx-operator-2"):
            done = self.run_words(
                ["enlace", "review", "override", sent["recordId"], "--because",
                 "a shot was fired"], person)
            self.assertEqual(done.returncode, 0, done.stderr)
        return sent

    def propose_entry(self):
        """An entry of the register that waits for another person."""
        name = f"ASSURANCE-{secrets.randbelow(10**9)}"
        self.write_records()
        done = self.run_words(
            ["enlace", "register", "propose", name, "--kind", "assurance",
             "--term", "customs-confidentiality", "--holder", SENDER,
             "--until", "2031-01-01", "--document", "trace.json",
             "--reference", "archive/1"], REGISTRAR)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {"entry": name}

    def send_to_inspect(self):
        """The answer for a record, and an entry that lets the inspector see
        its contents."""
        sent = self.send_one()
        self.await_arrival(sent["recordId"])
        name = f"INSPECTION-{secrets.randbelow(10**9)}"
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ",
                              time.gmtime(time.time() + 3600))
        self.answer_of(
            ["enlace", "register", "propose", name, "--kind", "inspection",
             "--term", "annual-audit", "--inspector",
             person_uri(ACTORS["enlace audit inspect"]), "--transfer",
             sent["transferId"], "--until", until, "--document", "trace.json",
             "--reference", "orders/1"], REGISTRAR)
        self.answer_of(["enlace", "register", "approve", name],
                       OTHER_REGISTRAR)
        return {**sent, "entry": name}

    def send_alert(self):
        """The answer for an alert that the post's node has."""
        alert = json.loads((RECORDS / "vehicle_alert.json").read_text())
        alert["context"]["caseRef"] = f"example-{secrets.token_hex(4)}"
        alert["context"]["validFrom"] = time.strftime("%Y-%m-%dT%H:%M:%SZ",
                                                      time.gmtime())
        (self.work / "alert.json").write_text(json.dumps(alert))
        sent = self.answer_of(["enlace", "send", "BorderAlert", "alert.json",
                               "--to", POST], ISSUER)
        self.await_arrival(sent["recordId"], POST)
        return sent

    def ask_about(self, alert):
        """The answer for a hit on the alert that the issuer's node has."""
        asked = self.answer_of(
            ["enlace", "alerts", "hit", alert["recordId"], "--level", "urgent",
             "--match", "test 123", "--port", "MX-24", "--post", "TEST POST"],
            POST)
        self.await_arrival(asked["recordId"], ISSUER)
        return asked

    def answer_of(self, words, actor):
        done = self.run_words([*words, "-o", "json"], actor)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def await_arrival(self, record_id, recipient=RECIPIENT):
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while self.run_words(["enlace", "show", record_id],
                             recipient).returncode != 0:
            self.assertLess(time.monotonic(), deadline, "it did not arrive")
            time.sleep(0.1)

    def write_table(self):
        """What differs from row to row; trace.json holds the rest."""
        (self.work / "traces.csv").write_text(
            f"firearm.serial_number\nTEST{secrets.token_hex(4).upper()}\n")

    @classmethod
    def filled_in(cls, example, sent):
        values = {
            "AGENCY": RECIPIENT, "AUDIT_DIR": cls.sandbox.out / "us/audit",
            "PEER_AUDIT_DIR": cls.sandbox.out / "mx/audit",
            "WITNESS.vkey": cls.sandbox.out / "mx/witness.vkey",
            "CHAIN.pem": cls.sandbox.pki("us") / "agency/us-atf/tls.pem",
            "LINK_FILE": cls.sandbox.link_file("us"),
            "NEXT_LINK_FILE": "next.pb", "NATION": trust_domain("us"),
            "NEW_AGENCY": agency_uri("us-port"), "OTHER_AGENCY": SENDER,
            "ENROLMENT": cls.enrolment["fingerprint"],
            "PERSON_1": person_uri("us-operator-1"),
            "PERSON_2": person_uri("us-operator-2"),
            "ROOT.pem": cls.sandbox.pki("us") / "root.pem",
            "PEER_ROOT.pem": cls.sandbox.pki("mx") / "root.pem",
            "FINGERPRINT": cls.sandbox.fingerprint("us"), "PORT": "MX-24",
            "RULE": "MX-ESTATAL-2",
            "INSTANT": time.strftime("%Y-%m-%dT%H:%M:%SZ",
                                     time.gmtime(time.time() + 24 * 3600)),
        }
        if "entry" in sent:
            values.update(ENTRY=sent["entry"],
                          NEW_ENTRY=f"ASSURANCE-{secrets.randbelow(10**9)}")
        if "request" in sent:
            values.update(REQUEST=sent["request"],
                          NEW_ENTRY=f"ORDER-{secrets.randbelow(10**9)}")
        if "recordId" in sent:
            values.update(ID=sent["recordId"], RECORD=sent["recordId"],
                          HOLD=sent["recordId"],
                          TRANSFER=sent["transferId"])
        words = [str(values.get(w, w)) for w in shlex.split(example)]
        for word in words:
            if re.match(r"[A-Z_]{2,}(\.\w+)?$", word):
                raise ValueError(f"{example}: what is {word}?")
        return words

    def await_entry(self, transfer_id):
        """Until the recipient's nation has published what it did."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            done = self.run_words(
                ["enlace", "audit", "show",
                 str(self.sandbox.out / "us/audit"), transfer_id], RECIPIENT)
            if done.returncode == 0:
                return
            self.assertLess(time.monotonic(), deadline, done.stderr)
            time.sleep(0.1)

    def run_example(self, path, example):
        actor = ACTORS.get(path, RECIPIENT)
        if path.startswith("enlace alerts"):
            actor = ACTORS.get(path, POST)
            sent = self.send_alert()
            if path == "enlace alerts answer":
                sent = self.ask_about(sent)
        elif path == "enlace review override":
            sent = self.send_again()
        elif path == "enlace review acknowledge":
            sent = self.send_overridden()
        elif path.startswith("enlace review"):
            sent = self.send_held()
        elif path.startswith("enlace register"):
            sent = self.propose_entry()
        elif path in ("enlace subject correct", "enlace subject dispute"):
            sent = self.send_to_correct()
        elif path.startswith("enlace subject"):
            sent = self.ask_for_a_person()
        elif (path.startswith("enlace audit disclose") or
              "trace.receipt" in example):
            sent = self.send_to_disclose()
        elif path == "enlace audit inspect":
            sent = self.send_to_inspect()
        else:
            sent = self.send_one()
            if path != "enlace revoke":
                self.await_arrival(sent["recordId"])
        if path in ("enlace audit show", "enlace audit timeline"):
            self.await_entry(sent["transferId"])
        self.write_records()
        if path == "enlace import":
            self.write_table()
        words = self.filled_in(example, sent)
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        good = {0} | ALSO_GOOD.get(path, set())
        while True:
            done = self.run_words(words, actor)
            # 5 says to try again: the other node's half of a receipt, the log.
            # A running log's newest checkpoint waits a moment to be cosigned.
            # So does its entry about what the other log has already.
            again = {5, 3} if path in ("enlace audit verify",
                                       "enlace audit timeline") else {5}
            if (done.returncode in good or done.returncode not in again or
                    time.monotonic() > deadline):
                break
            time.sleep(0.2)
        self.assertIn(done.returncode, good,
                      f"{example}\n{done.stdout}{done.stderr}")
        self.assertNotEqual(done.stdout, "", example)

    def run_jointly(self, example):
        """With the other side, which does the same at the same time."""
        other_side = subprocess.Popen(
            [str(BINARIES / "enlace"), "--context",
             str(self.sandbox.context(SENDER)), "link", "test", RECIPIENT,
             "--out", "other-side"], cwd=self.work, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        with other_side:
            done = self.run_words(self.filled_in(example, {}), RECIPIENT)
            said = other_side.communicate()[0]
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(other_side.returncode, 0, said)

    def serve(self, example):
        """Serves, says so, and ends well when asked to."""
        process = subprocess.Popen(
            [str(BINARIES / "enlace"), *self.filled_in(example, {})[1:]],
            cwd=self.work, stderr=subprocess.PIPE, text=True,
            env=dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"),
                     ENLACE_CONTEXT=str(self.sandbox.context(RECIPIENT))))
        with process:
            said = process.stderr.readline()
            process.terminate()
            self.assertEqual(process.wait(WAIT_SECONDS_MAX), 0, example)
        self.assertIn(RECIPIENT, said, example)

    def test_every_verb_has_examples_and_they_run(self):
        count = 0
        for verb in self.verbs:
            with self.subTest(verb=verb["command"]):
                self.assertTrue(verb["examples"], "it has no example")
                if verb["command"] == "enlace link accept":
                    for done in self.accepted:
                        self.assertEqual(done.returncode, 0, done.stderr)
                    continue
                for example in verb["examples"]:
                    if verb["command"] in SERVING:
                        self.serve(example)
                    elif verb["command"] == "enlace link test":
                        self.run_jointly(example)
                    else:
                        self.run_example(verb["command"], example)
                    count += 1
        self.assertGreater(count, 20)

    def test_every_example_stands_in_the_help_of_its_verb(self):
        for verb in self.verbs:
            for language, title in (("en", "Examples:"), ("es", "Ejemplos:")):
                done = self.run_words(
                    [*verb["command"].split(), "--help", "--lang", language],
                    RECIPIENT)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(title, done.stdout)
                self.assertTrue(re.match(r"[^\n]+\.\n", done.stdout),
                                "help begins with one sentence")
                for example in verb["examples"]:
                    self.assertIn(f"\n  {example}\n", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

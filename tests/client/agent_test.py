#!/usr/bin/env python3
"""`enlace agent` between a program and a real node: what is kept, sent once,
answered, refused, and who may ask.  Driven through the Python package."""

import argparse
import copy
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
sys.path.insert(0, str(REPOSITORY / "client/python"))
from enlace import (Agent, AgentUnreachable, InvalidRecord,  # noqa: E402
                    NotEntitled, NotFound)
from agent_process import AgentProcess  # noqa: E402
from sandbox import NATIONS, Sandbox  # noqa: E402

RECORDS = REPOSITORY / "tests/scenarios/records"
SECONDS_MAX = 20
OPTIONS = None


def eventually(condition):
    deadline = time.monotonic() + SECONDS_MAX
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("did not come to be in time")
        time.sleep(0.05)


def trace_request(case):
    record = json.loads((RECORDS / "trace_request.json").read_text())
    record["context"]["caseRef"] = case
    for basis in record["context"]["legalBasis"]:
        if "caseRef" in basis:
            basis["caseRef"] = case
    return record


class AgentTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.sandbox = Sandbox(pathlib.Path(cls.temporary.name) / "sandbox",
                              OPTIONS.bin)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        for nation in NATIONS:
            cls.sandbox.start(nation)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop_all()
        cls.temporary.cleanup()

    def start(self, agency, *words):
        process = AgentProcess(self.sandbox, agency, *words).start()
        self.addCleanup(lambda: process.process.poll() is None
                        and process.stop())
        return process

    def test_a_record_goes_out_comes_in_and_is_answered(self):
        fgr = Agent(self.start("mx-fgr").socket, language="es-MX")
        atf = Agent(self.start("us-atf").socket)
        sent = fgr.send("FirearmTraceRequest", "us-atf", trace_request("go-1"),
                        key="go-1", urgency="priority")
        self.assertEqual(sent["state"], "SEND_STATE_DECIDED")
        self.assertEqual(sent["decision"]["outcome"],
                         "DECISION_OUTCOME_PERMIT")
        self.assertIn("possessor.race",
                      [r["path"] for r in sent["decision"]["removed"]])
        eventually(lambda: any(r["recordId"] == sent["recordId"]
                               for r in atf.inbox()))
        arrived = next(r for r in atf.inbox()
                       if r["recordId"] == sent["recordId"])
        self.assertEqual(arrived["record"]["firearm"]["serialNumber"],
                         "TEST50A00123")
        self.assertEqual(arrived["urgency"], "URGENCY_PRIORITY")
        self.assertLess(arrived["createdAt"], arrived["validUntil"])
        self.assertEqual(
            [(p["node"], p["validUntil"] <= arrived["validUntil"])
             for p in arrived["permits"]],
            [(f"spiffe://{n}.enlace.example/node/1", True) for n in ("mx", "us")])
        first = atf.acknowledge(arrived["cursor"])
        again = atf.acknowledge(arrived["cursor"])
        self.assertEqual(first["recordId"], again["recordId"])
        eventually(lambda: sum(r["type"] == "Acknowledgement" and
                               r["inReplyTo"] == sent["recordId"]
                               for r in fgr.inbox()) == 1)
        result = json.loads((RECORDS / "trace_result.json").read_text())
        answer = atf.reply(arrived["cursor"], "FirearmTraceResult", result,
                           key="answer-1")
        self.assertEqual(answer["state"], "SEND_STATE_DECIDED", answer)
        eventually(lambda: fgr.status(sent["recordId"])["state"] ==
                   "RECORD_STATE_COLLECTED")
        receipt = fgr.receipt(sent["recordId"], "L0")
        self.assertEqual(len(receipt["nodes"]), 2)

    def test_the_same_key_sends_once_whoever_asks(self):
        process = self.start("mx-fgr")
        agent = Agent(process.socket)
        first = agent.send("FirearmTraceRequest", "us-atf",
                           trace_request("once"), key="once")
        process.kill()
        process.start()
        again = agent.send("FirearmTraceRequest", "us-atf",
                           trace_request("once"), key="once")
        self.assertEqual(first, again)
        self.assertEqual(agent.sent("once"), first)
        with self.assertRaises(NotFound):
            agent.sent("never")
        with self.assertRaises(InvalidRecord) as caught:
            agent.send("FirearmTraceRequest", "us-atf",
                       trace_request("another"), key="once")
        self.assertEqual([f["field"] for f in caught.exception.fields],
                         ["key"])
        self.assertEqual(agent.sent("once"), first)

    def test_a_key_may_have_any_printable_character(self):
        agent = Agent(self.start("mx-fgr").socket)
        for key in ("case-17/trace-1", "100%26+50%", "a&after=b=c?#"):
            sent = agent.send("FirearmTraceRequest", "us-atf",
                              trace_request("any"), key=key)
            self.assertEqual(agent.sent(key), sent)
        for query in ("key=%", "key=%2", "key=%zz", "%2=a"):
            with self.assertRaises(InvalidRecord):
                agent._ask("GET", f"/v1/records?{query}")

    def test_what_was_taken_is_sent_though_node_and_agent_die(self):
        process = self.start("mx-fgr")
        agent = Agent(process.socket)
        self.sandbox.stop("mx")
        try:
            sent = agent.send("FirearmTraceRequest", "us-atf",
                              trace_request("later"), key="later", wait=0)
            self.assertEqual(sent["state"], "SEND_STATE_PENDING")
            process.kill()
        finally:
            self.sandbox.start("mx")
        process.start()
        eventually(lambda: agent.sent("later")["state"] ==
                   "SEND_STATE_DECIDED")
        self.assertEqual(agent.sent("later")["recordId"], sent["recordId"])
        self.assertTrue(agent.health()["nodeAnswers"])
        self.assertNotIn("pending", agent.health())

    def test_every_faulty_field_is_named_and_no_value(self):
        agent = Agent(self.start("mx-fgr").socket, language="es")
        record = trace_request("SECRET-CASE")
        record["firearm"]["serialNumber"] = "secret*value"
        record["recoveryCountry"] = "nowhere"
        with self.assertRaises(InvalidRecord) as caught:
            agent.send("FirearmTraceRequest", "us-atf", record, key="bad")
        # An unknown field ends the reading; then every fault comes at once.
        self.assertNotIn("nowhere", json.dumps(vars(caught.exception)))
        del record["recoveryCountry"]
        record["firearm"]["caliber"] = "\n"
        with self.assertRaises(InvalidRecord) as caught:
            agent.send("FirearmTraceRequest", "us-atf", record, key="bad")
        fields = {f["field"] for f in caught.exception.fields}
        self.assertLessEqual({"firearm.serial_number", "firearm.caliber"},
                             fields)
        self.assertNotIn("secret", str(vars(caught.exception)))
        self.assertTrue(all(f["descriptionEs"]
                            for f in caught.exception.fields))
        with self.assertRaises(NotFound):
            agent.sent("bad")

    def test_the_example_sends_a_record(self):
        process = self.start("mx-fgr")
        done = subprocess.run(
            [sys.executable, "-B",
             REPOSITORY / "client/python/examples/send_record.py",
             process.socket, "FirearmTraceRequest", "us-atf"],
            input=json.dumps(trace_request("example")), text=True,
            capture_output=True, check=True,
            env={"PYTHONPATH": str(REPOSITORY / "client/python")})
        self.assertEqual(done.stdout.split(),
                         ["SEND_STATE_DECIDED", "DECISION_OUTCOME_PERMIT"])

    def test_trying_sends_nothing(self):
        agent = Agent(self.start("mx-fgr").socket)
        tried = agent.try_record("FirearmTraceRequest", "us-atf",
                                 trace_request("try"))
        self.assertEqual(tried["decision"], "DECISION_OUTCOME_PERMIT")
        self.assertTrue(tried["explanation"])

    def test_a_port_answers_only_programs_that_know_the_token(self):
        token_file = self.sandbox.out / "token"
        process = self.start("us-cbp", "--port", "0", "--token-file",
                             token_file)
        port = int(process.note.rsplit(":", 1)[1])
        self.assertEqual(token_file.stat().st_mode & 0o77, 0)
        token = token_file.read_text().strip()
        self.assertEqual(Agent(port=port, token=token).health()["agency"],
                         "spiffe://us.enlace.example/agency/us-cbp")
        for wrong in (None, "", token[:-1], token + "0"):
            with self.assertRaises(NotEntitled):
                Agent(port=port, token=wrong).health()
        for header in ("Host: enlace.example", "Host: 127.0.0.1.example:1",
                       "Host: localhost\r\nOrigin: https://example.com"):
            self.assertIn(b" 403 ", self.raw(
                socket.create_connection(("127.0.0.1", port)),
                f"GET /v1/health HTTP/1.1\r\n{header}\r\n"
                f"Authorization: Bearer {token}\r\n\r\n".encode()))

    def test_a_hostile_request_ends_its_connection_and_nothing_else(self):
        process = self.start("us-cbp")

        def ask(payload):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(process.socket))
            return self.raw(connection, payload)

        post = b"POST /v1/records HTTP/1.1\r\nHost: x\r\n"
        big = b"x" * (3 << 20)
        self.assertIn(b" 413 ", ask(
            post + b"Content-Length: 3145728\r\n\r\n"))
        self.assertIn(b" 413 ", ask(
            post + b"Transfer-Encoding: chunked\r\n\r\n300000\r\n" + big))
        self.assertIn(b" 431 ", ask(post + b"X: " + big))
        self.assertIn(b" 400 ", ask(
            post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"))
        self.assertIn(b" 400 ", ask(b"\x16\x03\x01\r\n\r\n"))
        for body in (b"{", b"[]", b'{"type":1e999}', b'{"no":1}', b"\xff" * 9,
                     b'{"record":' + b'{"a":' * 5000 + b"1" + b"}" * 5001):
            self.assertIn(b" 400 ", ask(
                post + b"Content-Length: %d\r\n\r\n" % len(body) + body))
        self.assertIn(b" 404 ", ask(b"GET /v2/x HTTP/1.1\r\nHost: x\r\n\r\n"))
        self.assertTrue(Agent(process.socket).health()["nodeAnswers"])

    def raw(self, connection, payload):
        with connection:
            connection.settimeout(SECONDS_MAX)
            try:
                connection.sendall(payload)
            except OSError:
                pass  # it had read enough
            try:
                return connection.recv(4096)
            except OSError:
                return b""

    def test_only_the_owner_opens_the_socket_and_one_agent_has_it(self):
        process = self.start("us-hsi")
        self.assertEqual(process.socket.stat().st_mode & 0o777, 0o600)
        second = subprocess.run(
            [str(w) for w in process.command], capture_output=True, text=True,
            check=False, timeout=SECONDS_MAX)
        self.assertNotEqual(second.returncode, 0)
        process.kill()  # leaves its socket behind
        process.start()
        self.assertTrue(Agent(process.socket).health()["nodeAnswers"])
        self.assertEqual(process.stop(), 0)
        with self.assertRaises(AgentUnreachable):
            Agent(process.socket).health()

    def test_a_folder_is_enough(self):
        shared = self.sandbox.out / "shared"
        inbox = self.sandbox.out / "shared-atf"
        self.start("mx-fgr", "--watch", shared)
        self.start("us-atf", "--watch", inbox)
        eventually((shared / "out").is_dir)
        request = {"type": "FirearmTraceRequest", "to": "us-atf",
                   "record": trace_request("folder")}
        broken = copy.deepcopy(request)
        broken["record"]["firearm"]["serialNumber"] = "*"
        for name, body in (("good", request), ("broken", broken),
                           ("odd", ["no object"])):
            part = shared / "out" / f"{name}.part"
            part.write_text(json.dumps(body))
            part.rename(shared / "out" / f"{name}.json")
        eventually((shared / "sent/good.result.json").exists)
        eventually((shared / "failed/broken.error.json").exists)
        eventually((shared / "failed/odd.error.json").exists)
        self.assertEqual(list((shared / "out").iterdir()), [])
        sent = json.loads((shared / "sent/good.result.json").read_text())
        eventually(lambda: any(
            json.loads(f.read_text())["recordId"] == sent["recordId"]
            for f in (inbox / "in").glob("*.json")))
        fault = json.loads((shared / "failed/broken.error.json").read_text())
        self.assertEqual(fault["fields"][0]["field"], "firearm.serial_number")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)

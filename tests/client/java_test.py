#!/usr/bin/env python3
"""The Java package: vectors to the bit, then two real nodes, through an agent
and without one.

    java_test.py --bin BINARIES --package JAR --class-path JARS
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from agent_process import AgentProcess  # noqa: E402
from sandbox import NATIONS, Sandbox  # noqa: E402

RECORDS = REPOSITORY / "tests/scenarios/records"
OPTIONS = None


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True,
                          text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class JavaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.compile()
        cls.sandbox = Sandbox(cls.folder / "sandbox", OPTIONS.bin)
        cls.sandbox.out.mkdir()
        cls.sandbox.create()
        for nation in NATIONS:
            cls.sandbox.start(nation)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop_all()
        cls.temporary.cleanup()

    @classmethod
    def compile(cls):
        """Tests, examples, and the message of the vectors, which no shipped
        contract has."""
        run("protoc", "--java_out", cls.folder, "-I",
            REPOSITORY / "tests/proto/wire", "-I", REPOSITORY / "proto",
            "envelope_sample.proto")
        cls.class_path = (f"{cls.folder / 'classes'}:{OPTIONS.package}:"
                          f"{OPTIONS.class_path}")
        run("javac", "-proc:none", "-cp", cls.class_path, "-d",
            cls.folder / "classes", *cls.folder.glob("enlace/v1/*.java"),
            *(REPOSITORY / "tests/client/java").glob("*.java"),
            *(REPOSITORY / "client/java/examples").glob("*.java"))

    def command(self, name, *arguments):
        return [str(word) for word in
                ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                 self.class_path, name, *arguments)]

    def test_vectors_fit_and_falsified_ones_do_not(self):
        self.assertEqual(run(*self.command(
            "enlace.client.VectorsTest", REPOSITORY / "tests/vectors")),
            "vectors fit\n")

    def test_roots_vouch_for_their_own_alone(self):
        self.assertEqual(run(*self.command(
            "enlace.client.CertificatesTest", self.sandbox.pki("us"),
            self.sandbox.pki("mx"))), "done\n")

    def test_without_an_agent(self):
        with subprocess.Popen(
                self.command("NodeTest", self.sandbox.out / "contexts", RECORDS,
                             self.sandbox.out),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True) as program:
            told = []
            for line in program.stdout:
                told.append(line.strip())
                if told[-1] in ("stop", "start"):
                    getattr(self.sandbox, told[-1])("mx")
                    program.stdin.write("\n")
                    program.stdin.flush()
            self.assertEqual(told[-1:], ["done"], "\n".join(
                [*told, program.stderr.read()]))
        self.assertGreater(len(told), 20)
        log = (self.sandbox.out / "mx/node.log").read_text()
        self.assertIn((self.sandbox.out / "request-id").read_text(), log)
        roots = [word for nation in NATIONS for word in
                 ("--root", self.sandbox.pki(nation) / "root.pem")]
        run(self.sandbox.binaries / "enlace", "receipt",
            self.sandbox.out / "java.receipt", "--verify", "--level", "L0",
            *roots)

    def example(self, name, case, *arguments):
        record = json.loads((RECORDS / "trace_request.json").read_text())
        record["context"]["caseRef"] = case
        return run(*self.command(name, *arguments), input=json.dumps(record))

    def test_the_example_sends_its_record_once(self):
        arguments = (self.sandbox.context("mx-fgr"), "FirearmTraceRequest",
                     "us-atf", self.sandbox.out / "kept")
        first = self.example("SendDirectly", "java-direct", *arguments)
        self.assertEqual(first.split(), ["DECISION_OUTCOME_PERMIT"])
        kept = (self.sandbox.out / "kept").read_bytes()
        self.assertEqual((self.sandbox.out / "kept").stat().st_mode & 0o77, 0)
        self.assertEqual(self.example("SendDirectly", "other", *arguments), first)
        self.assertEqual((self.sandbox.out / "kept").read_bytes(), kept)

    def test_through_an_agent(self):
        token = self.sandbox.out / "token"
        process = AgentProcess(self.sandbox, "mx-fgr", "--port", "0",
                               "--token-file", token).start()
        self.addCleanup(process.stop)
        port = process.note.rsplit(":", 1)[1].strip()
        sent = self.example("SendRecord", "java-agent", port, token,
                            "FirearmTraceRequest", "us-atf")
        self.assertEqual(sent.split(), ["SEND_STATE_DECIDED",
                                        "DECISION_OUTCOME_PERMIT"])
        told = run(*self.command("AgentTest", port, token, RECORDS))
        self.assertEqual(told.splitlines()[-1:], ["done"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--package", required=True)
    parser.add_argument("--class-path", default="")
    OPTIONS, rest = parser.parse_known_args()
    if not OPTIONS.class_path or not shutil.which("javac"):
        print("skipped: no Java package was built; `scripts/setup all` brings "
              "what it needs")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)

#!/usr/bin/env python3
"""The client library as an agency's developer meets it: installed, found by
find_package(enlace), linked into the ten-line example, run against two nodes.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))
from sandbox import NATIONS, Sandbox  # noqa: E402


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True,
                          text=True, check=False, **options)
    print("$", " ".join(str(c) for c in command))
    if done.returncode != 0:
        print(done.stdout[-4000:] + done.stderr[-4000:])
        raise SystemExit(f"failed with {done.returncode}")
    return done.stdout


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: {actual!r}, expected {expected!r}")
    print("ok  ", what)


def build_example(options, folder):
    prefix, build = folder / "prefix", folder / "build"
    run("cmake", "--install", options.build, "--component", "library",
        "--prefix", prefix)
    run("cmake", "-G", "Ninja", "-S", REPOSITORY / "client/library/example",
        "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={options.cxx}")
    run("cmake", "--build", build)
    contract = (prefix / "share/enlace/enlace.binpb").read_bytes()
    expect(b"FirearmTraceRequest" in contract, True,
           "the contract is installed as one file")
    inside = (build / "build.ninja").read_text()
    expect(str(REPOSITORY / "base") in inside, False,
           "the example uses nothing of the tree")
    return build / "send_record"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cxx", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build_example(options, folder)
        sandbox = Sandbox(folder / "sandbox", options.bin)
        sandbox.out.mkdir()
        sandbox.create()
        try:
            for nation in NATIONS:
                sandbox.start(nation)
            send = [program, sandbox.context("mx-fgr"), "FirearmTraceRequest",
                    "us-atf"]
            record = json.loads(
                (REPOSITORY / "tests/scenarios/records/trace_request.json")
                .read_text())
            expect(run(*send, input=json.dumps(record)).split(),
                   ["DECISION_OUTCOME_PERMIT"], "a record is sent")
            bad = dict(record, firearm=dict(record["firearm"], serialNumber="*"))
            done = subprocess.run([str(c) for c in send],
                                  input=json.dumps(bad), text=True,
                                  capture_output=True, check=False)
            expect((done.returncode, "serial_number" in done.stderr,
                    "hint: " in done.stderr), (1, True, True),
                   "a faulty record is explained")
        finally:
            sandbox.stop_all()


if __name__ == "__main__":
    main()

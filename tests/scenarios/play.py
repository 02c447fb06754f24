#!/usr/bin/env python3
"""Plays scenarios against two real nodes and compares every outcome.

A scenario is a TOML file: steps of the agencies, each with what must come of
it.  Expectations stand only there.  Exit code 0 only if every outcome is the
expected one; an empty folder fails.
"""

import argparse
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
import time
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from sandbox import NATIONS, REPOSITORY, Sandbox, agency_uri, other  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent
DELIVERY_SECONDS_MAX = 15
SETTLE_SECONDS_MAX = 20
CALL_SECONDS_MAX = 60


def instant_of(text, now):
    """The instant that "-1d", "+72h", "+30m" names, relative to `now`."""
    match = re.fullmatch(r"([+-]\d+)([dhm])", text)
    if not match:
        raise ValueError(f"not a relative time: {text}")
    unit = {"d": "days", "h": "hours", "m": "minutes"}[match[2]]
    return now + datetime.timedelta(**{unit: int(match[1])})


def expand_times(value, now):
    """Replaces {"@date": "-1d"} and {"@instant": "+72h"} in a record."""
    if isinstance(value, list):
        return [expand_times(v, now) for v in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"@date"}:
        day = instant_of(value["@date"], now)
        return {"year": day.year, "month": day.month, "day": day.day}
    if set(value) == {"@instant"}:
        return instant_of(value["@instant"], now).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {k: expand_times(v, now) for k, v in value.items()}


def leaf(record, path):
    """The value at a dotted path of a JSON record, or None."""
    for name in path.split("."):
        camel = re.sub(r"_(\w)", lambda m: m[1].upper(), name)
        if not isinstance(record, dict) or camel not in record:
            return None
        record = record[camel]
    return record


def short(name):
    """"permit" for DECISION_OUTCOME_PERMIT: scenarios speak plainly."""
    for prefix in ("DECISION_OUTCOME_", "RECORD_STATE_"):
        if name.startswith(prefix):
            return name[len(prefix):].lower().replace("_", "-")
    return name


class Player:
    """Plays the steps of scenarios and keeps what they gave."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.now = datetime.datetime.now(datetime.timezone.utc)
        self.outcomes = []
        self.records = {}  # (scenario, step) -> record id

    def enlace(self, agency, *arguments):
        """Runs the command line as an agency; (exit code, JSON or None, errors)."""
        command = [self.sandbox.binaries / "enlace", "--context",
                   self.sandbox.context(agency), "-o", "json", *arguments]
        done = subprocess.run([str(c) for c in command], capture_output=True,
                              text=True, timeout=CALL_SECONDS_MAX, check=False)
        try:
            answer = json.loads(done.stdout) if done.stdout.strip() else None
        except json.JSONDecodeError:
            answer = None
        return done.returncode, answer, done.stderr

    def play(self, scenario):
        for step in scenario["step"]:
            actual, detail = self.act(scenario, step)
            expected = step["expect"]
            shown = {key: actual.get(key) for key in expected}
            self.outcomes.append({"scenario": scenario["id"], "step": step["name"],
                                  "expected": expected, "actual": shown})
            good = shown == expected
            print_row(scenario["id"], step, actual, good)
            if not good:
                print(f"     expected {json.dumps(expected, ensure_ascii=False)}")
                print(f"     actual   {json.dumps(shown, ensure_ascii=False)}")
                if detail:
                    print("     " + detail.strip().replace("\n", "\n     "))

    def act(self, scenario, step):
        verb = getattr(self, "do_" + step["do"])
        return verb(scenario, step)

    def record_of(self, scenario, name):
        return self.records.get((scenario["id"], name), "")

    def compose(self, scenario, step):
        record = json.loads((FOLDER / step["record"]).read_text())
        record = merge(expand_times(record, self.now), step.get("change", {}))
        path = self.sandbox.out / "records" / f"{scenario['id']}-{step['name']}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1))
        arguments = [step["type"], path, "--to", agency_uri(step["to"]),
                     "--channel", step.get("channel", "admin"),
                     "--urgency", step.get("urgency", "routine"),
                     "--valid-for", step.get("valid_for", "72h")]
        if "answers" in step:
            arguments += ["--in-reply-to", self.record_of(scenario, step["answers"])]
        return arguments

    def decided(self, scenario, step, verb):
        code, answer, errors = self.enlace(step["actor"], verb,
                                           *self.compose(scenario, step))
        answer = answer or {}
        self.records[(scenario["id"], step["name"])] = answer.get("recordId", "")
        return {
            "exit": code,
            "decision": short(answer.get("decision", "")),
            "reason": answer.get("reason", ""),
            "rules": answer.get("ruleIds", []),
            "removed": sorted(r["path"] for r in answer.get("redactions", [])),
            "caveats": answer.get("caveats", []),
            "problem": (re.findall(r"\(([A-Z0-9_]{3,})\)", errors) or [""])[0],
        }, errors

    def do_send(self, scenario, step):
        return self.decided(scenario, step, "send")

    def do_try(self, scenario, step):
        return self.decided(scenario, step, "try")

    def do_show(self, scenario, step):
        """The recipient reads the record, once it has arrived."""
        record_id = self.record_of(scenario, step["of"])
        deadline = time.monotonic() + DELIVERY_SECONDS_MAX
        while True:
            code, answer, errors = self.enlace(step["actor"], "show", record_id)
            if code == 0 or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        answer = answer or {}
        record = answer.get("record", {})
        expect = step["expect"]
        return {
            "exit": code,
            "verified": answer.get("verified", False),
            "values": {p: leaf(record, p) for p in expect.get("values", {})},
            "removed": sorted(r["path"] for r in answer.get("redactions", [])),
            "caveats": sorted(answer.get("caveats", [])),
        }, errors

    def do_absent(self, scenario, step):
        """Nothing of the record reached the recipient."""
        code, answer, errors = self.enlace(step["actor"], "inbox")
        record_id = self.record_of(scenario, step["of"])
        rows = answer if isinstance(answer, list) else (answer or {}).get("deliveries", [])
        found = any(row.get("recordId") == record_id for row in rows)
        return {"exit": code, "found": found}, errors

    def do_ack(self, scenario, step):
        code, answer, errors = self.enlace(step["actor"], "ack",
                                           self.record_of(scenario, step["of"]))
        return {"exit": code, "decision": short((answer or {}).get("decision", ""))}, errors

    def do_status(self, scenario, step):
        record_id = self.record_of(scenario, step["of"])
        deadline = time.monotonic() + DELIVERY_SECONDS_MAX
        while True:
            code, answer, errors = self.enlace(step["actor"], "status", record_id)
            state = short((answer or {}).get("state", ""))
            if state == step["expect"].get("state") or time.monotonic() > deadline:
                return {"exit": code, "state": state}, errors
            time.sleep(0.1)

    def do_receipt(self, scenario, step):
        path = (self.sandbox.out / "receipts" /
                f"{scenario['id']}-{step['name']}-{step['actor']}.tlog-proof")
        path.parent.mkdir(exist_ok=True)
        code, answer, errors = self.enlace(
            step["actor"], "receipt", self.record_of(scenario, step["of"]),
            "--level", step.get("level", "L2"), "--out", path, "--verify")
        return {"exit": code, "verified": (answer or {}).get("verified", False)}, errors


def merge(record, change):
    """`record` with the fields of `change`; an empty table removes a field."""
    merged = dict(record)
    for key, value in change.items():
        if value == {}:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def print_row(scenario, step, actual, good):
    mark = "ok  " if good else "FAIL"
    outcome = actual.get("decision") or actual.get("state") or (
        "verified" if actual.get("verified") else "")
    parts = [outcome]
    if actual.get("reason"):
        parts.append("reason " + actual["reason"])
    if actual.get("rules"):
        parts.append("by " + ", ".join(actual["rules"]))
    if actual.get("removed"):
        parts.append(f"{len(actual['removed'])} fields removed")
    if actual.get("problem") and actual["problem"] != actual.get("reason"):
        parts.append(actual["problem"])
    print(f"{mark} {scenario:<5}{step['name']:<18}{step['actor']:<10}"
          f"{step['do']:<9}{'; '.join(p for p in parts if p)}", flush=True)
    for path, value in (actual.get("values") or {}).items():
        print(f"       {path} = {value}")
    if step["do"] == "show" and actual.get("removed"):
        print(textwrap.fill("removed: " + ", ".join(actual["removed"]), 100,
                            initial_indent=" " * 7, subsequent_indent=" " * 9))


def wait_until_cosigned(sandbox):
    """Each log's last checkpoint covers every entry and is cosigned."""
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    while time.monotonic() < deadline:
        sizes = []
        for nation, agencies in NATIONS.items():
            done = subprocess.run(
                [sandbox.binaries / "enlace", "--context",
                 sandbox.context(agencies[0]), "-o", "json", "node", "status"],
                capture_output=True, text=True, check=False)
            status = json.loads(done.stdout) if done.returncode == 0 else {}
            links = status.get("links", [{}])
            sizes.append([int(status.get("logSize", 0)),
                          int(status.get("checkpointSize", -1)),
                          int(links[0].get("cosignedSize", -1)),
                          -sum(int(l.get("queued", 0)) for l in links)])
        if all(s[0] == s[1] == s[2] and s[3] == 0 for s in sizes):
            return True
        time.sleep(0.1)
    return False


def verify_logs(sandbox):
    """Both logs are verified from their files alone."""
    good = True
    for nation in NATIONS:
        home = sandbox.out / nation
        done = subprocess.run(
            [sandbox.binaries / "enlace", "audit", "verify", home / "audit",
             "--witness-vkey", sandbox.out / other(nation) / "witness.vkey"],
            capture_output=True, text=True, check=False)
        print(f"\nlog of {nation}:")
        print("  " + (done.stdout + done.stderr).strip().replace("\n", "\n  "))
        good = good and done.returncode == 0
    return good


def print_transfers(sandbox):
    for nation in NATIONS:
        print(f"\ntransfers in the log of {nation}:")
        done = subprocess.run(
            [sandbox.binaries / "enlace", "audit", "transfers",
             sandbox.out / nation / "audit"],
            capture_output=True, text=True, check=False)
        print(done.stdout.rstrip() or done.stderr.rstrip())


def scenario_files(folder):
    return sorted(pathlib.Path(folder).glob("*.toml"))


def play_all(sandbox, files):
    for nation, ports in sandbox.ports.items():
        print(f"node of {nation}: agencies on 127.0.0.1:{ports['agencies']}, "
              f"peers on 127.0.0.1:{ports['peers']}, mutual TLS 1.3")
    player = Player(sandbox)
    for file in files:
        scenario = tomllib.loads(file.read_text())
        print(f"\n{scenario['id']}  {scenario['title']}")
        player.play(scenario)
    good = all(o["expected"] == o["actual"] for o in player.outcomes)
    if not wait_until_cosigned(sandbox):
        print("the logs were not cosigned in time")
        good = False
    print_transfers(sandbox)
    (sandbox.out / "outcomes.json").write_text(
        json.dumps(player.outcomes, ensure_ascii=False, indent=1) + "\n")
    return verify_logs(sandbox) and good


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of the binaries")
    parser.add_argument("--out", default=REPOSITORY / "out/demo",
                        help="where everything is written (made anew)")
    parser.add_argument("--keep", action="store_true",
                        help="leave the nodes running")
    parser.add_argument("--scenarios", default=FOLDER,
                        help="folder of the scenario files")
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    if out.exists() and not (out / "pki").exists() and any(out.iterdir()):
        parser.error(f"{out} is not empty and was not made by this demo")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)

    sandbox = Sandbox(out, options.bin)
    sandbox.create()
    files = scenario_files(options.scenarios)
    good = False
    try:
        for nation in NATIONS:
            sandbox.start(nation)
        good = play_all(sandbox, files) and bool(files)
    finally:
        if not options.keep:
            sandbox.stop_all()
    print(f"\n{len(files)} scenarios played; "
          f"{'every outcome as expected' if good else 'NOT as expected'}")
    if options.keep:
        print(f"the nodes are running; try\n  {sandbox.binaries}/enlace "
              f"--context {sandbox.context('mx-fgr')} inbox")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""What the agencies of a scenario do, and what came of each step.

A step names an actor, a verb (`do`) and what must come of it (`expect`).  Each
verb returns what a step may expect, and the error text for people.
"""

import datetime
import json
import pathlib
import secrets
import time
import zoneinfo

from command_line import CommandLine, problem_in
from recipe import expand_sizes, expand_times, leaf, merge
from registrar import words_of_entry
from sandbox import NATIONS, agency_uri

FOLDER = pathlib.Path(__file__).resolve().parent
DELIVERY_SECONDS_MAX = 60
SETTLE_SECONDS_MAX = 60


def short(name):
    """"permit" for DECISION_OUTCOME_PERMIT: scenarios speak plainly."""
    for prefix in ("DECISION_OUTCOME_", "RECORD_STATE_", "ANSWER_STATE_"):
        if name.startswith(prefix):
            return name[len(prefix):].lower().replace("_", "-")
    return name


def wait_for(done, seconds):
    """Asks `done` until it says yes or the time is over; its last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = done()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


class Player:
    """Plays the steps of scenarios and keeps what they gave.

    `through` is what agencies send and read with: the command line, or agents.
    """

    def __init__(self, sandbox, report, through=None):
        self.sandbox = sandbox
        self.report = report  # called with every step played
        self.enlace = CommandLine(sandbox).run
        self.through = through or CommandLine(sandbox)
        self.now = datetime.datetime.now(datetime.timezone.utc)
        self.outcomes = []
        self.answers = {}  # (scenario, step) -> what the node answered
        self.message_ids = {}  # what scenarios call them -> hex
        self.started = {}  # (scenario, step) -> when

    def play(self, scenario):
        absent = {s["of"] for s in scenario["step"] if s["do"] == "absent"}
        for step in scenario["step"]:
            if step["name"] in absent:
                self.drain()  # what arrives from now on is of this step
            key = (scenario["id"], step["name"])
            self.started[key] = datetime.datetime.now(datetime.timezone.utc)
            verb = getattr(self, "do_" + step["do"].replace("-", "_"))
            actual, detail = verb(scenario, step)
            expected = step["expect"]
            shown = {name: actual.get(name) for name in expected}
            self.outcomes.append({"scenario": scenario["id"], "step": step["name"],
                                  "expected": expected, "actual": shown})
            self.report(scenario, step, actual, shown, detail)

    def answer_of(self, scenario, name):
        return self.answers.get((scenario["id"], name), {})

    def record_of(self, scenario, name):
        return self.answer_of(scenario, name).get("recordId", "")

    def thing_of(self, scenario, step):
        """The record of the step, or the notice that went instead of it."""
        if step.get("notice"):
            return self.answer_of(scenario, step["of"]).get("safetyNotice", "")
        return self.record_of(scenario, step["of"])

    # Sending.

    def compose(self, scenario, step):
        """What is sent, and how: `record` is the file that holds it."""
        record = json.loads((FOLDER / step["record"]).read_text())
        change = expand_sizes(expand_times(step.get("change", {}), self.now))
        record = merge(record, self.name_records(scenario, change))
        # Two steps never send the same content, unless they want to.
        record["context"]["caseRef"] = case_of(
            scenario, step.get("content_of", step["name"]))
        path = self.sandbox.out / "records" / f"{scenario['id']}-{step['name']}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1))
        sending = {"name": f"{scenario['id']}-{step['name']}",
                   "type": step["type"], "record": path, "to": agency_uri(step["to"]),
                   "channel": step.get("channel", "admin"),
                   "urgency": step.get("urgency", "routine"),
                   "valid_for": step.get("valid_for", "72h"),
                   "keep": self.kept(scenario, step)}
        if "message_id" in step:
            sending["message_id"] = self.message_id(step["message_id"])
        if "answers" in step:
            sending["in_reply_to"] = self.record_of(scenario, step["answers"])
        return sending

    def name_records(self, scenario, value):
        """Replaces {"@record": "step"} by the id of the record of that step."""
        if isinstance(value, list):
            return [self.name_records(scenario, v) for v in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"@record"}:
            return self.record_of(scenario, value["@record"])
        return {k: self.name_records(scenario, v) for k, v in value.items()}

    def kept(self, scenario, step):
        """Where the signed record is kept, if the step asks for it."""
        return self.kept_file(scenario, step["name"]) if step.get("keep") else None

    def kept_file(self, scenario, name):
        path = self.sandbox.out / "kept" / f"{scenario['id']}-{name}"
        path.parent.mkdir(exist_ok=True)
        return path

    def message_id(self, name):
        """A UUIDv7 that a scenario calls `name`."""
        if name not in self.message_ids:
            milliseconds = int(self.now.timestamp() * 1000)
            self.message_ids[name] = (f"{milliseconds:012x}7{secrets.token_hex(2)[1:]}"
                                      f"8{secrets.token_hex(8)[1:]}")
        return self.message_ids[name]

    def decided(self, scenario, step, code, answer, errors):
        answer = answer or {}
        self.answers[(scenario["id"], step["name"])] = answer
        return {
            "exit": code,
            "decision": short(answer.get("decision", "")),
            "reason": answer.get("reason", ""),
            "rules": answer.get("ruleIds", []),
            "removed": sorted(r["path"] for r in answer.get("redactions", [])),
            "caveats": answer.get("caveats", []),
            "problem": problem_in(errors),
            "notice": bool(answer.get("safetyNotice")),
            # Words that must not be told back, in the answer or the error.
            "silent_about": [
                w for w in step["expect"].get("silent_about", [])
                if w not in errors and w not in json.dumps(answer)],
        }, errors

    def do_send(self, scenario, step):
        context = step["actor"]
        if "disguise" in step:
            context = self.sandbox.disguise(f"{scenario['id']}-{step['name']}",
                                            step["actor"], step["disguise"])
        return self.decided(scenario, step, *self.through.send(
            context, self.compose(scenario, step)))

    def do_resend(self, scenario, step):
        """The very record of an earlier step again; `same`: the same outcome."""
        first = self.answer_of(scenario, step["of"])
        code, answer, errors = self.enlace(step["actor"], "resend",
                                           self.kept_file(scenario, step["of"]))
        actual, errors = self.decided(scenario, step, code, answer, errors)
        actual["same"] = bool(first) and answer == first
        return actual, errors

    def do_tamper(self, scenario, step):
        """The kept record of a step with another body behind its own, which no
        client would make: `size` bytes, `depth` messages in one another, or a
        number of `digits` groups of seven bits."""
        if "size" in step:
            body = bytes(step["size"])
        elif "depth" in step:
            body = b""
            for _ in range(step["depth"]):
                body = field(1, body)
        else:
            body = b"\x08" + b"\xff" * (step["digits"] - 1) + b"\x01"
        path = self.kept_file(scenario, step["name"])
        path.write_bytes(self.kept_file(scenario, step["of"]).read_bytes() +
                         field(2, body))
        return self.decided(scenario, step, *self.enlace(
            step["actor"], "resend", path))

    def do_try(self, scenario, step):
        """What the own node would do, the silent removals included."""
        code, answer, errors = self.through.try_record(
            step["actor"], self.compose(scenario, step))
        actual, errors = self.decided(scenario, step, code, answer, errors)
        actual["silent"] = {
            l["path"]: l["reason"] for l in (answer or {}).get("leaves", [])
            if l.get("silent") and l.get("reason")}
        return actual, errors

    # Receiving.

    def do_show(self, scenario, step):
        """The recipient reads the record, once it has arrived."""
        record_id = self.thing_of(scenario, step)
        found = []

        def arrived():
            found[:] = self.through.show(step["actor"], record_id)
            return found[0] == 0

        wait_for(arrived, DELIVERY_SECONDS_MAX)
        code, answer, errors = found
        answer = answer or {}
        record = answer.get("record", {})
        announced = {r["path"]: r for r in answer.get("redactions", [])}
        header = answer.get("header", {})
        hours = (int(header.get("validUntilMs", 0)) -
                 int(header.get("createdAtMs", 0))) / 3_600_000
        expect = step["expect"]
        told = json.dumps(answer)
        inbox = self.through.inbox(step["actor"])
        return {
            "exit": code,
            "copies": sum(record_id in (row.get("recordId"), row.get("transferId"))
                          for row in inbox),
            "verified": answer.get("verified", False),
            "sender": header.get("sender", ""),
            "answers": header.get("parent", ""),
            "values": {p: leaf(record, p) for p in expect.get("values", {})},
            "removed": sorted(announced),
            "reasons": {p: announced.get(p, {}).get("reason")
                        for p in expect.get("reasons", {})},
            # On a node's word: level and value.
            "stated": {g["path"]: f"{g['level']} {g['value']}"
                       for g in answer.get("generalizations", [])},
            # Neither there nor named in anything that the recipient holds.
            "gone": [p for p in expect.get("gone", [])
                     if leaf(record, p) in (None, []) and p not in told],
            "caveats": sorted(answer.get("caveats", [])),
            "window_hours": hours,
            "lapses": [self.lapse_of(r, zone) for r, zone in zip(
                answer.get("releases", []),
                (l.split()[-1] for l in expect.get("lapses", [])))],
        }, errors

    def lapse_of(self, release, zone):
        """When a node's permit ends: days from today in UTC, time, and `zone`."""
        end = datetime.datetime.fromtimestamp(
            int(release["validUntilMs"]) / 1000, zoneinfo.ZoneInfo(zone))
        days = (end.date() - self.now.date()).days
        return f"{days:+}d {end:%H:%M} {zone}"

    def do_absent(self, scenario, step):
        """Nothing of the step reached the actor's inbox, or its nation's log."""
        self.settle()
        code, answer, errors = self.enlace(step["actor"], "inbox", "--all")
        record_id = self.record_of(scenario, step["of"])
        rows = answer if isinstance(answer, list) else []
        since = self.started[(scenario["id"], step["of"])]
        return {
            "exit": code,
            "found": any(row.get("recordId") == record_id or
                         instant_in(row["deliveredAt"]) >= since for row in rows),
            "logged": any(instant_in(row["time"]) >= since
                          for row in self.transfers(step["actor"])),
        }, errors

    def do_indistinguishable(self, scenario, step):
        """The actor is told of the record what it is told of one that is none."""
        real, none = self.record_of(scenario, step["of"]), secrets.token_hex(32)
        same, code, errors = True, 0, ""
        for verb in (["status"], ["show"], ["receipt", "--level", "L1"]):
            told = [self.enlace(step["actor"], verb[0], record_id, *verb[1:])
                    for record_id in (real, none)]
            code, _, errors = told[0]
            same = same and told[0] == told[1]
        return {"exit": code, "same": same}, errors

    def do_ack(self, scenario, step):
        return self.decided(scenario, step, *self.through.ack(
            step["actor"], self.thing_of(scenario, step),
            self.kept(scenario, step)))

    # What is known of a record.

    def do_status(self, scenario, step):
        record_id = self.record_of(scenario, step["of"])
        found = []

        def reached():
            found[:] = self.through.status(step["actor"], record_id)
            return short((found[1] or {}).get("state", "")) == step["expect"].get("state")

        wait_for(reached, DELIVERY_SECONDS_MAX)
        code, answer, errors = found
        answer = answer or {}
        answers = answer.get("answer", {})
        return {"exit": code, "state": short(answer.get("state", "")),
                "reason": answer.get("peerReason", ""),
                "answer": short(answers.get("state", "")),
                "due_hours": self.hours_until(answers.get("dueMs")),
                "put_off": answers.get("putOff", False)}, errors

    def do_owed(self, scenario, step):
        """What the recipient's list of answers that it owes says of the record."""
        record_id = self.record_of(scenario, step["of"])
        code, rows, errors = self.enlace(step["actor"], "inbox", "--due")
        row = next((r for r in rows or [] if r.get("recordId") == record_id), {})
        due = row.get("answerDue")
        return {"exit": code, "answer": row.get("answer", "").lower(),
                "due_hours": self.hours_until(
                    instant_in(due).timestamp() * 1000 if due else None)}, errors

    def hours_until(self, unix_ms):
        """Whole hours from the start of the play, to the nearest."""
        if unix_ms is None:
            return None
        return round((int(unix_ms) / 1000 - self.now.timestamp()) / 3600)

    def do_alike(self, scenario, step):
        """Two records tell their recipient the same but for what names each."""
        codes, told = [], []
        for name in (step["of"], step["and"]):
            code, answer, errors = self.through.show(
                step["actor"], self.record_of(scenario, name))
            codes.append(code)
            told.append(what_is_told(answer or {}))
        return {"exit": max(codes), "same": told[0] == told[1]}, errors

    def do_review(self, scenario, step):
        """A reviewer decides about the record of an earlier step."""
        words = [step["verdict"], self.record_of(scenario, step["of"])]
        if "reason" in step:
            words += ["--reason", step["reason"]]
        code, answer, errors = self.enlace(step["actor"], "review", *words)
        row = answer[0] if isinstance(answer, list) and answer else {}
        return {"exit": code,
                "state": short(row.get("state", "")),
                "missing": row.get("approvalsMissing"),
                "problem": problem_in(errors)}, errors

    def do_register(self, scenario, step):
        """A person proposes, approves, revokes or looks up an entry of the own
        register."""
        case = case_of(scenario, step["case_of"]) if "case_of" in step else ""
        code, answer, errors = self.enlace(
            step["actor"], "register", *words_of_entry(self, step, case))
        answer = answer or {}
        if isinstance(answer, list):
            answer = next((row for row in answer
                           if row["entryId"] == step["entry"]), {})
        return {"exit": code,
                "state": answer.get("state", "").lower(),
                "ends_in": answer.get("endsIn"),
                "stopped": answer.get("recordsStopped"),
                "problem": problem_in(errors)}, errors

    def do_held(self, scenario, step):
        """What the reviewer is shown of the record of an earlier step."""
        code, answer, errors = self.enlace(
            step["actor"], "review", "show", self.record_of(scenario, step["of"]))
        answer = answer or {}
        record = answer.get("record", {})
        rules = answer.get("hold", {}).get("rules", [])
        return {"exit": code,
                "reason": answer.get("hold", {}).get("reason", ""),
                "rules": [r["ruleId"] for r in rules],
                "awaited": {a["role"]: f"{a['given']}/{a['needed']}"
                            for r in rules for a in r["reviews"]},
                "values": {p: leaf(record, p)
                           for p in step["expect"].get("values", {})}}, errors

    def do_receipt(self, scenario, step):
        path = (self.sandbox.out / "receipts" /
                f"{scenario['id']}-{step['name']}-{step['actor']}.tlog-proof")
        path.parent.mkdir(exist_ok=True)
        deadline = time.monotonic() + DELIVERY_SECONDS_MAX
        while True:
            code, answer, errors = self.enlace(
                step["actor"], "receipt", self.record_of(scenario, step["of"]),
                "--level", step.get("level", "L2"), "--out", path, "--verify")
            # 5: the other node's half is not there yet.
            if code != 5 or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        return {"exit": code, "verified": (answer or {}).get("verified", False)}, errors

    def do_logged(self, scenario, step):
        """What the log of the actor's nation says of the step, sent or refused."""
        transfer_id = self.answer_of(scenario, step["of"]).get("transferId")
        since = self.started[(scenario["id"], step["of"])]
        found = []

        def published():
            found[:] = [
                row for row in self.transfers(step["actor"])
                if (row["noticeOf" if step.get("notice") else "transferId"] ==
                    transfer_id if transfer_id else
                    row["kind"] == "REFUSED" and instant_in(row["time"]) >= since)]
            told = {"state": found[0]["state"].lower(),
                    "crossed": found[0]["crossed"]} if found else {}
            return found and all(step["expect"].get(name, value) == value
                                 for name, value in told.items())

        wait_for(published, DELIVERY_SECONDS_MAX)
        row = found[0] if found else {}
        return {
            "exit": 0 if found else 1,
            "entries": len(found),
            "state": row.get("state", "").lower(),
            "problem": row.get("problem", ""),
            "reason": row.get("reason", ""),
            "rules": row.get("ruleIds", []),
            "caller": row.get("caller", "").split("/")[-1],
            "crossed": row.get("crossed"),
            "silent": row.get("silentRedactions"),
        }, ""

    def transfers(self, agency):
        """The published log of the agency's nation, a row a transfer."""
        nation = agency.split("-")[0]
        return self.enlace(None, "audit", "transfers",
                           self.sandbox.out / nation / "audit")[1] or []

    def statuses(self):
        """What both nodes say of themselves; empty if one does not answer."""
        told = [self.enlace(agencies[0], "node", "status")
                for agencies in NATIONS.values()]
        return [status for _, status, _ in told] if all(
            code == 0 for code, _, _ in told) else []

    def drain(self):
        """Waits until nothing is on its way between the nodes."""
        def drained():
            told = self.statuses()
            return told and all(int(link["queued"]) == 0 for status in told
                                for link in status["links"])

        assert wait_for(drained, SETTLE_SECONDS_MAX), "a link does not drain"

    def settle(self):
        """Waits until nothing queues and each log is published and cosigned."""
        def settled():
            told = self.statuses()
            sizes = [(int(status["logSize"]), int(status["checkpointSize"]),
                      int(link["cosignedSize"]), int(link["queued"]))
                     for status in told for link in status["links"]]
            missing = [witness["name"] for status in told
                       for witness in status.get("witnesses", [])
                       if witness["cosignedSize"] != status["checkpointSize"]]
            return (told and not missing and
                    all(s[0] == s[1] == s[2] and s[3] == 0 for s in sizes))

        return wait_for(settled, SETTLE_SECONDS_MAX)


def case_of(scenario, name):
    """The case reference of what the step `name` sends."""
    return f"{scenario['id']}-{name}".lower()


def field(number, content):
    """Field `number` of a protocol buffer message, of variable length."""
    size, length = len(content), b""
    while size >= 0x80:
        length += bytes([size & 0x7f | 0x80])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content


def what_is_told(answer):
    """What a shown record tells beside ids, instants, keys and its case."""
    record = json.loads(json.dumps(answer.get("record", {})))
    record.get("context", {}).pop("caseRef", None)
    return {
        "record": record,
        "verified": answer.get("verified"),
        "caveats": answer.get("caveats"),
        "redactions": answer.get("redactions"),
        "generalizations": answer.get("generalizations"),
        "releases": [{name: release.get(name) for name in (
            "node", "ruleIds", "citations", "caveats", "redactions")}
                     for release in answer.get("releases", [])],
    }


def instant_in(text):
    """An instant of the command line's JSON."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

"""A mix of traffic whose every text holds a canary: sent, denied, held, refused,
minimized, reviewed and taken, with everything that anybody was told."""

import json
import signal
import subprocess

from canaries import Canaries, planted_in
from command_line import CALL_SECONDS_MAX
from enlace import EnlaceError, InvalidRecord
from enlace.node import Node
from exchange import WAIT_SECONDS, Exchange, Sent
from sandbox import NATIONS, persons_of

STOP_SECONDS_MAX = 20
REASON = "V04"


class CanaryExchange(Exchange):
    """`inputs` is where agencies keep what they send, which is not searched."""

    def __init__(self, out, binaries, seed, inputs):
        super().__init__(out, binaries)
        self.canaries = Canaries(seed)
        self.inputs = inputs
        self.inputs.mkdir()
        self.taken = set()  # that a node decided about
        self.arrived = set()
        self.told = []  # what became of the records
        self.errors = ""  # all that was told to whoever was refused
        self.sessions = {}

    def session(self, agency):
        if agency not in self.sessions:
            self.sessions[agency] = Node.open(self.sandbox.context(agency))
        return self.sessions[agency]

    def send(self, agent, planned):
        if planned.type == "Acknowledgement":
            return super().send(agent, planned)
        whole = planned.record
        planned.record = self.canaries.plant_everywhere(whole, planned.name)
        self.refused_by_the_node(planned)
        planned.record = self.canaries.plant(whole, planned.name)
        sent = self.send_or_note(agent, planned)
        if not sent.answer:
            planned.record = self.canaries.plant(whole, planned.name, sent.faulty)
            sent = self.send_or_note(agent, planned)
        decision = sent.answer.get("decision", {})
        if decision:
            self.taken |= planted_in(json.dumps(planned.record))
            self.told.append(decision["outcome"].removeprefix(
                "DECISION_OUTCOME_").lower())
            if decision.get("removed"):
                self.told.append("minimized")
        return sent

    def send_or_note(self, agent, planned):
        try:
            return Sent(planned, agent.send(
                planned.type, planned.recipient, planned.record,
                key=planned.name, urgency=planned.urgency,
                channel=planned.channel, in_reply_to=planned.parent or None,
                valid_for=planned.valid_hours * 3600 or None,
                wait=WAIT_SECONDS), [])
        except InvalidRecord as error:
            self.note(error, "refused by the client")
            return Sent(planned, {}, [f["field"] for f in error.fields])

    def refused_by_the_node(self, planned):
        """Sends what the client has not looked at."""
        session = self.session(planned.sender)
        draft = session.draft(
            planned.type, planned.record, planned.recipient,
            urgency=planned.urgency, channel=planned.channel,
            parent=bytes.fromhex(planned.parent),
            valid_for=planned.valid_hours * 3600 or 72 * 3600)
        result = session.submit([session.sign(draft)])[0]
        if not isinstance(result, EnlaceError):
            raise AssertionError(f"{planned.name} is well-formed to the node")
        self.taken |= planted_in(json.dumps(planned.record))
        self.note(result, "refused by the node")

    def note(self, error, what):
        self.told.append(what)
        self.errors += json.dumps(
            [str(error), vars(error)], default=str, ensure_ascii=False) + "\n"

    def take(self, agency):
        rows = super().take(agency)
        for _, row in rows:
            self.arrived |= planted_in(json.dumps(row))
        return rows

    def review(self):
        """Each reviewer approves every other record that waits, and rejects the
        rest."""
        for nation in NATIONS:
            for person in persons_of(nation):
                context = f"{nation}-{person}"
                code, rows, _ = self.player.enlace(context, "review", "list")
                for number, row in enumerate(rows or [] if code == 0 else []):
                    words = (["approve", row["recordId"]] if number % 2 == 0 else
                             ["reject", row["recordId"], "--reason", REASON])
                    code, _, errors = self.player.enlace(context, "review", *words)
                    self.errors += errors
                    if code == 0:
                        self.told.append(
                            "approved" if words[0] == "approve" else "rejected")

    def type_at_the_command_line(self):
        """What a person is told of records that are wrong, and of a try."""
        for sent in self.sent[:20]:
            if sent.planned.type == "Acknowledgement":
                continue
            path = self.inputs / f"{sent.planned.name}.json"
            path.write_text(json.dumps(self.canaries.plant(
                sent.planned.record, f"{sent.planned.name} typed")))
            for verb in ("send", "try"):
                done = subprocess.run(
                    [self.sandbox.binaries / "enlace", "--context",
                     self.sandbox.context(sent.planned.sender), verb,
                     sent.planned.type, path, "--to", sent.planned.recipient],
                    capture_output=True, text=True, timeout=CALL_SECONDS_MAX,
                    check=False)
                self.errors += done.stderr

    def write_support_bundles(self):
        for nation in NATIONS:
            home = self.sandbox.out / nation
            subprocess.run(
                [self.sandbox.binaries / "enlaced", "support-bundle", "--config",
                 home / "node.toml", "--to", home / "support.txt", "--log",
                 home / "node.log"],
                check=True, capture_output=True, timeout=CALL_SECONDS_MAX)

    def stop(self):
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()
        # What an agent says at its end is left beside its spool.
        for agent in self.through.processes.values():
            agent.process.send_signal(signal.SIGTERM)
            _, said = agent.process.communicate(timeout=STOP_SECONDS_MAX)
            (agent.folder / "stderr").write_text(agent.note + said)
        self.through.processes.clear()
        super().stop()

"""What a program of an agency does without an agent: the Python package alone.

The same verbs as the command line's, with answers in its shape, so that the
same expectations hold for both.
"""

import json
import pathlib

from enlace import EnlaceError
from enlace.node import Node
from enlace.v1 import envelope_pb2, outcome_pb2, thread_pb2
from google.protobuf import json_format
from program_answers import EXIT_OF_STATE, SECONDS_IN, judged, refused


def as_json(message):
    """As the command line prints it: with defaults, bytes in hexadecimal."""
    return in_hexadecimal(message, json_format.MessageToDict(
        message, including_default_value_fields=True))


def in_hexadecimal(message, shown_as):
    for field, value in message.ListFields():
        repeated = field.label == field.LABEL_REPEATED
        if field.type == field.TYPE_BYTES:
            shown_as[field.json_name] = (
                [one.hex() for one in value] if repeated else value.hex())
        elif field.type == field.TYPE_MESSAGE and repeated:
            for one, there in zip(value, shown_as[field.json_name]):
                in_hexadecimal(one, there)
        elif isinstance(shown_as.get(field.json_name), dict):
            in_hexadecimal(value, shown_as[field.json_name])
    return shown_as


def shown(item):
    """An InboxItem as `enlace show` answers."""
    if item.record is None:
        return {"verified": False}
    verified = item.record
    return {
        "verified": True, "recordId": verified.record_id.hex(),
        "record": as_json(verified.record), "header": as_json(verified.header),
        "redactions": [as_json(r) for release in verified.releases
                       for r in release.redactions],
        "generalizations": [
            {"path": g.path, "level": g.level, "value": g.value.decode()}
            for g in verified.coarser],
        "caveats": list(verified.caveats),
        "releases": [as_json(release) for release in verified.releases]}


class ThroughDirect:
    """One session for each agency, opened when it is first needed."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.nodes = {}
        self.agencies = set()
        self.calls = 0

    def node(self, agency):
        if agency not in self.nodes:
            self.nodes[agency] = Node.open(self.sandbox.context(agency))
            self.agencies.add(agency)
        return self.nodes[agency]

    def stop(self):
        for node in self.nodes.values():
            node.close()
        self.nodes.clear()

    def ask(self, agency, question):
        """What `question` gives of the agency's session, or why it does not."""
        self.calls += 1
        try:
            return question(self.node(agency))
        except EnlaceError as error:
            return refused(error)

    def draft(self, node, sending):
        amount, unit = sending["valid_for"][:-1], sending["valid_for"][-1]
        draft = node.draft(
            sending["type"],
            json.loads(pathlib.Path(sending["record"]).read_text()),
            sending["to"], urgency=sending["urgency"],
            channel=sending["channel"],
            parent=bytes.fromhex(sending.get("in_reply_to", "")),
            valid_for=int(amount) * SECONDS_IN[unit])
        draft.message_id = bytes.fromhex(sending.get("message_id", ""))
        return draft

    def submitted(self, node, signed, keep):
        if keep is not None:
            keep.write_bytes(signed.data)
        result = node.submit([signed])[0]
        if isinstance(result, EnlaceError):
            raise result
        outcome = result.outcome
        answer = as_json(outcome)
        name = envelope_pb2.DecisionOutcome.Name(outcome.decision)
        return judged(answer, name.removeprefix("DECISION_OUTCOME_"),
                      outcome.reason)

    def send(self, agency, sending):
        return self.ask(agency, lambda node: self.submitted(
            node, node.sign(self.draft(node, sending)), sending["keep"]))

    def try_record(self, agency, sending):
        def question(node):
            tried = node.try_record(self.draft(node, sending))
            name = envelope_pb2.DecisionOutcome.Name(tried.decision)
            return judged(as_json(tried), name.removeprefix("DECISION_OUTCOME_"),
                          tried.reason)
        return self.ask(agency, question)

    def inbox(self, agency):
        return [shown(item) for item in
                self.node(agency).inbox(confirmed_too=True)]

    def find(self, node, record_id):
        return next((item for item in node.inbox(confirmed_too=True)
                     if item.record and item.record.record_id.hex() == record_id),
                    None)

    def show(self, agency, record_id):
        def question(node):
            item = self.find(node, record_id)
            return (0, shown(item), "") if item else (2, None, "no such record\n")
        return self.ask(agency, question)

    def ack(self, agency, record_id, keep=None):
        """Confirms, and tells the sender under the context of its record."""
        def question(node):
            item = self.find(node, record_id)
            if item is None:
                return 2, None, "no such record\n"
            node.confirm([item.transfer_id])
            acknowledgement = thread_pb2.Acknowledgement(
                status=thread_pb2.ACKNOWLEDGEMENT_STATUS_RECEIVED)
            context = item.record.record.context
            for name in ("purpose_code", "case_ref", "evidence_status",
                         "language"):
                if context.HasField(name):
                    setattr(acknowledgement.context, name,
                            getattr(context, name))
            acknowledgement.context.legal_basis.extend(context.legal_basis)
            if context.HasField("handling"):
                acknowledgement.context.handling.CopyFrom(context.handling)
            acknowledgement.received_at.FromMilliseconds(item.delivered_at_ms)
            draft = node.answer(item, "Acknowledgement",
                                json_format.MessageToDict(acknowledgement))
            return self.submitted(node, node.sign(draft), keep)
        return self.ask(agency, question)

    def status(self, agency, record_id):
        def question(node):
            status = node.status(bytes.fromhex(record_id))
            state = outcome_pb2.RecordState.Name(status.state).removeprefix(
                "RECORD_STATE_")
            return EXIT_OF_STATE.get(state, 3), as_json(status), ""
        return self.ask(agency, question)

"""What a program of an agency does: the Python package, and an agent beside it.

The same verbs as the command line's, with answers in its shape, so that the
same expectations hold for both.
"""

import datetime
import json
import pathlib
import sys

from agent_process import AgentProcess
from program_answers import EXIT_OF_STATE, SECONDS_IN, judged, refused
from sandbox import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "client/python"))
from enlace import Agent, EnlaceError  # noqa: E402

def milliseconds_of(text):
    instant = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(instant.timestamp() * 1000)


def answer_of(sent):
    """A SentRecord as `enlace send` answers."""
    if "decision" not in sent:
        return refused(EnlaceError(sent.get("error", {"reason": sent["state"]})))
    decision = sent["decision"]
    answer = {**decision, "decision": decision["outcome"],
              "recordId": sent["recordId"],
              "redactions": decision.get("removed", [])}
    outcome = decision["outcome"].removeprefix("DECISION_OUTCOME_")
    return judged(answer, outcome, decision.get("reason"))


def shown(row):
    """An InboxRecord as `enlace show` answers."""
    return {**row, "verified": "error" not in row,
            "redactions": row.get("removed", []),
            "generalizations": row.get("coarser", []),
            "header": {"createdAtMs": milliseconds_of(row["createdAt"]),
                       "validUntilMs": milliseconds_of(row["validUntil"])},
            "releases": [{**permit, "validUntilMs":
                          milliseconds_of(permit["validUntil"])}
                         for permit in row["permits"]]}


class ThroughAgents:
    """One agent for each agency, started when it is first needed."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.processes = {}
        self.agencies = set()  # that had an agent
        self.calls = 0

    def agent(self, agency):
        if agency not in self.processes:
            self.processes[agency] = AgentProcess(self.sandbox, agency).start()
            self.agencies.add(agency)
        return Agent(self.processes[agency].socket)

    def stop(self):
        for process in self.processes.values():
            process.stop()
        self.processes.clear()

    def ask(self, agency, question):
        """What `question` gives of the agency's agent, or why it does not."""
        try:
            answer = question(self.agent(agency))
        except EnlaceError as error:
            answer = refused(error)
        self.calls += 1
        return answer

    def request(self, sending):
        amount, unit = sending["valid_for"][:-1], sending["valid_for"][-1]
        return {"record_type": sending["type"], "to": sending["to"],
                "record": json.loads(pathlib.Path(sending["record"]).read_text()),
                "urgency": sending["urgency"], "channel": sending["channel"],
                "valid_for": int(amount) * SECONDS_IN[unit],
                "in_reply_to": sending.get("in_reply_to")}

    def send(self, agency, sending):
        return self.ask(agency, lambda agent: answer_of(agent.send(
            key=sending["name"], **self.request(sending))))

    def try_record(self, agency, sending):
        def question(agent):
            tried = agent.try_record(**self.request(sending))
            outcome = tried["decision"].removeprefix("DECISION_OUTCOME_")
            return judged(tried, outcome, tried.get("reason"))
        return self.ask(agency, question)

    def inbox(self, agency):
        return list(self.agent(agency).inbox(confirmed_too=True))

    def find(self, agent, record_id):
        return next((row for row in agent.inbox(confirmed_too=True)
                     if record_id in (row.get("recordId"), row.get("transferId"))),
                    None)

    def show(self, agency, record_id):
        def question(agent):
            row = self.find(agent, record_id)
            return (0, shown(row), "") if row else (2, None, "no such record\n")
        return self.ask(agency, question)

    def ack(self, agency, record_id, keep=None):
        assert keep is None, "agents keep what they send themselves"

        def question(agent):
            row = self.find(agent, record_id)
            if row is None:
                return 2, None, "no such record\n"
            return answer_of(agent.acknowledge(row["cursor"]))
        return self.ask(agency, question)

    def status(self, agency, record_id):
        def question(agent):
            status = agent.status(record_id)
            state = status["state"].removeprefix("RECORD_STATE_")
            if "answer" in status:
                status["answer"]["dueMs"] = milliseconds_of(status["answer"]["due"])
            return EXIT_OF_STATE.get(state, 3), status, ""
        return self.ask(agency, question)

"""Plays a plan over two real nodes, each agency through its agent: what opens
first, then round by round what answers that which arrived."""

import concurrent.futures
import dataclasses
import time

from enlace import InvalidRecord
from plan import Planned
from player import Player
from sandbox import NATIONS, Sandbox
from through_agents import ThroughAgents

SETTLE_SECONDS_MAX = 300
WAIT_SECONDS = 25  # for the node of a busy machine
WORKERS = 6


@dataclasses.dataclass
class Sent:
    planned: Planned
    answer: dict  # SentRecord; {} if the agent did not take it
    faulty: list  # fields that are not well-formed, if it did not
    rows: list = dataclasses.field(default_factory=list)  # in the inbox


class Exchange:
    """Two nodes below `out`, and everything that was sent over them."""

    def __init__(self, out, binaries):
        self.sandbox = Sandbox(out, binaries)
        self.through = ThroughAgents(self.sandbox)
        self.player = Player(self.sandbox, None)
        self.sent = []
        self.by_id = {}
        self.read = {}  # agency -> cursor
        self.strange = []  # what arrived and was not sent, or does not verify

    def start(self):
        self.sandbox.out.mkdir(parents=True)
        self.sandbox.create()
        for nation in NATIONS:
            self.sandbox.start(nation)
        for agencies in NATIONS.values():
            for agency in agencies:
                self.through.agent(agency)

    def stop(self):
        self.through.stop()
        self.sandbox.stop_all()

    def play(self, planner, records, say=lambda text: None):
        batch = planner.openings(records)
        number = 0
        while batch:
            number += 1
            started = time.monotonic()
            self.send_all(batch)
            self.settle()
            arrived = self.take_all()
            say(f"round {number}: {len(batch)} sent, {len(arrived)} arrived, "
                f"{time.monotonic() - started:.0f} s")
            batch = planner.answers(arrived)
        self.settle()

    def send_all(self, batch):
        """Each agency sends its records one after the other."""
        by_agency = {}
        for planned in batch:
            by_agency.setdefault(planned.sender, []).append(planned)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for sent in pool.map(self.send_each, by_agency.values()):
                self.sent += sent
        self.sent.sort(key=lambda s: s.planned.name)
        self.by_id = {s.answer["recordId"]: s for s in self.sent if s.answer}

    def send_each(self, batch):
        agent = self.through.agent(batch[0].sender)
        return [self.send(agent, planned) for planned in batch]

    def send(self, agent, planned):
        try:
            if planned.type == "Acknowledgement":
                return Sent(planned, agent.acknowledge(planned.cursor), [])
            return Sent(planned, agent.send(
                planned.type, planned.recipient, planned.record,
                key=planned.name, urgency=planned.urgency,
                channel=planned.channel, in_reply_to=planned.parent or None,
                valid_for=planned.valid_hours * 3600 or None, wait=WAIT_SECONDS), [])
        except InvalidRecord as error:
            return Sent(planned, {}, [f["field"] for f in error.fields])

    def settle(self):
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while not self.player.settle():
            if time.monotonic() > deadline:
                raise RuntimeError("the nodes did not finish in time")

    def take_all(self):
        """What is new in every inbox, confirmed; (Planned, row) pairs."""
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            taken = list(pool.map(self.take, [
                a for agencies in NATIONS.values() for a in agencies]))
        arrived = []
        for agency, row in (pair for rows in taken for pair in rows):
            # A node's own, instead of an alert that was denied.
            if row.get("type") == "SafetyNotice":
                continue
            sent = self.by_id.get(row.get("recordId"))
            if sent is None or sent.planned.recipient != agency:
                self.strange.append(f"{agency}: {row.get('error', 'never sent')}")
                continue
            sent.rows.append(row)
            arrived.append((sent.planned, row))
        return sorted(arrived, key=lambda pair: pair[0].name)

    def take(self, agency):
        agent = self.through.agent(agency)
        rows = []
        for row in agent.inbox(self.read.get(agency, 0), confirmed_too=True):
            self.read[agency] = int(row["cursor"])
            rows.append((agency, row))
            if "error" not in row:
                agent.confirm(row["cursor"])
        return rows

    def transfers(self, nation):
        """The nation's published log: transfer id -> row."""
        return {row["transferId"]: row for row in self.player.transfers(nation)}

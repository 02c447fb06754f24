"""Two nations in one folder: certificates, configuration, node processes.

Throw-away: every key is made anew, and the authorities' keys are not written
unless a test or the sandbox needs them to enrol an agency.
"""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import random
import socket
import subprocess
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

NATIONS = {
    "us": ["us-atf", "us-cbp", "us-dea", "us-doj-oia", "us-fincen", "us-hsi"],
    "mx": ["mx-fgr", "mx-anam", "mx-fge-son", "mx-uif", "mx-inm", "mx-semar"],
}

# Persons of each nation; the first two are operators of its node, and keep its
# register.
PERSONS = ["operator-1", "operator-2", "legal"]

# Who reviews held records: persons, and agencies, with their roles.
REVIEWERS = {
    "us": {"operator-1": ["duty-officer"], "operator-2": ["duty-officer"],
           "legal": ["legal-officer", "privacy-officer"]},
    "mx": {"operator-1": ["oficial-de-guardia"],
           "operator-2": ["oficial-de-guardia"],
           "foreign-ministry": ["relaciones-exteriores"],
           "arms-registry": ["registro-de-armas"],
           "legal": ["responsable-jurídico", "autoridad-central"]},
}
AGENCY_REVIEWERS = {"us": {}, "mx": {"mx-fgr": ["endoso-federal"]}}


def persons_of(nation):
    """The persons of a nation, those that only review last."""
    return PERSONS + [p for p in REVIEWERS[nation] if p not in PERSONS]


def roles_of(nation, person):
    office = person.split("-")[0]
    return [office] * (person in PERSONS) + (
        ["registrar"] * (office == "operator")) + (
        ["data-protection"] * (office == "legal")) + (
        REVIEWERS[nation].get(person, []))

# Who writes each nation's rule book, and who signs it.
BOOK_AUTHOR = "drafter"
BOOK_REVIEWERS = ["counsel", "legal"]

START_SECONDS_MAX = 60
CONTACT_SECONDS_MAX = 60


class NodeDidNotStart(RuntimeError):
    """And says what it wrote last."""


RESERVED = []  # locks of ports, for the life of the process


def trust_domain(nation):
    return f"{nation}.enlace.example"


def agency_uri(agency):
    return f"spiffe://{trust_domain(agency.split('-')[0])}/agency/{agency}"


def other(nation):
    return next(n for n in NATIONS if n != nation)


def verifier_key(name, algorithm, public_pem):
    """A C2SP verifier key of an Ed25519 public key."""
    der = base64.b64decode("".join(public_pem.read_text().split("\n")[1:-2]))
    key = bytes([algorithm]) + der[-32:]
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(key).decode()}"


def free_ports(count):
    """Below those that the system gives to outgoing connections: a node that
    was down must find its ports free.  No other test takes them as long as this
    process lives (tests/integration/two_nodes.cc)."""
    folder = pathlib.Path(f"/tmp/enlace-test-ports-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    with contextlib.ExitStack() as stack:
        ports = []
        while len(ports) < count:
            candidate = stack.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                port = random.randrange(20000, 32000)
                lock = open(folder / str(port), "a")
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                candidate.bind(("127.0.0.1", port))
                RESERVED.append(lock)
                ports.append(port)
        return ports


class Sandbox:
    """Certificates and configuration of both nations below `out`.

    Once both nodes run for the first time, two operators of each accept the
    other's link file, unless `first_contact` is False.  With `keep_keys` the
    authorities' keys are written, so that agencies can be enrolled afterwards.
    With `neutral` both nodes ask a neutral witness, which has to be started.
    """

    def __init__(self, out, binaries, first_contact=True, keep_keys=False,
                 neutral=False):
        self.out = pathlib.Path(out).resolve()
        self.binaries = pathlib.Path(binaries).resolve()
        ports = iter(free_ports(2 * len(NATIONS)))
        self.ports = {n: {"agencies": next(ports), "peers": next(ports)}
                      for n in NATIONS}
        # Where the peer believes the node to be.
        self.reached_at = {n: self.ports[n]["peers"] for n in NATIONS}
        self.processes = {}
        self.programs = {}  # nation -> its node, if not that of `binaries`
        self.contact_due = first_contact
        self.keep_keys = keep_keys
        self.neutral = None
        if neutral:
            from neutral import NeutralWitness
            self.neutral = NeutralWitness(self.out, self.binaries)

    def create(self):
        for nation, agencies in NATIONS.items():
            self._make_pki(nation, agencies)
        if self.neutral:
            self.neutral.make_key()
            self.neutral.watch(self.out / nation / "audit.vkey"
                               for nation in NATIONS)
        for nation in NATIONS:
            home = self.out / nation
            home.mkdir(parents=True, exist_ok=True)
            (home / "audit.vkey").write_text(self.log_key(nation) + "\n")
            (home / "witness.vkey").write_text(self.witness_key(nation) + "\n")
            (home / "node.toml").write_text(self._node_config(nation))
            self.sign_book(nation, self.bundle(nation))
        (self.out / "contexts").mkdir(exist_ok=True)
        for nation, agencies in NATIONS.items():
            for agency in agencies:
                self.context(agency).write_text(self._context(nation, agency))
            for person in persons_of(nation):
                self.context(f"{nation}-{person}").write_text(
                    self._person_context(nation, f"{nation}-{person}"))

    def pki(self, nation):
        return self.out / "pki" / nation

    def context(self, agency):
        return self.out / "contexts" / f"{agency}.toml"

    def link_file(self, nation):
        return self.pki(nation) / "link.pb"

    def log_key(self, nation):
        return verifier_key(f"{trust_domain(nation)}/audit", 1,
                            self.pki(nation) / "node/1/log.pub")

    def witness_key(self, nation):
        return verifier_key(f"{trust_domain(nation)}/witness", 4,
                            self.pki(nation) / "node/1/witness.pub")

    def person_uri(self, nation, person):
        return f"spiffe://{trust_domain(nation)}/person/{nation}-{person}"

    def library(self, nation):
        return self.out / nation / "books"

    def bundle(self, nation, book=None, previous=None,
               effective="2026-01-01T00:00:00Z", name="1.book"):
        """The sample book, or that in folder `book`, as a version to be signed;
        lies where the node looks."""
        path = self.library(nation) / name
        self.rulebook("bundle", book or REPOSITORY / "policy" / nation,
                      "--nation", trust_domain(nation), "--effective", effective,
                      "--author", self.person_uri(nation, BOOK_AUTHOR),
                      "--out", path,
                      *(["--previous", previous] if previous else []))
        return path

    def sign_book(self, nation, bundle, reviewers=BOOK_REVIEWERS, remarks=()):
        for reviewer in reviewers:
            keys = self.pki(nation) / "person" / f"{nation}-{reviewer}"
            self.rulebook("sign", bundle, "--read", "en", "--read", "es",
                          "--key", keys / "signing.key",
                          "--chain", keys / "signing.pem", *remarks,
                          "--out", f"{bundle}.{reviewer}.review")

    def rulebook(self, *words):
        done = subprocess.run([self.binaries / "rulebook", *words],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"rulebook {words[0]}: {done.stdout}{done.stderr}")

    def _make_pki(self, nation, agencies):
        command = [self.binaries / "enlace-dev-pki", "--out", self.pki(nation),
                   "--nation", nation, "--trust-domain", trust_domain(nation),
                   "--nodes", "1", "--endpoint",
                   f"127.0.0.1:{self.reached_at[nation]}"]
        for agency in agencies:
            command += ["--agency", agency]
        for person in dict.fromkeys(
                persons_of(nation) + BOOK_REVIEWERS + [BOOK_AUTHOR]):
            command += ["--person", f"{nation}-{person}"]
        for person in BOOK_REVIEWERS:
            command += ["--book-reviewer", f"{nation}-{person}"]
        if self.keep_keys:
            command += ["--keep-root-key", "--keep-issuing-key"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def _roles(self, nation):
        tables = [("person", f"{nation}-{p}", roles_of(nation, p))
                  for p in persons_of(nation)]
        tables += [("agency", a, roles)
                   for a, roles in AGENCY_REVIEWERS[nation].items()]
        return "".join(
            f"\n[[{kind}]]\n"
            f'identity = "spiffe://{trust_domain(nation)}/{kind}/{name}"\n'
            f"roles = {json.dumps(roles)}\n"
            for kind, name, roles in tables)

    def _node_config(self, nation):
        peer = other(nation)
        own = f"{self.pki(nation)}"
        return f"""# One nation's node; docs/operations.md explains every key.
[node]
identity = "spiffe://{trust_domain(nation)}/node/1"
store = "store"
audit = "audit"
annex = "annex"
keys = "keys"
anchor = "anchor"
witnessed = "witnessed"

[book]
library = "books"
charter = "{own}/charter.pb"

[listen]
agencies = "127.0.0.1:{self.ports[nation]['agencies']}"
peers = "127.0.0.1:{self.ports[nation]['peers']}"
ready_file = "ready"

[metrics]
file = "metrics"

[tls]
key = "{own}/node/1/tls.key"
chain = "{own}/node/1/tls.pem"
root = "{own}/root.pem"

[statement]
key = "{own}/node/1/statement.key"

[log]
key = "{own}/node/1/log.key"

[witness]
key = "{own}/node/1/witness.key"
{self.neutral.node_config() if self.neutral else ""}
[link]
file = "{self.link_file(nation)}"
{self._roles(nation)}
[[peer]]
link_file = "{self.link_file(peer)}"
"""

    def _context(self, nation, agency):
        own = f"{self.pki(nation)}"
        return f"""# How {agency} reaches its own nation's node.
agency = "{agency_uri(agency)}"
language = "{'es' if nation == 'mx' else 'en'}"

[node]
endpoint = "127.0.0.1:{self.ports[nation]['agencies']}"
identity = "spiffe://{trust_domain(nation)}/node/1"

[tls]
key = "{own}/agency/{agency}/tls.key"
chain = "{own}/agency/{agency}/tls.pem"
root = "{own}/root.pem"

[signing]
key = "{own}/agency/{agency}/signing.key"
chain = "{own}/agency/{agency}/signing.pem"

{self._trust(nation)}{self._trust(other(nation))}"""

    def disguise(self, name, agency, papers):
        """A context `name` of whoever says to be `agency` with `papers`: whose
        TLS certificate and whose signing key it really holds."""
        text = self._context(agency.split("-")[0], agency)
        own = f"{self.pki(agency.split('-')[0])}/agency/{agency}/"
        for kind, owner in papers.items():
            held = f"{self.pki(owner.split('-')[0])}/agency/{owner}/"
            text = text.replace(f"{own}{kind}.", f"{held}{kind}.")
        self.context(name).write_text(text)
        return name

    def _person_context(self, nation, person):
        own = f"{self.pki(nation)}"
        return f"""# How {person} reaches the node of the own nation.
person = "spiffe://{trust_domain(nation)}/person/{person}"
language = "{'es' if nation == 'mx' else 'en'}"

[node]
endpoint = "127.0.0.1:{self.ports[nation]['agencies']}"
identity = "spiffe://{trust_domain(nation)}/node/1"

[tls]
key = "{own}/person/{person}/tls.key"
chain = "{own}/person/{person}/tls.pem"
root = "{own}/root.pem"

[signing]
key = "{own}/person/{person}/signing.key"
chain = "{own}/person/{person}/signing.pem"
"""

    def _trust(self, nation):
        return f"""
[[nation]]
root = "{self.pki(nation)}/root.pem"
log_vkey = "{self.out}/{nation}/audit.vkey"
witness_vkey = "{self.out}/{nation}/witness.vkey"
"""

    def start(self, nation):
        self.launch(nation)
        self.await_ready(nation)
        if self.contact_due and len(self.processes) == len(NATIONS):
            self.make_first_contact()

    def cosigners(self, nation):
        """The verifier keys of all who must have cosigned the nation's log."""
        keys = [self.out / other(nation) / "witness.vkey"]
        return keys + ([self.neutral.vkey] if self.neutral else [])

    def launch(self, nation):
        home = self.out / nation
        (home / "ready").unlink(missing_ok=True)
        log = open(home / "node.log", "ab")
        process = subprocess.Popen(
            [self.programs.get(nation, self.binaries / "enlaced"),
             "--config", home / "node.toml"],
            stdout=log, stderr=log, env=self.surroundings(nation))
        log.close()
        self.processes[nation] = process

    def surroundings(self, nation):
        """The environment of the nation's node; None is that of this process."""

    def await_ready(self, nation):
        home, process = self.out / nation, self.processes[nation]
        deadline = time.monotonic() + START_SECONDS_MAX
        while not (home / "ready").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NodeDidNotStart(
                    f"the node of {nation} did not start:\n" +
                    (home / "node.log").read_text()[-2000:])
            time.sleep(0.005)

    def enlace(self, context, *arguments):
        """What a person or agency types; fails if it does."""
        done = subprocess.run(
            [self.binaries / "enlace", "--context", self.context(context),
             *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{context}: {arguments}: {done.stderr}")
        return done.stdout

    def fingerprint(self, nation):
        """What a person of the nation reads out over the telephone."""
        shown = json.loads(self.enlace(
            f"{nation}-operator-1", "-o", "json", "link", "show",
            self.link_file(nation)))
        return shown["fingerprint"]

    def make_first_contact(self, say=lambda text: None):
        """Two operators of each nation accept the other's link file."""
        self.contact_due = False
        for nation in NATIONS:
            peer = other(nation)
            heard = self.fingerprint(peer)
            for person in PERSONS[:2]:
                context = f"{nation}-{person}"
                answer = self.enlace(context, "link", "accept",
                                     trust_domain(peer), "--fingerprint", heard)
                say(f"{context:<15} heard {heard}: {answer.strip()}")
            # One after the other, so that both logs say it in the same order
            # each time.
            self._await_link(peer, "acceptedByPeer")
        for nation in NATIONS:
            self._await_link(nation, "open")

    def _await_link(self, nation, state):
        deadline = time.monotonic() + CONTACT_SECONDS_MAX
        while not self.link(nation)[state]:
            if time.monotonic() > deadline:
                raise RuntimeError("the nodes did not make first contact")
            time.sleep(0.05)

    def link(self, nation):
        """The nation's link as its node sees it."""
        return json.loads(self.enlace(f"{nation}-operator-1", "-o", "json",
                                      "link", "list"))[0]

    def stop(self, nation):
        process = self.processes.pop(nation, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(START_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self, nation):
        """SIGKILL: the node can finish nothing."""
        process = self.processes.pop(nation)
        process.kill()
        process.wait()

    def stop_all(self):
        for nation in list(self.processes):
            self.stop(nation)
        if self.neutral:
            self.neutral.stop()

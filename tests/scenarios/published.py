"""What each nation publishes, served over HTTP by the real program: to everybody
without the entries, and to its own auditors with them."""

import subprocess
import time

from sandbox import NATIONS, REPOSITORY, START_SECONDS_MAX, other

NOT_INSTALLED = 2


class PublishedNation:
    """The programs that serve one nation's log and what its witness saw."""

    def __init__(self, sandbox, nation):
        self.home = sandbox.out / nation
        self.binary = sandbox.binaries / "enlace-http"
        self.processes = {}
        self.addresses = {}

    def config_of(self, readers):
        return f"""# docs/http.md explains every key.
[listen]
address = "127.0.0.1:0"
ready_file = "http-{readers}.ready"

[[log]]
directory = "audit"
prefix = "/audit"
entries = {'true' if readers == 'auditors' else 'false'}

[[witness]]
directory = "witnessed"
prefix = "/witness"
"""

    def start(self):
        for readers in ("public", "auditors"):
            config = self.home / f"http-{readers}.toml"
            config.write_text(self.config_of(readers))
            ready = self.home / f"http-{readers}.ready"
            ready.unlink(missing_ok=True)
            with open(self.home / f"http-{readers}.log", "ab") as log:
                self.processes[readers] = subprocess.Popen(
                    [self.binary, "--config", config], stdout=log, stderr=log)
            deadline = time.monotonic() + START_SECONDS_MAX
            while not ready.exists():
                if (self.processes[readers].poll() is not None or
                        time.monotonic() > deadline):
                    raise RuntimeError(
                        (self.home / f"http-{readers}.log").read_text()[-2000:])
                time.sleep(0.005)
            self.addresses[readers] = ready.read_text().strip()

    def url(self, readers, path):
        return f"http://{self.addresses[readers]}/{path}"

    def stop(self):
        """The exit codes: 0 of whoever stopped when told to."""
        for process in self.processes.values():
            process.terminate()
        codes = [p.wait(START_SECONDS_MAX) for p in self.processes.values()]
        self.processes.clear()
        return codes


class Published:
    """That of both nations; to be used with `with`."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.nations = {n: PublishedNation(sandbox, n) for n in NATIONS}

    def __enter__(self):
        # A node copies what it cosigned once a second.
        deadline = time.monotonic() + START_SECONDS_MAX
        for nation in self.nations.values():
            while not list((nation.home / "witnessed").glob("*/checkpoint")):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{nation.home}: nothing was witnessed")
                time.sleep(0.05)
        try:
            for nation in self.nations.values():
                nation.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        return [code for nation in self.nations.values()
                for code in nation.stop()]

    def verify(self, nation, readers):
        """What x/mod's reader of tiles says of the nation's log as `readers` get
        it, and the other nation's witness of what it has seen; None if it is not
        installed."""
        words = ["bash", REPOSITORY / "tests/verifiers/verify_log.sh", "served"]
        if readers == "auditors":
            words.append("-entries")
        words += ["-monitor",
                  self.nations[other(nation)].url("public", "witness"),
                  self.nations[nation].url(readers, "audit"),
                  self.sandbox.out / nation / "audit.vkey",
                  *self.sandbox.cosigners(nation)]
        done = subprocess.run(words, capture_output=True, text=True,
                              timeout=300, check=False)
        return None if done.returncode == NOT_INSTALLED else done


def verify_served(sandbox, say):
    """Both logs are verified as they are served, by code of others."""
    good = True
    with Published(sandbox) as published:
        for nation in NATIONS:
            address = published.nations[nation].addresses["public"]
            say(f"\nlog of {nation} over HTTP, http://{address}/audit:")
            for readers in ("public", "auditors"):
                done = published.verify(nation, readers)
                if done is None:
                    say("  not verified: install golang-go and "
                        "golang-golang-x-mod-dev")
                    break
                say(f"  {readers}: {(done.stdout + done.stderr).strip()}")
                good = good and done.returncode == 0
    return good

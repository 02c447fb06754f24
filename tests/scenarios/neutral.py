"""A neutral witness beside the two nations: the real program, in a folder of its
own, with a key that neither nation has."""

import subprocess
import time

from sandbox import START_SECONDS_MAX, free_ports, verifier_key

NAME = "neutral.example/witness"


class NeutralWitness:
    """Made below `out`; the nations' log keys are given to it once they are
    there."""

    def __init__(self, out, binaries):
        self.home = out / "neutral"
        self.binaries = binaries
        self.address = f"127.0.0.1:{free_ports(1)[0]}"
        self.vkey = self.home / "witness.vkey"
        self.process = None

    def make_key(self):
        self.home.mkdir(parents=True)
        key, public = self.home / "witness.key", self.home / "witness.pub"
        for words in (["genpkey", "-algorithm", "ed25519", "-out", key],
                      ["pkey", "-in", key, "-pubout", "-out", public]):
            subprocess.run(["openssl", *words], check=True,
                           capture_output=True)
        key.chmod(0o600)
        self.vkey.write_text(verifier_key(NAME, 4, public) + "\n")

    def watch(self, log_vkeys):
        logs = "".join(f'\n[[log]]\nvkey = "{path}"\n' for path in log_vkeys)
        (self.home / "witness.toml").write_text(f"""# docs/witness.md explains every key.
[witness]
name = "{NAME}"
key = "witness.key"
state = "state"
evidence = "evidence"

[listen]
address = "{self.address}"
ready_file = "ready"
{logs}""")

    def node_config(self):
        """What a node's configuration says of it."""
        return f"""
[[witness.neutral]]
url = "http://{self.address}"
vkey = "{self.vkey}"
"""

    def start(self):
        ready = self.home / "ready"
        ready.unlink(missing_ok=True)
        with open(self.home / "witness.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "enlace-witness", "--config",
                 self.home / "witness.toml"], stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS_MAX
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the neutral witness did not start:\n" + (
                    self.home / "witness.log").read_text()[-2000:])
            time.sleep(0.005)

    def kill(self):
        """SIGKILL: it can finish nothing."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(START_SECONDS_MAX)
        self.process = None

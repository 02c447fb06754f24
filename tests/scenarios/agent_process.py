"""`enlace agent` of an agency, as a process with a folder of its own."""

import signal
import subprocess

STOP_SECONDS_MAX = 20


class AgentProcess:
    def __init__(self, sandbox, agency, *words):
        self.folder = sandbox.out / f"agent-{agency}"
        self.folder.mkdir(exist_ok=True)
        self.socket = self.folder / "socket"
        self.command = [sandbox.binaries / "enlace", "--context",
                        sandbox.context(agency), "agent", "--spool",
                        self.folder / "spool.db", *words]
        if "--port" not in words:
            self.command += ["--socket", self.socket]
        self.process = None

    def start(self):
        """Returns once it answers, or has ended; `note` is what it says."""
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE,
                                        text=True)
        self.note = self.process.stderr.readline()
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS_MAX)
        self.process.stderr.close()
        return code

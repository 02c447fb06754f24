"""A program that serves HTTP from one configuration file, run as a process of its
own in a folder of its own."""

import pathlib
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 30


class ServingProgram:
    """`binary` on the configuration `config`, text, in `folder`; `ready` is the
    file there that it names its address in."""

    def __init__(self, folder, binary, config, ready="ready", user=None):
        self.folder = pathlib.Path(folder)
        self.binary = binary
        self.user = user  # number of whom it runs as, if not the own one
        self.config = self.folder / "program.toml"
        self.config.write_text(config)
        self.ready = self.folder / ready
        self.log_lines = self.folder / "stderr"
        self.process = None

    def run(self, *words):
        return subprocess.run([self.binary, "--config", self.config, *words],
                              capture_output=True, text=True, timeout=30,
                              check=False)

    def start(self):
        self.ready.unlink(missing_ok=True)
        with open(self.log_lines, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "--config", self.config], stdout=log, stderr=log,
                user=self.user, group=self.user,
                extra_groups=None if self.user is None else [])
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.ready.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log_lines.read_text())
            time.sleep(0.01)
        self.address = self.ready.read_text().strip()

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(START_SECONDS_MAX)

    def connect(self):
        host, port = self.address.split(":")
        return socket.create_connection((host, int(port)), timeout=20)

"""The process that plays the agencies (main.cc)."""

import subprocess
import threading


class Load:
    def __init__(self, sandbox, seed, drain_seconds, tolerated=()):
        self.drain_seconds = drain_seconds
        self.process = subprocess.Popen(
            [sandbox.binaries / "crash_load", "--folder", sandbox.out,
             "--seed", str(seed), "--drain-seconds", str(drain_seconds),
             *(["--tolerate", *tolerated] if tolerated else [])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.acknowledged = self.collected = 0
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        for line in self.process.stdout:
            self.acknowledged, self.collected = map(int, line.split())

    def ended(self):
        return self.process.poll() is not None

    def finish(self):
        """Sends nothing new; True once everything has drained."""
        self.process.stdin.close()
        return self.process.wait(self.drain_seconds + 60) == 0

    def end(self):
        if not self.ended():
            self.process.kill()
            self.process.wait()

#!/usr/bin/env python3
"""No program that holds keys leaves a core file, however it ends, and nobody but
root can read its memory while it runs: shown beside one that does and can be.

Usage: dumps_test.py BINARIES
"""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from sandbox import NATIONS, START_SECONDS_MAX, Sandbox

BINARIES = pathlib.Path(sys.argv.pop(1))
NOBODY = 65534
AGENCY = NATIONS["us"][0]
PROGRAMS = ("enlaced", "enlace", "enlace-witness", "rulebook", "enlace-dev-pki")
# Of another process of the same user, its memory and what leads to it.
SECRETS = ("mem", "maps", "environ", "auxv", "fd")


def unlimited_cores():
    resource.setrlimit(resource.RLIMIT_CORE,
                       (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def core_limit(pid):
    lines = pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core")).split()[4:6]


class DumpsTest(unittest.TestCase):
    """Everything runs as another user than root, whom nothing is denied."""

    def setUp(self):
        self.user = NOBODY if os.geteuid() == 0 else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-dumps-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        binaries = self.folder / "bin"
        binaries.mkdir()
        for program in PROGRAMS:
            shutil.copy(BINARIES / program, binaries)  # where the user may go
        self.sandbox = Sandbox(self.folder / "out", binaries, neutral=True)
        self.sandbox.out.mkdir()
        self.sandbox.create()
        self.cores = self.folder / "cores"
        self.cores.mkdir()
        if self.user is not None:
            self.folder.chmod(0o755)
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, self.user, self.user)
        self.running = []
        self.addCleanup(self.kill_all)

    def kill_all(self):
        for process in self.running:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()

    def start(self, *words, **streams):
        """Where cores would be written, with nothing that limits them."""
        process = subprocess.Popen(
            [str(w) for w in words], cwd=self.cores, user=self.user,
            group=self.user, extra_groups=None if self.user is None else [],
            preexec_fn=unlimited_cores,
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
               **streams})
        self.running.append(process)
        return process

    def serving(self, ready, *words):
        process = self.start(*words)
        deadline = time.monotonic() + START_SECONDS_MAX
        while not ready.exists():
            self.assertIsNone(process.poll(), words)
            self.assertLess(time.monotonic(), deadline, words)
            time.sleep(0.01)
        return process

    def blocked(self, *words):
        """A program that has begun and cannot end: nobody takes what it says."""
        out, into = os.pipe()
        os.set_blocking(into, False)
        try:
            while True:
                os.write(into, b"x" * 4096)
        except BlockingIOError:
            pass
        os.set_blocking(into, True)
        process = self.start(*words, stdout=into)
        os.close(into)
        self.addCleanup(os.close, out)
        deadline = time.monotonic() + START_SECONDS_MAX
        while core_limit(process.pid) != ["0", "0"]:
            self.assertIsNone(process.poll(), words)
            self.assertLess(time.monotonic(), deadline, words)
            time.sleep(0.01)
        return process

    def can_read(self, pid, name):
        """Whether another process of the same user can read it."""
        tool = ["ls"] if name == "fd" else ["head", "-c", "1"]
        if name == "mem":  # where nothing is mapped even its owner gets an error
            tool = ["test", "-r"]
        return subprocess.run(
            [*tool, f"/proc/{pid}/{name}"], user=self.user, group=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True, check=False).returncode == 0

    def dumped(self, process):
        """Whether it leaves a core when it aborts."""
        os.kill(process.pid, signal.SIGABRT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = status
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertEqual(os.WTERMSIG(status), signal.SIGABRT)
        return os.WCOREDUMP(status)

    def programs(self):
        home, binaries = self.sandbox.out / "us", self.sandbox.binaries
        yield "enlaced", self.serving(
            home / "ready", binaries / "enlaced", "--config", home / "node.toml")
        neutral = self.sandbox.neutral.home
        yield "enlace-witness", self.serving(
            neutral / "ready", binaries / "enlace-witness", "--config",
            neutral / "witness.toml")
        agent = self.sandbox.out / "agent"
        agent.mkdir()
        os.chown(agent, self.user or -1, self.user or -1)
        yield "enlace agent", self.serving(
            agent / "socket", binaries / "enlace", "--context",
            self.sandbox.context(AGENCY), "agent", "--spool",
            agent / "spool.db", "--socket", agent / "socket")
        yield "enlace", self.blocked(binaries / "enlace", "--help")
        yield "rulebook", self.blocked(binaries / "rulebook", "--help")
        yield "enlace-dev-pki", self.blocked(
            binaries / "enlace-dev-pki", "--help")

    def test_what_protects_is_not_the_machine(self):
        """The same is asked of a program that holds nothing."""
        process = self.start("sleep", "1000")
        self.assertEqual(core_limit(process.pid), ["unlimited", "unlimited"])
        for name in SECRETS:
            self.assertTrue(self.can_read(process.pid, name), name)
        if not self.dumped(process):
            self.skipTest("this machine makes no core files at all")

    def test_no_program_with_keys_is_dumped_or_read(self):
        shown = []
        for name, process in self.programs():
            with self.subTest(program=name):
                self.assertEqual(core_limit(process.pid), ["0", "0"])
                for secret in SECRETS:
                    self.assertFalse(self.can_read(process.pid, secret), secret)
                self.assertEqual(
                    os.stat(f"/proc/{process.pid}/environ").st_uid, 0)
                self.assertFalse(self.dumped(process))
                shown.append(name)
        self.assertEqual(len(shown), 6)
        self.assertEqual(list(self.cores.iterdir()), [])


if __name__ == "__main__":
    unittest.main()

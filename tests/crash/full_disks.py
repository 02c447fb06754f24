#!/usr/bin/env python3
"""Fills the disks of nodes under load, and makes room again.

    full_disks.py --bin FOLDER [--times 4] [--seed N] [--keep FOLDER]

Each node's files are on a small file system of their own (tmpfs; needs root,
and is skipped where mounting is not permitted).  A ballast file takes the room
that is left, at one node or at both, all of it or all but some pages.  What a
node then refuses it must refuse by its stated errors.  A node that ends is
started again, as a supervisor would, and may refuse to start while there is no
room.  Once there is room nothing that was acknowledged may be lost.
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import time

from campaign import Campaign, main
from sandbox import NATIONS, Sandbox

SIZE_MB = 96
PAGE = 4096


def may_mount(folder):
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
        stderr=subprocess.DEVNULL, check=False).returncode == 0
    if mounted:
        subprocess.run(["umount", folder], check=True)
    folder.rmdir()
    return mounted


class SmallDiskSandbox(Sandbox):
    """Each node's folder is a file system of its own."""

    def create(self):
        for nation in NATIONS:
            (self.out / nation).mkdir(parents=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m",
                            "tmpfs", self.out / nation], check=True)
        super().create()

    def _node_config(self, nation):
        """Without the headroom that keeps a node from this."""
        return super()._node_config(nation) + """
[disk]
headroom_mib = 0
"""

    def unmount(self):
        """Leaves the files on the disk below."""
        for nation in NATIONS:
            home, copy = self.out / nation, self.out / f"{nation}.copy"
            if home.is_mount():
                self.make_room(nation)
                subprocess.run(["cp", "-a", home, copy], check=True)
                subprocess.run(["umount", home], check=True)
                home.rmdir()
                copy.rename(home)

    def fill(self, nation, left):
        """All but so many bytes."""
        with open(self.out / nation / "ballast", "wb") as ballast:
            while True:
                status = os.fstatvfs(ballast.fileno())
                room = status.f_bavail * status.f_frsize - left
                if room <= 0:
                    return
                # The node takes some of it meanwhile.
                with contextlib.suppress(OSError):
                    os.posix_fallocate(ballast.fileno(), 0, room)
                    return

    def make_room(self, nation):
        (self.out / nation / "ballast").unlink(missing_ok=True)


class FullDisks(Campaign):
    COUNTED = "times"
    COUNT = 4

    def __init__(self, out, options):
        super().__init__(out, options)
        self.ends = self.refusals = 0

    def make_sandbox(self, out):
        return SmallDiskSandbox(out, self.options.bin)

    def supervise(self, nations, seconds):
        """Starts again what has ended, with a pause, as a supervisor would."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for nation in nations:
                process = self.sandbox.processes[nation]
                if process.poll() is None:
                    continue
                if (self.sandbox.out / nation / "ready").exists():
                    self.ends += 1
                else:
                    self.refusals += 1
                time.sleep(0.2)
                self.sandbox.launch(nation)
            time.sleep(0.05)

    def strike(self):
        for number in range(1, self.count + 1):
            nations = self.random.choice(
                [[n] for n in NATIONS] + [list(NATIONS)])
            left = self.random.choice([0, 1, 4, 16, 64, 256]) * PAGE
            ended, refused = self.ends, self.refusals
            for nation in nations:
                self.sandbox.fill(nation, left)
            self.supervise(nations, self.random.uniform(1, 4))
            for nation in nations:
                self.sandbox.make_room(nation)
            self.supervise(nations, 1)
            for nation in nations:
                self.sandbox.await_ready(nation)
            self.say(number, f"{left} bytes left at {' and '.join(nations)}: "
                     f"{self.ends - ended} nodes ended, "
                     f"{self.refusals - refused} starts refused")

    def summary(self):
        return (f"{self.ends} times a node ended for want of room, "
                f"{self.refusals} times it did not start")

    def run(self):
        try:
            return super().run()
        finally:
            self.sandbox.unmount()


if __name__ == "__main__":
    if not may_mount(pathlib.Path("/tmp") / f"enlace-mount-{os.getpid()}"):
        print("skipped: this user may not mount a file system")
        sys.exit(0)
    sys.exit(main(FullDisks, __doc__))

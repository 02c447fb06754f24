"""Two nations whose nodes write to a disk that forgets (disk.py)."""

import filecmp
import os
import shutil

from disk import Disk
from sandbox import NATIONS, Sandbox

# Not on that disk, or written by others than the node.
OUTSIDE = ("node.log", "ready", "ready.new")


def tree(top):
    """The files below a folder, but for those that no power cut concerns."""
    return sorted(os.path.relpath(os.path.join(folder, file), top)
                  for folder, _, files in os.walk(top) for file in files
                  if file not in OUTSIDE and not file.endswith("-shm"))


def differences(left, right):
    """Names of the files that two folders do not hold alike."""
    names = set(tree(left)) ^ set(tree(right))
    _, unequal, unread = filecmp.cmpfiles(
        left, right, set(tree(left)) & set(tree(right)), shallow=False)
    return sorted(names) + unequal + unread


class ShimmedSandbox(Sandbox):
    def __init__(self, out, binaries):
        super().__init__(out, binaries)
        self.disks = {}

    def create(self):
        super().create()
        for nation in NATIONS:
            self.disks[nation] = Disk(self.out / nation,
                                      self.out / "disks" / nation,
                                      self.binaries / "crash_shim.so")

    def surroundings(self, nation):
        return self.disks[nation].environment()

    def kill_at_once(self, nations):
        processes = [self.processes.pop(n) for n in nations]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()

    def cut_power(self, nations, random):
        """(changes that were not synced, lost ones of them)."""
        self.kill_at_once(nations)
        cuts = [self.disks[n].cut(random) for n in nations]
        return tuple(map(sum, zip(*cuts)))

    def keep_copy(self, nation):
        """Of all files of a node that is down; all of it is durable now."""
        copy = self.out / "copies" / nation
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.out / nation, copy)
        self.disks[nation].power_on()
        return copy

"""The disk of one node, as the power leaves it.

The shim (shim/undo_log.h) writes down every change of a node's files and how to
take it back.  After a cut what was synced stays.  Of the rest each file keeps,
page by page, any version since its last sync, and any of its sizes since then;
each folder keeps the first so many of the changes of its entries since its own
last sync, in their order, as file systems with a journal do.
"""

import collections
import contextlib
import mmap
import os
import pathlib
import shutil
import struct

PAGE = 4096
RECORD = struct.Struct("<B15sQQQQQIIQ")
(CREATE, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, UNLINK, MAKE_FOLDER,
 NOT_MODELLED) = range(1, 10)
CONTENT = (WRITE, TRUNCATE)
ENTRIES = (CREATE, RENAME, UNLINK, MAKE_FOLDER)

PHASES = ("never", "before", "half", "after")
CONTROL_SIZE = 4096


class Change:
    """One record (shim/undo_log.h)."""

    def __init__(self, number, head, path, other, old):
        self.number = number
        (self.kind, call, self.inode, self.replaced, self.offset, self.length,
         self.old_size, *_) = head
        self.call = call.rstrip(b"\0").decode()
        self.path, self.other, self.old = path, other, old

    def folder(self):
        """Whose entries it changes."""
        return os.path.dirname(self.other or self.path) or "."

    def named(self):
        """The file as its crash points name it."""
        return self.other or self.path


def read_changes(path):
    """Whole records; the last may be cut, of a change that never happened."""
    bytes_, at, changes = path.read_bytes(), 0, []
    while at + RECORD.size <= len(bytes_):
        head = RECORD.unpack_from(bytes_, at)
        sizes, parts = head[-3:], []
        at += RECORD.size
        if at + sum(sizes) > len(bytes_):
            break
        for size in sizes:
            parts.append(bytes_[at:at + size])
            at += size
        changes.append(Change(len(changes), head, parts[0].decode(),
                              parts[1].decode(), parts[2]))
    return changes


def unsynced(changes):
    """(of each inode, of each folder) the changes that no sync followed."""
    contents = collections.defaultdict(list)
    entries = collections.defaultdict(list)
    for change in changes:
        if change.kind == CREATE:
            contents[change.inode] = []  # the number may have been another file's
        if change.kind in CONTENT:
            contents[change.inode].append(change)
        elif change.kind == SYNC:
            contents[change.inode] = []
        elif change.kind == SYNC_FOLDER:
            entries[change.path] = []
        elif change.kind in ENTRIES:
            if change.other and os.path.dirname(change.path) != \
                    os.path.dirname(change.other):
                raise RuntimeError("a rename to another folder is not modelled")
            entries[change.folder()].append(change)
        elif change.kind == NOT_MODELLED:
            raise RuntimeError(
                f"not modelled: {change.call} of {change.path}")
    return contents, entries


def choose(random, count):
    """How many of `count` changes in a row the disk has; often none or all."""
    return random.choice([0, count, random.randint(0, count)])


class Disk:
    def __init__(self, home, state, shim):
        self.home = pathlib.Path(home)
        self.state = pathlib.Path(state)
        self.shim = shim
        (self.state / "inodes").mkdir(parents=True, exist_ok=True)
        (self.state / "changes").touch()
        with open(self.state / "control", "wb+") as file:
            file.truncate(CONTROL_SIZE)
            self.control = mmap.mmap(file.fileno(), CONTROL_SIZE)

    def environment(self):
        """Of a node whose files are here."""
        return {**os.environ, "LD_PRELOAD": str(self.shim),
                "ENLACE_DISK_ROOT": str(self.home),
                "ENLACE_DISK_STATE": str(self.state)}

    def _tell(self, offset, format_, *values):
        struct.pack_into(format_, self.control, offset, *values)

    def set_clock_ahead(self, seconds):
        self._tell(20, "<I", 1)
        self._tell(0, "<q", int(seconds * 1e9))

    def forget_syncs(self):
        """From now on the disk lies: nothing is ever synced."""
        self._tell(8, "<I", 1)

    def crash_at(self, name, phase, countdown=1):
        """Kills the node at the so-manieth call of that name."""
        self._tell(24, "256s", name.encode())
        self._tell(16, "<I", countdown)
        self._tell(12, "<I", PHASES.index(phase))

    def crash_nowhere(self):
        self._tell(12, "<I", 0)

    def changes(self):
        return read_changes(self.state / "changes")

    def power_on(self):
        """All that is there is durable."""
        shutil.rmtree(self.state / "inodes")
        (self.state / "inodes").mkdir()
        (self.state / "changes").write_bytes(b"")

    def cut(self, random):
        """Once the node has ended: leaves what the disk has.  Returns how many
        changes were not synced, and how many of those the disk has not."""
        contents, entries = unsynced(self.changes())
        lost = self._lose_contents(contents, random)
        lost += self._lose_entries(entries, random)
        count = sum(map(len, contents.values())) + sum(map(len, entries.values()))
        self.power_on()
        return count, lost

    def take_all_back(self):
        """Everything since power_on(), synced or not."""
        changes = [c for c in self.changes()
                   if c.kind not in (SYNC, SYNC_FOLDER)]
        contents, entries = unsynced(changes)
        self._lose_contents(contents, None)
        self._lose_entries(entries, None)
        self.power_on()

    def _places(self):
        """Inode -> a path of it."""
        return {entry.stat().st_ino: entry
                for top in (self.state / "inodes", self.home)
                for folder, _, files in os.walk(top)
                for entry in (pathlib.Path(folder) / f for f in files)}

    def _lose_contents(self, contents, random):
        places = self._places()
        lost = 0
        for inode, changes in contents.items():
            if changes and inode in places:
                with open(places[inode], "r+b") as file:
                    lost += lose_content(file.fileno(), changes, random)
        return lost

    def _lose_entries(self, entries, random):
        undone = []
        for changes in entries.values():
            kept = choose(random, len(changes)) if random else 0
            undone += changes[kept:]
        # The youngest change first; what lies in a folder that goes is lost with
        # it.
        for change in sorted(undone, key=lambda c: -c.number):
            self._undo_entry(change)
        return len(undone)

    def _undo_entry(self, change):
        path = self.home / change.path
        with contextlib.suppress(FileNotFoundError):
            if change.kind == MAKE_FOLDER:
                shutil.rmtree(path)
            elif change.kind == CREATE:
                if path.stat().st_ino == change.inode:
                    path.unlink()
            elif change.kind == UNLINK:
                self._restore(change.inode, path)
            elif change.kind == RENAME:
                target = self.home / change.other
                if target.stat().st_ino != change.inode:
                    return
                target.unlink()
                self._restore(change.inode, path)
                self._restore(change.replaced, target)

    def _restore(self, inode, path):
        kept = self.state / "inodes" / str(inode)
        if inode and not path.exists():
            os.link(kept, path)


def lose_content(descriptor, changes, random):
    """Returns how many changes the file does not have, or not whole."""
    count, size = len(changes), os.fstat(descriptor).st_size
    mode = random.choice(["nothing", "some", "some"]) if random else "nothing"
    versions = {}  # page -> how many of the changes it has

    def version(page):
        if page not in versions:
            versions[page] = 0 if mode == "nothing" else choose(random, count)
        return versions[page]

    missing = set()
    for number in range(count - 1, -1, -1):
        change = changes[number]
        if change.kind == TRUNCATE:
            start, end = change.offset, max(change.offset, change.old_size)
        else:
            start, end = change.offset, change.offset + change.length
        for page in range(start // PAGE, (end + PAGE - 1) // PAGE):
            if number < version(page):
                continue
            missing.add(number)
            first, last = max(start, page * PAGE), min(end, (page + 1) * PAGE)
            old = change.old[first - start:last - start]
            os.pwrite(descriptor, old + bytes(last - first - len(old)), first)
    sized = version("size")
    if sized < count:
        missing.add(sized)
        size = changes[sized].old_size
    os.ftruncate(descriptor, size)
    return len(missing)


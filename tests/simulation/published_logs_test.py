#!/usr/bin/env python3
"""The logs that the simulation leaves, read by verifiers that are not ours.

    published_logs_test.py SIMULATION [--seeds N] [--from N] [--disk]

Runs seeds with `--publish`.  Every log must be there and be accepted by
tests/verifiers/verify_log.sh (x/mod, and transparency-dev/formats and @sigstore/verify
where they are installed) and, with its openings, by verify_receipt.py, which was written
from the documents alone.  Then the logs of one seed are damaged, one byte at a time, and
each damage must be refused.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
VERIFIERS = FOLDER.parent / "verifiers"
SECONDS_MAX = 1800
FORMATS = "transparency-dev/formats"
SIGSTORE = "@sigstore/verify"


def run(*words):
    return subprocess.run([str(w) for w in words], text=True, check=False,
                          timeout=SECONDS_MAX, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def nations_of(logs):
    return sorted(f.parent for f in logs.glob("*/audit.vkey"))


class Verifier:
    """One way to read the logs of a seed: accepts, or says why not."""

    def __init__(self, name, words_of):
        self.name = name
        self.words_of = words_of  # folder -> the commands

    def refusal(self, logs):
        """None if all is accepted; fails if it could not judge."""
        for words in self.words_of(logs):
            done = run(*words)
            if done.returncode == 1:
                return done.stdout.strip().split("\n")[-1]
            if done.returncode != 0:
                raise RuntimeError(f"{self.name}: {done.stdout}")
        return None


def openings(logs):
    return [["/usr/bin/python3", "-B", VERIFIERS / "verify_receipt.py",
             "--audit", nation] for nation in nations_of(logs)]


def verifiers():
    """All together; and by themselves those that come after the first."""
    everyone = Verifier("verify_log.sh", lambda logs: [
        ["bash", VERIFIERS / "verify_log.sh", logs]])
    opened = Verifier("verify_receipt.py", openings)
    alone = []
    built = pathlib.Path(os.environ.get(
        "ENLACE_VERIFIERS", FOLDER.parents[1] / "build/verifiers"))
    if (built / "cosignature").exists():
        alone.append(Verifier(FORMATS, lambda logs: [
            [built / "cosignature", logs]]))
    if (VERIFIERS / "node/node_modules").is_dir() and shutil.which("node"):
        alone.append(Verifier(SIGSTORE, lambda logs: [
            ["node", VERIFIERS / "node/verify_log.js", logs]]))
    return everyone, opened, alone


def count_entries(nation):
    return int((nation / "audit/checkpoint").read_text().split("\n")[1])


def accepted_all(seeds, everyone, opened):
    good = True
    nations = entries = receipts = 0
    for logs in seeds:
        for verifier in (everyone, opened):
            why = verifier.refusal(logs)
            if why is not None:
                print(f"{logs.name}: {verifier.name} refuses: {why}")
                good = False
        found = nations_of(logs)
        proofs = len(list(logs.glob("receipts/*.tlog-proof")))
        if len(found) < 2 or proofs == 0:
            print(f"{logs.name}: {len(found)} logs, {proofs} receipts")
            good = False
        nations += len(found)
        receipts += proofs
        entries += sum(count_entries(n) for n in found)
    print(f"{len(seeds)} seeds: {nations} logs, {entries} entries, "
          f"{receipts} receipts")
    return good and nations > 0


class Damage:
    """Changes one file of a seed's logs, and puts it back."""

    def __init__(self, path, change, what, alone=()):
        self.path = path
        self.change = change  # bytes -> bytes, or None: no file
        self.what = what
        self.alone = alone  # names of verifiers that must notice by themselves

    def __enter__(self):
        self.kept = self.path.read_bytes()
        changed = self.change(self.kept)
        if changed == self.kept:
            raise RuntimeError(f"{self.what}: nothing was changed")
        self.path.unlink()
        if changed is not None:
            self.path.write_bytes(changed)
        return self

    def __exit__(self, *_):
        self.path.write_bytes(self.kept)


def flip(content, position):
    return content[:position] + bytes([content[position] ^ 1]) + \
        content[position + 1:]


def flip_middle(content):
    return flip(content, len(content) // 2)


def flip_root(checkpoint):
    return flip(checkpoint, checkpoint.index(b"\n\n") - 20)


def flip_own_signature(checkpoint):
    return flip(checkpoint, checkpoint.index(b"\n", checkpoint.index(b"\n\n") + 2)
                - 20)


def flip_cosignature(checkpoint):
    return flip(checkpoint, len(checkpoint) - 20)


def own_signature_alone(checkpoint):
    text, _, signatures = checkpoint.rpartition(b"\n\n")
    return text + b"\n\n" + signatures.splitlines(keepends=True)[0]


def widest(folder):
    """The last file of a level: what the checkpoint's size needs."""
    files = [f for f in folder.rglob("*") if f.is_file()]
    return max(files, key=lambda f: (
        re.sub(r"\.p/\d+$", "", f.relative_to(folder).as_posix()),
        int(f.name) if f.parent.name.endswith(".p") else 256))


def damages_of(logs):
    for nation in nations_of(logs):
        name, audit = nation.name, nation / "audit"
        note = audit / "checkpoint"
        yield Damage(note, flip_root, f"{name}: a byte of the root was flipped",
                     (FORMATS, SIGSTORE))
        yield Damage(note, flip_own_signature,
                     f"{name}: a byte of its signature was flipped",
                     (FORMATS, SIGSTORE))
        yield Damage(note, flip_cosignature,
                     f"{name}: a byte of a cosignature was flipped", (FORMATS,))
        yield Damage(note, own_signature_alone, f"{name}: nobody has cosigned",
                     (FORMATS,))
        for level in sorted((audit / "tile").iterdir()):
            file = widest(level)
            where = file.relative_to(audit).as_posix()
            yield Damage(file, flip_middle,
                         f"{name}: a byte of {where} was flipped")
            yield Damage(file, lambda _: None, f"{name}: {where} is missing")
    receipt = sorted(logs.glob("receipts/*"))[0]
    yield Damage(receipt, flip_middle, "a byte of a receipt was flipped")


def other_seed_receipt(logs, other):
    """A receipt that is right, but of another history of the log."""
    ours = sorted(logs.glob("receipts/*"))[0]
    nation = ours.name.split("-")[0]
    theirs = sorted(other.glob(f"receipts/{nation}-*"))[0].read_bytes()
    return Damage(ours, lambda _: theirs, "a receipt is of another seed")


def another_blind(annex):
    return re.sub(rb'("nationalBlind":")(\w)',
                  lambda m: m[1] + (b"B" if m[2] == b"A" else b"A"), annex,
                  count=1)


def refused_all(seeds, everyone, opened, alone):
    logs = seeds[0]
    damages = list(damages_of(logs))
    if len(seeds) > 1:
        damages.append(other_seed_receipt(logs, seeds[1]))
    missed = []
    for damage in damages:
        with damage:
            if everyone.refusal(logs) is None:
                missed.append(damage.what)
            missed += [f"{verifier.name}: {damage.what}" for verifier in alone
                       if verifier.name in damage.alone and
                       verifier.refusal(logs) is None]
    # One bit of what opens an entry, and one of an entry's commitment.
    for nation in nations_of(logs):
        annex = sorted((nation / "annex").iterdir())[0]
        entries = widest(nation / "audit/tile/entries")
        for path, change in (
                (annex, another_blind),
                (entries, lambda c: flip(c, len(c) - 1))):
            with Damage(path, change, f"{nation.name}: {path.name}") as damage:
                if opened.refusal(logs) is None:
                    missed.append(f"verify_receipt.py: {damage.what}")
                damages.append(damage)
    for what in missed:
        print(f"accepted although {what}")
    print(f"{len(damages)} damages, {len(missed)} not noticed")
    return not missed and len(damages) > 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("simulation", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--disk", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="enlace-published-") as work:
        done = run(options.simulation, "--first", "--from", options.first,
                   "--seeds", options.seeds, "--publish", work,
                   *(["--disk"] if options.disk else []))
        print(done.stdout.strip())
        seeds = sorted(pathlib.Path(work).iterdir())
        if done.returncode != 0 or len(seeds) != options.seeds:
            print(f"the logs of {len(seeds)} seeds were left, not of "
                  f"{options.seeds}")
            return 1
        everyone, opened, alone = verifiers()
        good = accepted_all(seeds, everyone, opened)
        good = refused_all(seeds, everyone, opened, alone) and good
        print("by themselves too: " +
              (", ".join(v.name for v in alone) or "none is installed"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

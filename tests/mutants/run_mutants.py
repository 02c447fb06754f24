#!/usr/bin/env python3
"""Shows that the simulation finds what it is there to find, and so do tests.

    run_mutants.py BUILD_FOLDER [MUTANT...]

Each *.patch here takes one guard out of the product.  It is applied to copies
of the files that it names; these are compiled and linked before the unmutated
libraries, and the simulation must then find a bad seed, or the test that the
patch names must fail.  A patch of a header says which sources are compiled with
it (`Compiled: server/gate/preparations.cc`).  The unmutated build must pass the
same.  A patch that does not apply is a failure: whoever changes the code has to
say what the guard is now.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
REPOSITORY = FOLDER.parents[1]
SEEDS = 120
RUN_SECONDS_MAX = 300
BUILD_SECONDS_MAX = 600


def run(command, seconds, **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options}
    return subprocess.run(command, text=True, check=False, timeout=seconds,
                          **options)


class Mutant:
    """One patch: what it says of itself, and which files it changes."""

    def __init__(self, path):
        text = path.read_text()
        self.name = path.stem
        self.path = path
        self.promise = re.search(r"^Breaks: (P\d+)$", text, re.M)[1]
        test = re.search(r"^Test: (\w+) (\S+)$", text, re.M)
        self.binary, self.filter = test.groups() if test else ("simulation", None)
        self.store = None if test else re.search(
            r"^Store: (memory|disk)$", text, re.M)[1]
        self.files = re.findall(r"^\+\+\+ b/(\S+)$", text, re.M)
        self.sources = [f for f in self.files if f.endswith(".cc")]
        self.sources += re.findall(r"^Compiled: (\S+)$", text, re.M)
        if not self.sources:
            raise ValueError(f"{path.name}: which source does it change?")


class Workshop:
    """Builds the simulation, or a test, with some files replaced."""

    def __init__(self, build):
        self.build = build
        commands = json.loads((build / "compile_commands.json").read_text())
        self.compile = {c["file"]: c for c in commands}

    def link(self, binary):
        listed = run(["ninja", "-C", self.build, "-t", "commands", binary], 60)
        return listed.stdout.strip().split("\n")[-1]

    def objects(self, mutant, folder):
        for name in mutant.sources:
            source = folder / name if name in mutant.files else REPOSITORY / name
            entry = self.compile[str(REPOSITORY / name)]
            command = entry["command"].replace(str(REPOSITORY / name),
                                               str(source))
            words = shlex.split(command)
            # The first compiler option that there is: before all other folders.
            at = next(i for i, word in enumerate(words) if word.startswith("-"))
            words.insert(at, f"-I{folder}")
            output = str((folder / name).with_suffix(".o"))
            words[words.index("-o") + 1] = output
            done = run(words, BUILD_SECONDS_MAX, cwd=entry["directory"])
            if done.returncode != 0:
                raise RuntimeError("does not compile:\n" + done.stdout[-2000:])
            yield output

    def make(self, mutant):
        """The mutated binary."""
        folder = self.build / "mutants" / mutant.name
        shutil.rmtree(folder, ignore_errors=True)
        for name in mutant.files + mutant.sources:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        for name in mutant.files:
            shutil.copyfile(REPOSITORY / name, folder / name)
        patched = run(["patch", "-p1", "--fuzz=0", "-d", folder, "-i",
                       mutant.path], 60)
        if patched.returncode != 0:
            raise RuntimeError("the patch does not apply:\n" + patched.stdout)
        objects = " ".join(self.objects(mutant, folder))
        binary = folder / mutant.binary
        command, inserted = re.subn(f" -o bin/{mutant.binary} ",
                                    f" {objects} -o {binary} ",
                                    self.link(mutant.binary))
        linked = run(command, BUILD_SECONDS_MAX, shell=True, cwd=self.build)
        if inserted != 1 or linked.returncode != 0:
            raise RuntimeError("does not link:\n" + linked.stdout[-2000:])
        return binary


def simulate(binary, store, *options):
    command = [binary, "--from", "1", "--seeds", str(SEEDS), *options]
    # What nodes log of liars is not what is asked.
    return run(command + (["--disk"] if store == "disk" else []),
               RUN_SECONDS_MAX, stderr=subprocess.DEVNULL)


def run_test(binary, mutant):
    return run([binary, f"--gtest_filter={mutant.filter}"], RUN_SECONDS_MAX,
               cwd=REPOSITORY)


def examine(workshop, mutant):
    """(found, what to say) of one mutant."""
    try:
        if mutant.filter:
            done = run_test(workshop.make(mutant), mutant)
            failed = re.search(r"^\[  FAILED  \] (\S+)", done.stdout, re.M)
            return bool(failed), failed[1] if failed else done.stdout[-500:]
        done = simulate(workshop.make(mutant), mutant.store)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    found = re.findall(r"^seed (\d+): (P\d+: .*)$", done.stdout, re.M)
    if not found:
        return False, f"survives {SEEDS} seeds:\n" + done.stdout[-500:]
    fitting = [f for f in found if f[1].startswith(mutant.promise + ":")]
    seed, what = (fitting or found)[0]
    return bool(fitting), f"seed {seed}: {what}"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    mutants = [Mutant(p) for p in sorted(FOLDER.glob("*.patch"))]
    if sys.argv[2:]:
        mutants = [m for m in mutants if m.name in sys.argv[2:]]
    workshop = Workshop(build)
    bad = 0
    for store in ("memory", "disk"):
        done = simulate(build / "bin/simulation", store, "--first")
        bad += done.returncode != 0
        print(f"unmutated, {store}: " + done.stdout.strip(), flush=True)
    for mutant in (m for m in mutants if m.filter):
        done = run_test(build / "bin" / mutant.binary, mutant)
        bad += done.returncode != 0
        print(f"unmutated, {mutant.filter}: exit {done.returncode}", flush=True)
    workers = min(2, os.cpu_count() or 1)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        results = pool.map(lambda m: examine(workshop, m), mutants)
        for mutant, (found, what) in zip(mutants, results):
            bad += not found
            verdict = "found" if found else f"NOT FOUND as {mutant.promise}"
            print(f"{mutant.name}: {verdict}, {what}", flush=True)
    print(f"{len(mutants)} mutants, {bad} failures")
    return 0 if bad == 0 and mutants else 1


if __name__ == "__main__":
    sys.exit(main())

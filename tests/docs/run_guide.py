#!/usr/bin/env python3
"""Does literally what a guide of docs/ says, and compares what it shows.

    run_guide.py docs/first-record.md [--minutes N]

Every ```sh block is typed into one shell, in the repository's folder; it must
end well, or with the code that its fence names (```sh exit=3).  A ```text block
behind it shows lines of what was printed, in order; `...` stands for anything.
Without such a line to compare a guide could not fail, so it is refused.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
END = "guide-block-ended"


def steps_of(text):
    """[(commands, expected exit code, expected lines or None)]"""
    steps = []
    for fence, body in re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", text,
                                  re.MULTILINE | re.DOTALL):
        kind, *words = fence.split()
        if kind == "sh":
            code = next((int(w[5:]) for w in words if w.startswith("exit=")), 0)
            steps.append([body, code, None])
        elif kind == "text" and steps and steps[-1][2] is None:
            steps[-1][2] = body.splitlines()
    return steps


def first_missing(lines, shown):
    """The first of `lines` that `shown` has not, in order; else None."""
    rest = iter(shown.splitlines())
    for line in lines:
        pattern = ".*".join(re.escape(part.strip())
                            for part in line.split("..."))
        if not any(re.fullmatch(r"\s*" + pattern + r"\s*", other)
                   for other in rest):
            return line
    return None


class Shell:
    """What a reader types into; their own configuration is left alone."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["bash", "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, cwd=REPOSITORY,
            env=dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
                     XDG_CONFIG_HOME=self.home.name))

    def type(self, commands):
        """(what was printed, the last exit code)"""
        self.process.stdin.write(f"{commands}\necho {END} $?\n")
        self.process.stdin.flush()
        printed = []
        for line in self.process.stdout:
            if line.startswith(END):
                return "".join(printed), int(line.split()[1])
            print("    " + line, end="", flush=True)
            printed.append(line)
        raise SystemExit("the shell ended")

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.home.cleanup()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("guide", type=pathlib.Path)
    parser.add_argument("--minutes", type=float,
                        help="fail if it takes longer")
    options = parser.parse_args()
    steps = steps_of(options.guide.read_text())
    if not any(expected for _, _, expected in steps):
        raise SystemExit(f"{options.guide}: shows nothing to compare")
    started = time.monotonic()
    shell = Shell()
    good = True
    for commands, code, expected in steps:
        print("$ " + commands.strip().replace("\n", "\n$ "), flush=True)
        printed, ended = shell.type(commands)
        missing = first_missing(expected or [], printed)
        if ended != code or missing is not None:
            good = False
            print(f"FAIL: exit code {ended}, expected {code}"
                  if ended != code else f"FAIL: not shown: {missing}")
            break
    if not good:  # leave nothing running
        shell.type(f"cd {REPOSITORY} && scripts/sandbox down; kill %1")
    shell.end()
    minutes = (time.monotonic() - started) / 60
    print(f"{options.guide}: {len(steps)} steps in {minutes:.1f} min: "
          f"{'as it says' if good else 'NOT as it says'}")
    if options.minutes is not None and minutes > options.minutes:
        print(f"FAIL: longer than {options.minutes} min")
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

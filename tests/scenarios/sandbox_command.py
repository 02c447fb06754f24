#!/usr/bin/env python3
"""Two nations to try things on: `up` starts both nodes and leaves them running,
`status` says how they are, `down` ends them and keeps what they wrote; `restart`
starts them again on what is there, such as a new link file."""

import argparse
import os
import pathlib
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from sandbox import (NATIONS, REPOSITORY, START_SECONDS_MAX,  # noqa: E402
                     Sandbox)


def process_file(out, nation):
    return out / nation / "pid"


def process_of(out, nation):
    """The running node's process, or None."""
    try:
        pid = int(process_file(out, nation).read_text())
        # Another process may have got the number since.
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if str(out / nation).encode() in command else None


def start_both(sandbox):
    for nation in NATIONS:
        sandbox.start(nation)
        process_file(sandbox.out, nation).write_text(
            f"{sandbox.processes[nation].pid}\n")


def restart(out, binaries):
    if not (out / "pki").exists():
        print(f"no sandbox in {out}; scripts/sandbox up makes one",
              file=sys.stderr)
        return 2
    code = down(out)
    if code == 0:
        start_both(Sandbox(out, binaries, first_contact=False))
        print("both nodes run again; a new link file is not accepted yet")
    return code


def up(out, binaries):
    if any(process_of(out, nation) for nation in NATIONS):
        print(f"the sandbox in {out} runs already; scripts/sandbox down ends it")
        return 1
    if out.exists() and any(out.iterdir()) and not (out / "pki").exists():
        print(f"{out} is not empty and no sandbox; name another folder",
              file=sys.stderr)
        return 2
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    sandbox = Sandbox(out, binaries, keep_keys=True)
    sandbox.create()
    start_both(sandbox)
    print("both nodes run, and their operators have accepted each other's link "
          "file")
    for nation, agencies in NATIONS.items():
        print(f"  {nation}: {', '.join(agencies)}")
    print(f"contexts: {out}/contexts/AGENCY.toml")
    return 0


def status(out):
    code = 0
    for nation in NATIONS:
        running = process_of(out, nation) is not None
        print(f"{nation}: {'runs' if running else 'does not run'}")
        code = code if running else 3
    return code


def down(out):
    ended = [p for p in (process_of(out, n) for n in NATIONS) if p]
    for pid in ended:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS_MAX
    while any(process_of(out, nation) for nation in NATIONS):
        if time.monotonic() > deadline:
            print("a node does not end", file=sys.stderr)
            return 1
        time.sleep(0.05)
    print(f"{len(ended)} nodes ended; logs and stores stay in {out}")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="scripts/sandbox",
                                     description=__doc__)
    parser.add_argument("do", choices=["up", "status", "restart", "down"])
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", default=REPOSITORY / "out/sandbox",
                        help="folder (default: out/sandbox); `up` makes it anew")
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    if options.do == "up":
        return up(out, options.bin)
    if options.do == "restart":
        return restart(out, options.bin)
    return status(out) if options.do == "status" else down(out)


if __name__ == "__main__":
    sys.exit(main())

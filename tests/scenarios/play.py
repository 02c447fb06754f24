#!/usr/bin/env python3
"""Plays scenarios against two real nodes and compares every outcome.

A scenario is a TOML file: steps of the agencies, each with what must come of
it.  Expectations stand only there.  Exit code 0 only if every outcome is the
expected one; an empty folder fails.

`--through agent` sends, tries, reads, acknowledges and asks with the Python
package and an agent of each agency, in the scenarios that a program can play;
`--through direct` does so with the package alone, in all.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import textwrap
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from player import Player  # noqa: E402
from program_answers import can_play  # noqa: E402
from published import verify_served  # noqa: E402
from sandbox import NATIONS, REPOSITORY, Sandbox  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent


WAYS = {"agent": "through agents", "direct": "without agents"}


def through_of(options, sandbox):
    """What agencies send and read with; None is the command line."""
    sys.path.insert(0, str(options.package))
    if options.through == "agent":
        from through_agents import ThroughAgents
        return ThroughAgents(sandbox)
    if options.through == "direct":
        from through_direct import ThroughDirect
        return ThroughDirect(sandbox)
    return None


def print_row(scenario, step, actual, shown, detail):
    good = shown == step["expect"]
    mark = "ok  " if good else "FAIL"
    outcome = actual.get("decision") or actual.get("state") or (
        "verified" if actual.get("verified") else "")
    parts = [outcome]
    if actual.get("reason"):
        parts.append("reason " + actual["reason"])
    if actual.get("rules"):
        parts.append("by " + ", ".join(actual["rules"]))
    if actual.get("removed"):
        parts.append(f"{len(actual['removed'])} fields removed")
    if actual.get("problem") and actual["problem"] != actual.get("reason"):
        parts.append(actual["problem"])
    print(f"{mark} {scenario['id']:<5}{step['name']:<18}{step['actor']:<11}"
          f"{step['do']:<9}{'; '.join(p for p in parts if p)}", flush=True)
    for path, value in (actual.get("values") or {}).items():
        print(f"       {path} = {value}")
    if step["do"] == "show" and actual.get("removed"):
        print(textwrap.fill("removed: " + ", ".join(actual["removed"]), 100,
                            initial_indent=" " * 7, subsequent_indent=" " * 9))
    if not good:
        print(f"     expected {json.dumps(step['expect'], ensure_ascii=False)}")
        print(f"     actual   {json.dumps(shown, ensure_ascii=False)}")
        if detail:
            print("     " + detail.strip().replace("\n", "\n     "))


def verify_logs(sandbox):
    """Both logs are verified from their files alone."""
    good = True
    for nation in NATIONS:
        home = sandbox.out / nation
        demanded = [word for key in sandbox.cosigners(nation)
                    for word in ("--witness-vkey", key)]
        done = subprocess.run(
            [sandbox.binaries / "enlace", "audit", "verify", home / "audit",
             *demanded], capture_output=True, text=True, check=False)
        print(f"\nlog of {nation}:")
        print("  " + (done.stdout + done.stderr).strip().replace("\n", "\n  "))
        good = good and done.returncode == 0
    return good


def print_transfers(sandbox):
    for nation in NATIONS:
        print(f"\ntransfers in the log of {nation}:")
        done = subprocess.run(
            [sandbox.binaries / "enlace", "audit", "transfers",
             sandbox.out / nation / "audit"],
            capture_output=True, text=True, check=False)
        print(done.stdout.rstrip() or done.stderr.rstrip())


def scenario_files(folder):
    return sorted(pathlib.Path(folder).glob("*.toml"))


def scenarios_in(files, through):
    """The scenarios to play, and the names of those left out."""
    scenarios = [tomllib.loads(file.read_text()) for file in files]
    if through != "agent":
        return scenarios, []
    return ([s for s in scenarios if can_play(s)],
            [s["id"] for s in scenarios if not can_play(s)])


def play_all(sandbox, scenarios, through):
    for nation, ports in sandbox.ports.items():
        print(f"node of {nation}: agencies on 127.0.0.1:{ports['agencies']}, "
              f"peers on 127.0.0.1:{ports['peers']}, mutual TLS 1.3")
    print(f"neutral witness of both logs on {sandbox.neutral.address}")
    player = Player(sandbox, print_row, through)
    for scenario in scenarios:
        print(f"\n{scenario['id']}  {scenario['title']}")
        player.play(scenario)
    good = all(o["expected"] == o["actual"] for o in player.outcomes)
    if not player.settle():
        print("the logs were not cosigned in time")
        good = False
    print_transfers(sandbox)
    (sandbox.out / "outcomes.json").write_text(
        json.dumps(player.outcomes, ensure_ascii=False, indent=1) + "\n")
    verified = verify_logs(sandbox)
    return verify_served(sandbox, print) and verified and good


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True, help="folder of the binaries")
    parser.add_argument("--out", default=REPOSITORY / "out/demo",
                        help="where everything is written (made anew)")
    parser.add_argument("--keep", action="store_true",
                        help="leave the nodes running")
    parser.add_argument("--scenarios", default=FOLDER,
                        help="folder of the scenario files")
    parser.add_argument("--through", choices=["cli", "agent", "direct"],
                        default="cli",
                        help="what agencies send and read with")
    parser.add_argument("--package", default=REPOSITORY / "client/python",
                        help="the Python package, for `--through direct` as built")
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    if out.exists() and not (out / "pki").exists() and any(out.iterdir()):
        parser.error(f"{out} is not empty and was not made by this demo")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)

    sandbox = Sandbox(out, options.bin, first_contact=False, neutral=True)
    sandbox.create()
    scenarios, left_out = scenarios_in(scenario_files(options.scenarios),
                                       options.through)
    through = through_of(options, sandbox)
    good = False
    try:
        sandbox.neutral.start()
        for nation in NATIONS:
            sandbox.start(nation)
        print("first contact: each nation's operators accept the other's link "
              "file, whose fingerprint they heard over the telephone")
        sandbox.make_first_contact(say=lambda text: print(f"     {text}"))
        print()
        good = play_all(sandbox, scenarios, through) and bool(scenarios)
    finally:
        if through:
            through.stop()
        if not options.keep:
            sandbox.stop_all()
    if through:
        print(f"\n{through.calls} calls of {', '.join(sorted(through.agencies))} "
              f"{WAYS[options.through]}; left to the command line: "
              f"{', '.join(left_out) or 'nothing'}")
    print(f"\n{len(scenarios)} scenarios played; "
          f"{'every outcome as expected' if good else 'NOT as expected'}")
    if options.keep:
        print(f"the nodes are running; try\n  {sandbox.binaries}/enlace "
              f"--context {sandbox.context('mx-fgr')} inbox")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

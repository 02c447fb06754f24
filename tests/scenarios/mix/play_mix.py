#!/usr/bin/env python3
"""Plays a mix of synthetic records over two real nodes and reports what became
of them.

  play_mix.py --bin build/release/bin [--records 1000] [--seed 1] [--write|--check]
  play_mix.py --readme

--write puts the report into docs/traffic-mix.md, --check compares it with what
stands there; --readme puts the assumptions into README.md.  Exit code 1 if
anything is so that it must not be, or the report is another.
"""

import argparse
import datetime
import pathlib
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent), str(FOLDER.parents[2] / "client/python")]
from exchange import Exchange  # noqa: E402
from outcomes import faults_in, outcomes_of  # noqa: E402
from plan import Planner, read_assumptions  # noqa: E402
from report import assumptions_text, between, part_of, text_of  # noqa: E402
from review import reviewers_by_rule  # noqa: E402
from sandbox import NATIONS, REPOSITORY  # noqa: E402

REPORT = REPOSITORY / "docs/traffic-mix.md"
README = FOLDER / "README.md"
SEED = 1


def play(out, binaries, records, seed, say=lambda text: None):
    """(outcomes, faults) of a mix that is played below `out`."""
    exchange = Exchange(out, binaries)
    now = datetime.datetime.now(datetime.timezone.utc)
    try:
        exchange.start()
        exchange.play(Planner(read_assumptions(), seed, now), records, say)
        outcomes = outcomes_of(exchange, NATIONS)
    finally:
        exchange.stop()
    return outcomes, exchange.strange + faults_in(outcomes, reviewers_by_rule())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    if options.readme:
        README.write_text(between(README.read_text(), "assumptions",
                                  assumptions_text(read_assumptions())))
        return 0
    with tempfile.TemporaryDirectory(prefix="enlace-mix-") as folder:
        outcomes, faults = play(pathlib.Path(folder) / "out", options.bin,
                                options.records, options.seed, print)
    text = text_of(outcomes, read_assumptions(), reviewers_by_rule(), options.seed)
    if options.write and not faults:
        REPORT.write_text(between(REPORT.read_text(), "mix", text))
    elif options.check and part_of(REPORT.read_text(), "mix") != text.strip():
        faults.append("docs/traffic-mix.md shows another report; --write it")
    print(text)
    for fault in faults:
        print("FAULT " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Files that Python's csv module writes read the same with ours.

    compare_with_python.py PROBE [--files N]
"""

import argparse
import csv
import io
import random
import subprocess

ALPHABET = ["a", "B", "1", " ", ",", '"', "\n", "\r", "\r\n", "'", "=", "ñ", "漢",
            "\t", ";", "🔫"]


def random_cell(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(6)))


def random_file(rng):
    """(text, its rows), as one of the ways to quote writes it."""
    width = rng.randrange(2, 6)
    rows = [[random_cell(rng) for _ in range(width)]
            for _ in range(rng.randrange(1, 8))]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=rng.choice(["\r\n", "\n"]),
               quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
               ).writerows(rows)
    text = out.getvalue()
    if rng.random() < 0.3:
        text = text.rstrip("\r\n") if text.endswith('"\n') else text
    return text, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("probe")
    parser.add_argument("--files", type=int, default=400)
    options = parser.parse_args()
    rng = random.Random(4180)
    compared = 0
    for number in range(options.files):
        text, rows = random_file(rng)
        # A carriage return alone ends no line of ours: Python leaves a cell that
        # holds one without quotes where lines end with a line feed.
        read = list(csv.reader(io.StringIO(text, newline="")))
        if read != rows:
            continue
        compared += 1
        bom = b"\xef\xbb\xbf" if rng.random() < 0.3 else b""
        done = subprocess.run([options.probe], input=bom + text.encode(),
                              capture_output=True, check=True)
        ours = [[bytes.fromhex(cell).decode() for cell in line.split(",")]
                for line in done.stdout.decode().splitlines()]
        if ours != rows:
            raise SystemExit(f"file {number}: {text!r}\n  Python {rows}\n"
                             f"  ours   {ours}")
    if compared < options.files / 2:
        raise SystemExit(f"only {compared} files were worth comparing")
    print(f"{compared} files read as Python reads them")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Turns lists of codes into constants for code_list.cc.

    make_tables.py OUTPUT

Countries, their parts and currencies come from Debian's iso-codes, time zones
from tzdata, the rest from tables/, where a line is a code, or a code and its
value, and `#` begins a comment; substances.txt has columns of its own.
"""

import json
import pathlib
import sys

ISO_CODES = pathlib.Path("/usr/share/iso-codes/json")
TIME_ZONES = pathlib.Path("/usr/share/zoneinfo/tzdata.zi")
TABLES = pathlib.Path(__file__).resolve().parent / "tables"


def iso(name, key):
    text = (ISO_CODES / f"iso_{name}.json").read_text(encoding="utf-8")
    return [row[key] for row in json.loads(text)[name]]


def time_zones():
    """Z begins a zone, L a link: its target, then its name."""
    for line in TIME_ZONES.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words and words[0] == "Z":
            yield words[1]
        elif words and words[0] == "L":
            yield words[2]


def table(name):
    """Code: value, or "" where the line holds a code alone."""
    rows = {}
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].split()
        for code in words[:1]:
            assert code not in rows, f"{name}: {code} stands twice"
            rows[code] = "".join(words[1:])
    return rows


def substances():
    """CAS number: tariff codes, UN numbers and names, separated by "|"."""
    rows = {}
    for line in (TABLES / "substances.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        cas, *columns = [column.strip() for column in line.split("|")]
        assert len(columns) == 3 and cas not in rows, f"substances.txt: {cas}"
        lists = [[v.strip() for v in c.split(";") if v.strip() != "-"] for c in columns]
        rows[cas] = "|".join(";".join(values) for values in lists)
    return rows


def constant(name, rows):
    if not isinstance(rows, dict):
        rows = dict.fromkeys(rows, "")
    assert rows, f"{name} is empty"
    lines = "".join(f'    {{"{code}", "{rows[code]}"}},\n' for code in sorted(rows))
    return f"constexpr Row {name}[] = {{\n{lines}}};\n"


def main(output):
    decimals = table("currency_decimals.txt")
    currencies = {code: decimals.get(code, "2") for code in iso("4217", "alpha_3")}
    assert decimals.keys() <= currencies.keys(), "a currency that ISO 4217 lacks"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("".join([
        constant("kCountries", iso("3166-1", "alpha_2")),
        constant("kCountries3", iso("3166-1", "alpha_3")),
        constant("kSubdivisions", iso("3166-2", "code")),
        constant("kCurrencies", currencies),
        constant("kTimeZones", time_zones()),
        constant("kIbanForms", table("iban.txt")),
        constant("kClabeBanks", table("clabe_banks.txt")),
        constant("kPortsOfEntry", table("ports_of_entry.txt")),
        constant("kSubstances", substances()),
    ]), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

#!/usr/bin/env python3
"""Compares our validators with those of python-stdnum.

    compare_with_stdnum.py FORMAT_PROBE

Both judge the same generated values: random ones of the right form with every
last character, and the good ones among them with a character changed, lost,
added or swapped with its neighbour.  Where the two differ on purpose, DIFFERENCES
says so; any other difference fails, and so does one that no value shows.
"""

import collections
import importlib
import random
import string
import subprocess
import sys

BODIES = 400  # random values a format
MUTANTS = 12  # of each good value

DIGITS = string.digits
CAPITALS = string.ascii_uppercase
BOTH = DIGITS + CAPITALS
STATES = ("AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR "
          "QT SL SP SR TC TL TS VZ YN ZS XX").split()
# Countries of each kind of account number, and two that issue none.
IBANS = {"GB": "aaaannnnnnnnnnnnnn", "ES": "n" * 20, "DE": "n" * 18,
         "FR": "nnnnnnnnnncccccccccccnn", "GT": "c" * 24, "CR": "n" * 18,
         "SV": "aaaa" + "n" * 20, "DO": "cccc" + "n" * 20,
         "BR": "n" * 23 + "ac", "NO": "n" * 11, "MT": "aaaannnnn" + "c" * 18,
         "US": "n" * 18, "MX": "n" * 18, "FK": "aa" + "n" * 12}
# Words that no key begins with, at times.
AVOIDED = ["CACO", "PUTO"]


def of_form(form, rng):
    letters = {"n": DIGITS, "a": CAPITALS, "c": BOTH}
    return "".join(rng.choice(letters[c]) if c in letters else c for c in form)


def day(rng):
    """Mostly possible, at times not."""
    return f"{rng.randrange(100):02}{rng.randrange(1, 14):02}{rng.randrange(1, 33):02}"


def curp(rng):
    word = rng.choice(AVOIDED) if rng.random() < 0.05 else of_form("aaaa", rng)
    return (word + day(rng) + rng.choice("HM") +
            rng.choice(STATES) +
            "".join(rng.choice("BCDFGHJKLMNPQRSTVWXYZ") for _ in range(3)) +
            rng.choice(BOTH))


def rfc(rng):
    letters = "".join(rng.choice(CAPITALS + "&Ñ") for _ in range(rng.choice((3, 4))))
    if rng.random() < 0.05:
        letters = rng.choice(AVOIDED)
    return letters + day(rng) + rng.choice("123456789ABCDEFGHIJKLMNOPQRSTUV") + \
        rng.choice("123456789" + CAPITALS)


def iban(rng):
    country = rng.choice(sorted(IBANS))
    account = of_form(IBANS[country], rng)
    digits = "".join(str(int(c, 36)) for c in account + country) + "00"
    return f"{country}{98 - int(digits) % 97:02}{account}"


def lei(rng):
    body = of_form("c" * 18, rng)
    return f"{body}{98 - int(''.join(str(int(c, 36)) for c in body) + '00') % 97:02}"


def cas(rng):
    first = rng.choice("123456789") + of_form("n" * rng.randrange(1, 7), rng)
    return f"{first}-{of_form('nn', rng)}-"


# Format: (module of stdnum, how a body is made, last characters to try).
FORMATS = {
    "aba": ("us.rtn", lambda r: of_form("nnnnnnnn", r), DIGITS),
    "iban": ("iban", iban, [""]),
    "bic": ("bic", lambda r: of_form(r.choice(["aaaaaacc", "aaaaaaccccc"]), r), [""]),
    "lei": ("lei", lei, [""]),
    "curp": ("mx.curp", curp, DIGITS),
    "rfc": ("mx.rfc", rfc, DIGITS + "A"),
    "ssn": ("us.ssn", lambda r: of_form("nnnnnnnn", r), DIGITS),
    "itin": ("us.itin", lambda r: "9" + of_form("nnnnnnn", r), DIGITS),
    "ein": ("us.ein", lambda r: of_form("nnnnnnnn", r), DIGITS),
    "cas": ("casrn", cas, DIGITS),
    "imo": ("imo", lambda r: of_form("nnnnnn", r), DIGITS),
    "iso6346": ("iso6346", lambda r: of_form("aaa", r) + r.choice("UJZR") +
                of_form("nnnnnn", r), DIGITS),
}
KNOWN = ["GB82WEST12345698765432", "ES9121000418450200051332", "GODE561231GR8",
         "XAXX010101000", "XEXX010101000", "BOXW310820HNERXN09", "437-38-7",
         "9074729", "CSQU3054383", "5493001KJTIIGC8Y1R12", "219099999",
         "078051120", "111000025", "BNMXMXMM", "PUFS900101HNERCN06",
         "BE00000000000002"]


def is_valid(module, value):
    if module.__name__.endswith("rfc"):
        return module.is_valid(value, validate_check_digits=True)
    if module.__name__ == "stdnum.iban":
        return module.is_valid(value, check_country=False)
    return module.is_valid(value)


def mutants(value, rng):
    for _ in range(MUTANTS):
        at = rng.randrange(len(value))
        yield value[:at] + rng.choice(BOTH) + value[at + 1:]
    at = rng.randrange(len(value))
    yield value[:at] + value[at + 1:]
    yield value[:at] + rng.choice(BOTH) + value[at:]
    if at + 1 < len(value):
        yield value[:at] + value[at + 1] + value[at] + value[at + 2:]


def values_of(name, rng):
    module, body, lasts = FORMATS[name]
    module = importlib.import_module("stdnum." + module)
    values = list(KNOWN)
    for _ in range(BODIES):
        start = body(rng)
        values += [start + last for last in lasts]
    for value in [v for v in values if is_valid(module, v)]:
        values += mutants(value, rng)
    return module, values


# Format, what differs and why, and whether a value is a case of it; "ours" is
# the reason that our validator gives, or "".
DIFFERENCES = [
    ("aba", "districts: looked up here", lambda m, v, ours: ours == "NEVER_ISSUED"),
    ("bic", "countries: looked up here", lambda m, v, ours: ours == "CODE_UNKNOWN"),
    ("iban", "check digits that are letters: taken there",
     lambda m, v, ours: ours == "FORM" and not v[2:4].isdigit()),
    ("iban", "check digits 00, 01 and 99: never made, so refused here",
     lambda m, v, ours: ours == "CHECK_DIGIT" and v[2:4] in ("00", "01", "99")),
    ("iban", "countries that joined later: unknown there",
     lambda m, v, ours: ours == "" and v[:2] == "FK"),
    ("lei", "length and digits at the end: not looked at there",
     lambda m, v, ours: ours in ("LENGTH", "FORM")),
    ("curp", "words that the issuer avoids: not looked for here",
     lambda m, v, ours: ours == "" and v[:4] in m._name_blacklist),
    ("curp", "inner consonants: a vowel is refused here",
     lambda m, v, ours: ours == "FORM" and set(v[13:16]) & set("AEIOU")),
    ("rfc", "words that the issuer avoids: not looked for here",
     lambda m, v, ours: ours == "" and v[:4] in m._name_blacklist),
    ("rfc", "homoclave: any two characters here, some not there",
     lambda m, v, ours: ours == "" and (v[-3] in "0WXYZ" or v[-2] == "0")),
    ("itin", "groups 50 to 65: in use since, unknown there",
     lambda m, v, ours: ours == "" and 50 <= int(v[3:5]) <= 65),
    ("iso6346", "category R: none of the standard",
     lambda m, v, ours: ours == "FORM" and v[3] == "R"),
    ("iso6346", "owner: letters alone here",
     lambda m, v, ours: ours == "FORM" and not v[:3].isalpha()),
]


def answers_of(probe, name, values):
    text = "".join(f"{name}\t{value}\n" for value in values)
    run = subprocess.run([probe], input=text.encode(), capture_output=True, check=True)
    return run.stdout.decode().splitlines()


def compare(probe, name):
    """The differences that nobody meant."""
    module, values = values_of(name, random.Random(name))
    known = [row for row in DIFFERENCES if row[0] == name]
    meant, problems = collections.Counter(), []
    good = 0
    for value, answer in zip(values, answers_of(probe, name, values)):
        ours, theirs = answer.partition(" ")[2], is_valid(module, value)
        good += theirs
        if theirs == (answer == "fine"):
            continue
        why = [what for _, what, fits in known if fits(module, value, ours)]
        if why:
            meant[why[0]] += 1
        else:
            problems.append(f"{name} {value}: {answer} here, {theirs} there")
    print(f"{name}: {len(values)} values, {good} of them good there")
    for _, what, _ in known:
        print(f"  {meant[what]} differ in {what}")
        if not meant[what]:
            problems.append(f"{name}: no value shows the difference in {what}")
    if good < 100:
        problems.append(f"{name}: hardly any good value was tried")
    return problems


def main(probe):
    problems = [line for name in FORMATS for line in compare(probe, name)]
    print(*problems[:40], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

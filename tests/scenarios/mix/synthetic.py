"""Made-up values with right check digits: persons, accounts, vehicles, papers.

Nobody's: names are numbered variants of the two synthetic persons, and numbers
are drawn behind a prefix that says TEST or PRUEBA where their form allows.
"""

CURP_LETTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
RFC_LETTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
                      [*range(10), *range(1, 9), *range(1, 6), 7, 9,
                       *range(2, 10)]))
VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
# Numbers that advertisements made known; nobody's.
SSN = ["219099999", "078051120"]


def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def clabe(rng):
    body = rng.choice(["002", "032"]) + "010" + "0777" + digits(rng, 7)
    total = sum(int(d) * w % 10 for d, w in zip(body, [3, 7, 1] * 6))
    return body + str(-total % 10)


def vin(rng):
    body = f"3ZZTEST00X{digits(rng, 7)}"
    total = sum(VIN_VALUES[c] * w for c, w in zip(body, VIN_WEIGHTS))
    check = total % 11
    return body[:8] + ("X" if check == 10 else str(check)) + body[9:]


def curp(rng, birth):
    """Of somebody born abroad on the day; `birth` has year, month and day."""
    day = f"{birth['year'] % 100:02d}{birth['month']:02d}{birth['day']:02d}"
    century = rng.choice("0123456789" if birth["year"] < 2000 else "ABCDEF")
    body = f"PUFS{day}{rng.choice('HM')}NERCN{century}"
    total = sum(CURP_LETTERS.index(c) * (18 - i) for i, c in enumerate(body))
    return body + str(-total % 10)


def company_rfc(rng):
    body = (f"ABC{rng.randrange(50, 100)}{rng.randrange(1, 13):02d}"
            f"{rng.randrange(1, 29):02d}{rng.choice('PQRS')}{rng.randrange(10)}")
    total = sum(RFC_LETTERS.index(c) * w
                for c, w in zip(" " + body, range(13, 1, -1)))
    check = -total % 11
    return body + ("A" if check == 10 else str(check))


def container(rng):
    body = "CSQU" + digits(rng, 6)
    values = {c: 10 + i + (i + 9) // 10 for i, c in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    total = sum((values[c] if c.isalpha() else int(c)) * 2 ** i
                for i, c in enumerate(body))
    return body + str(total % 11 % 10)


def day(rng, first, last):
    return {"year": rng.randint(first, last), "month": rng.randint(1, 12),
            "day": rng.randint(1, 28)}


def number_of(rng):
    return f"{rng.randrange(10000):04d}"


def name(rng, example):
    """A numbered variant of the synthetic person of `example`."""
    number = number_of(rng)
    return {**example, "givenNames": f"{example['givenNames']} {number}",
            "fullNameLatin": f"{example['fullNameLatin']} {number}"}

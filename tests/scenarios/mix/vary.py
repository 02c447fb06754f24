"""Another record like an example: every value that tells one from another is
drawn anew, and passes the validators.

Fields are known by their names, whatever the type of the record.
"""

import synthetic

# Field of any message: what it holds instead.
FIELDS = {
    "vin": synthetic.vin,
    "plate": lambda rng: f"TEST-{rng.randrange(1000):03d}",
    "container": synthetic.container,
    "rfc": synthetic.company_rfc,
    "traceId": lambda rng: "T2026" + synthetic.digits(rng, 7),
    "linkedTraceId": lambda rng: "T2026" + synthetic.digits(rng, 7),
    "fflNumber": lambda rng: "5-74-000-01-7A-" + synthetic.digits(rng, 5),
    "badgeNumber": lambda rng: "TEST-" + synthetic.digits(rng, 4),
    "streetNumber": lambda rng: str(rng.randint(1, 999)),
    "heightCm": lambda rng: rng.randint(150, 200),
    "weightKg": lambda rng: rng.randint(50, 110),
    "weaponCount": lambda rng: rng.randint(1, 12),
    "estimatedCount": lambda rng: rng.randint(1, 40),
    "accountCount": lambda rng: rng.randint(1, 6),
    "correlationRank": lambda rng: rng.randint(1, 10),
    "amount": lambda rng: f"{rng.randint(900, 99000)}.{synthetic.digits(rng, 1)}5",
}

# Numbers of an agency's own, where they say TEST or PRUEBA: that stays.
NUMBERED = {"caseNumber", "alertNumber", "fiuReference", "itemRef", "ibisId",
            "agencyCase", "reference", "transactionRef", "labSampleRef",
            "eventRef", "serial"}

# What came of an alert, in hundredths.
OUTCOMES = {"DISPOSITION_OUTCOME_NO_MATCH": 50,
            "DISPOSITION_OUTCOME_NO_ACTION": 20,
            "DISPOSITION_OUTCOME_INVESTIGATION_OPENED": 15,
            "DISPOSITION_OUTCOME_SEIZURE_MADE": 15}

PLACES = {"US": [("US-TX", "LAREDO"), ("US-TX", "EL PASO"), ("US-TX", "BROWNSVILLE"),
                 ("US-AZ", "NOGALES"), ("US-CA", "SAN DIEGO")],
          "MX": [("MX-TAM", "REYNOSA"), ("MX-TAM", "NUEVO LAREDO"),
                 ("MX-CHH", "JUAREZ"), ("MX-SON", "NOGALES"),
                 ("MX-BCN", "TIJUANA"), ("MX-SIN", "CULIACAN")]}


def vary(record, rng):
    """`record` with other values; `context` stays as it is."""
    varied = {key: value if key == "context" else of_field(key, value, rng)
              for key, value in record.items()}
    same_serial(varied, rng)
    same_accounts(varied)
    if str(varied.get("outcome", "")) in OUTCOMES:
        choose_outcome(varied, rng)
    return varied


def of_field(key, value, rng):
    if isinstance(value, dict):
        return of_message(key, value, rng)
    if isinstance(value, list):
        return [of_field(key, v, rng) for v in value]
    if key in NUMBERED and ("TEST" in value or "PRUEBA" in value):
        return value.rstrip("0123456789") + synthetic.digits(rng, 4)
    return FIELDS[key](rng) if key in FIELDS else value


def of_message(key, message, rng):
    if key == "place" or "municipality" in message and "street" not in message:
        return place(message, rng)
    if "givenNames" in message:
        return synthetic.name(rng, message)
    if message.get("scheme") == "ACCOUNT_SCHEME_CLABE":
        return {**message, "value": synthetic.clabe(rng)}
    varied = {k: of_field(k, v, rng) for k, v in message.items()}
    if "birthDate" in message:
        varied["birthDate"] = {k: v for k, v in synthetic.day(
            rng, 1950, 2004).items() if k in message["birthDate"]}
    if message.get("nationalId", {}).get("type") == "PERSON_ID_TYPE_CURP":
        varied["nationalId"]["value"] = synthetic.curp(rng, varied["birthDate"])
    if message.get("nationalId", {}).get("type") == "PERSON_ID_TYPE_SSN":
        varied["nationalId"]["value"] = rng.choice(synthetic.SSN)
    if "identityDocument" in message:
        number = message["identityDocument"]["number"]
        varied["identityDocument"] = {
            **message["identityDocument"],
            "number": number.rstrip("0123456789") + synthetic.digits(rng, 8)}
    return varied


def place(message, rng):
    if message.get("country") not in PLACES or "subdivision" not in message:
        return message
    subdivision, municipality = rng.choice(PLACES[message["country"]])
    return {**message, "subdivision": subdivision, "municipality": municipality}


def same_serial(record, rng):
    """The serial number as read and as marked are one."""
    firearm = record.get("firearm", {})
    if "serialNumber" in firearm:
        serial = "TEST50A" + synthetic.digits(rng, 5)
        record["firearm"] = {**firearm, "serialNumber": serial,
                             "serialAsMarked": serial}


def same_accounts(record):
    """Payments go to the accounts that the record lists."""
    accounts = [a["value"] for a in record.get("accounts", [])]
    record.update({"transactions": [
        {**t, "toAccount": accounts[i % len(accounts)]}
        for i, t in enumerate(record["transactions"])]}
        if accounts and "transactions" in record else {})


def choose_outcome(record, rng):
    record["outcome"] = rng.choices([*OUTCOMES], [*OUTCOMES.values()])[0]
    if record["outcome"] != "DISPOSITION_OUTCOME_SEIZURE_MADE":
        for field in ("seizure", "actedAt"):
            record.pop(field, None)

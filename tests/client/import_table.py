"""Rows of records for the tests of import: good ones, and ones with a fault.

A table is a list of lines as a text file has them; `bad` says of each line with
a fault what must be reported of it.
"""

import copy
import csv
import io
import json
import pathlib
import re

RECORDS = pathlib.Path(__file__).resolve().parents[1] / "scenarios/records"


def snake(name):
    name = re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), name)
    return re.sub(r"([a-z])(\d{2,})", r"\1_\2", name)


def short(value):
    """The short name of an enum value: what follows its type's prefix."""
    for prefix in ("FIREARM_TYPE_", "FIREARM_ACTION_", "FIREARM_USE_CLASS_",
                   "RECOVERY_CIRCUMSTANCE_", "PERSON_ROLE_", "SEX_",
                   "PERSON_ID_TYPE_", "ALERT_TARGET_", "ALERT_DIRECTION_",
                   "ALERT_ACTION_", "PURPOSE_CODE_", "TLP_", "EVIDENTIAL_USE_",
                   "ANSWER_", "EVIDENCE_STATUS_"):
        if value.startswith(prefix):
            return value.removeprefix(prefix)
    return value


def flatten(value, path=""):
    """Yields (column, cell) of a record in proto3 JSON."""
    if isinstance(value, dict) and set(value) <= {"year", "month", "day"}:
        yield path, "-".join([f"{value['year']:04}"] + [
            f"{value[part]:02}" for part in ("month", "day") if part in value])
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from flatten(inner, f"{path}.{snake(name)}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flatten(inner, f"{path}[{index}]")
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    else:
        yield path, short(str(value))


def example(name):
    return json.loads((RECORDS / f"{name}.json").read_text())


class Table:
    """Trace requests and border alerts of one agency, each of its own number;
    the law of its nation lets the requests out and not the alerts, which serve
    a civil case."""

    def __init__(self, rows, rng, bad_share=0.01):
        trace, alert = example("trace_request"), example("vehicle_alert")
        alert["context"]["purposeCode"] = "PURPOSE_CODE_CIVIL_PROCEEDING"
        self.defaults = {"context": trace["context"]}
        trace.pop("context")
        self.kinds = [
            ("FirearmTraceRequest", "us-atf", dict(flatten(trace)),
             "firearm.serial_number"),
            ("BorderAlert", "us-cbp", dict(flatten(alert)),
             "alert_number")]
        self.columns = ["type", "to"] + sorted(
            {c for kind in self.kinds for c in kind[2]})
        self.bad = {}  # line: (field, reason)
        self.good = {}  # line: type
        self.lines = [self.text(self.columns)]
        faults = [self.bad_date, self.bad_number, self.bad_recipient,
                  self.open_quote, self.missing]
        bad_rows = set(rng.sample(range(rows), max(len(faults),
                                                   round(rows * bad_share))))
        for number in range(rows):
            line = len(self.lines) + 1
            cells = self.row(number, rng)
            if number in bad_rows:
                fault = faults[len(self.bad) % len(faults)]
                self.lines.append(fault(line, cells))
            else:
                self.good[line] = cells["type"]
                self.lines.append(self.text_of(cells))

    @staticmethod
    def text(cells):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerow(cells)
        return out.getvalue()

    def text_of(self, cells):
        return self.text([cells.get(name, "") for name in self.columns])

    def row(self, number, rng):
        kind, to, cells, own = self.kinds[0 if rng.random() < 0.8 else 1]
        cells = copy.copy(cells)
        cells[own] = f"TEST{number:07}"
        return cells | {"type": kind, "to": to}

    def bad_date(self, line, cells):
        column = ("recovery.date" if cells["type"] == "FirearmTraceRequest"
                  else "context.valid_from")
        self.bad[line] = (column, "NOT_A_DATE" if column == "recovery.date"
                          else "NOT_AN_INSTANT")
        return self.text_of(cells | {column: "03/02/2026"})

    def bad_number(self, line, cells):
        column = ("firearm.country_of_origin"
                  if cells["type"] == "FirearmTraceRequest"
                  else "vehicle.vin")
        self.bad[line] = (column, "CODE_UNKNOWN" if "country" in column
                          else "LENGTH")
        return self.text_of(cells | {column: "QQ"})

    def bad_recipient(self, line, cells):
        self.bad[line] = ("to", "RECIPIENT_UNKNOWN")
        return self.text_of(cells | {"to": "qq-nobody"})

    def open_quote(self, line, cells):
        # Ends where its line ends, or where the next quotation mark stands.
        self.bad[line] = (self.columns[-1], None)
        return self.text_of(cells | {self.columns[-1]: ""})[:-2] + '"open\r\n'

    def missing(self, line, cells):
        column = ("request_date" if cells["type"] == "FirearmTraceRequest"
                  else "target_kind")
        self.bad[line] = (column, "MISSING")
        return self.text_of({k: v for k, v in cells.items() if k != column})

    def write(self, folder):
        """(table, defaults)"""
        table, defaults = folder / "rows.csv", folder / "defaults.json"
        table.write_bytes("".join(self.lines).encode())
        defaults.write_text(json.dumps(self.defaults))
        return table, defaults

"""The records of the load, made of the scenarios' examples."""

import datetime
import json
import pathlib

from recipe import expand_times, merge

RECORDS = pathlib.Path(__file__).resolve().parents[1] / "scenarios/records"


def write(folder):
    """request, refused, result and acknowledgement, as JSON files."""
    now = datetime.datetime.now(datetime.timezone.utc)
    examples = {name: expand_times(json.loads((RECORDS / file).read_text()), now)
                for name, file in (("request", "trace_request.json"),
                                   ("result", "trace_result.json"))}
    # Each request is about a case of its own: the same content twice is held.
    examples["request"] = merge(examples["request"], {
        "context": {"caseRef": "LOAD-@number@"}})
    records = dict(examples)
    # A purpose that neither nation's law covers.
    records["refused"] = merge(examples["request"], {
        "context": {"purposeCode": "PURPOSE_CODE_STATISTICS"}})
    kept = ("purposeCode", "caseRef", "legalBasis", "handling",
            "evidenceStatus", "language")
    records["acknowledgement"] = {
        "context": {k: v for k, v in examples["request"]["context"].items()
                    if k in kept},
        "status": "ACKNOWLEDGEMENT_STATUS_RECEIVED",
        "receivedAt": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    folder.mkdir(parents=True)
    for name, record in records.items():
        (folder / f"{name}.json").write_text(
            json.dumps(record, ensure_ascii=False, indent=1))

#!/usr/bin/env python3
"""Sends one record without an agent, once, whoever dies in between.

    send_directly.py CONTEXT TYPE RECIPIENT KEPT < record.json

What is signed is kept in the file KEPT first; run again with the same file, the
very same bytes go out and the first outcome comes back.
"""

import json
import os
import pathlib
import sys

from enlace import EnlaceError
from enlace.node import Node, SignedRecord
from enlace.v1.envelope_pb2 import DecisionOutcome

context, record_type, recipient, kept = sys.argv[1:]
kept = pathlib.Path(kept)


def keep(signed):
    part = kept.with_suffix(".part")
    with open(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
        file.write(signed.record_id + signed.data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(kept)


try:
    with Node.open(context) as node:
        if not kept.exists():
            keep(node.sign(node.draft(record_type, json.load(sys.stdin),
                                      recipient)))
        data = kept.read_bytes()
        result = node.submit([SignedRecord(data[:32], data[32:])])[0]
        if isinstance(result, EnlaceError):
            raise result
        print(DecisionOutcome.Name(result.outcome.decision),
              result.outcome.reason)
except EnlaceError as error:
    print(error, error.hint, *error.fields, sep="\n", file=sys.stderr)
    sys.exit(1)

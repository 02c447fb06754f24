#!/usr/bin/env python3
"""Sends one record: send_record.py SOCKET TYPE RECIPIENT < record.json"""

import json
import sys

from enlace import Agent, EnlaceError

socket_path, record_type, recipient = sys.argv[1:]
try:
    sent = Agent(socket_path).send(record_type, recipient, json.load(sys.stdin),
                                   key="example-1")
    print(sent["state"], sent.get("decision", {}).get("outcome", ""))
except EnlaceError as error:
    print(error, error.hint, *error.fields, sep="\n", file=sys.stderr)
    sys.exit(1)

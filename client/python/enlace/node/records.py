"""The record types of this package: what protoc made of proto/enlace/v1.

A new type needs nothing here: its message says by an option that it is one.
"""

import importlib
import pkgutil
import re

from google.protobuf import json_format

import enlace.v1
from enlace.errors import refusal
from enlace.node.strict import require
from enlace.v1 import options_pb2


def records_in(module):
    """{short name: message class} of the record types in a generated module."""
    return {name: getattr(module, name) for name, descriptor in
            module.DESCRIPTOR.message_types_by_name.items()
            if rules_of(descriptor).is_record}


def rules_of(descriptor):
    """The RecordRules of a message type."""
    return descriptor.GetOptions().Extensions[options_pb2.record]


def _all_records():
    found = {}
    for module in pkgutil.iter_modules(enlace.v1.__path__):
        if module.name.endswith("_pb2"):
            found.update(records_in(
                importlib.import_module(f"enlace.v1.{module.name}")))
    return found


RECORD_TYPES = _all_records()


def class_of(record_type, types=None):
    """The message class of a record type; TYPE_UNKNOWN if there is none."""
    found = (RECORD_TYPES if types is None else types).get(record_type)
    require(found is not None, "TYPE_UNKNOWN", "there is no such type of record")
    return found


def from_json(record_type, record):
    """The record that a dict holds in proto3 JSON.

    An unknown field is an error.  The error names the path and no value.
    """
    message = class_of(record_type)()
    try:
        json_format.ParseDict(record, message)
    except json_format.ParseError as error:
        path = ".".join(re.findall(r"Failed to parse (\w+) field", str(error)))
        where = f" at `{path}`" if path else ""
        raise refusal("INVALID_ARGUMENT", "FIELD_INVALID",
                      f"the record is not a {record_type} in proto3 JSON{where}",
                      [{"field": path, "description": "is not in its form"}]
                      if path else []) from None
    return message

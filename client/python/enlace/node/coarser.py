"""Coarser values that a node states for a leaf it withheld.

docs/envelope.md, "Releases": initials of a name, the last four of a number.
"""

import re

from google.protobuf.descriptor import FieldDescriptor as Field

from enlace.node.leaves import TEXT
from enlace.v1 import options_pb2

_FORM = {(options_pb2.CHAIN_NAME, "initials"): r"(?:.\.){1,16}",
         (options_pb2.CHAIN_NUMBER, "last4"): r"[A-Za-z0-9]{4}"}


def fits_level(leaf_field, stated):
    """Whether a Generalization states a value of its leaf's level."""
    field = leaf_field.field
    if field.type != Field.TYPE_STRING or \
            field.label == Field.LABEL_REPEATED or leaf_field.silent:
        return False
    form = _FORM.get((leaf_field.chain, stated.level))
    try:
        text = stated.value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return form is not None and stated.type_tag == TEXT and \
        re.fullmatch(form, text, re.S) is not None

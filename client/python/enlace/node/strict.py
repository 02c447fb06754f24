"""The one encoding of a message that is accepted where its bytes are signed.

docs/envelope.md, "Strict encoding".  protobuf's own writer gives it, so what
was read is written again and compared.
"""

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError

from enlace.errors import refusal

NESTING_MAX = 32


def invalid(field, problem):
    """FIELD_INVALID about one field; `problem` never holds its value."""
    return refusal("INVALID_ARGUMENT", "FIELD_INVALID", f"{field} {problem}",
                   [{"field": field, "description": problem}])


def require(condition, reason, why):
    if not condition:
        raise refusal("INVALID_ARGUMENT", reason, why)


def serialize(message):
    return message.SerializeToString(deterministic=True)


def parse(message_class, data, what, size_max):
    """The message, if `data` is its strict encoding.  Raises EnlaceError."""
    require(len(data) <= size_max, "TOO_LARGE", f"{what} is too large")
    try:
        message = message_class.FromString(data)
    except DecodeError:
        raise invalid(what, "is not such a message") from None
    message.DiscardUnknownFields()
    check_known(message, what)
    if serialize(message) != data:
        raise invalid(what, "has an unknown field, or is not in the strict "
                            "encoding")
    return message


def check_known(message, what, depth=0):
    """That every enum number is defined and nothing nests too deep."""
    if depth > NESTING_MAX:
        raise invalid(what, "is nested too deep")
    for field, value in message.ListFields():
        values = value if field.label == FieldDescriptor.LABEL_REPEATED else [value]
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in values:
                check_known(part, what, depth + 1)
        elif field.type == FieldDescriptor.TYPE_ENUM:
            numbers = field.enum_type.values_by_number
            if any(number not in numbers for number in values):
                raise invalid(field.name, "has a value that the type lacks")

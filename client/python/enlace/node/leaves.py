"""Records as leaves, and leaves as records.

A leaf is a value of a record: the unit that a commitment covers and that a node
can withhold.  docs/envelope.md, "Leaves" and "Value bytes".
"""

import dataclasses
import re
import struct

from google.protobuf.descriptor import FieldDescriptor as Field

from enlace.errors import EnlaceError
from enlace.node.strict import NESTING_MAX, invalid
from enlace.v1 import options_pb2

LEAVES_MAX = 256

ABSENT, BOOL, SIGNED, UNSIGNED, ENUM, TEXT, BYTES = 0, 1, 2, 3, 4, 5, 6
LIST, IN_LIST, INSTANT = 8, 9, 10

_TAGS = {Field.TYPE_BOOL: BOOL, Field.TYPE_ENUM: ENUM, Field.TYPE_STRING: TEXT,
         Field.TYPE_BYTES: BYTES}
_TAGS.update(dict.fromkeys(
    [Field.TYPE_INT32, Field.TYPE_INT64, Field.TYPE_SINT32, Field.TYPE_SINT64,
     Field.TYPE_SFIXED32, Field.TYPE_SFIXED64], SIGNED))
_TAGS.update(dict.fromkeys(
    [Field.TYPE_UINT32, Field.TYPE_UINT64, Field.TYPE_FIXED32,
     Field.TYPE_FIXED64], UNSIGNED))
_TIMESTAMP = "google.protobuf.Timestamp"
_SECONDS = range(-62135596800, 253402300800)  # years 1 to 9999


@dataclasses.dataclass(frozen=True)
class Leaf:
    path: str
    tag: int
    value: bytes


@dataclasses.dataclass(frozen=True)
class LeafField:
    """A leaf that records of a type can have, or all elements of a split one."""
    path: str
    steps: tuple  # field descriptors from the record to the leaf
    silent: bool

    @property
    def field(self):
        return self.steps[-1]

    @property
    def split_max(self):
        return _rules(self.field).split_max

    @property
    def chain(self):
        """How it may be made coarser: what the innermost field says."""
        return next((_rules(step).chain for step in reversed(self.steps)
                     if _rules(step).chain), options_pb2.CHAIN_UNSPECIFIED)


def _rules(field):
    return field.GetOptions().Extensions[options_pb2.field]


def _repeated(field):
    return field.label == Field.LABEL_REPEATED


def _element_tag(field):
    if field.type == Field.TYPE_MESSAGE:
        is_instant = field.message_type.full_name == _TIMESTAMP
        return INSTANT if is_instant else IN_LIST
    return _TAGS[field.type]


def _holds_leaves(field):
    return not _repeated(field) and _element_tag(field) == IN_LIST


def _tag(field):
    return LIST if _repeated(field) else _element_tag(field)


def leaf_fields(descriptor, steps=(), silent=False):
    """The LeafFields of a record type, by path without index."""
    found = {}
    for field in descriptor.fields:
        hushed = silent or _rules(field).silent
        way = (*steps, field)
        if _holds_leaves(field):
            found.update(leaf_fields(field.message_type, way, hushed))
        else:
            path = ".".join(step.name for step in way)
            found[path] = LeafField(path, way, hushed)
    return found


def leaves_of(record):
    """The leaves of a record, in the order of their paths.

    EnlaceError (FIELD_INVALID) if they could not tell it from another record.
    """
    leaves = sorted(_collect(record, record.DESCRIPTOR, "", False),
                    key=lambda leaf: leaf.path.encode())
    if len(leaves) > LEAVES_MAX:
        raise invalid("record", f"has more than {LEAVES_MAX} leaves")
    return leaves


def _collect(message, descriptor, prefix, silent):
    """`message` is None where the record has none."""
    present = {} if message is None else {
        field.number: value for field, value in message.ListFields()}
    for field in descriptor.fields:
        path = prefix + field.name
        hushed = silent or _rules(field).silent
        value = present.get(field.number)
        if _holds_leaves(field):
            if value is not None and not value.ListFields():
                raise invalid(path, "is a message without any field")
            yield from _collect(value, field.message_type, path + ".", hushed)
        elif value is None:
            if hushed:
                yield Leaf(path, ABSENT, b"")
        elif _rules(field).split_max:
            if len(value) > _rules(field).split_max:
                raise invalid(path, "has too many elements")
            for index, element in enumerate(value):
                yield Leaf(f"{path}[{index}]", IN_LIST,
                           _element_bytes(field, element))
        else:
            yield Leaf(path, _tag(field), _field_bytes(field, value))


def _tagged(tag, value):
    return bytes([tag]) + struct.pack(">I", len(value)) + value


def _field_bytes(field, value):
    if not _repeated(field):
        return _element_bytes(field, value)
    return struct.pack(">I", len(value)) + b"".join(
        _tagged(_element_tag(field), _element_bytes(field, element))
        for element in value)


def _element_bytes(field, value):
    tag = _element_tag(field)
    if tag == BOOL:
        return b"\x01" if value else b"\x00"
    if tag == SIGNED:
        return struct.pack(">q", value)
    if tag == UNSIGNED:
        return struct.pack(">Q", value)
    if tag == ENUM:
        return struct.pack(">i", value)
    if tag == TEXT:
        return value.encode()
    if tag == BYTES:
        return bytes(value)
    if tag == INSTANT:
        if value.seconds not in _SECONDS or not 0 <= value.nanos < 10**9:
            raise invalid(field.name, "is no instant of the years 1 to 9999")
        return struct.pack(">qI", value.seconds, value.nanos)
    parts = sorted(value.ListFields(), key=lambda part: part[0].number)
    return struct.pack(">H", len(parts)) + b"".join(
        struct.pack(">I", part.number) +
        _tagged(_tag(part), _field_bytes(part, inner)) for part, inner in parts)


# --- leaves as records


def place_of(fields, path):
    """(LeafField, index or None) that `path` names; ValueError if none."""
    name, bracket, index = path.partition("[")
    if name not in fields or bool(bracket) != bool(fields[name].split_max):
        raise ValueError("the path names no leaf")
    if not bracket:
        return fields[name], None
    if not re.fullmatch(r"(0|[1-9][0-9]{0,8})\]", index) or \
            int(index[:-1]) >= fields[name].split_max:
        raise ValueError("the path names no element")
    return fields[name], int(index[:-1])


def set_leaf(record, place, leaf):
    """Puts a leaf into `record`; ValueError unless it is the value bytes of its
    field, and no other bytes for that value."""
    leaf_field, index = place
    holder = record
    for step in leaf_field.steps[:-1]:
        holder = getattr(holder, step.name)
    field = leaf_field.field
    try:
        if index is None:
            if leaf.tag != _tag(field):
                raise ValueError("the type of the value is another's")
            _set_field(holder, field, leaf.value)
            if _field_bytes(field, getattr(holder, field.name)) != leaf.value \
                    or not _is_present(holder, field):
                raise ValueError("the value has another form")
            return
        if leaf.tag != IN_LIST:
            raise ValueError("the type of the value is another's")
        elements = getattr(holder, field.name)
        while len(elements) <= index:
            elements.add()
        _set_message(elements[index], leaf.value)
        if _element_bytes(field, elements[index]) != leaf.value:
            raise ValueError("the value has another form")
    except (struct.error, EnlaceError, IndexError):
        raise ValueError("the value has another form") from None


def _is_present(holder, field):
    return any(found.number == field.number for found, _ in holder.ListFields())


class _Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        size = struct.calcsize(form)
        value = struct.unpack(form, self.bytes(size))[0]
        return value

    def bytes(self, size):
        if self.at + size > len(self.data):
            raise ValueError("the value is cut")
        self.at += size
        return self.data[self.at - size:self.at]

    def tagged(self, tag):
        if self.take(">B") != tag:
            raise ValueError("the type of the value is another's")
        return self.bytes(self.take(">I"))

    def end(self):
        if self.at != len(self.data):
            raise ValueError("bytes are left over")


def _set_field(holder, field, value, depth=0):
    if not _repeated(field):
        if _element_tag(field) in (INSTANT, IN_LIST):
            part = getattr(holder, field.name)
            part.SetInParent()
            _fill(part, field, value, depth)
        else:
            setattr(holder, field.name, _scalar(field, value))
        return
    reader = _Reader(value)
    elements = getattr(holder, field.name)
    count = reader.take(">I")
    if not count:
        raise ValueError("a list is empty")
    for _ in range(count):
        data = reader.tagged(_element_tag(field))
        if field.type == Field.TYPE_MESSAGE:
            _fill(elements.add(), field, data, depth)
        else:
            elements.append(_scalar(field, data))
    reader.end()


def _fill(message, field, value, depth):
    if _element_tag(field) == INSTANT:
        message.seconds, message.nanos = struct.unpack(">qI", value)
    else:
        _set_message(message, value, depth + 1)


def _set_message(message, value, depth=1):
    if depth > NESTING_MAX:
        raise ValueError("the value is nested too deep")
    reader = _Reader(value)
    by_number = message.DESCRIPTOR.fields_by_number
    for _ in range(reader.take(">H")):
        number = reader.take(">I")
        if number not in by_number:
            raise ValueError("a field is unknown")
        field = by_number[number]
        _set_field(message, field, reader.tagged(_tag(field)), depth)
    reader.end()


def _scalar(field, value):
    tag = _element_tag(field)
    if tag == TEXT:
        return value.decode("utf-8")
    if tag == BYTES:
        return value
    if tag == ENUM:
        number = struct.unpack(">i", value)[0]
        if number not in field.enum_type.values_by_number:
            raise ValueError("an enum has a value that the type lacks")
        return number
    form = {BOOL: ">B", SIGNED: ">q", UNSIGNED: ">Q"}[tag]
    number = struct.unpack(form, value)[0]
    if tag == BOOL and number > 1:
        raise ValueError("a truth value has another form")
    return bool(number) if tag == BOOL else number

"""Reads protocol buffers in the strict encoding of docs/envelope.md.

Own code on purpose: nothing here shares a line with the C++ or with Google's
library, so that a mistake in one of them shows.
"""

import struct

MESSAGE, ENUM, STRING, BYTES, BOOL = 11, 14, 9, 12, 8
VARINT_SIGNED = {3: 64, 5: 32}  # int64, int32
VARINT_UNSIGNED = {4: 64, 13: 32}  # uint64, uint32
VARINT_ZIGZAG = {18: 64, 17: 32}  # sint64, sint32
FIXED = {6: "<Q", 7: "<I", 15: "<i", 16: "<q"}
NESTING_MAX = 32


class Refused(Exception):
    """The bytes are not what they claim to be."""


def require(condition, why):
    if not condition:
        raise Refused(why)


def read_varint(data, at):
    value = shift = 0
    start = at
    while True:
        require(at < len(data) and shift < 70, "cut varint")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    require(value < 1 << 64, "varint too large")
    require(byte != 0 or at - start == 1, "varint longer than it need be")
    return value, at


def write_varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields_of(data):
    """(number, wire type, value) of each field, in the order of the bytes."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        require(0 < number < 1 << 29, "field number")
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            require(at + size <= len(data), "cut field")
            value, at = data[at:at + size], at + size
        else:
            require(wire == 2, "wire type")
            size, at = read_varint(data, at)
            require(at + size <= len(data), "cut field")
            value, at = data[at:at + size], at + size
        yield number, wire, value


def text_field(number, value):
    """A length-delimited field, empty if `value` is."""
    if not value:
        return b""
    return write_varint(number << 3 | 2) + write_varint(len(value)) + value


def number_field(number, value):
    return write_varint(number << 3) + write_varint(value) if value else b""


class Field:
    def __init__(self, data):
        self.number = self.label = self.type = 0
        self.name = self.type_name = ""
        self.oneof = self.optional = self.silent = False
        self.split_max = 0
        for number, _, value in fields_of(data):
            if number == 1:
                self.name = value.decode()
            elif number == 3:
                self.number = value
            elif number == 4:
                self.label = value
            elif number == 5:
                self.type = value
            elif number == 6:
                self.type_name = value.decode().lstrip(".")
            elif number == 8:
                self._read_options(value)
            elif number == 9:
                self.oneof = True
            elif number == 17:
                self.optional = bool(value)
        self.repeated = self.label == 3
        self.presence = self.oneof or self.type == MESSAGE
        self.packed = self.repeated and self.type not in (MESSAGE, STRING, BYTES)

    def _read_options(self, data):
        for number, _, value in fields_of(data):
            if number != 50501:
                continue
            for rule, _, setting in fields_of(value):
                if rule == 18:
                    self.silent = bool(setting)
                elif rule == 19:
                    self.split_max = setting


class Schema:
    """The messages and enums of a FileDescriptorSet."""

    def __init__(self, descriptor_set):
        self.messages = {}  # full name -> {number: Field}
        self.records = set()
        self.enums = {}  # full name -> numbers
        for _, _, file in fields_of(descriptor_set):
            package = ""
            for number, _, value in fields_of(file):
                if number == 2:
                    package = value.decode()
                elif number == 4:
                    self._add_message(package, value)
                elif number == 5:
                    self._add_enum(package, value)

    def _add_enum(self, scope, data):
        name, numbers = "", set()
        for number, _, value in fields_of(data):
            if number == 1:
                name = value.decode()
            elif number == 2:
                entry = {n: v for n, _, v in fields_of(value)}
                numbers.add(entry.get(2, 0))
        self.enums[f"{scope}.{name}"] = numbers

    def _add_message(self, scope, data):
        entries = list(fields_of(data))
        name = scope + "." + next(v for n, _, v in entries if n == 1).decode()
        parts = [Field(v) for n, _, v in entries if n == 2]
        self.messages[name] = {part.number: part for part in parts}
        for number, _, value in entries:
            if number == 3:
                self._add_message(name, value)
            elif number == 4:
                self._add_enum(name, value)
            elif number == 7:
                for option, _, rules in fields_of(value):
                    if option == 50502 and (1, 0, 1) in list(fields_of(rules)):
                        self.records.add(name)

    def decode(self, name, data, depth=NESTING_MAX):
        """{number: value}; lists for repeated fields, dicts for messages."""
        require(depth >= 0, "nested too deep")
        known = self.messages[name]
        result = {}
        last = 0
        for number, wire, value in fields_of(data):
            require(number in known, "unknown field")
            field = known[number]
            again = number == last and field.repeated and not field.packed
            require(number > last or again, "fields out of order or twice")
            last = number
            if field.packed:
                require(wire == 2 and value, "not packed")
                result[number] = list(self._unpack(field, value))
            elif field.repeated:
                element = self._value(field, wire, value, depth)
                result.setdefault(number, []).append(element)
            else:
                result[number] = self._value(field, wire, value, depth)
                absent = not field.presence and not result[number]
                require(not absent, "default value of a field without presence")
        return result

    def _unpack(self, field, data):
        at = 0
        while at < len(data):
            if field.type in FIXED:
                size = struct.calcsize(FIXED[field.type])
                require(at + size <= len(data), "cut element")
                yield struct.unpack(FIXED[field.type], data[at:at + size])[0]
                at += size
            else:
                value, at = read_varint(data, at)
                yield self._number(field, value)

    def _value(self, field, wire, value, depth):
        if field.type == MESSAGE:
            require(wire == 2, "wire type")
            return self.decode(field.type_name, value, depth - 1)
        if field.type in (STRING, BYTES):
            require(wire == 2, "wire type")
            if field.type == STRING:
                require_utf8(value)
            return value
        if field.type in FIXED:
            form = FIXED[field.type]
            require(wire in (1, 5) and len(value) == struct.calcsize(form),
                    "wire type")
            return struct.unpack(form, value)[0]
        require(wire == 0, "wire type")
        return self._number(field, value)

    def _number(self, field, value):
        signed = value - (1 << 64) if value >> 63 else value
        if field.type == BOOL:
            require(value < 2, "bool")
            return bool(value)
        if field.type == ENUM:
            require(value in self.enums[field.type_name], "unknown enum value")
            return value & 0xFFFFFFFF
        if field.type in VARINT_SIGNED:
            bits = VARINT_SIGNED[field.type]
            require(-(1 << bits - 1) <= signed < 1 << bits - 1, "range")
            return signed
        if field.type in VARINT_UNSIGNED:
            require(value < 1 << VARINT_UNSIGNED[field.type], "range")
            return value
        require(field.type in VARINT_ZIGZAG, "type")
        require(value < 1 << VARINT_ZIGZAG[field.type], "range")
        return value >> 1 ^ -(value & 1)


def require_utf8(value):
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None

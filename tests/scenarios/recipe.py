"""How a scenario's record is made of an example: changes, and times by name."""

import datetime
import re


def instant_of(text, now):
    """The instant that "-1d", "+72h", "+30m" names, relative to `now`."""
    match = re.fullmatch(r"([+-]\d+)([dhm])", text)
    if not match:
        raise ValueError(f"not a relative time: {text}")
    unit = {"d": "days", "h": "hours", "m": "minutes"}[match[2]]
    return now + datetime.timedelta(**{unit: int(match[1])})


def expand_times(value, now):
    """Replaces {"@date": "-1d"} (a day in UTC) and {"@instant": "+72h"}."""
    if isinstance(value, list):
        return [expand_times(v, now) for v in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"@date"}:
        day = instant_of(value["@date"], now)
        return {"year": day.year, "month": day.month, "day": day.day}
    if set(value) == {"@instant"}:
        return instant_of(value["@instant"], now).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {k: expand_times(v, now) for k, v in value.items()}


def merge(record, change):
    """`record` with the fields of `change`; an empty table removes a field.

    In a list the key "@2" names the element with that index, "@each" all.
    """
    if isinstance(record, list):
        merged = list(record)
        for key, value in change.items():
            for i in range(len(merged)):
                if key in ("@each", f"@{i}"):
                    merged[i] = merge(merged[i], value)
        return merged
    merged = dict(record)
    for key, value in change.items():
        if value == {}:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), (dict, list)):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def expand_sizes(value):
    """Replaces {"@repeat": [x, n]}: a text n times over, or a list of n of x."""
    if isinstance(value, list):
        return [expand_sizes(v) for v in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"@repeat"}:
        what, times = value["@repeat"]
        return what * times if isinstance(what, str) else [what] * times
    return {k: expand_sizes(v) for k, v in value.items()}


def leaf(record, path):
    """The value at a dotted path of a JSON record, or None."""
    for name in path.split("."):
        camel = re.sub(r"_(\w)", lambda m: m[1].upper(), name)
        if not isinstance(record, dict) or camel not in record:
            return None
        record = record[camel]
    return record

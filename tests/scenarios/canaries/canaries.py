"""Values that exist nowhere else, put into records; and a search of files for
them, however they are written there.

The search is GNU grep's for fixed strings, which looks for all of them at once
and whose matches no end of a buffer cuts.
"""

import base64
import os
import random
import re
import subprocess

# No vowels: no word holds one by chance.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 15  # of letters; 14 digits
# What JSON has as text and a record has not: values of enums, and instants.
NO_TEXT = re.compile(r"[A-Z0-9]+(_[A-Z0-9]+)+|\d{4}-\d\d-\d\dT.*")
# A text that is read as something else: codes, times, amounts, names of zones.
CODED = re.compile(r"[A-Z]{2,3}|[A-Z]{2}-[A-Z]{3}|[a-z]{2}|\d\d:\d\d|"
                   r"[0-9a-f]{32,}|\w+/\w+|\d+\.\d\d")


class Canaries:
    """Draws them, and remembers where each was put."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.places = {}  # canary -> "record: path"

    def draw(self, like):
        """One that may stand behind a text `like` this one."""
        if like.isdigit():
            return "".join(self.rng.choices("0123456789", k=LENGTH - 1))
        return "".join(self.rng.choices(LETTERS, k=LENGTH))

    def plant(self, record, name, but=()):
        """`record` with a canary behind each text; not at the paths `but`."""
        return self._planted(record, name, "", lambda path, value: (
            path in but or CODED.fullmatch(value)))

    def plant_everywhere(self, record, name):
        """Also behind codes, so that hardly anything is well-formed."""
        return self._planted(record, name, "", lambda *_: False)

    def _planted(self, value, name, path, spared):
        if isinstance(value, dict):
            return {key: self._planted(v, name, f"{path}.{snake(key)}".strip("."),
                                       spared) for key, v in value.items()}
        if isinstance(value, list):
            return [self._planted(v, name, f"{path}[{i}]", spared)
                    for i, v in enumerate(value)]
        if (not isinstance(value, str) or NO_TEXT.fullmatch(value) or
                spared(path, value)):
            return value
        canary = self.draw(value)
        self.places[canary] = f"{name}: {path}"
        return value + ("" if value.isdigit() else " ") + canary


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), name)


def planted_in(record):
    """The canaries that a record, as JSON, holds."""
    return set(re.findall(rf"\b[{LETTERS}]{{{LENGTH}}}\b", record) +
               re.findall(rf"\d{{{LENGTH - 1}}}(?!\d)", record))


def forms(canary):
    """Each way of writing it that is looked for -> what that is called."""
    plain = canary.encode()
    found = {}
    for text in {canary, canary.lower()}:
        found[text.encode()] = "as it is"
        found[text.encode().hex().encode()] = "hexadecimal"
        found[text.encode().hex().upper().encode()] = "hexadecimal"
        found[text.encode("utf-16-le")] = "UTF-16"
        found[text.encode("utf-16-be")] = "UTF-16"
    # Within a longer text it begins at one of three places of a group; the
    # signs that hold bits of its neighbours are left out.
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            whole = encode(b"\0" * before + plain + b"\0" * 3)
            first = -(-before * 8 // 6)
            found[whole[first:(before + len(plain)) * 8 // 6]] = "base64"
    return found


def found_in(folder, canaries):
    """(file, offset, canary, form) of every canary in any file of `folder`."""
    patterns = {pattern: (canary, form) for canary in canaries
                for pattern, form in forms(canary).items()}
    # Not below `folder`, which is searched.
    done = subprocess.run(
        ["grep", "--recursive", "--text", "--only-matching", "--byte-offset",
         "--with-filename", "--null", "--fixed-strings", "--file=-",
         "--devices=skip", str(folder)],
        input=b"\n".join(patterns), capture_output=True, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
    # 1 is "none"; what could not be read was not searched.
    if done.returncode > 1 or done.stderr:
        raise RuntimeError(done.stderr.decode())
    return [(match[1].decode(), int(match[2]), *patterns[match[3]])
            for match in re.finditer(rb"([^\0]+)\0(\d+):([^\n]+)\n", done.stdout)]

#!/usr/bin/env python3
"""Writes text and hint of every reason as JSON, for packages of other languages.

    make_reasons.py ERRORS_MD REASONS_JSON

Read from docs/errors.md, which a test holds to the texts of the C++
(tests/proto/wire/problem_test.cc).
"""

import json
import pathlib
import re
import sys

ROW = re.compile(r"\| `([A-Z_]+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.M)


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    reasons = {reason: {"en": {"text": text, "hint": hint},
                        "es": {"text": texto, "hint": sugerencia}}
               for reason, text, hint, texto, sugerencia in
               ROW.findall(source.read_text(encoding="utf-8"))}
    if len(reasons) < 10:
        sys.exit(f"{source}: no table of reasons")
    target.write_text(json.dumps(reasons, ensure_ascii=False, indent=1) + "\n",
                      encoding="utf-8")


if __name__ == "__main__":
    main()

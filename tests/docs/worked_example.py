#!/usr/bin/env python3
"""Writes the worked example of docs/wire-protocol.md from the vectors of
tests/vectors/wire, or checks that it is what it would write, and that the page
names every method of the nodes' doors and no other.

    worked_example.py [--check]
"""

import json
import pathlib
import re
import sys
import textwrap

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs/wire-protocol.md"
BEGIN = "<!-- made by tests/docs/worked_example.py -->\n"
END = "<!-- end of what is made -->\n"
CUT = 16  # hexadecimal digits shown of what is long


def block(hexadecimal):
    return "```\n" + "\n".join(
        "  " + line for line in textwrap.wrap(hexadecimal, 120)) + "\n```\n"


def cut(hexadecimal):
    return f"`{hexadecimal[:CUT]}…`"


def example(vector):
    record = json.dumps(vector["record"], separators=(", ", ": "))
    header = vector["header"]
    rows = [f"| `{leaf['path']}` | {leaf['tag']} | "
            f"{'`' + leaf['value'] + '`' if leaf['value'] else ''} | "
            f"{cut(leaf['salt'])} | {cut(leaf['commitment'])} |"
            for leaf in vector["leaves"]]
    size = len(vector["statement"]) // 2
    return "\n".join([
        f"The record, a `{vector['type']}` in proto3 JSON, and its body:", "",
        "```json", *textwrap.wrap(record, 118), "```",
        block(vector["body"]),
        "With the seed", "", block(vector["seed"]),
        "it has these leaves; tag 0 is a silent one that is absent:", "",
        "| path | tag | value | salt | commitment |", "|---|---|---|---|---|",
        *rows, "",
        "Root over all commitments, and keyed digest of the body:", "",
        "```", f"  root    {vector['root']}",
        f"  digest  {vector['body_digest']}", "```", "",
        f"The statement of `{header['sender'].rsplit('/', 1)[1]}` to "
        f"`{header['recipient'].rsplit('/', 1)[1]}`, with the message id "
        f"`{header['message_id']}`, about the record {cut(header['parent'])}:",
        "", block(vector["statement"]),
        "What is signed is `DSSEv1 44 application/vnd.enlace.statement.v1+"
        f"protobuf {size} ` and these {size} bytes. The record id, their "
        "SHA-256:", "", block(vector["record_id"]),
        "The whole request as it leaves in the HTTP/2 stream: 00 (not "
        "compressed), its length, a SubmitRequest with one Submission:", "",
        block(vector["grpc_request"])])


def methods_named(text):
    """(those of the doors, those of the page), as Service/Method."""
    rights = (REPOSITORY / "server/rpc/rights.cc").read_text()
    doors = {"/".join(found) for found in
             re.findall(r'"enlace\.v1\.(\w+)\.(\w+)"', rights)}
    named = set(re.findall(r"^\| `(\w+/\w+)` \|", text, re.M))
    between = text.split("## Between nodes")[1].split("\n## ")[0]
    named |= {"PeerService/" + method for method in
              re.findall(r"^\| `(\w+)` \|", between, re.M)}
    return doors, named


def main():
    file = json.loads((REPOSITORY / "tests/vectors/wire/submissions.json")
                      .read_text())
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    fresh = before + BEGIN + "\n" + example(file["submissions"][0]) + END + after
    doors, named = methods_named(text)
    if doors != named:
        sys.exit(f"docs/wire-protocol.md: methods {sorted(doors ^ named)} stand "
                 "either there or in server/rpc/rights.cc")
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh)
    elif fresh != text:
        sys.exit("docs/wire-protocol.md: the worked example is not that of the "
                 "vectors; run tests/docs/worked_example.py")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Checks the rules of ARCHITECTURE.md that no compiler checks.

Run from the repository root; prints one line per violation and exits 1 if
there is any.  tests/scripts shows that each rule bites.
"""

import pathlib
import re
import subprocess
import sys

# Folder: the folders it may include, besides itself.
FLOOR = ["base", "certs", "proto"]
MAY_INCLUDE = {
    "base": [],
    "certs": ["base"],
    "proto": ["base", "certs"],
    "policy/engine": ["base", "proto"],
    "policy/tool": ["base", "proto", "policy/engine"],
    "server/core": ["base", "proto", "policy/engine"],
    "server/store": FLOOR + ["server/core"],
    "server/audit": FLOOR + ["server/core"],
    "server/gate": FLOOR + ["policy/engine", "server/core"],
    "server/peer": FLOOR + ["server/core"],
    "server/rpc": FLOOR + ["policy/engine", "server/core", "server/gate",
                           "server/audit"],
    "server/app": ["*"],
    "client/library": FLOOR,
    "client/cli": FLOOR + ["client/library"],
    "tests": ["*"],
}

# Top-level folders without C++.
OTHER_FOLDERS = {"docs", "scripts", "cmake", ".ci"}
TOP_LEVEL = {"proto", "server", "client", "policy", "certs", "tests", "base"}

# Pattern: (where it is allowed, what to do instead).
ONLY_IN = {
    r"absl::Now\(|_clock::now|\btime\((nullptr|0|NULL)\)|gettimeofday":
        (("base/clock.cc", "certs/dev_pki", "tests/"), "take a Clock"),
    r"#include <openssl/":
        (("base/", "certs/", "tests/"), "OpenSSL stays behind base/ and certs/"),
    r"\bRAND_bytes|std::random_device|std::mt19937|absl::BitGen|\brand\(":
        (("base/random.cc", "tests/"), "take a Random"),
    r"InsecureServerCredentials|InsecureChannelCredentials|NoOpCertificateVerifier|"
    r"set_verify_server_certs\(false|set_tls_session_key_log|set_crl_directory":
        ((), "no connection without verified mutual TLS"),
    r"grpc\+\+_reflection|grpcpp_channelz": ((), "ship the descriptor set instead"),
    r"std::string_view": ((), "use absl::string_view: Debian's Abseil has its own"),
    r"\bFIXME\b|\bTODO\b": ((), "finish it before it lands"),
}
# The core is deterministic.
CORE_FORBIDS = {
    r"unordered_|flat_hash_|node_hash_": "iteration order must be the same in every run",
    r"#include <(thread|mutex|fstream|grpc)|absl/synchronization|grpcpp/":
        "the core has no threads, files or sockets",
    r"getenv": "the core reads no environment",
}
LINES_MAX = 400


def folder_of(path):
    """The longest known folder that holds `path`, or None."""
    fits = [f for f in MAY_INCLUDE if path.startswith(f + "/")]
    return max(fits, key=len) if fits else None


def guard_of(path):
    return "ENLACE_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"


def check(path, text):
    folder = folder_of(path)
    if folder is None:
        yield f"{path}:1: unknown folder; add it to ARCHITECTURE.md and to this check"
        return
    lines = text.splitlines()
    if len(lines) > LINES_MAX and not path.startswith("tests/"):
        yield f"{path}:1: {len(lines)} lines; {LINES_MAX} at most"
    if path.endswith(".h") and f"#ifndef {guard_of(path)}" not in text:
        yield f"{path}:1: the include guard must be {guard_of(path)}"
    if path.endswith(".h") and not text.startswith("//") and not path.startswith("tests/"):
        yield f"{path}:1: a header begins with its idea and its promises"
    allowed = MAY_INCLUDE[folder] + [folder]
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include "([^"]+)"', line)
        if include and include[1].split("/")[0] in TOP_LEVEL:
            target = folder_of(include[1])
            if target is None:
                yield f"{path}:{number}: include `{include[1]}` is not in a known folder"
            elif "*" not in allowed and target not in allowed:
                yield f"{path}:{number}: {folder} may not include {target}"
        code = re.sub(r'//.*|"[^"]*"', "", line) if not include else line
        rules = dict(ONLY_IN)
        if folder == "server/core":
            rules.update({p: ((), why) for p, why in CORE_FORBIDS.items()})
        for pattern, (places, why) in rules.items():
            if re.search(pattern, code) and not path.startswith(tuple(places) or "\0"):
                yield f"{path}:{number}: not for here: {why}"


def check_links(path, text):
    """Every relative link of a document leads somewhere."""
    for number, line in enumerate(text.splitlines(), 1):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", line):
            if not (pathlib.Path(path).parent / target).exists():
                yield f"{path}:{number}: dead link `{target}`"


def problems_of(paths):
    for path in paths:
        top = path.split("/")[0]
        if "/" in path and top not in TOP_LEVEL | OTHER_FOLDERS:
            yield f"{path}:1: unknown top-level folder `{top}`"
        file = pathlib.Path(path)
        if path.endswith((".h", ".cc")):
            yield from check(path, file.read_text())
        elif path.endswith(".md") and not path.startswith("tests/"):
            yield from check_links(path, file.read_text())


def main():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True,
                            check=True).stdout.split("\n")
    found = list(problems_of([p for p in listed if p and pathlib.Path(p).exists()]))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

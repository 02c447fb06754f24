#!/usr/bin/env python3
"""Checks the rules of ARCHITECTURE.md that no compiler checks.

Run from the repository root; prints one line a violation and exits 1 if
there is any.  tests/scripts shows that each rule bites.
"""

import pathlib
import re
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]

# Folder: the folders it may include, besides itself.
FLOOR = ["base", "certs", "proto"]
MAY_INCLUDE = {
    "base": [],
    "certs": ["base"],
    "proto": ["base", "certs"],
    "proto/validation": ["base", "proto"],
    "certs/dev": ["base", "certs", "proto"],
    "policy/scan": ["base", "proto", "proto/validation"],
    "policy/facts": ["base", "proto", "policy/scan"],
    "policy/engine": ["base", "proto", "policy/facts", "policy/scan"],
    "policy/render": ["base", "proto", "policy/analysis", "policy/engine",
                      "policy/facts"],
    "policy/replay": ["base", "policy/engine", "policy/facts"],
    "policy/analysis": ["base", "proto", "policy/engine", "policy/facts",
                        "policy/replay"],
    "policy/format": ["base", "policy/engine"],
    "policy/governance": FLOOR + ["policy/analysis", "policy/engine"],
    "policy/tool": FLOOR + ["policy/analysis", "policy/engine",
                            "policy/facts", "policy/format",
                            "policy/governance", "policy/render",
                            "policy/replay"],
    "server/core": ["base", "proto", "policy/engine", "policy/facts"],
    "server/store": FLOOR + ["server/core"],
    "server/audit": FLOOR + ["server/core"],
    "server/health": ["base"],
    "server/settings": ["base", "certs"],
    "server/http": ["base", "server/settings"],
    "server/witness": FLOOR + ["server/audit", "server/http",
                               "server/settings"],
    "server/published": ["base", "proto", "server/http", "server/settings"],
    "server/gate": FLOOR + ["proto/validation", "policy/engine",
                            "policy/facts", "policy/replay", "server/core"],
    "server/peer": FLOOR + ["server/core", "server/gate"],
    "server/rpc": FLOOR + ["policy/engine", "policy/facts", "server/core", "server/gate",
                           "server/audit"],
    "server/app": ["*"],
    "client/library": FLOOR + ["proto/validation"],
    "client/agent": FLOOR + ["client/library"],
    "client/importers": FLOOR + ["proto/validation", "client/library"],
    "client/cli": FLOOR + ["proto/validation", "client/library",
                           "client/agent", "client/importers"],
    "tests": ["*"],
}

# Top-level folders without C++.
OTHER_FOLDERS = {"docs", "scripts", "cmake", ".ci"}
TOP_LEVEL = {"proto", "server", "client", "policy", "certs", "tests", "base"}

# Pattern: (where it is allowed, what to do instead).
ONLY_IN = {
    r"absl::Now\(|GetCurrentTimeNanos|_clock::now|\btime\((nullptr|0|NULL|&)|"
    r"gettimeofday|clock_gettime":
        (("base/clock.cc", "base/guarded_clock.cc", "tests/"), "take a Clock"),
    r"#\s*include\s*[<\"]openssl/":
        (("base/", "certs/", "tests/"), "OpenSSL stays behind base/ and certs/"),
    r"\bRAND_(priv_)?bytes|std::(random_device|mt19937|minstd|default_random)|"
    r"absl::(Insecure)?BitGen|\bs?rand\(|\bget(random|entropy)\(":
        (("base/random.cc", "tests/"), "take a Random"),
    r"Insecure(Server|Channel)Credentials|NoOpCertificateVerifier|"
    r"set_verify_server_certs\(false|set_tls_session_key_log|set_crl_directory":
        ((), "no connection without verified mutual TLS"),
    r"server_reflection|ServerReflection|ServerBuilderPlugin|"
    r"channelz_service|InitChannelz":
        ((), "ship the descriptor set instead"),
    r"std::string_view": ((), "use absl::string_view: Debian's Abseil has its own"),
}
# The core is deterministic.
CORE_FORBIDS = {
    r"unordered_|flat_hash_|node_hash_": "iteration order must be the same in every run",
    r"#include <(thread|mutex|shared_mutex|condition_variable|future|atomic|fstream|"
    r"filesystem|unistd|fcntl|sys/|grpc)|absl/synchronization|grpcpp/|"
    r"base/(file|file_lock|random|log)\.h":
        "the core has no threads, files, sockets or randomness",
    r"getenv": "the core reads no environment",
}
# Read in comments too.
UNFINISHED = r"\bFIXME\b|\bTODO\b"
# Of a merge that nobody settled; a compiler would not read it in a document.
MERGE_MARK = r"(<{7}|>{7})( |$)"
# What no build file may link.
FORBIDDEN_LIBRARIES = r"grpc\+\+_reflection|grpcpp_channelz"
LINES_MAX = 400


# No nation is named in C++: nations are rule books, link files and
# configuration.  Comments may give examples, and tests and data name whom they
# like.  Of the codes of two letters only what cannot be an English or Spanish
# word counts: alone, before a hyphen or dot, or in capitals.
NATION_NAMES = (
    r"mexic|m[eé]xic|estadounidens|\bestados unidos|\bunited states|"
    r"\bu\.\s?s\.|\bee\.?\s?uu\b|\bamerican|\bamerica\b|\benlace\.example\b")
# Names of languages hold codes of regions, and name no nation.
LANGUAGE_TAGS = r"\b(es|en)[-_](MX|US)\b"


def nation_codes():
    """Every nation that has a rule book; policy/ also holds the engine."""
    folders = (REPOSITORY / "policy").iterdir()
    return sorted(f.name for f in folders if re.fullmatch(r"[a-z]{2}", f.name))


def agency_words(codes):
    """Ids of the agencies of the demo, less their nation's code."""
    text = (REPOSITORY / "tests/scenarios/sandbox.py").read_text()
    return set(re.findall(rf'"(?:{"|".join(codes)})-([a-z-]+)"', text))


def nation_patterns(codes, agencies):
    """(what no literal may hold, what no code may hold)."""
    code = "|".join(codes)
    capitals = "|".join(c.upper() for c in codes)
    mixed = "|".join(c.capitalize() for c in codes)
    ids = "|".join(sorted(a.upper() for a in agencies)) or r"(?!)"
    literal = re.compile(
        rf"(?i:{NATION_NAMES})|^({code})[-.]?$|\b({code})[-.][a-z]|/({code})(/|$)|"
        rf"\b({capitals})(\b|[-_])|_({capitals})(_|\b)|\b({ids})\b")
    # Enum values of the contract, too: SUBJECT_FLAG_XX_PERSON is reached by
    # its descriptor.
    words = re.compile(
        rf"(\b|_)({capitals})(_|\b)|\bk?({mixed})[A-Z]|[a-z]({mixed})([A-Z]|\b)|"
        rf"\b({code})_|(?i:mexic|american)")
    return literal, words


def tokens_of(text):
    """(line, is it a literal, text) of C++ without its comments."""
    token = re.compile(
        r"""(?P<comment>//[^\n]*|/\*.*?\*/)|"""
        r"""(?P<raw>R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)")|"""
        r"""(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')""", re.S)
    at, line = 0, 1
    for match in token.finditer(text):
        yield line, False, text[at:match.start()]
        line += text.count("\n", at, match.start())
        if not match["comment"]:
            yield line, True, match[0]
        line += match[0].count("\n")
        at = match.end()
    yield line, False, text[at:]


def check_nations(path, text, patterns):
    literal, words = patterns
    for line, is_literal, piece in tokens_of(text):
        if is_literal:
            bare = re.sub(LANGUAGE_TAGS, "", piece.strip("R\"'"))
            found = literal.search(bare)
        else:
            piece = re.sub(r"#\s*include[^\n]*", "", piece)
            found = words.search(piece)
            line += piece.count("\n", 0, found.start()) if found else 0
        if found:
            yield (f"{path}:{line}: names a nation (`{found[0]}`); nations are "
                   "data: a rule book, a link file, configuration")


def folder_of(path):
    """The longest known folder that holds `path`, or None."""
    if path.startswith("enlace/"):  # generated
        return "proto"
    fits = [f for f in MAY_INCLUDE if path.startswith(f + "/")]
    return max(fits, key=len) if fits else None


def guard_of(path):
    return "ENLACE_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"


def code_of(line):
    """`line` without comments and without what stands in quotes."""
    quoted_or_comment = r"""//.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'"""
    return re.sub(quoted_or_comment, "", line)


def check_header(path, text):
    guard = guard_of(path)
    if f"#ifndef {guard}\n#define {guard}\n" not in text:
        yield f"{path}:1: the include guard must be {guard}"
    if not text.startswith("//") and not path.startswith("tests/"):
        yield f"{path}:1: a header begins with its idea and its promises"


def check_include(path, folder, included):
    """Why a file of `folder` may not include `included`, if it may not."""
    if included.startswith((".", "/")) or (
            "/" not in included and not included.endswith(".pb.h")):
        yield f"include `{included}` by its path from the repository root"
    if included.split("/")[0] not in TOP_LEVEL | {"enlace"}:
        return
    target = folder_of(included)
    allowed = MAY_INCLUDE[folder] + [folder]
    if target is None:
        yield f"include `{included}` is not in a known folder"
    elif target == "tests" and folder != "tests":
        yield f"{folder} may not include tests"
    elif "*" not in allowed and target not in allowed:
        yield f"{folder} may not include {target}"


def check(path, text):
    """The rules of one C++ file."""
    folder = folder_of(path)
    if folder is None:
        yield f"{path}:1: unknown folder; add it to ARCHITECTURE.md and to this check"
        return
    lines = text.splitlines()
    if len(lines) > LINES_MAX and not path.startswith("tests/"):
        yield f"{path}:1: {len(lines)} lines; {LINES_MAX} at most"
    if path.endswith(".h"):
        yield from check_header(path, text)
    rules = dict(ONLY_IN)
    if folder == "server/core":
        rules.update({p: ((), why) for p, why in CORE_FORBIDS.items()})
    for number, line in enumerate(lines, 1):
        include = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if include:
            for problem in check_include(path, folder, include[1]):
                yield f"{path}:{number}: {problem}"
        code = line if include else code_of(line)
        for pattern, (places, why) in rules.items():
            if re.search(pattern, code) and not path.startswith(tuple(places)):
                yield f"{path}:{number}: not for here: {why}"
        if re.search(UNFINISHED, line):
            yield f"{path}:{number}: finish it before it lands"


def check_build_file(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(FORBIDDEN_LIBRARIES, line.split("#")[0]):
            yield f"{path}:{number}: not for here: ship the descriptor set instead"


def check_links(path, text):
    """Every relative link of a document leads somewhere."""
    # [text](target "title") and [label]: target
    link = re.compile(r"\]\(\s*<?([^)>\s]+)|^\s{0,3}\[[^\]]+\]:\s*<?([^>\s]+)")
    for number, line in enumerate(text.splitlines(), 1):
        for match in link.finditer(line):
            target = (match[1] or match[2]).split("#")[0]
            if not target or re.match(r"[a-z]+:", target):  # elsewhere
                continue
            if not (pathlib.Path(path).parent / target).exists():
                yield f"{path}:{number}: dead link `{target}`"


def check_merged(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(MERGE_MARK, line):
            yield f"{path}:{number}: settle the merge"


def check_mutant(path, text, read):
    """What a patch takes away is there: whoever changes the code has to say
    what the guard is now."""
    for changed in re.split(r"^--- .*\n(?=\+\+\+ )", text, flags=re.M)[1:]:
        target, *hunks = re.split(r"^@@ .*\n", changed, flags=re.M)
        name = target.removeprefix("+++ b/").strip()
        for hunk in hunks:
            before = "".join(line[1:] for line in hunk.splitlines(True)
                             if line[0] in " -")
            if before not in read(name):
                yield f"{path}:1: does not apply to {name} any more"


def problems_of(paths, read=lambda path: pathlib.Path(path).read_text()):
    codes = nation_codes()
    nations = nation_patterns(codes, agency_words(codes))
    for path in paths:
        top = path.split("/")[0]
        if "/" in path and top not in TOP_LEVEL | OTHER_FOLDERS:
            yield f"{path}:1: unknown top-level folder `{top}`"
        if path.endswith((".hpp", ".hh", ".cpp", ".cxx", ".c")):
            yield f"{path}:1: C++ files end in .h or .cc"
        elif path.endswith((".h", ".cc")):
            text = read(path)
            yield from check(path, text)
            if not path.startswith("tests/"):
                yield from check_nations(path, text, nations)
        elif path.endswith(("CMakeLists.txt", ".cmake")):
            yield from check_build_file(path, read(path))
        elif path.startswith("tests/mutants/") and path.endswith(".patch"):
            yield from check_mutant(path, read(path), read)
        elif path.endswith(".md") and not path.startswith("tests/"):
            text = read(path)
            yield from check_merged(path, text)
            yield from check_links(path, text)


def files_of_tree():
    """What git tracks or would track; without git, all but what is built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.split("\0")
    else:
        built = {"build", "out", "node_modules", ".git", "__pycache__"}
        names = [str(p) for p in pathlib.Path(".").rglob("*")
                 if not built & set(p.parts)]
    return sorted({p for p in names if p and pathlib.Path(p).is_file()})


def main():
    paths = files_of_tree()
    found = list(problems_of(paths))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"check_tree: {len(paths)} files, {len(found)} problems")
    return 1 if found or not paths else 0


if __name__ == "__main__":
    sys.exit(main())

"""Every rule of scripts/check_tree.py reports a file that breaks it, and says
nothing of the corrected file.  No file is written."""

import importlib.util
import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location(
    "check_tree", ROOT / "scripts" / "check_tree.py")
check_tree = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_tree)


def problems(path, text):
    return list(check_tree.problems_of([path], lambda _: text))


def header(path, body=""):
    guard = check_tree.guard_of(path)
    return f"// Idea.\n\n#ifndef {guard}\n#define {guard}\n{body}\n#endif\n"


# What is wrong, where, the wrong line, the right line, a word of the report.
LINES = [
    # Time.
    ("server/rpc/a.cc", "t = absl::Now();", "t = clock.TimeNow();", "Clock"),
    ("server/rpc/a.cc", "t = absl::GetCurrentTimeNanos();", "t = 0;", "Clock"),
    ("policy/engine/a.cc", "t = std::chrono::steady_clock::now();", "", "Clock"),
    ("client/cli/a.cc", "t = time(nullptr);", "t = valid_time(nullptr);", "Clock"),
    ("client/cli/a.cc", "time(&t);", "lifetime(&t);", "Clock"),
    ("certs/a.cc", "gettimeofday(&t, nullptr);", "", "Clock"),
    ("certs/dev_pki.cc", "t = absl::Now();", "", "Clock"),
    ("base/file.cc", "clock_gettime(CLOCK_REALTIME, &t);", "", "Clock"),
    # OpenSSL.
    ("server/store/a.cc", "#include <openssl/evp.h>", "#include <vector>", "OpenSSL"),
    ("proto/wire/a.cc", '#include "openssl/evp.h"', "#include <vector>", "OpenSSL"),
    ("proto/wire/a.cc", "#  include <openssl/evp.h>", "", "OpenSSL"),
    # Randomness.
    ("certs/a.cc", "RAND_bytes(p, 32);", "random.Bytes(32);", "Random"),
    ("certs/a.cc", "RAND_priv_bytes(p, 32);", "BRAND_bytes();", "Random"),
    ("server/app/a.cc", "std::random_device d;", "", "Random"),
    ("server/app/a.cc", "std::mt19937_64 d;", "", "Random"),
    ("server/app/a.cc", "std::minstd_rand d;", "", "Random"),
    ("server/app/a.cc", "std::default_random_engine d;", "", "Random"),
    ("server/app/a.cc", "absl::BitGen d;", "", "Random"),
    ("server/app/a.cc", "absl::InsecureBitGen d;", "", "Random"),
    ("server/app/a.cc", "x = rand();", "x = operand(y);", "Random"),
    ("server/app/a.cc", "srand(1);", "", "Random"),
    ("base/file.cc", "getrandom(p, 8, 0);", "", "Random"),
    ("base/file.cc", "getentropy(p, 8);", "", "Random"),
    # Mutual TLS.
    ("client/library/a.cc", "grpc::InsecureChannelCredentials();", "", "TLS"),
    ("tests/server/a.cc", "grpc::InsecureServerCredentials();", "", "TLS"),
    ("certs/tls.cc", "NoOpCertificateVerifier v;", "", "TLS"),
    ("certs/tls.cc", "o.set_verify_server_certs(false);",
     "o.set_verify_server_certs(true);", "TLS"),
    ("certs/tls.cc", "o.set_tls_session_key_log_file_path(p);", "", "TLS"),
    ("certs/tls.cc", "o.set_crl_directory(d);", "", "TLS"),
    # What a node must not tell.
    ("server/app/a.cc", "#include <grpcpp/ext/proto_server_reflection_plugin.h>",
     "#include <grpcpp/grpcpp.h>", "descriptor"),
    ("server/app/a.cc", '#include "grpcpp/ext/channelz_service_plugin.h"', "",
     "descriptor"),
    ("server/app/a.cc", "grpc::reflection::InitProtoReflectionServerBuilderPlugin();",
     "", "descriptor"),
    ("server/app/a.cc", "grpc::ProtoServerReflectionPlugin p;",
     "message.GetReflection();", "descriptor"),
    ("server/app/a.cc", "grpc::channelz::experimental::InitChannelzService();", "",
     "descriptor"),
    # Language.
    ("policy/engine/a.cc", "std::string_view s;", "absl::string_view s;",
     "absl::string_view"),
    ("policy/engine/a.cc", "// TODO: later", "// todo, in Spanish", "finish"),
    ("policy/engine/a.cc", "x = 1;  // FIXME", "x = 1;", "finish"),
    # The core.
    ("server/core/a.cc", "#include <unordered_map>", "#include <map>", "order"),
    ("server/core/a.cc", "std::unordered_set<int> s;", "std::set<int> s;", "order"),
    ("server/core/a.cc", "absl::flat_hash_map<int, int> m;", "", "order"),
    ("server/core/a.cc", "absl::node_hash_set<int> m;", "", "order"),
    ("server/core/a.cc", 'p = getenv("HOME");', "", "environment"),
] + [
    ("server/core/a.cc", f"#include <{name}>", "#include <vector>", "no threads")
    for name in ("thread", "mutex", "shared_mutex", "condition_variable", "future",
                 "atomic", "fstream", "filesystem", "unistd.h", "fcntl.h",
                 "sys/socket.h", "grpcpp/grpcpp.h")
] + [
    ("server/core/a.cc", f'#include "{name}"', '#include "base/clock.h"', "no threads")
    for name in ("absl/synchronization/mutex.h", "grpcpp/grpcpp.h", "base/file.h",
                 "base/file_lock.h", "base/random.h", "base/log.h")
]

# The same words where they are allowed, or do no harm.
ALLOWED_LINES = [
    ("base/clock.cc", "return absl::Now();"),
    ("tests/server/a.cc", "t = absl::Now();"),
    ("base/sha256.cc", "#include <openssl/evp.h>"),
    ("certs/key.cc", "#include <openssl/evp.h>"),
    ("tests/certs/a.cc", "#include <openssl/evp.h>"),
    ("base/random.cc", "RAND_bytes(p, 32);"),
    ("tests/server/a.cc", "std::mt19937 generator;"),
    ("server/store/a.cc", "#include <thread>"),
    ("server/store/a.cc", "std::unordered_map<int, int> m;"),
    ("server/app/a.cc", "// no absl::Now() here"),
    ("server/app/a.cc", 'Fail("no std::string_view");'),
    ("server/app/a.cc", r'Fail("say \" and rand()");'),
    ("server/app/a.cc", "Fail('\"', rand_seed, '\"');"),
]

# A string must not hide the code behind it.
HIDDEN_LINES = [
    ("server/app/a.cc", r'Log("a\"b"); t = absl::Now(); Log("c");'),
    ("server/app/a.cc", "Log('\"'); t = absl::Now(); Log('\"');"),
    ("server/app/a.cc", r"Log('\''); t = absl::Now(); Log('x');"),
    ("server/app/a.cc", 'Log("https://x"); t = absl::Now();'),
]


class Lines(unittest.TestCase):
    def test_each_wrong_line_is_reported_with_its_place_and_the_right_one_not(self):
        for path, wrong, right, word in LINES:
            with self.subTest(path=path, line=wrong):
                found = problems(path, f"\n{wrong}\n")
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"{path}:2: "), found)
                self.assertIn(word, found[0])
                self.assertEqual(problems(path, f"\n{right}\n"), [])

    def test_what_is_allowed_is_not_reported(self):
        for path, line in ALLOWED_LINES:
            with self.subTest(path=path, line=line):
                self.assertEqual(problems(path, line + "\n"), [])

    def test_quotes_hide_no_code(self):
        for path, line in HIDDEN_LINES:
            with self.subTest(line=line):
                self.assertEqual(len(problems(path, line + "\n")), 1)

    def test_every_alternative_of_every_pattern_has_a_wrong_line(self):
        rules = {**check_tree.ONLY_IN, **check_tree.CORE_FORBIDS,
                 check_tree.UNFINISHED: None}
        for pattern in rules:
            for part in top_level_alternatives(pattern):
                with self.subTest(pattern=part):
                    self.assertTrue(any(re.search(part, wrong)
                                        for _, wrong, _, _ in LINES))


def top_level_alternatives(pattern):
    parts, depth = [""], 0
    for c in re.findall(r"\\.|\[[^]]*\]|.", pattern):
        depth += (c == "(") - (c == ")")
        if c == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return parts


class Layers(unittest.TestCase):
    # Who may include whom, written out: a new pair must be added here too.
    NEVER = [
        ("base", "certs"), ("base", "proto"), ("base", "policy/engine"),
        ("certs", "proto"), ("certs", "server/core"), ("proto", "policy/engine"),
        ("proto", "server/core"), ("proto", "client/library"),
        ("policy/engine", "server/core"), ("policy/engine", "certs"),
        ("policy/scan", "policy/engine"), ("policy/scan", "certs"),
        ("policy/engine", "policy/tool"), ("policy/tool", "server/core"),
        ("server/core", "server/store"), ("server/core", "server/gate"),
        ("server/core", "server/rpc"), ("server/core", "server/app"),
        ("server/core", "certs"), ("server/core", "client/library"),
        ("server/store", "server/rpc"), ("server/store", "policy/engine"),
        ("client/library", "server/core"), ("client/library", "policy/engine"),
        ("client/library", "client/cli"), ("client/cli", "server/core"),
        ("client/cli", "policy/engine"),
    ]

    def test_each_folder_includes_what_its_row_allows_and_nothing_else(self):
        for folder, allowed in check_tree.MAY_INCLUDE.items():
            for other in check_tree.MAY_INCLUDE:
                line = f'#include "{other}/other.h"\n'
                if folder == "server/core" and other == "base":
                    line = '#include "base/clock.h"\n'
                allowed_here = (other in allowed + [folder]
                                or ("*" in allowed and other != "tests"))
                with self.subTest(folder=folder, other=other):
                    found = problems(f"{folder}/a.cc", line)
                    self.assertEqual(len(found), 0 if allowed_here else 1, found)

    def test_the_walls_of_the_architecture_stand(self):
        for folder, other in self.NEVER:
            with self.subTest(folder=folder, other=other):
                found = problems(f"{folder}/a.cc", f'#include "{other}/x.h"\n')
                self.assertEqual(
                    found, [f"{folder}/a.cc:1: {folder} may not include {other}"])

    def test_product_code_includes_no_test(self):
        line = '#include "tests/base/temporary_folder.h"\n'
        self.assertEqual(len(problems("server/app/main.cc", line)), 1)
        self.assertEqual(problems("tests/base/a.cc", line), [])

    def test_generated_code_counts_as_proto(self):
        line = '#include "enlace/v1/header.pb.h"\n'
        self.assertEqual(len(problems("base/a.cc", line)), 1)
        self.assertEqual(len(problems("certs/a.cc", line)), 1)
        self.assertEqual(problems("server/core/a.cc", line), [])
        self.assertEqual(problems("client/cli/a.cc", line), [])

    def test_no_spelling_gets_around_the_rule(self):
        for line in ('#include "client/cli/a.h"', ' #include "client/cli/a.h"',
                     '# include "client/cli/a.h"', '#include  "client/cli/a.h"',
                     '#include "../../client/cli/a.h"', '#include "a.h"',
                     '#include "./a.h"', '#include "/usr/include/a.h"'):
            with self.subTest(line=line):
                self.assertEqual(len(problems("server/core/b.cc", line + "\n")), 1)
        for line in ('#include "absl/status/status.h"', "#include <vector>",
                     '#include "server/core/a.h"', "#include <sqlite3.h>"):
            with self.subTest(line=line):
                self.assertEqual(problems("server/core/b.cc", line + "\n"), [])

    def test_an_include_of_an_unknown_folder_is_reported(self):
        found = problems("server/app/a.cc", '#include "server/extra/x.h"\n')
        self.assertEqual(len(found), 1)
        self.assertIn("not in a known folder", found[0])


class Files(unittest.TestCase):
    def test_unknown_folders(self):
        self.assertEqual(len(problems("server/extra/a.cc", "")), 1)
        self.assertEqual(len(problems("server/a.cc", "")), 1)
        self.assertEqual(len(problems("main.cc", "")), 1)
        self.assertEqual(len(problems("tools/a.sh", "")), 1)
        self.assertEqual(len(problems(".github/workflow.yml", "")), 1)
        self.assertEqual(problems("server/core/a.cc", ""), [])
        self.assertEqual(problems("scripts/build", ""), [])
        self.assertEqual(problems("LICENSE", ""), [])

    def test_other_endings_do_not_escape_the_rules(self):
        for ending in ("hpp", "hh", "cpp", "cxx", "c"):
            self.assertEqual(len(problems(f"server/core/a.{ending}", "")), 1)

    def test_length(self):
        limit = check_tree.LINES_MAX
        self.assertEqual(problems("base/a.cc", "x\n" * limit), [])
        found = problems("base/a.cc", "x\n" * (limit + 1))
        self.assertEqual(found, [f"base/a.cc:1: {limit + 1} lines; {limit} at most"])
        self.assertEqual(problems("tests/base/a.cc", "x\n" * (limit + 1)), [])

    def test_header_guard(self):
        self.assertEqual(check_tree.guard_of("proto/wire/a_b.h"),
                         "ENLACE_PROTO_WIRE_A_B_H_")
        good = header("base/a.h")
        self.assertEqual(problems("base/a.h", good), [])
        for bad in (good.replace("BASE_A", "BASE_B"), "// Idea.\n#pragma once\n",
                    good.replace("#define ENLACE_BASE_A", "#define ENLACE_A"),
                    good.replace("#ifndef", "#ifdef")):
            found = problems("base/a.h", bad)
            self.assertEqual(len(found), 1, bad)
            self.assertIn("ENLACE_BASE_A_H_", found[0])
        self.assertEqual(len(problems("tests/base/a.h", good)), 1)

    def test_header_comment(self):
        bare = header("base/a.h").split("\n", 2)[2]
        found = problems("base/a.h", bare)
        self.assertEqual(len(found), 1)
        self.assertIn("idea", found[0])
        bare = header("tests/base/a.h").split("\n", 2)[2]
        self.assertEqual(problems("tests/base/a.h", bare), [])

    def test_build_files(self):
        for path in ("server/app/CMakeLists.txt", "cmake/Rules.cmake"):
            for library in ("gRPC::grpc++_reflection", "gRPC::grpcpp_channelz"):
                self.assertEqual(len(problems(path, f"  DEPS {library})\n")), 1)
            self.assertEqual(problems(path, "  DEPS gRPC::grpc++)\n"), [])
            self.assertEqual(problems(path, "# grpc++_reflection: no\n"), [])


class Nations(unittest.TestCase):
    """Planted in every form that a condition or a text could take."""

    NAMED = (
        'if (nation == "us") {',
        'if (domain == "mx.enlace.example") {',
        'if (absl::EndsWith(domain, ".enlace.example")) {',
        'if (absl::StartsWith(id, "us-")) {',
        'if (sender == "spiffe://us.enlace.example/agency/us-atf") {',
        'Load("policy/mx/");',
        'Print("sent to the US node");',
        'Print("MX-SOV-1");',
        'Print("ask the ATF first");',
        'Print("la autoridad mexicana");',
        'Print("la parte estadounidense");',
        'Print("an American agency");',
        'Print("Estados Unidos");',
        'Print("the U.S. node");',
        'Print(R"(a Mexican\nlaw)");',
        "constexpr char kCode[] = {'M', 'X'}; f(kMxCode);",
        "if (flag == v1::SUBJECT_FLAG_US_PERSON) {",
        "if (IsUsPerson(record)) {",
        "constexpr bool kUsFirst = true;",
        "us_book.Load();",
        "DecideForMx(record);",
        "enum class Side { US, MX };",
    )
    UNNAMED = (
        '// e.g. "us.enlace.example", a Mexican agency',
        "/* if (nation == \"us\") */",
        'Print("send it to us again");',
        'LocaleOf("es-MX"); LocaleOf("en-US");',
        "Status status;",
        "BusUser user; StatusCode code; kUsage;",
        'Print("must be used once");',
        'Print("Customs, ATFX, usual");',
    )

    def test_a_nation_named_in_code_is_reported(self):
        for line in self.NAMED:
            with self.subTest(line=line):
                found = problems("server/core/a.cc", "int x;\n" + line + "\n")
                self.assertEqual(len(found), 1, found)
                self.assertIn("names a nation", found[0])
                self.assertIn("server/core/a.cc:2", found[0])

    def test_other_words_comments_tests_and_data_are_not(self):
        for line in self.UNNAMED:
            with self.subTest(line=line):
                self.assertEqual(problems("client/cli/a.cc", line + "\n"), [])
        for path in ("tests/server/core/a.cc", "policy/mx/a.md",
                     "proto/enlace/v1/person.proto"):
            for line in self.NAMED:
                self.assertEqual(problems(path, line + "\n"), [])


class Links(unittest.TestCase):
    def test_dead_links_are_reported_and_live_ones_not(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "there.md").touch()
            document = folder + "/document.md"

            def found(text):
                return list(check_tree.check_links(document, text))

            for form in ("[a]({})", "![a]({})", "[a]({}#part)", '[a]({} "title")',
                         "[a](<{}>)", "[a]: {}", "[a]: <{}>", "  [a]: {}#part",
                         "[x](there.md) and [a]({})"):
                with self.subTest(form=form):
                    self.assertEqual(found(form.format("there.md")), [])
                    self.assertEqual(found("\n" + form.format("gone.md")),
                                     [f"{document}:2: dead link `gone.md`"])
            for text in ("[a](https://example.org/x)", "[a]: https://example.org",
                         "[a]: <https://example.org>", "[a](#part)",
                         "[a](mailto:x@example.org)", "[a]: #part"):
                with self.subTest(text=text):
                    self.assertEqual(found(text), [])

    def test_documents_are_checked_and_those_of_tests_not(self):
        self.assertEqual(len(problems("docs/a.md", "[a](gone.md)\n")), 1)
        self.assertEqual(len(problems("README.md", "[a](gone.md)\n")), 1)
        self.assertEqual(problems("tests/a.md", "[a](gone.md)\n"), [])

    def test_a_merge_that_nobody_settled_is_found(self):
        for path in ("docs/a.md", "policy/us/a.md", "CHANGELOG.md"):
            for mark in ("<" * 7, ">" * 7):
                self.assertEqual(len(problems(path, f"a\n{mark} b\n")), 1)
        self.assertEqual(problems("docs/a.md", "Title\n=======\n"), [])

    def test_a_mutant_whose_guard_is_gone_is_reported(self):
        patch = ("It forgets.\n\nBreaks: P1\nTest: a_test A.B\n\n"
                 "--- a/base/a.cc\n+++ b/base/a.cc\n@@ -3,3 +3,2 @@\n"
                 " Keep();\n-Sync();\n End();\n"
                 "--- a/base/b.h\n+++ b/base/b.h\n@@ -1,1 +1,2 @@\n Keep();\n+Lose();\n")
        mutant = "tests/mutants/forgets.patch"

        def found(kept):
            files = {mutant: patch, "base/b.h": "Keep();\n", "base/a.cc": kept}
            return list(check_tree.problems_of([mutant], files.get))

        self.assertEqual(found("Begin();\nKeep();\nSync();\nEnd();\n"), [])
        for kept in ("Keep();\nEnd();\n", "Sync();\nKeep();\nEnd();\n"):
            self.assertEqual(len(found(kept)), 1)


if __name__ == "__main__":
    unittest.main()

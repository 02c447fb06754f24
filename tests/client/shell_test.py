#!/usr/bin/env python3
"""Completion as a real bash sees it, and the manual as mandoc reads it.

Usage: shell_test.py BINARIES
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BINARIES = pathlib.Path(
    sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin").resolve()

# What a terminal does on the tab key: words, the cursor in the last one.
COMPLETE = r"""
source <(enlace completion bash)
complete -p enlace > /dev/null || exit 9
COMP_WORDS=("$@")
COMP_CWORD=$(( $# - 1 ))
_enlace
printf '%s\n' "${COMPREPLY[@]}"
"""


class ShellTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-shell-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = dict(
            os.environ, PATH=f"{BINARIES}:{os.environ['PATH']}",
            XDG_CONFIG_HOME=str(self.folder), LC_ALL="C.UTF-8")
        for name in ("ENLACE_CONTEXT", "ENLACE_LANG"):
            self.environment.pop(name, None)

    def run_program(self, *command, text=None):
        return subprocess.run(command, input=text, env=self.environment,
                              cwd=self.folder, capture_output=True, text=True,
                              timeout=60, check=False)

    def completed(self, *words):
        done = self.run_program("bash", "--norc", "-c", COMPLETE, "bash",
                                "enlace", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_verbs_and_groups(self):
        self.assertEqual(self.completed("resen"), ["resend"])
        self.assertEqual(self.completed("link", "a"), ["accept"])
        self.assertEqual(self.completed("link", ""),
                         ["show", "diff", "list", "accept", "test"])
        self.assertIn("inbox", self.completed(""))
        self.assertFalse([w for w in self.completed("") if w.startswith("_")])

    def test_options_of_the_verb_and_of_every_verb(self):
        self.assertEqual(self.completed("inbox", "--al"), ["--all"])
        self.assertIn("--after", self.completed("inbox", "--"))
        self.assertIn("--lang", self.completed("inbox", "--"))
        self.assertNotIn("--after", self.completed("show", "--"))

    def test_values(self):
        self.assertEqual(self.completed("-o", "j"), ["json"])
        # bash takes "--output=y" apart.
        self.assertEqual(self.completed("inbox", "--output", "=", "y"), ["yaml"])
        self.assertEqual(self.completed("inbox", "--output", "="),
                         ["table", "json", "yaml", "csv"])
        self.assertEqual(self.completed("send", "FirearmTraceReq"),
                         ["FirearmTraceRequest"])
        self.assertEqual(self.completed("help", "exit"), ["exit-codes"])
        self.assertEqual(self.completed("completion", "b"), ["bash"])

    def test_names_of_contexts(self):
        contexts = self.folder / "enlace/contexts"
        contexts.mkdir(parents=True)
        for name in ("work.toml", "court.toml", "-bad.toml", "notes.txt"):
            (contexts / name).write_text("")
        self.assertEqual(self.completed("inbox", "--context", ""),
                         ["court", "work"])
        self.assertEqual(self.completed("context", "select", "w"), ["work"])

    def test_where_enlace_knows_nothing_bash_offers_files(self):
        self.assertEqual(self.completed("send", "BorderAlert", ""), [])
        done = self.run_program("bash", "--norc", "-c",
                                "source <(enlace completion bash);"
                                "complete -p enlace")
        self.assertIn("-o default", done.stdout)

    def test_wrong_words_before_the_cursor_do_no_harm(self):
        self.assertEqual(self.completed("frob", "--nope", "resen"), ["resend"])

    def test_texts_go_with_the_words_in_the_readers_language(self):
        for language, text in (("en", "Say where a record stands"),
                               ("es", "Dice en qué estado está un registro")):
            done = self.run_program("enlace", "__complete", "--lang", language,
                                    "stat")
            self.assertEqual(done.stdout, f"status\t{text}\n")

    def test_scripts_of_other_shells_ask_the_same_verb(self):
        for shell in ("zsh", "fish"):
            done = self.run_program("enlace", "completion", shell)
            self.assertEqual(done.returncode, 0)
            self.assertIn("__complete", done.stdout)

    def test_the_manual_is_well_formed_in_both_languages(self):
        for language, name in (("en", "NAME"), ("es", "NOMBRE")):
            page = self.run_program("enlace", "__man", "--lang", language)
            self.assertEqual(page.returncode, 0, page.stderr)
            lint = self.run_program("mandoc", "-K", "utf-8", "-T", "lint",
                                    "-W", "warning", text=page.stdout)
            # A page of a program without a release has no date.
            faults = [line for line in (lint.stdout + lint.stderr).splitlines()
                      if "missing date" not in line]
            self.assertEqual(faults, [])
            shown = self.run_program("mandoc", "-K", "utf-8", "-T", "utf8",
                                     text=page.stdout).stdout
            plain = "".join(c for i, c in enumerate(shown)
                            if c != "\b" and shown[i + 1:i + 2] != "\b")
            self.assertIn(name, plain)
            self.assertIn("enlace link accept NATION --fingerprint", plain)
            self.assertIn("enlace send FirearmTraceRequest trace.json --to",
                          plain)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

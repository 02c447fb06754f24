#!/usr/bin/env python3
"""An import over two real nodes, killed at random moments and made again.

    import_test.py --bin FOLDER [--rows 600] [--kills 4] [--seed N]

Every good row crosses exactly once: the results, the sender's audit log and the
recipients' inboxes agree.  Every bad row is reported with its line, its field
and a reason.
"""

import argparse
import contextlib
import csv
import json
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "scenarios")]
from import_table import Table  # noqa: E402
from sandbox import NATIONS, Sandbox  # noqa: E402

SENDER = "mx-fgr"
RUN_SECONDS_MAX = 3600
KILLS_MORE_MAX = 40


def expect(actual, expected, what):
    if actual != expected:
        raise SystemExit(f"{what}: {str(actual)[:2000]}, "
                         f"expected {str(expected)[:2000]}")
    print("ok  ", what)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Import:
    def __init__(self, sandbox, table, defaults, rng):
        self.sandbox, self.rng = sandbox, rng
        self.folder = table.with_name(table.name + ".import")
        self.command = [
            sandbox.binaries / "enlace", "--context", sandbox.context(SENDER),
            "-o", "json", "import", table, "--defaults", defaults]

    def run(self, *words):
        return subprocess.run([*self.command, *words], capture_output=True,
                              text=True, check=False, timeout=RUN_SECONDS_MAX)

    def spool_state(self):
        """Changes with every transaction of the spool."""
        log = self.folder / "spool.db-wal"
        try:
            about = log.stat()
        except FileNotFoundError:
            return None
        return about.st_size, about.st_mtime_ns

    def answered(self):
        """How many rows the spool has an answer for."""
        path = self.folder / "spool.db"
        if not path.exists():
            return 0
        with contextlib.closing(sqlite3.connect(path)) as spool:
            return spool.execute("SELECT count(*) FROM records "
                                 "WHERE result IS NOT NULL").fetchone()[0]

    def kill_once(self, transactions):
        """Whether it was killed at work: once it had written so often, and
        before it was done."""
        before = self.spool_state()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        grown = False  # what the last one left in the log goes at the start
        while process.poll() is None and transactions > 0:
            now = self.spool_state()
            if now not in (before, None):
                before = now
                grown = grown or now[0] > 0
                transactions -= 1 if grown else 0
            time.sleep(0.001)
        time.sleep(self.rng.uniform(0, 0.03))
        killed = process.poll() is None
        process.kill()
        process.wait()
        return killed


def check_dry_run(run, table):
    done = run.run("--dry-run")
    expect(done.returncode, 3, "a dry run says that rows are bad")
    summary = json.loads(done.stdout)
    expect((summary["good"], summary["bad"], summary["permitted"]),
           (len(table.good), len(table.bad), 0), "a dry run checks every row")
    expect((run.folder / "spool.db").exists(), False, "a dry run signs nothing")


def check_rejects(run, table):
    rejects = {}
    for row in rows_of(run.folder / "rejects.csv"):
        rejects.setdefault(int(row["line"]), []).append(row)
    expect(sorted(rejects), sorted(table.bad), "every bad row is reported")
    for line, (field, reason) in table.bad.items():
        found = [(row["field"], row["reason"]) for row in rejects[line]]
        wanted = [pair for pair in found
                  if pair[0] == field and (reason is None or pair[1] == reason)]
        if not wanted and reason is None:
            wanted = [p for p in found if p[1].startswith("QUOTE")]
        if not wanted:
            raise SystemExit(f"line {line}: {found}, expected {field} {reason}")
    texts = (run.folder / "rejects.csv").read_text()
    for value in ("03/02/2026", "qq-nobody", '"open'):
        expect(value in texts, False, f"no report repeats {value!r}")


def check_results(sandbox, run, table):
    results = rows_of(run.folder / "results.csv")
    expect(sorted(int(row["line"]) for row in results), sorted(table.good),
           "every good row has one outcome")
    outcomes = {(table.good[int(row["line"])], row["outcome"], row["reason"] != "")
                for row in results}
    expect(sorted(outcomes), [("BorderAlert", "DENY", True),
                              ("FirearmTraceRequest", "PERMIT", False)],
           "each kind was decided by the sender's law")
    sent = sorted(row["record_id"] for row in results)
    expect(len(set(sent)), len(sent), "no two rows are one record")
    time.sleep(1)
    transfers = json.loads(sandbox.enlace(
        SENDER, "-o", "json", "audit", "transfers",
        sandbox.out / "mx" / "audit"))
    # An alert that is denied leaves a notice of the node, with its warnings.
    expect(sorted(t["recordId"] for t in transfers
                  if t["kind"] == "SENT" and t["type"] != "SafetyNotice"), sent,
           "the sender's log has each once and nothing else")
    return sorted(row["record_id"] for row in results
                  if row["outcome"] == "PERMIT")


def check_inboxes(sandbox, table, sent):
    deadline = time.monotonic() + 60 + len(sent) / 50
    while True:
        got = []
        for agency in ("us-atf", "us-cbp"):
            got += [row["recordId"] for row in json.loads(sandbox.enlace(
                agency, "-o", "json", "inbox", "--all"))
                if row["type"] != "SafetyNotice"]
        if len(got) >= len(sent) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    expect(sorted(got), sent, "the recipients have each permitted one once")


def check_exports(sandbox, table):
    text = sandbox.enlace("us-atf", "export", "inbox", "--all")
    rows = list(csv.DictReader(text.splitlines()))
    traces = [k for k in table.good.values() if k == "FirearmTraceRequest"]
    expect(len(rows), len(traces), "the inbox goes out as a table")
    expect(all(re.fullmatch(r"TEST\d{7}", r["firearm.serial_number"])
               for r in rows), True, "under the columns that import takes")
    record = rows[0]["#record_id"]
    plain = json.loads(sandbox.enlace("us-atf", "export", "record", record,
                                      "--format", "json"))
    niem = json.loads(sandbox.enlace("us-atf", "export", "record", record,
                                     "--format", "niem-json"))
    expect(niem["enlace:firearm"]["nc:ItemSerialIdentification"],
           plain["firearm"]["serialNumber"], "the same under NIEM's names")
    expect(sorted(niem["@context"]), ["enlace", "j", "m", "nc", "scr"],
           "with its namespaces")


def check_guards(run, table, table_path, sandbox):
    """What must not be sent twice is not."""
    again = run.run()
    summary = json.loads(again.stdout)
    expect((summary["settledNow"], summary["keptBefore"]),
           (0, len(table.good)), "made again, it sends nothing")
    other = run.run("--urgency", "priority")
    expect((other.returncode, "--state" in other.stderr), (2, True),
           "other words are another import")
    with open(table_path, "ab") as file:
        file.write(b"\r\n")
    changed = run.run()
    expect((changed.returncode, "--state" in changed.stderr), (2, True),
           "a changed file is another import")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed or random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sandbox = Sandbox(folder / "sandbox", options.bin)
        sandbox.out.mkdir()
        sandbox.create()
        table = Table(options.rows, rng)
        table_path, defaults = table.write(folder)
        run = Import(sandbox, table_path, defaults, rng)
        try:
            check_dry_run(run, table)
            away = run.run()
            expect(away.returncode, 5, "without a node it asks to be run again")
            for nation in NATIONS:
                sandbox.start(nation)
            # A batch is two transactions: kept, settled.
            most = max(3, 2 * options.rows // 128 // options.kills)
            kills = sum(run.kill_once(rng.randint(1, most))
                        for _ in range(options.kills - 1))
            kills += run.kill_once(most)
            # Where the node is slow, none may have come so far.
            more = 0
            while run.answered() == 0 and more < KILLS_MORE_MAX:
                kills += run.kill_once(most)
                more += 1
            expect(kills > 0, True, f"it was killed at work {kills} times")
            began = time.monotonic()
            done = run.run()
            seconds = time.monotonic() - began
            expect(done.returncode, 3, "the last run ends: some rows are bad")
            summary = json.loads(done.stdout)
            expect((summary["rows"], summary["good"], summary["waiting"]),
                   (options.rows, len(table.good), 0), "it went through all rows")
            expect(summary["keptBefore"] > 0 and
                   summary["settledNow"] < len(table.good), True,
                   "and found rows kept and answered before")
            print(f"     {summary['settledNow']} rows answered in "
                  f"{seconds:.1f} s: {summary['settledNow'] / seconds:.0f} a second")
            check_rejects(run, table)
            sent = check_results(sandbox, run, table)
            check_inboxes(sandbox, table, sent)
            check_exports(sandbox, table)
            check_guards(run, table, table_path, sandbox)
        finally:
            sandbox.stop_all()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A mix of traffic: planned as assumed, played over two nodes, reported.

Usage: mix_test.py BINARIES
"""

import collections
import datetime
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
import play_mix  # noqa: E402
from outcomes import Outcome, Verdict, faults_in  # noqa: E402
from plan import Planner, pick, read_assumptions, shares_out  # noqa: E402
from report import assumptions_text, part_of, shares_table  # noqa: E402
from review import holds_of, reviewers_by_rule  # noqa: E402

BINARIES = sys.argv.pop() if len(sys.argv) > 1 else "build/release/bin"
NOW = datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.timezone.utc)
RECORDS = 120
# How far the small mix may be from the report of the large one, in hundredths:
# of all records, and of a type with at least TYPE_RECORDS.
ALL_BOUND, TYPE_BOUND, TYPE_RECORDS = 10, 25, 12


def rows_of(table):
    """Name -> numbers of a table of shares; "-" is left out."""
    rows = {}
    for line in table.splitlines()[2:]:
        name, *cells = [c.strip() for c in line.strip("|").split("|")]
        rows[name] = [float(c.removesuffix(" %")) if c != "-" else None
                      for c in cells]
    return rows


def shares_in(report):
    return rows_of(re.search(r"^\| type .*?\n\n", report + "\n\n", re.M | re.S)[0])


class PlanTest(unittest.TestCase):
    def planner(self, seed=1):
        return Planner(read_assumptions(), seed, NOW)

    def test_the_seed_and_the_number_say_everything(self):
        self.assertEqual(self.planner().openings(200), self.planner().openings(200))
        self.assertNotEqual(self.planner().openings(200),
                            self.planner(2).openings(200))

    def test_each_opening_type_has_its_share(self):
        entries = read_assumptions()["opens"]
        planned = collections.Counter(p.type for p in self.planner().openings(1000))
        whole = sum(e["share"] for e in entries)
        for kind in {e["type"] for e in entries}:
            assumed = sum(e["share"] for e in entries if e["type"] == kind) / whole
            self.assertAlmostEqual(planned[kind] / planned.total(), assumed,
                                   delta=0.01, msg=kind)

    def test_parts_make_the_whole(self):
        for count in range(30):
            self.assertEqual(sum(shares_out(count, [46, 13, 5, 1])), count)

    def test_a_share_is_met_give_or_take_one(self):
        rng = self.planner().rng("any")
        for count in (1, 7, 50, 333):
            picked = collections.Counter(pick(count, {"a": 10, "b": 3}, rng))
            self.assertLessEqual(abs(picked["a"] - count * 0.10), 1)
            self.assertLessEqual(abs(picked["b"] - count * 0.03), 1)
            self.assertEqual(picked.total(), count)

    def test_what_repeats_another_comes_after_it(self):
        planned = self.planner().openings(1000)
        repeated = [i for i, p in enumerate(planned) if p.defect == "repeated"]
        self.assertGreater(len(repeated), 2)
        for i in repeated:
            self.assertTrue(any(p.record == planned[i].record and not p.defect
                                for p in planned[:i]))

    def test_no_two_sound_records_are_alike(self):
        records = [p.record for p in self.planner().openings(1000)
                   if p.defect != "repeated"]
        for field in ("serialNumber", "plate", "value"):
            self.assertGreater(len(set(re.findall(
                rf"'{field}': '([^']+)'", str(records)))), 50, field)

    def test_the_readme_shows_what_is_assumed(self):
        shown = part_of((FOLDER / "README.md").read_text(), "assumptions")
        self.assertEqual(shown, assumptions_text(read_assumptions()).strip(),
                         "run play_mix.py --readme")


class FaultsTest(unittest.TestCase):
    """Each invariant bites."""

    def faults(self, own, peer=None, arrivals=0, defect=""):
        return faults_in([Outcome("mix-1", "BorderAlert", "us-cbp", "mx-anam",
                                  defect, own, peer, arrivals)], {"R-1": ("S04", ["lawyer"])})

    def test_what_may_be(self):
        whole, held = Verdict("whole"), Verdict("held", "S04", ("R-1",))
        denied = Verdict("denied", "B04", ("R-2",))
        self.assertEqual(self.faults(whole, Verdict("minimized"), 1), [])
        self.assertEqual(self.faults(whole, denied), [])
        self.assertEqual(self.faults(whole, held), [])
        self.assertEqual(self.faults(held), [])
        self.assertEqual(self.faults(Verdict("malformed"), defect="no-case"), [])

    def test_what_must_not_be(self):
        whole, held = Verdict("whole"), Verdict("held", "S04", ("R-1",))
        denied = Verdict("denied", "B04")
        for faults in (
                self.faults(Verdict("undecided")), self.faults(whole),
                self.faults(Verdict("malformed", "vin")),
                self.faults(Verdict("held", "", ("R-1",))),
                self.faults(Verdict("held", "S04", ("R-2",))),
                self.faults(Verdict("denied")), self.faults(denied, whole, 0),
                self.faults(held, denied), self.faults(denied, None, 1),
                self.faults(whole, denied, 1), self.faults(whole, whole, 2),
                self.faults(whole, whole, 0),
                self.faults(whole, whole, 1, "no-case")):
            self.assertEqual(len(faults), 1, faults)


class ReviewTest(unittest.TestCase):
    ASSUMED = {"minutes": {"lawyer": 20, "minister": 30},
               "minutes_of_reason": {"T02": 5}}
    REVIEWERS = {"R-1": ("S04", ["lawyer"]), "R-2": ("T02", ["lawyer"]),
                 "R-3": ("V03", ["lawyer", "minister"])}

    def holds(self, own, peer=None):
        return dict(holds_of([Outcome("mix-1", "BorderAlert", "us-cbp", "mx-anam", "",
                                      own, peer, 0)], self.REVIEWERS, self.ASSUMED))

    def held(self, *rules):
        return Verdict("held", "T02", rules)

    def test_each_role_decides_once_for_the_reason_that_takes_longest(self):
        self.assertEqual(self.holds(self.held("R-2")), {("us", "T02", "lawyer"): 1})
        self.assertEqual(self.holds(self.held("R-2", "R-3")),
                         {("us", "V03", "lawyer"): 1, ("us", "V03", "minister"): 1})

    def test_the_nation_that_holds_decides(self):
        self.assertEqual(self.holds(Verdict("whole"), self.held("R-1")),
                         {("mx", "S04", "lawyer"): 1})

    def test_whoever_decides_by_the_books_has_minutes(self):
        minutes = read_assumptions()["minutes"]
        for rule, (reason, roles) in reviewers_by_rule().items():
            self.assertTrue(roles, rule)
            self.assertLessEqual(set(roles), set(minutes), rule)
            self.assertRegex(reason, r"^[A-Z]\d\d$", rule)


class MixTest(unittest.TestCase):
    def test_a_small_mix_is_as_the_report_says(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="enlace-mix-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        outcomes, faults = play_mix.play(folder / "out", BINARIES, RECORDS,
                                         play_mix.SEED)
        self.assertEqual(faults, [])
        self.assertGreater(len(outcomes), RECORDS * 0.8)
        self.assertLess(len(outcomes), RECORDS * 1.2)
        for what in ("minimized", "held", "denied"):
            self.assertIn(what, {o.own.what for o in outcomes})
        reported = shares_in(part_of(play_mix.REPORT.read_text(), "mix"))
        for name, shares in rows_of(shares_table(outcomes)).items():
            bound = ALL_BOUND if name == "all" else TYPE_BOUND
            if shares[0] < TYPE_RECORDS:
                continue
            for ours, theirs in zip(shares[1:-1], reported[name][1:-1]):
                self.assertAlmostEqual(ours or 0, theirs or 0, delta=bound,
                                       msg=f"{name}: {shares}, {reported[name]}")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])

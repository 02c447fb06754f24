#!/usr/bin/env python3
"""Measures the exchange beside the bare two-hop relay, in one interleaved run.

Every round starts new processes and measures everything once, so that what the
machine does to one it does to the other.  A figure counts only if every record
arrived exactly once and both logs verify.  docs/performance.md says what each
figure includes.  Exit: 0 measured, 1 broke, 2 usage, 3 void: this machine's
bare relay is too slow for the figures to mean anything.
"""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
REPOSITORY = FOLDER.parents[1]
sys.path.insert(0, str(REPOSITORY / "tests/scenarios"))

import document  # noqa: E402
import play  # noqa: E402
import player  # noqa: E402
import sandbox as nations  # noqa: E402

SENDER, RECIPIENT = "mx-fgr", "us-atf"
RELAY_DOMAIN = "relay.enlace.example"
RELAY_PER_S_MIN = 100_000
EXIT_VOID = 3
EXIT_OVER = 4
# A node admits 64 calls at a time on a connection.
B64 = ["--batch", "64", "--window", "4096"]
B1 = ["--batch", "1", "--window", "1024"]

BOTH_SYNCED = "synced at both nodes before each ack"
NOTHING_SYNCED = "none"
PATH = ("two nodes, mutual TLS 1.3 P-256; signing and submitting, verifying, "
        "deciding and minimizing at both nodes, sealing, journal, log publishing "
        "and cosigning, collecting and confirming; not the making of bodies and "
        "statements before, nor the recipient's verification after the clock runs")


class Figure:
    """A name that stays, and how it follows from one round's measurements."""

    def __init__(self, name, unit, kinds, value, includes, durability):
        self.name, self.unit, self.kinds = name, unit, kinds
        self.value, self.includes, self.durability = value, includes, durability

    def row(self, rounds):
        values = [self.value(r) for r in rounds]
        return {"name": self.name, "value": statistics.median(values),
                "unit": self.unit, "includes": self.includes,
                "durability": self.durability, "runs": len(values),
                "min": min(values), "max": max(values)}


def floor_us(r):
    return r["lone_relay"]["p50_us"] + 2 * r["sync"]["p50_us"]


def rate_of(kind):
    return lambda r: r[kind]["rate"]


def ms_of(kind, field):
    return lambda r: r[kind][field] / 1e3


FIGURES = [
    Figure("relay_ratio_b64", "ratio", ["relay_b64", "exchange_b64"],
           lambda r: r["exchange_b64"]["rate"] / r["relay_b64"]["rate"],
           f"exchange ({PATH}) over the bare two-hop relay, both batches of 64 "
           "and 4096 records under way", BOTH_SYNCED),
    Figure("relay_b64_per_s", "records/s", ["relay_b64"], rate_of("relay_b64"),
           "bare relay: three processes, mutual TLS 1.3 P-256, batches of 64 "
           "parsed and serialized again, nothing else", NOTHING_SYNCED),
    Figure("exchange_b64_per_s", "records/s", ["exchange_b64"],
           rate_of("exchange_b64"), f"{PATH}; one signature a batch of 64",
           BOTH_SYNCED),
    Figure("exchange_b64_p50_ms", "ms", ["exchange_b64"],
           ms_of("exchange_b64", "p50_us"),
           "from signing the batch to the durable confirmation, 4096 under way",
           BOTH_SYNCED),
    Figure("cpu_us_per_record", "us", ["exchange_b64"],
           lambda r: r["exchange_b64"]["cpu_us"],
           "user and system time of both nodes and both agencies, batches of 64",
           BOTH_SYNCED),
    Figure("relay_ratio_b1", "ratio", ["relay_b1", "exchange_b1"],
           lambda r: r["exchange_b1"]["rate"] / r["relay_b1"]["rate"],
           "as relay_ratio_b64, but agencies that send and sign every record by "
           "itself, 1024 under way", BOTH_SYNCED),
    Figure("relay_b1_per_s", "records/s", ["relay_b1"], rate_of("relay_b1"),
           "bare relay, one record a message, 1024 under way", NOTHING_SYNCED),
    Figure("exchange_b1_per_s", "records/s", ["exchange_b1"],
           rate_of("exchange_b1"), f"{PATH}; one call and one signature a record",
           BOTH_SYNCED),
    Figure("lone_p50_ms", "ms", ["lone_exchange"], ms_of("lone_exchange", "p50_us"),
           "one record at a time, from the call of Submit until GetStatus at the "
           "sender's node says DELIVERED: both nodes' commits, then the commit "
           "of the answer at the sender's node, and asking in a loop; not the "
           "making of the record", BOTH_SYNCED),
    Figure("lone_p99_ms", "ms", ["lone_exchange"], ms_of("lone_exchange", "p99_us"),
           "as lone_p50_ms", BOTH_SYNCED),
    Figure("lone_acked_p50_ms", "ms", ["lone_exchange"],
           ms_of("lone_exchange", "acked_p50_us"),
           "one record at a time, from the call of Submit to its answer",
           "synced at the sender's node"),
    Figure("lone_floor_ms", "ms", ["lone_relay", "sync"],
           lambda r: floor_us(r) / 1e3,
           "p50 of the bare relay with one record under way, plus two appends of "
           "4 KiB with fdatasync", "two syncs of a file, no database"),
    Figure("lone_p50_over_floor", "ratio", ["lone_relay", "sync", "lone_exchange"],
           lambda r: r["lone_exchange"]["p50_us"] / floor_us(r),
           "lone_p50_ms over lone_floor_ms", BOTH_SYNCED),
]
PATH_FIGURES = [f.name for f in FIGURES]

NOTHING_KEPT = "nothing is kept"
DECIDING = {
    "decide": "outcome and applying rules from coded facts",
    "extract": "as decide, and the codes from the parsed record and its header, read "
               "by generated code; no text is searched for phrases or identifiers",
    "parse": "as extract, and parsing the record's bytes",
    "facts": "the named facts of the parsed record and its header, for the log",
    "explain": "from named facts to the whole decision with ids, citations, "
               "reasons and fields, as the node takes it",
}
BOOKS = {"": "rules about all record types, both directions",
         "_one_type": "all rules about one record type, one direction"}
RULES = [100, 1000, 5000]


def policy_value(key):
    return lambda r: r["policy"][key]


def policy_ratio(kind):
    return lambda r: r["policy"][f"{kind}/5000"] / r["policy"][f"{kind}/100"]


for _step, _what in DECIDING.items():
    FIGURES += [
        Figure(f"policy_{_step}{_suffix}_{_rules}_ns", "ns", ["policy"],
               policy_value(f"{_step}{_suffix}/{_rules}"),
               f"processor time: {_what}; {_rules} rules: {_book}", NOTHING_KEPT)
        for _suffix, _book in BOOKS.items() for _rules in RULES]
FIGURES += [
    Figure(f"policy_{_step}_growth", "ratio", ["policy"], policy_ratio(_step),
           f"policy_{_step}_5000_ns over policy_{_step}_100_ns", NOTHING_KEPT)
    for _step in ["decide", "extract"]]
# What deciding may take, in nanoseconds: 200 with a thousand rules, and with
# fewer or more half as much again.
LIMITS = {"policy_extract_100_ns": 300, "policy_extract_1000_ns": 200,
          "policy_extract_5000_ns": 300}
GROUPS = {"path": PATH_FIGURES,
          "policy": [f.name for f in FIGURES if f.kinds == ["policy"]]}
ORDER = ["policy", "relay_b64", "exchange_b64", "sync", "lone_relay", "lone_exchange",
         "relay_b1", "exchange_b1"]


class Bench:
    def __init__(self, out, binaries, short):
        self.out, self.binaries, self.short = out, binaries, short
        self.round = 0

    def load(self, *arguments):
        done = subprocess.run(
            [str(a) for a in [self.binaries / "bench_load", *arguments]],
            capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"bench_load failed: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def times(self):
        return (["--warm-up", "0.2", "--seconds", "0.5"] if self.short else
                ["--warm-up", "5", "--seconds", "4", "--prepared", "80000"])

    def lone(self):
        return ["--lone", "20" if self.short else "500"]

    def measure(self, kind):
        return getattr(self, "measure_" + kind)()

    def measure_policy(self):
        """Nanoseconds by figure, each the median of interleaved repetitions."""
        repeat = ["--benchmark_min_time=0.001", "--benchmark_repetitions=2"]
        if not self.short:
            repeat = ["--benchmark_min_time=0.1", "--benchmark_repetitions=9"]
        done = subprocess.run(
            [self.binaries / "bench_policy", "--benchmark_format=json",
             "--benchmark_enable_random_interleaving=true", *repeat],
            capture_output=True, text=True, timeout=600, check=True)
        return {b["run_name"]: b["cpu_time"]
                for b in json.loads(done.stdout)["benchmarks"]
                if b.get("aggregate_name") == "median"}

    def measure_sync(self):
        return self.load("sync", "--folder", self.out, *self.lone())

    @contextlib.contextmanager
    def relay(self):
        """Two bare hops; what a load generator must know of them."""
        pki = self.out / "relay"
        subprocess.run([self.binaries / "enlace-dev-pki", "--out", pki,
                        "--nation", "none", "--trust-domain", RELAY_DOMAIN,
                        "--nodes", "1", "--nodes", "2", "--nodes", "3"],
                       check=True, stdout=subprocess.DEVNULL)
        ports = [f"127.0.0.1:{p}" for p in nations.free_ports(3)]
        common = ["--pki", pki, "--trust-domain", RELAY_DOMAIN]
        hops = [subprocess.Popen(
            [str(a) for a in [
                self.binaries / "bench_relay", *common, "--id", i + 1,
                "--listen", ports[i], "--next-id", i + 2, "--next", ports[i + 1]]])
            for i in range(2)]
        try:
            yield [*common, "--id", 3, "--listen", ports[2], "--next-id", 1,
                   "--next", ports[0]], hops
        finally:
            for hop in hops:
                hop.terminate()
                hop.wait()
            shutil.rmtree(pki)

    def on_relay(self, *arguments):
        with self.relay() as (route, hops):
            time.sleep(0.3)  # both listen; a first attempt too early costs 1 s
            pids = [a for hop in hops for a in ("--pid", hop.pid)]
            return self.load("relay", *route, *pids, "--record",
                             FOLDER / "record.json", *arguments)

    def measure_relay_b64(self):
        return self.on_relay(*B64, *self.times())

    def measure_relay_b1(self):
        return self.on_relay(*B1, *self.times())

    def measure_lone_relay(self):
        return self.on_relay(*self.lone())

    def on_exchange(self, *arguments):
        self.round += 1
        out = self.out / f"nations-{self.round}"
        both = nations.Sandbox(out, self.binaries)
        both.create()
        try:
            for nation in nations.NATIONS:
                both.start(nation)
            pids = [a for p in both.processes.values() for a in ("--pid", p.pid)]
            measured = self.load(
                "exchange", "--sender", both.context(SENDER), "--recipient",
                both.context(RECIPIENT), *pids, "--record",
                FOLDER / "record.json", *arguments)
            # The logs lag while the machine is busy.
            settled = player.Player(both, report=None).settle
            if not any(settled() for _ in range(5)):
                raise RuntimeError("the logs were not cosigned in time")
            both.stop_all()
            with open(self.out / "verified.log", "a") as log, \
                    contextlib.redirect_stdout(log):
                if not play.verify_logs(both):
                    raise RuntimeError(
                        f"a log does not verify; see {self.out}/verified.log")
        finally:
            both.stop_all()
        shutil.rmtree(out)
        return measured

    def measure_exchange_b64(self):
        return self.on_exchange(*B64, *self.times())

    def measure_exchange_b1(self):
        return self.on_exchange(*B1, *self.times())

    def measure_lone_exchange(self):
        return self.on_exchange(*self.lone())


def hardware():
    model = next((line.split(":")[1].strip()
                  for line in open("/proc/cpuinfo") if "model name" in line), "?")
    memory = int(open("/proc/meminfo").readline().split()[1]) / (1 << 20)
    disk = subprocess.run(["df", "--output=fstype,source", REPOSITORY],
                          capture_output=True, text=True, check=False)
    return (f"{os.cpu_count()} x {model}, {memory:.0f} GiB, Linux "
            f"{platform.release()}, {' on '.join(disk.stdout.split()[-2:])}")


def versions():
    packages = ["libgrpc++1.51", "libprotobuf32", "libssl3", "libsqlite3-0"]
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}, ", *packages],
        capture_output=True, text=True, check=False)
    commit = subprocess.run(
        ["git", "-C", REPOSITORY, "describe", "--always", "--dirty"],
        capture_output=True, text=True, check=False).stdout.strip()
    return done.stdout + (f"commit {commit}" if commit else "")


def chosen(names):
    wanted = {n for name in names or GROUPS for n in GROUPS.get(name, [name])}
    unknown = wanted - {f.name for f in FIGURES}
    if unknown:
        sys.exit(f"bench: no figure or group `{unknown.pop()}`; there are "
                 f"{', '.join([*GROUPS, *(f.name for f in FIGURES)])}")
    return [f for f in FIGURES if f.name in wanted]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="a group (path, policy) or a figure; default: all")
    parser.add_argument("--bin", required=True, help="folder of the binaries")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    parser.add_argument("--out", default=REPOSITORY / "out/bench",
                        help="where the nodes write (made anew)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--short", action="store_true",
                        help="one short round that shows that the bench works; "
                             "its figures mean nothing")
    parser.add_argument("--document", metavar="FILE",
                        help="write the figures into this page")
    options = parser.parse_args()
    figures = chosen(options.names)
    kinds = [k for k in ORDER if any(k in f.kinds for f in figures)]
    out = pathlib.Path(options.out).resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    bench = Bench(out, pathlib.Path(options.bin).resolve(), options.short)
    setup = [("hardware", hardware()), ("versions", versions())]
    for key, text in setup:
        print(f"{key}: {text}")

    rounds = []
    for number in range(1 if options.short else options.rounds):
        results = {}
        for kind in kinds:
            results[kind] = bench.measure(kind)
            print(f"round {number + 1} {kind}: {json.dumps(results[kind])}",
                  flush=True)
        rounds.append(results)
    rows = [figure.row(rounds) for figure in figures]
    print()
    print(document.table(rows))
    if options.short:
        print("a short run: what arrived arrived once and the logs verify; the "
              "figures mean nothing")
        return 0
    if "relay_b64" in kinds:
        relay = statistics.median(r["relay_b64"]["rate"] for r in rounds)
        if relay < RELAY_PER_S_MIN:
            print(f"VOID: the bare relay took {relay:,.0f} records/s, under "
                  f"{RELAY_PER_S_MIN:,}: nothing is written")
            return EXIT_VOID
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    if options.document:
        document.write(pathlib.Path(options.document), setup, rows)
    over = [r for r in rows if r["value"] > LIMITS.get(r["name"], float("inf"))]
    for row in over:
        print(f"OVER: {row['name']} is {row['value']:.0f}, and "
              f"{LIMITS[row['name']]} at most is wanted")
    return EXIT_OVER if over else 0


if __name__ == "__main__":
    sys.exit(main())

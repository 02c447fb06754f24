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
import fairness  # noqa: E402
import restart  # noqa: E402
from figures import (AUDIT_ENTRIES, FIGURES, GROUPS, LARGE_ENTRIES,  # noqa: E402
                     LEAST, LIMITS, ORDER)
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


class Bench:
    def __init__(self, out, binaries, short):
        self.out, self.binaries, self.short = out, binaries, short
        self.round = 0
        self.large = None
        self.restarted = None

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

    def on_log(self, entries, *options):
        folder = self.out / "log"
        folder.mkdir()
        try:
            done = subprocess.run(
                [self.binaries / "bench_audit", "--folder", folder, "--entries",
                 str(entries), *options],
                capture_output=True, text=True, timeout=3600, check=True)
        finally:
            shutil.rmtree(folder)
        return json.loads(done.stdout)

    def measure_audit(self):
        return self.on_log(3000 if self.short else AUDIT_ENTRIES)

    def measure_large_audit(self):
        """Made once: it takes minutes, and gigabytes meanwhile."""
        if self.large is None:
            large, small = ((3000, 1000) if self.short else
                            (LARGE_ENTRIES, LARGE_ENTRIES // 10))
            self.large = {"small": self.on_log(small, "--bare"),
                          "large": self.on_log(large, "--bare")}
        return self.large

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

    def on_nations(self, measure):
        """What `measure` finds at two new nations, whose logs must verify."""
        self.round += 1
        out = self.out / f"nations-{self.round}"
        both = nations.Sandbox(out, self.binaries)
        both.create()
        try:
            for nation in nations.NATIONS:
                both.start(nation)
            measured = measure(both)
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

    def on_exchange(self, *arguments):
        def measure(both):
            pids = [a for p in both.processes.values() for a in ("--pid", p.pid)]
            return self.load(
                "exchange", "--sender", both.context(SENDER), "--recipient",
                both.context(RECIPIENT), *pids, "--record",
                FOLDER / "record.json", *arguments)
        return self.on_nations(measure)

    def measure_restart(self):
        """Made once: it takes minutes, and what is queued is never taken."""
        if self.restarted is None:
            out = self.out / "restart"
            both = nations.Sandbox(out, self.binaries)
            both.create()
            try:
                for nation in nations.NATIONS:
                    both.start(nation)
                self.restarted = restart.Restart(self).measure(both)
            finally:
                both.stop_all()
            shutil.rmtree(out)
        return self.restarted

    def measure_fair_quiet(self):
        return self.on_nations(fairness.Fairness(self).quiet)

    def measure_fair_flood(self):
        return self.on_nations(fairness.Fairness(self).beside_flood)

    def measure_fair_dead_peer(self):
        return self.on_nations(fairness.Fairness(self).with_dead_peer)

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
                        help="a group (path, policy, audit, fairness, restart) or a figure; default: all")
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
        print(f"OVER: {row['name']} is {document.number(row['value'])}, and "
              f"{LIMITS[row['name']]} at most is wanted")
    under = [r for r in rows if r["value"] < LEAST.get(r["name"], 0)]
    for row in under:
        print(f"UNDER: {row['name']} is {row['value']:.0f}, and "
              f"{LEAST[row['name']]} at least is wanted")
    return EXIT_OVER if over or under else 0


if __name__ == "__main__":
    sys.exit(main())

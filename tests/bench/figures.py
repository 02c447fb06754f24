"""The figures of the bench: names that stay, and how each follows from what one
round measured."""

import statistics

# What every round would make the same.
MADE_ONCE = {"large_audit", "restart"}
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
        if MADE_ONCE.intersection(self.kinds):
            rounds = rounds[:1]
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


# Names that others rely on; the rest are made of what is measured.
NAMED = {"policy_extract_1000_ns": "decide_extract_p50_ns_1000",
         "policy_extract_growth": "decide_growth_5000_over_100"}


def policy_name(made):
    return NAMED.get(made, made)


for _step, _what in DECIDING.items():
    FIGURES += [
        Figure(policy_name(f"policy_{_step}{_suffix}_{_rules}_ns"), "ns", ["policy"],
               policy_value(f"{_step}{_suffix}/{_rules}"),
               f"processor time: {_what}; {_rules} rules: {_book}", NOTHING_KEPT)
        for _suffix, _book in BOOKS.items() for _rules in RULES]
FIGURES += [
    Figure(policy_name(f"policy_{_step}_growth"), "ratio", ["policy"],
           policy_ratio(_step),
           f"policy_{_step}_5000_ns over policy_{_step}_100_ns", NOTHING_KEPT)
    for _step in ["decide", "extract"]]

def audit_value(field):
    return lambda r: r["audit"][field]


AUDIT_ENTRIES = 300_000
_MADE = f"a log of {AUDIT_ENTRIES:,} entries as nodes write them"
FIGURES += [
    Figure("audit_append_per_s", "entries/s", ["audit"], audit_value("append_per_s"),
           f"{_MADE}: commits of 1,024 entries with their openings, no events",
           "each commit synced"),
    Figure("audit_publish_per_s", "entries/s", ["audit"],
           audit_value("publish_per_s"),
           "that log read back twice, its bundles, tiles and openings written, its "
           "checkpoint signed", "synced"),
    Figure("audit_verify_per_s", "entries/s", ["audit"], audit_value("verify_per_s"),
           "every published entry hashed up to the signed root, every tile derived, "
           "on one core; no openings", NOTHING_KEPT),
    Figure("audit_verify_opened_per_s", "entries/s", ["audit"],
           audit_value("verify_opened_per_s"),
           "the same with every opening read and held against its entry",
           NOTHING_KEPT),
    Figure("audit_proof_p50_us", "us", ["audit"], audit_value("proof_p50_us"),
           "a proof of a random entry at level L1, read from the journal and "
           "verified there", NOTHING_KEPT),
    Figure("audit_memory_per_entry", "bytes", ["audit"],
           audit_value("memory_per_entry"),
           "what the process holds more once the log is open and published",
           NOTHING_KEPT),
]
LARGE_ENTRIES = 10_000_000


def large_value(field):
    return lambda r: r["large_audit"]["large"][field]


_LARGE = (f"a log of {LARGE_ENTRIES:,} entries in the journal and published; their "
          "commitments open nothing, and no openings are written")
FIGURES += [
    Figure("audit_proof_ms_10m", "ms", ["large_audit"], large_value("proof_p50_ms"),
           f"a proof of a random entry at level L1 from {_LARGE}: read from the "
           "journal and verified there, the files in the system's cache",
           NOTHING_KEPT),
    Figure("audit_proof_cold_ms_10m", "ms", ["large_audit"],
           large_value("proof_cold_p50_ms"),
           "the same, the journal taken out of the system's cache before each",
           NOTHING_KEPT),
    Figure("audit_peak_mib_10m", "MiB", ["large_audit"], large_value("peak_mib"),
           "the most memory that the process held which appended that log, "
           "published it and proved from it", "synced"),
    Figure("audit_peak_growth", "ratio", ["large_audit"],
           lambda r: (r["large_audit"]["large"]["peak_mib"] /
                      r["large_audit"]["small"]["peak_mib"]),
           "audit_peak_mib_10m over the same of a log with a tenth of the entries",
           "synced"),
]

_PROBE = ("Submit of one LinkTest, from the call to its answer, by an agency that "
          "sends one at a time with 5 ms between")
_FLOOD = ("while another agency of its nation keeps four connections full with "
          "calls of 64 trace requests")


def fair_ms(kind, field):
    return lambda r: r["fair_" + kind][field] / 1e3


def over_quiet(kind):
    return lambda r: r["fair_" + kind]["p99_us"] / r["fair_quiet"]["p99_us"]


FIGURES += [
    Figure("fair_quiet_p50_ms", "ms", ["fair_quiet"], fair_ms("quiet", "p50_us"),
           _PROBE, "synced at the sender's node"),
    Figure("fair_quiet_p99_ms", "ms", ["fair_quiet"], fair_ms("quiet", "p99_us"),
           "as fair_quiet_p50_ms", "synced at the sender's node"),
    Figure("fair_flood_p50_ms", "ms", ["fair_flood"], fair_ms("flood", "p50_us"),
           f"the same {_FLOOD}", "synced at the sender's node"),
    Figure("fair_flood_p99_ms", "ms", ["fair_flood"], fair_ms("flood", "p99_us"),
           "as fair_flood_p50_ms", "synced at the sender's node"),
    Figure("fair_dead_peer_p99_ms", "ms", ["fair_dead_peer"],
           fair_ms("dead_peer", "p99_us"),
           "as fair_quiet_p99_ms while the other nation's node is down",
           "synced at the sender's node"),
    Figure("fair_flood_p99_over_quiet", "ratio", ["fair_quiet", "fair_flood"],
           over_quiet("flood"), "fair_flood_p99_ms over fair_quiet_p99_ms",
           "synced at the sender's node"),
    Figure("fair_dead_peer_p99_over_quiet", "ratio",
           ["fair_quiet", "fair_dead_peer"], over_quiet("dead_peer"),
           "fair_dead_peer_p99_ms over fair_quiet_p99_ms",
           "synced at the sender's node"),
    Figure("fair_flood_per_s", "records/s", ["fair_flood"],
           lambda r: r["fair_flood"]["flood"]["per_s"],
           "what the flooding agency got acknowledged meanwhile",
           "synced at the sender's node"),
]

_QUEUED = ("1,000,000 records wait for the other nation's node, which is down; from "
           "the start of the process until it serves")


def restarted(field):
    return lambda r: r["restart"][field]


FIGURES += [
    Figure("restart_ready_s", "s", ["restart"], restarted("ready_s"),
           f"{_QUEUED}; it was stopped before", "synced"),
    Figure("restart_killed_ready_s", "s", ["restart"], restarted("killed_ready_s"),
           f"{_QUEUED}; it was killed before", "synced"),
    Figure("restart_memory_mib", "MiB", ["restart"], restarted("memory_mib"),
           "what that node holds once it serves", "synced"),
]
# What is wanted at least.
LEAST = {"audit_append_per_s": 100_000, "audit_verify_per_s": 500_000}
# What deciding may take, in nanoseconds: 200 with a thousand rules, and with
# fewer or more half as much again.
LIMITS = {"policy_extract_100_ns": 300, "decide_extract_p50_ns_1000": 200,
          "policy_extract_5000_ns": 300, "audit_proof_p50_us": 1000,
          "audit_proof_ms_10m": 1, "audit_peak_growth": 1.5,
          "restart_ready_s": 2, "restart_killed_ready_s": 2,
          "fair_flood_p99_over_quiet": 2, "fair_dead_peer_p99_over_quiet": 2}
GROUPS = {"path": PATH_FIGURES,
          "policy": [f.name for f in FIGURES if f.kinds == ["policy"]],
          "audit": [f.name for f in FIGURES
                    if f.kinds in (["audit"], ["large_audit"])],
          "fairness": [f.name for f in FIGURES if f.name.startswith("fair_")],
          "restart": [f.name for f in FIGURES if f.kinds == ["restart"]]}
ORDER = ["policy", "audit", "large_audit", "relay_b64", "exchange_b64", "sync", "lone_relay", "lone_exchange",
         "relay_b1", "exchange_b1", "fair_quiet", "fair_flood", "fair_dead_peer",
         "restart"]

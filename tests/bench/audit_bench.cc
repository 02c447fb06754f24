// bench_audit: what the audit log costs, by the number of its entries.
//
//   bench_audit --folder DIR --entries N [--batch N] [--proofs N]
//
// Makes a log in DIR as a node does: entries are committed to the journal in
// batches, each durable before the next; then the log is published and signed,
// entries are proven, and the published files are verified as an auditor does.
// Prints one JSON object.  Entries are made before the clock runs.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "client/library/audit_directory.h"
#include "proto/wire/verifier_key.h"
#include "server/audit/audit_log.h"
#include "server/audit/signer_anchor.h"
#include "server/core/audit_row.h"
#include "server/store/sqlite_store.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

constexpr int64_t kFirstMs = 1770000000000;

double SecondsSince(int64_t began_ns) {
  return static_cast<double>(SteadyNs() - began_ns) / 1e9;
}

// Memory that this process holds now, in bytes.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(getpagesize());
}

std::string Drawn(absl::string_view label, uint64_t index) {
  return ToBytes(Sha256(absl::StrCat(label, index)));
}

std::string TransferId(uint64_t index) {
  return Drawn("transfer", index).substr(0, 16);
}

// The entry of a decision as nodes write it.
core::AuditRow Row(uint64_t index) {
  core::RecordFacts record;
  record.set_transfer_id(TransferId(index));
  record.set_record_id(Drawn("record", index));
  record.set_type("FirearmTraceRequest");
  record.set_sender("spiffe://mx.enlace.example/agency/fgr");
  record.set_recipient("spiffe://us.enlace.example/agency/atf");
  core::EntryDraft draft;
  draft.shared_blind = Drawn("shared", index);
  draft.national_blind = Drawn("national", index);
  draft.national.set_caller(record.sender());
  draft.national.add_rule_ids("MX-TRACE-1");
  draft.national.add_citations("MX-CPEUM/21");
  draft.national.set_book_digest(Drawn("book", 0));
  draft.national.set_facts_commitment(Drawn("facts", index));
  core::EntrySubject subject{.record = record, .link = "us.enlace.example"};
  subject.link_sequence = index + 1;
  subject.outcome = v1::DECISION_OUTCOME_PERMIT;
  subject.decided_at_ms = kFirstMs + static_cast<int64_t>(index);
  subject.crosses = true;
  return core::MakeAuditRow(v1::AUDIT_STEP_DECIDED_OUTGOING, subject,
                            std::move(draft), index, subject.decided_at_ms)
      .row;
}

// Seconds that it takes to commit entries until there are `entries`.
double Append(core::Store& store, uint64_t entries, uint64_t batch_size) {
  double seconds = 0;
  uint64_t next = 0;
  for (uint64_t number = 1; next < entries; ++number) {
    core::Batch batch{.number = number,
                      .events = "",
                      .audit = {},
                      .payloads = {},
                      .dropped_payloads = {}};
    const uint64_t end = std::min(next + batch_size, entries);
    for (; next < end; ++next) batch.audit.push_back(Row(next));
    const int64_t began_ns = SteadyNs();
    CHECK_OK(store.Commit(batch));
    seconds += SecondsSince(began_ns);
  }
  return seconds;
}

std::vector<double> ProveSome(audit::AuditLog& log, uint64_t entries,
                              uint64_t proofs) {
  std::vector<double> micros;
  for (uint64_t i = 0; i < proofs; ++i) {
    const uint64_t index = ReadU64(Drawn("proof", i).substr(0, 8)) % entries;
    const std::string transfer_id = TransferId(index);
    const int64_t began_ns = SteadyNs();
    const auto proof = log.Prove(index, transfer_id, v1::RECEIPT_LEVEL_L1);
    micros.push_back(SecondsSince(began_ns) * 1e6);
    CHECK_OK(proof.status());
  }
  return micros;
}

// Seconds that it takes to verify the published log.
double Verify(const client::AuditFiles& files, const client::AuditKeys& keys,
              uint64_t entries) {
  const int64_t began_ns = SteadyNs();
  const client::AuditSummary summary = client::ReadAuditDirectory(
      files, keys, [](const client::OpenedEntry&) {});
  const double seconds = SecondsSince(began_ns);
  CHECK(summary.findings.empty()) << summary.findings.front().what;
  CHECK(summary.size == entries) << summary.size;
  return seconds;
}

int Run(int argc, char** argv) {
  std::string folder;
  uint64_t entries = 0;
  uint64_t batch_size = 1024;
  uint64_t proofs = 1000;
  CLI::App app("What the audit log costs.", "bench_audit");
  app.add_option("--folder", folder, "an empty folder")->required();
  app.add_option("--entries", entries)->required()->check(CLI::PositiveNumber);
  app.add_option("--batch", batch_size)->check(CLI::PositiveNumber);
  app.add_option("--proofs", proofs)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  auto store = store::SqliteStore::Open(absl::StrCat(folder, "/store"));
  CHECK_OK(store.status());
  const double append_s = Append(**store, entries, batch_size);

  const auto signer = certs::PrivateKey::FromEd25519Seed(std::string(32, 's'));
  CHECK_OK(signer.status());
  const auto key = wire::VerifierKey::Create("mx.enlace.example/audit",
                                             wire::NoteKeyType::kEd25519,
                                             signer->public_key());
  CHECK_OK(key.status());
  auto anchor = audit::SignerAnchor::Open(absl::StrCat(folder, "/anchor"));
  CHECK_OK(anchor.status());
  CHECK_OK((*anchor)->RecordSigned(key->name(), {0, Sha256("")}));
  const client::AuditFiles files{.audit_dir = absl::StrCat(folder, "/audit"),
                                 .annex_dir = ""};
  client::AuditFiles opened = files;
  opened.annex_dir = absl::StrCat(folder, "/annex");
  const double before = ResidentBytes();
  int64_t began_ns = SteadyNs();
  const auto log = audit::AuditLog::Open({.key = *key,
                                          .signer = &*signer,
                                          .anchor = anchor->get(),
                                          .store = store->get(),
                                          .audit_directory = files.audit_dir,
                                          .annex_directory = opened.annex_dir,
                                          .witnesses = {}});
  CHECK_OK(log.status());
  CHECK_OK((*log)->TryPublish());
  const double publish_s = SecondsSince(began_ns);
  const double held = std::max(0.0, ResidentBytes() - before);
  const std::vector<double> proof_us = ProveSome(**log, entries, proofs);

  const client::AuditKeys keys{.log = *key, .witnesses = {}};
  const double verify_s = Verify(files, keys, entries);
  const double opened_s = Verify(opened, keys, entries);
  const auto rate = [&](double seconds) {
    return static_cast<double>(entries) / seconds;
  };
  std::cout << absl::StreamFormat(
      "{\"entries\": %u, \"append_per_s\": %.0f, \"publish_per_s\": %.0f, "
      "\"verify_per_s\": %.0f, \"verify_opened_per_s\": %.0f, "
      "\"proof_p50_us\": %.1f, \"proof_p99_us\": %.1f, "
      "\"memory_per_entry\": %.2f}\n",
      entries, rate(append_s), rate(publish_s), rate(verify_s), rate(opened_s),
      Quantile(proof_us, 0.5), Quantile(proof_us, 0.99),
      held / static_cast<double>(entries));
  return 0;
}

}  // namespace
}  // namespace enlace::bench

int main(int argc, char** argv) {
  enlace::KeepMemory();
  return enlace::bench::Run(argc, argv);
}

// bench_audit: what the audit log costs, by the number of its entries.
//
//   bench_audit --folder DIR --entries N [--batch N] [--proofs N] [--bare]
//
// Makes a log in DIR as a node does; then entries are proven, and the published
// files are verified as an auditor does.  Prints one JSON object.  Entries are
// made before the clock runs.
//
// --bare is for logs so large that their openings would not fit: entries are of
// the true form with commitments that nothing opens, the annex is not written,
// and only proofs and memory are told.

#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "base/check.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "client/library/audit_directory.h"
#include "proto/wire/audit_entry.h"
#include "tests/bench/bench_log.h"
#include "tests/bench/decision_row.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

constexpr int64_t kFirstMs = 1770000000000;
constexpr uint64_t kColdProofs = 50;

// Memory that this process holds now, in bytes.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(getpagesize());
}

// The most that it held so far, in bytes.
double PeakBytes() {
  rusage used{};
  CHECK(getrusage(RUSAGE_SELF, &used) == 0);
  return static_cast<double>(used.ru_maxrss) * 1024;
}

core::AuditRow BareRow(uint64_t index) {
  wire::AuditEntry entry;
  entry.log_time_ms = kFirstMs + static_cast<int64_t>(index);
  entry.transfer_id = TransferIdOf(index);
  entry.step = v1::AUDIT_STEP_DECIDED_OUTGOING;
  entry.shared = HashFromBytes(Drawn("shared", index));
  entry.national = HashFromBytes(Drawn("national", index));
  return {.index = index, .entry = wire::EncodeAuditEntry(entry), .annex = ""};
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

struct Words {
  std::string folder;
  uint64_t entries = 0;
  uint64_t batch_size = 1024;
  uint64_t proofs = 1000;
  bool bare = false;
};

void MeasureWhole(const Words& words) {
  BenchLog log(words.folder, /*openings=*/true);
  const double append_s =
      log.Append(words.entries, words.batch_size,
                 [](uint64_t index) { return DecisionRow(index); });
  const double before = ResidentBytes();
  const double publish_s = log.Publish();
  const double held = std::max(0.0, ResidentBytes() - before);
  const std::vector<double> proof_s = log.ProveSome(words.proofs);
  client::AuditFiles files = log.files();
  const double opened_s = Verify(files, log.keys(), words.entries);
  files.annex_dir.clear();
  const double verify_s = Verify(files, log.keys(), words.entries);
  const auto rate = [&](double seconds) {
    return static_cast<double>(words.entries) / seconds;
  };
  std::cout << absl::StreamFormat(
      "{\"entries\": %u, \"append_per_s\": %.0f, \"publish_per_s\": %.0f, "
      "\"verify_per_s\": %.0f, \"verify_opened_per_s\": %.0f, "
      "\"proof_p50_us\": %.1f, \"proof_p99_us\": %.1f, "
      "\"memory_per_entry\": %.2f}\n",
      words.entries, rate(append_s), rate(publish_s), rate(verify_s),
      rate(opened_s), Quantile(proof_s, 0.5) * 1e6,
      Quantile(proof_s, 0.99) * 1e6, held / static_cast<double>(words.entries));
}

void MeasureBare(const Words& words) {
  BenchLog log(words.folder, /*openings=*/false);
  const double append_s = log.Append(words.entries, words.batch_size, BareRow);
  const double publish_s = log.Publish();
  const std::vector<double> warm_s = log.ProveSome(words.proofs);
  const double peak = PeakBytes();
  const std::vector<double> cold_s = log.ProveSome(
      std::min(words.proofs, kColdProofs), [&log] { log.ForgetJournal(); });
  Verify(log.files(), log.keys(), words.entries);
  std::cout << absl::StreamFormat(
      "{\"entries\": %u, \"append_s\": %.1f, \"publish_s\": %.1f, "
      "\"proof_p50_ms\": %.4f, \"proof_p99_ms\": %.4f, "
      "\"proof_cold_p50_ms\": %.4f, \"peak_mib\": %.1f}\n",
      words.entries, append_s, publish_s, Quantile(warm_s, 0.5) * 1e3,
      Quantile(warm_s, 0.99) * 1e3, Quantile(cold_s, 0.5) * 1e3,
      peak / (1 << 20));
}

int Run(int argc, char** argv) {
  Words words;
  CLI::App app("What the audit log costs.", "bench_audit");
  app.add_option("--folder", words.folder, "an empty folder")->required();
  app.add_option("--entries", words.entries)
      ->required()
      ->check(CLI::PositiveNumber);
  app.add_option("--batch", words.batch_size)->check(CLI::PositiveNumber);
  app.add_option("--proofs", words.proofs)->check(CLI::PositiveNumber);
  app.add_flag("--bare", words.bare, "without openings; proofs and memory");
  CLI11_PARSE(app, argc, argv);
  (words.bare ? MeasureBare : MeasureWhole)(words);
  return 0;
}

}  // namespace
}  // namespace enlace::bench

int main(int argc, char** argv) {
  enlace::KeepMemory();
  return enlace::bench::Run(argc, argv);
}

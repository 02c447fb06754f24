#include "tests/client/plain_openings.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tests/client/made_exchange.h"

namespace enlace::client {

namespace {

std::vector<v1::AnnexEntry> AnnexOf(const PublishedLog& log) {
  std::vector<v1::AnnexEntry> all;
  for (const std::string& path : log.Paths()) {
    if (!absl::EndsWith(path, ".jsonl")) continue;
    for (const absl::string_view line : absl::StrSplit(log.Read(path), '\n')) {
      if (line.empty()) continue;
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                      std::string(line), &all.emplace_back())
                      .ok());
    }
  }
  return all;
}

// The 90 bytes of each entry: bundles of length and bytes, in the order of
// their names.
std::vector<std::string> EntriesOf(const PublishedLog& log) {
  std::set<std::string> paths;
  for (const std::string& path : log.Paths()) {
    if (absl::StrContains(path, "tile/entries/")) paths.insert(path);
  }
  std::vector<std::string> all;
  for (const std::string& path : paths) {
    const std::string bundle = log.Read(path);
    for (size_t at = 0; at < bundle.size(); at += 92) {
      all.push_back(bundle.substr(at + 2, 90));
    }
  }
  return all;
}

}  // namespace

std::vector<PlainEntry> ReadEntriesPlainly(const PublishedLog& log) {
  const std::vector<std::string> entries = EntriesOf(log);
  std::map<uint64_t, std::vector<PlainEntry>> by_index;
  for (const v1::AnnexEntry& annex : AnnexOf(log)) {
    const std::string& bytes = entries.at(annex.index());
    int64_t at_ms = 0;
    for (int i = 1; i <= 8; ++i) {
      at_ms = at_ms * 256 + static_cast<unsigned char>(bytes[i]);
    }
    const auto add = [&](const std::string& shared,
                         const std::string& national) {
      if (national.empty()) return;
      PlainEntry& entry = by_index[annex.index()].emplace_back();
      entry.at_ms = at_ms;
      entry.step = static_cast<unsigned char>(bytes[25]);
      EXPECT_TRUE(entry.shared.ParseFromString(shared));
      EXPECT_TRUE(entry.national.ParseFromString(national));
    };
    add(annex.shared(), annex.national());
    for (const v1::AnnexLeaf& leaf : annex.leaves()) {
      add(leaf.shared(), leaf.national());
    }
  }
  std::vector<PlainEntry> all;
  for (const auto& [index, opened] : by_index) {
    all.insert(all.end(), opened.begin(), opened.end());
  }
  return all;
}

std::vector<Told> ReadPlainly(const PublishedLog& log, int64_t as_of_ms) {
  std::map<std::string, Told> all;
  const auto take = [&](const std::string& bytes) {
    v1::SharedOpening shared;
    if (bytes.empty() || !shared.ParseFromString(bytes)) return;
    Told& told = all[shared.transfer_id()];
    if (shared.created_at_ms() != 0) told.self = shared;
    for (const v1::Measure& each : shared.measures()) {
      told.measures[each.path()] = each.value();
    }
    told.steps.emplace_back(shared.step(), shared.outcome());
  };
  for (const v1::AnnexEntry& annex : AnnexOf(log)) {
    take(annex.shared());
    for (const v1::AnnexLeaf& leaf : annex.leaves()) take(leaf.shared());
  }
  std::vector<Told> delivered;
  for (const auto& [id, told] : all) {
    if (told.Came() && !told.WasDenied() &&
        told.self.created_at_ms() < as_of_ms) {
      delivered.push_back(told);
    }
  }
  return delivered;
}

bool OfQuarter(const Told& told) {
  return told.self.created_at_ms() >= kMadeFromMs &&
         told.self.created_at_ms() < kMadeFromMs + 90 * kMadeDayMs;
}

bool Answers(const Told& told) {
  const std::string& type = told.self.type();
  const auto value = [&](const char* path) {
    const auto it = told.measures.find(path);
    return it == told.measures.end() ? "" : it->second;
  };
  return (type == "FirearmTraceResult" && value("status") != "PARTIAL") ||
         (type == "FinancialInfoReply" && value("result") != "PARTIAL") ||
         type == "UseConsentGrant" || type == "UseConsentRefusal";
}

bool Disposes(const Told& told, const std::set<std::string>& outcomes) {
  const auto it = told.measures.find("outcome");
  return told.self.type() == "Disposition" && it != told.measures.end() &&
         outcomes.contains(it->second);
}

}  // namespace enlace::client

#include "tests/client/plain_openings.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tests/client/made_exchange.h"

namespace enlace::client {

std::vector<Told> ReadPlainly(const PublishedLog& log) {
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
  for (const std::string& path : log.Paths()) {
    if (!absl::EndsWith(path, ".jsonl")) continue;
    for (const absl::string_view line : absl::StrSplit(log.Read(path), '\n')) {
      v1::AnnexEntry annex;
      if (line.empty()) continue;
      EXPECT_TRUE(
          google::protobuf::util::JsonStringToMessage(std::string(line), &annex)
              .ok());
      take(annex.shared());
      for (const v1::AnnexLeaf& leaf : annex.leaves()) take(leaf.shared());
    }
  }
  std::vector<Told> delivered;
  for (const auto& [id, told] : all) {
    if (told.Came() && !told.WasDenied() &&
        told.self.created_at_ms() < kMadeAsOfMs) {
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

#include "client/library/joint_record.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

bool CameToTheReceiver(const Crossing& crossing) {
  return crossing.shared.step() == v1::AUDIT_STEP_DECIDED_INCOMING ||
         crossing.answered.has_value() || crossing.reported;
}

std::vector<std::pair<std::string, std::string>> MeasuresOf(
    const JointRecord& record) {
  std::vector<std::pair<std::string, std::string>> measures;
  for (const v1::Measure& each : record.measures) {
    measures.emplace_back(each.path(), each.value());
  }
  std::sort(measures.begin(), measures.end());
  return measures;
}

std::vector<std::string> DifferingParts(const JointRecord& a,
                                        const JointRecord& b) {
  const v1::SharedOpening& first = a.shared;
  const v1::SharedOpening& second = b.shared;
  std::vector<std::string> parts;
  const auto differ = [&](const char* part, bool same) {
    if (!same) parts.emplace_back(part);
  };
  differ("recordId", first.record_id() == second.record_id());
  differ("type", first.type() == second.type());
  differ("sender", first.sender() == second.sender());
  differ("recipient", first.recipient() == second.recipient());
  differ("urgency", first.urgency() == second.urgency());
  differ("parent", first.parent() == second.parent());
  differ("createdAt", first.created_at_ms() == second.created_at_ms());
  differ("validUntil", first.valid_until_ms() == second.valid_until_ms());
  differ("measures", MeasuresOf(a) == MeasuresOf(b));
  return parts;
}

}  // namespace

JointRecords::JointRecords(const CrossingLedger& ledger, int64_t as_of_ms,
                           const std::set<std::string>& nations)
    : as_of_ms_(as_of_ms) {
  for (const auto& [id, crossing] : ledger.crossings()) {
    const v1::SharedOpening& shared = crossing.shared;
    const bool of_link =
        nations.empty() || (nations.contains(shared.from_nation()) &&
                            nations.contains(shared.to_nation()));
    if (!of_link || crossing.IsUnseen()) continue;
    if (shared.created_at_ms() == 0) {
      ++untold_;
      continue;
    }
    if (shared.created_at_ms() >= as_of_ms) continue;
    if (crossing.refused) {
      ++refused_;
      continue;
    }
    if (!CameToTheReceiver(crossing)) {
      // What ran out or was taken back before it left never will come.
      if (!crossing.expired && !crossing.revoked) ++on_the_way_;
      continue;
    }
    records_.push_back(&crossing);
    if (!shared.parent().empty())
      by_parent_.emplace(shared.parent(), &crossing);
  }
}

std::vector<const JointRecord*> JointRecords::AnswersTo(
    const JointRecord& record) const {
  std::vector<const JointRecord*> found;
  const auto [begin, end] = by_parent_.equal_range(record.shared.record_id());
  for (auto it = begin; it != end; ++it) {
    const v1::SharedOpening& shared = it->second->shared;
    // Whoever sent it may speak about it too.
    if (shared.sender() == record.shared.recipient()) {
      found.push_back(it->second);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const JointRecord* a, const JointRecord* b) {
              return std::pair(a->shared.created_at_ms(), a->transfer_id) <
                     std::pair(b->shared.created_at_ms(), b->transfer_id);
            });
  return found;
}

std::string MeasureOf(const JointRecord& record, absl::string_view path) {
  for (const v1::Measure& each : record.measures) {
    if (each.path() == path) return each.value();
  }
  return "";
}

bool IsAnAnswer(const JointRecord& answer) {
  const auto* type = wire::FindRecordType(answer.shared.type());
  if (type == nullptr) return false;
  const v1::AnswerRules& rules =
      type->options().GetExtension(v1::record).answer();
  if (rules.effect() != v1::ANSWER_EFFECT_ANSWERS) return false;
  const std::string state = MeasureOf(answer, rules.when());
  return std::none_of(rules.not_yet().begin(), rules.not_yet().end(),
                      [&](const std::string& value) {
                        // A measure is the value's name without that of its
                        // enum.
                        return !state.empty() &&
                               absl::EndsWith(value, "_" + state);
                      });
}

std::vector<Difference> DifferencesOf(const JointRecords& first,
                                      const JointRecords& second) {
  std::map<std::string, const JointRecord*> others;
  for (const JointRecord* each : second.records()) {
    others.emplace(each->transfer_id, each);
  }
  std::vector<Difference> found;
  for (const JointRecord* each : first.records()) {
    const auto other = others.find(each->transfer_id);
    if (other == others.end()) {
      found.push_back({each->transfer_id, "record", "present", "absent"});
      continue;
    }
    for (std::string& part : DifferingParts(*each, *other->second)) {
      found.push_back({each->transfer_id, std::move(part), "", ""});
    }
    others.erase(other);
  }
  for (const auto& [id, other] : others) {
    found.push_back({id, "record", "absent", "present"});
  }
  return found;
}

}  // namespace enlace::client

#include "server/core/thread.h"

#include <algorithm>
#include <string>

#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::core {
namespace {

// Follow-ups answer each other in short chains: an acknowledgement of a leave
// for a request about a record.
constexpr int kFollowUpsMax = 8;

// Those of a type that this build does not know say nothing.
const v1::RecordRules& RulesOf(absl::string_view type) {
  const auto* const descriptor = wire::FindRecordType(type);
  return descriptor == nullptr ? v1::RecordRules::default_instance()
                               : descriptor->options().GetExtension(v1::record);
}

bool MayAnswer(const v1::RecordRules& rules, const std::string& parent_type) {
  return std::any_of(
      rules.parents().begin(), rules.parents().end(),
      [&](const std::string& named) {
        return named == parent_type ||
               (named == "*" && !RulesOf(parent_type).follow_up());
      });
}

}  // namespace

std::optional<ThreadFault> FindThreadFault(const RecordFacts& record,
                                           const ParentFacts& parent,
                                           bool domestic) {
  const v1::RecordRules& rules = RulesOf(record.type());
  if (!parent.known) {
    if (!rules.parent_required() || !record.parent().empty()) {
      return std::nullopt;
    }
    return ThreadFault{"header.parent",
                       "is missing; this type never opens a thread", "T01"};
  }
  if (parent.channel != record.channel()) {
    return ThreadFault{"header.channel", "is not that of the record it answers",
                       "T01"};
  }
  const bool passes_on = domestic && !rules.follow_up();
  if (!passes_on && !rules.parents().empty() &&
      !MayAnswer(rules, parent.type)) {
    return ThreadFault{"header.parent",
                       "is of a type that this one does not answer", "T01"};
  }
  const bool back = record.sender() == parent.recipient &&
                    record.recipient() == parent.sender;
  const bool again = record.sender() == parent.sender &&
                     record.recipient() == parent.recipient;
  if (rules.has_consent() ? !back : rules.follow_up() && !back && !again) {
    return ThreadFault{"header.parent",
                       "is a record whose thread the sender or the recipient "
                       "may not write in like this",
                       "B05"};
  }
  if (record.sender() != parent.recipient && record.sender() != parent.sender) {
    return ThreadFault{"header.parent",
                       "is a record between others; only its parties write in "
                       "its thread",
                       "B05"};
  }
  return std::nullopt;
}

const Transfer* FindMatter(const State& state, absl::string_view record_id) {
  const Transfer* transfer = state.FindRecord(record_id);
  for (int i = 0; i < kFollowUpsMax && transfer != nullptr; ++i) {
    if (!RulesOf(transfer->record.type()).follow_up()) return transfer;
    transfer = state.FindRecord(transfer->record.parent());
  }
  return nullptr;
}

}  // namespace enlace::core

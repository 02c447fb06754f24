#include "client/library/result_cohort.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "certs/identity.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

std::string OutcomeOf(const JointRecord& record) {
  return record.shared.type() == "Disposition" ? MeasureOf(record, "outcome")
                                               : "";
}

}  // namespace

ResultCohort::ResultCohort(const JointRecords& joint, const Quarter& quarter)
    : joint_(joint) {
  std::set<std::string> nations;
  for (const JointRecord* record : joint.records()) {
    nations.insert(record->shared.from_nation());
    nations.insert(record->shared.to_nation());
    if (quarter.Contains(record->shared.created_at_ms())) {
      records_.push_back(record);
    }
  }
  senders_.assign(nations.begin(), nations.end());
}

std::vector<const JointRecord*> ResultCohort::OfType(
    absl::string_view type) const {
  std::vector<const JointRecord*> found;
  for (const JointRecord* record : records_) {
    if (record->shared.type() == type) found.push_back(record);
  }
  return found;
}

const JointRecord* ResultCohort::First(
    const JointRecord& record,
    absl::FunctionRef<bool(const JointRecord&)> is) const {
  for (const JointRecord* each : joint_.AnswersTo(record)) {
    if (is(*each)) return each;
  }
  return nullptr;
}

const JointRecord* ResultCohort::Last(
    const JointRecord& record,
    absl::FunctionRef<bool(const JointRecord&)> is) const {
  const JointRecord* last = nullptr;
  for (const JointRecord* each : joint_.AnswersTo(record)) {
    if (is(*each)) last = each;
  }
  return last;
}

std::string AgencyOf(absl::string_view uri) {
  const auto identity = certs::ParseIdentity(uri);
  return identity.ok() ? identity->id : std::string(uri);
}

std::string RowOf(absl::string_view type, absl::string_view nation) {
  return absl::StrCat(type, " ", nation);
}

std::string UrgencyOf(const JointRecord& record) {
  return std::string(
      absl::StripPrefix(v1::Urgency_Name(record.shared.urgency()), "URGENCY_"));
}

std::map<std::string, Sample> EmptyByUrgency() {
  return {{"PRIORITY", {}}, {"ROUTINE", {}}, {"URGENT", {}}};
}

bool IsFinalDisposition(const JointRecord& record) {
  return record.shared.type() == "Disposition" &&
         OutcomeOf(record) != "PENDING";
}

bool IsAction(const JointRecord& record) {
  const std::string outcome = OutcomeOf(record);
  return outcome == "ACTION_TAKEN" || outcome == "INVESTIGATION_OPENED" ||
         IsHit(record);
}

bool IsHit(const JointRecord& record) {
  return IsSeizure(record) || OutcomeOf(record) == "ARREST_MADE";
}

bool IsSeizure(const JointRecord& record) {
  return OutcomeOf(record) == "SEIZURE_MADE";
}

bool TellsOfSeizure(const JointRecord& record) {
  return record.shared.type() == "SubstanceAlert" &&
         MeasureOf(record, "event_kind") == "SEIZURE";
}

bool IsTakenUp(const JointRecord& record) {
  return record.shared.type() == "Acknowledgement" &&
         MeasureOf(record, "status") != "REJECTED";
}

bool InTime(const JointRecord& record, const JointRecord& later) {
  return later.shared.created_at_ms() < record.shared.valid_until_ms();
}

bool TakesBack(const JointRecord& alert) {
  const auto* type = wire::FindRecordType(alert.shared.type());
  if (type == nullptr) return false;
  const v1::AlertRules& rules =
      type->options().GetExtension(v1::record).alert();
  const std::string action = MeasureOf(alert, rules.action());
  // A measure is the value's name without that of its enum.
  return !action.empty() && absl::EndsWith(rules.cancel(), "_" + action);
}

}  // namespace enlace::client

#include "server/gate/minimize.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/coarser_value.h"
#include "proto/wire/leaf.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

// Whether the type of the record makes it silent that the leaf was removed.
bool IsSilentByType(const wire::LeafSchema& schema, absl::string_view path) {
  const wire::LeafField* const leaf = schema.Find(path).field;
  return leaf != nullptr && leaf->silent;
}

}  // namespace

bool Releases(const policy::Decision& decision, absl::string_view path) {
  const policy::FieldAction* const action = policy::FindAction(decision, path);
  return action != nullptr && action->kind == policy::FieldAction::kRelease;
}

std::vector<v1::Redaction> AnnouncedRedactions(
    const policy::Decision& decision, const google::protobuf::Descriptor& type,
    const std::vector<std::string>& removed, absl::string_view nation) {
  // The record was taken apart by it before.
  const wire::LeafSchema& schema = *wire::LeafSchema::Of(type).value();
  std::vector<v1::Redaction> redactions;
  for (const std::string& path : removed) {
    const policy::FieldAction* const action =
        policy::FindAction(decision, path);
    if (action != nullptr && action->silent) continue;
    if (IsSilentByType(schema, path)) continue;
    v1::Redaction& redaction = redactions.emplace_back();
    redaction.set_path(path);
    redaction.set_nation(std::string(nation));
    if (action == nullptr) continue;
    redaction.set_rule_id(action->rule_id);
    redaction.set_reason(action->reason);
    redaction.set_citation(action->citation);
  }
  return redactions;
}

absl::StatusOr<std::vector<v1::Generalization>> StatedGeneralizations(
    const policy::Decision& decision, const google::protobuf::Message& record) {
  std::vector<v1::Generalization> stated;
  const bool any = std::any_of(
      decision.fields.begin(), decision.fields.end(), [](const auto& action) {
        return action.kind == policy::FieldAction::kGeneralise;
      });
  if (!any) return stated;
  const google::protobuf::Descriptor* const type = record.GetDescriptor();
  ASSIGN_OR_RETURN(const wire::LeafSchema* const schema,
                   wire::LeafSchema::Of(*type));
  ASSIGN_OR_RETURN(const std::vector<wire::Leaf> leaves,
                   wire::LeavesOf(record));
  for (const wire::Leaf& leaf : leaves) {
    const policy::FieldAction* const action =
        policy::FindAction(decision, leaf.path);
    if (action == nullptr || action->silent ||
        action->kind != policy::FieldAction::kGeneralise ||
        IsSilentByType(*schema, leaf.path)) {
      continue;
    }
    std::optional<std::string> value =
        wire::CoarserValue(*type, leaf.path, action->level, leaf.value);
    if (!value.has_value()) continue;
    v1::Generalization& coarser = stated.emplace_back();
    coarser.set_path(leaf.path);
    coarser.set_level(action->level);
    coarser.set_type_tag(static_cast<uint32_t>(leaf.tag));
    coarser.set_value(*std::move(value));
    coarser.set_rule_id(action->rule_id);
  }
  return stated;
}

absl::Status CheckStatedByPeer(const policy::Decision& decision,
                               const std::vector<v1::Generalization>& stated) {
  for (const v1::Generalization& coarser : stated) {
    const policy::FieldAction* const action =
        policy::FindAction(decision, coarser.path());
    if (action != nullptr &&
        (action->kind == policy::FieldAction::kRelease ||
         (action->kind == policy::FieldAction::kGeneralise && !action->silent &&
          action->level == coarser.level()))) {
      continue;
    }
    return wire::Refusal(
        absl::StatusCode::kFailedPrecondition, wire::kReleaseInvalid,
        "the release states a coarser value of a leaf that this nation's book "
        "does not let pass; withhold it");
  }
  return absl::OkStatus();
}

v1::ReleaseStatement ReleaseOf(const policy::Decision& decision,
                               ReleaseSubject subject) {
  CHECK(decision.outcome == policy::Outcome::kPermit) << "only a permit";
  v1::ReleaseStatement release;
  release.set_version(1);
  release.set_node(std::move(subject.node));
  release.set_record_id(std::move(subject.record_id));
  release.set_transfer_id(std::move(subject.transfer_id));
  release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  release.mutable_rule_ids()->Assign(decision.public_rule_ids.begin(),
                                     decision.public_rule_ids.end());
  release.mutable_citations()->Assign(decision.public_citations.begin(),
                                      decision.public_citations.end());
  release.set_book_digest(decision.book_digest);
  std::set<std::string> stated;
  for (v1::Generalization& coarser : subject.generalizations) {
    stated.insert(coarser.path());
    *release.add_generalizations() = std::move(coarser);
  }
  for (v1::Redaction& redaction : subject.redactions) {
    if (stated.contains(redaction.path())) continue;
    *release.add_redactions() = std::move(redaction);
  }
  release.mutable_caveats()->Assign(decision.caveats.begin(),
                                    decision.caveats.end());
  for (v1::ReleaseApproval& approval : subject.approvals) {
    *release.add_approvals() = std::move(approval);
  }
  for (v1::ReleaseApproval& override_by : subject.overrides) {
    *release.add_overrides() = std::move(override_by);
  }
  release.set_decided_at_ms(subject.decided_at_ms);
  release.set_valid_until_ms(subject.valid_until_ms);
  const absl::Time retain_until = policy::RetainUntil(
      decision.retention, absl::FromUnixMillis(subject.decided_at_ms));
  if (retain_until != absl::InfiniteFuture()) {
    release.set_retain_until_ms(absl::ToUnixMillis(retain_until));
  }
  release.set_form_digest(std::move(subject.form_digest));
  release.set_answer_due_ms(subject.answer.due_ms());
  release.set_answer_latest_ms(subject.answer.latest_ms());
  return release;
}

}  // namespace enlace::gate

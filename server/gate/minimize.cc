#include "server/gate/minimize.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/sha256.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"
#include "proto/wire/release.h"

namespace enlace::gate {
namespace {

using Actions = std::map<absl::string_view, const policy::FieldAction*>;

Actions ActionsOf(const policy::Decision& decision) {
  Actions actions;
  for (const policy::FieldAction& action : decision.fields) {
    actions[action.path] = &action;
  }
  return actions;
}

// Rules speak of a repeated field as a whole, also where each element is a leaf
// of its own: "associates[3]" is decided as "associates".
const policy::FieldAction* FindAction(const Actions& actions,
                                      absl::string_view leaf) {
  const auto found = actions.find(leaf.substr(0, leaf.find('[')));
  return found == actions.end() ? nullptr : found->second;
}

// Whether the field at `path`, or a message above it, is marked silent.
bool IsSilentByType(const google::protobuf::Descriptor* type,
                    absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (type == nullptr) return false;
    const absl::string_view name = part.substr(0, part.find('['));
    const google::protobuf::FieldDescriptor* const field =
        type->FindFieldByName(std::string(name));
    if (field == nullptr) return false;
    if (field->options().GetExtension(v1::field).silent()) return true;
    type = field->message_type();
  }
  return false;
}

}  // namespace

std::set<std::string> WithheldPaths(const policy::Decision& decision,
                                    const std::vector<std::string>& leaves) {
  const Actions actions = ActionsOf(decision);
  std::set<std::string> withheld;
  for (const std::string& leaf : leaves) {
    const policy::FieldAction* const action = FindAction(actions, leaf);
    if (action == nullptr || action->kind != policy::FieldAction::kRelease) {
      withheld.insert(leaf);
    }
  }
  return withheld;
}

std::vector<v1::Redaction> AnnouncedRedactions(
    const policy::Decision& decision, absl::string_view type,
    const std::vector<std::string>& removed, absl::string_view nation) {
  const google::protobuf::Descriptor* const descriptor =
      wire::FindRecordType(type);
  const Actions actions = ActionsOf(decision);
  std::vector<v1::Redaction> redactions;
  for (const std::string& path : removed) {
    const policy::FieldAction* const action = FindAction(actions, path);
    if (action != nullptr && action->silent) continue;
    if (IsSilentByType(descriptor, path)) continue;
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

absl::StatusOr<v1::SignedRelease> SignedReleaseOf(
    const policy::Decision& decision, const ReleaseSubject& subject,
    const certs::Signer& signer) {
  CHECK(decision.outcome == policy::Outcome::kPermit) << "only a permit";
  v1::ReleaseStatement release;
  release.set_version(1);
  release.set_node(subject.node);
  release.set_record_id(subject.record_id);
  release.set_transfer_id(subject.transfer_id);
  release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  release.mutable_rule_ids()->Assign(decision.public_rule_ids.begin(),
                                     decision.public_rule_ids.end());
  release.mutable_citations()->Assign(decision.public_citations.begin(),
                                      decision.public_citations.end());
  release.set_book_digest(decision.book_digest);
  for (const v1::Redaction& redaction : subject.redactions) {
    *release.add_redactions() = redaction;
  }
  release.mutable_caveats()->Assign(decision.caveats.begin(),
                                    decision.caveats.end());
  release.set_decided_at_ms(subject.decided_at_ms);
  release.set_valid_until_ms(subject.valid_until_ms);
  const absl::Time retain_until = policy::RetainUntil(
      decision.retention, absl::FromUnixMillis(subject.decided_at_ms));
  if (retain_until != absl::InfiniteFuture()) {
    release.set_retain_until_ms(absl::ToUnixMillis(retain_until));
  }
  release.set_form_digest(ToBytes(Sha256(subject.form)));
  return wire::SignRelease(release, signer);
}

}  // namespace enlace::gate

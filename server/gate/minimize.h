// From a decision to the form that crosses: which leaves stay behind, what is
// announced about them, and the node's word.
//
// A leaf crosses only if the decision releases it.  Everything else is withheld
// behind its commitment; of a name or a number the node may state a coarser
// value on its own word.  Pure.

#ifndef ENLACE_SERVER_GATE_MINIMIZE_H_
#define ENLACE_SERVER_GATE_MINIMIZE_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/envelope.pb.h"
#include "policy/engine/decision.h"

namespace enlace::gate {

// Whether `decision` releases the leaf at `path` (as wire::LeavesOf() spells
// it); one that it does not know is not released.
bool Releases(const policy::Decision& decision, absl::string_view path);

// What the receiver is told of the leaves in `removed`: path, rule, reason and
// law.  Leaves whose type makes their removal silent, and those that a rule
// removes silently, are left out.
std::vector<v1::Redaction> AnnouncedRedactions(
    const policy::Decision& decision, const google::protobuf::Descriptor& type,
    const std::vector<std::string>& removed, absl::string_view nation);

// The coarser values of those leaves of `record` that `decision` makes coarser.
// A leaf of which nothing may be known, because its type or the rule is silent,
// and one that has no such level are left out: they are only withheld.  Fails
// as wire::LeavesOf() does.
absl::StatusOr<std::vector<v1::Generalization>> StatedGeneralizations(
    const policy::Decision& decision, const google::protobuf::Message& record);

// Fails with kFailedPrecondition, RELEASE_INVALID, if the other node states a
// coarser value of a leaf of which `decision` lets less pass: its statement
// cannot be taken back.
absl::Status CheckStatedByPeer(const policy::Decision& decision,
                               const std::vector<v1::Generalization>& stated);

// What a release statement says besides the decision.
struct ReleaseSubject {
  std::string node;         // identity URI
  std::string record_id;    // 32 bytes
  std::string transfer_id;  // 16 bytes
  std::string form_digest;  // SHA-256 of the form that is released
  std::vector<v1::Redaction> redactions;
  std::vector<v1::Generalization> generalizations;
  std::vector<v1::ReleaseApproval> approvals;
  std::vector<v1::ReleaseApproval> overrides;
  int64_t decided_at_ms = 0;
  int64_t valid_until_ms = 0;
  journal::v1::AnswerFacts answer;  // only its two instants are read
};

// The node's word, to be signed.  A leaf with a coarser value is not announced
// as removed.  REQUIRES: a decision that permits.
v1::ReleaseStatement ReleaseOf(const policy::Decision& decision,
                               ReleaseSubject subject);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_MINIMIZE_H_

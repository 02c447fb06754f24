// The coarse facts of a line (policy/replay/decision_line.h) as JSON.  Pure.

#ifndef ENLACE_POLICY_REPLAY_COARSE_FACT_TEXT_H_
#define ENLACE_POLICY_REPLAY_COARSE_FACT_TEXT_H_

#include <google/protobuf/struct.pb.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "policy/replay/coarse_fact.h"

namespace enlace::policy {

// In quotation marks.
std::string JsonText(absl::string_view text);

// ["A","B"]
std::string JsonList(const std::vector<std::string>& texts);

// {"number":["18",null]}
std::string ToJson(const CoarseFact& fact);

// Fails with kInvalidArgument on what is no coarse fact.  Takes other writings
// of one than ToJson() makes: who reads a line compares.
absl::StatusOr<CoarseFact> CoarseFactFrom(const google::protobuf::Struct& json);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_COARSE_FACT_TEXT_H_

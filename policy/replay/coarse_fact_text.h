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

// All three write behind what `out` holds: a node writes a line for each
// decision.

// In quotation marks.
void AppendJson(absl::string_view text, std::string& out);

// ["A","B"]
void AppendJson(const std::vector<std::string>& texts, std::string& out);

// {"number":["18",null]}
void AppendJson(const CoarseFact& fact, std::string& out);

// Fails with kInvalidArgument on what is no coarse fact.  Takes other writings
// of one than AppendJson() makes: who reads a line compares.
absl::StatusOr<CoarseFact> CoarseFactFrom(const google::protobuf::Struct& json);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_COARSE_FACT_TEXT_H_

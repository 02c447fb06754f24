// Held records as a reviewer names and sees them.

#ifndef ENLACE_CLIENT_CLI_REVIEW_HOLD_H_
#define ENLACE_CLIENT_CLI_REVIEW_HOLD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/command.h"
#include "enlace/v1/review_service.pb.h"

namespace enlace::client {

// Which held records a command line means.
struct HoldFilter {
  std::string rule;
  std::string sender;  // an agency's URI, or its id
  std::string type;
};
void AddHoldFilter(Command verb, HoldFilter& filter, Shell& shell);

// All that the context's person or agency may review, what ends first first.
absl::StatusOr<std::vector<v1::HeldRecord>> ReadHolds(const HoldFilter& filter,
                                                      Shell& shell);

// The one whose record or transfer id `typed` is, or begins.  Fails with
// kNotFound if there is none, with kInvalidArgument if there are several.
absl::StatusOr<v1::HeldRecord> FindHold(
    const std::vector<v1::HeldRecord>& holds, absl::string_view typed);

// "endoso-federal 0/1, relaciones-exteriores 1/1, (oficial-guardia 1/2)" of all
// rules that hold it; in parentheses those who may set it aside.
std::string AwaitedText(const v1::HeldRecord& hold);

// Where the record stands, or why the decision was refused.
std::string HoldStateText(const v1::HoldResult& result, Shell& shell);

// All that was released without approvals and that the context's person or
// agency should look at.
absl::StatusOr<std::vector<v1::OverriddenRecord>> ReadOverrides(Shell& shell);

// "ana, luis": in whose places the caller may decide about it now.
std::string StandsInText(const v1::HeldRecord& hold);

// Whether the caller may give what `review` awaits.
bool IsForCaller(const v1::AwaitedReview& review);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REVIEW_HOLD_H_

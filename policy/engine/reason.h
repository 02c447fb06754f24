// The reason codes of a refusal, a hold or a removed field.
//
// A decision has one primary reason and any number of others.  The primary one
// is the first in a fixed order: what is wrong with the message, then with its
// basis, then absolute bars, then conditions that could be met.  The codes and
// their words stand in enlace/v1/reason.proto.

#ifndef ENLACE_POLICY_ENGINE_REASON_H_
#define ENLACE_POLICY_ENGINE_REASON_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/language.h"

namespace enlace::policy {

struct Reason {
  std::string code;  // "B04"
  std::string en;    // "Purpose mismatch"
  std::string es;
};

// Every code, the most telling first.
const std::vector<Reason>& Reasons();

// The code's reason, or null if there is no such code.
const Reason* FindReason(absl::string_view code);

// `codes` without repetition, the most telling first; unknown codes last.
std::vector<std::string> SortReasons(std::vector<std::string> codes);

// The words for `code`, or the code itself if it is unknown.
absl::string_view ReasonText(absl::string_view code, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_REASON_H_

#include "server/gate/operators.h"

#include "proto/wire/problem.h"

namespace enlace::gate {

absl::Status CheckOperator(const Parties& parties, const std::string& caller) {
  const auto person = parties.persons.find(caller);
  if (person == parties.persons.end()) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kCallerUnknown,
                         "the caller is none of the persons of this node");
  }
  if (!person->second.contains(std::string(kOperatorRole))) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kNotEntitled,
                         "the caller has not the role operator");
  }
  return absl::OkStatus();
}

}  // namespace enlace::gate

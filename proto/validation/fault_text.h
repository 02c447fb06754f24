// What a fault is called: a stable reason for programs, a sentence in English
// and in Spanish for people.  A text says what is wrong and what to do and
// holds no value.  Immutable.

#ifndef ENLACE_PROTO_VALIDATION_FAULT_TEXT_H_
#define ENLACE_PROTO_VALIDATION_FAULT_TEXT_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "enlace/v1/outcome.pb.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

struct FaultText {
  Fault fault;
  absl::string_view reason;  // UPPER_SNAKE; keeps its meaning for ever
  // $0 is the argument: a limit, another field, or what the value must be.
  absl::string_view en;
  absl::string_view es;
};

// One for every fault but kNone.
absl::Span<const FaultText> FaultTexts();

// What $0 stands for in each language.
struct Argument {
  absl::string_view en = "";
  absl::string_view es = "";
};

// REQUIRES: a fault other than kNone.
v1::FieldViolation MakeViolation(absl::string_view field, Fault fault,
                                 Argument argument = {});

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_FAULT_TEXT_H_

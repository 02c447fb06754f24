// One text of a record against the rules of its field.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_TEXT_CHECK_H_
#define ENLACE_PROTO_VALIDATION_TEXT_CHECK_H_

#include <string>

#include "absl/strings/string_view.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// A verdict, and what $0 stands for in its text (fault_text.h).
struct TextFinding {
  Verdict verdict;
  std::string argument_en;
  std::string argument_es;
};

// Length, characters, pattern, format, in this order; the first fault counts.
// `format` is what FormatOf() says, or empty.
TextFinding CheckText(absl::string_view text, const v1::FieldRules& rules,
                      absl::string_view format);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_TEXT_CHECK_H_

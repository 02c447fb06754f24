// The formats that fields name (FieldRules.format), each with its normal
// spelling, its validator and its description in both languages.
// docs/validators.md says of each what is checked.
//
// A format that is not here refuses every value: a misspelt name must not let
// anything pass.  Immutable; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_FORMATS_H_
#define ENLACE_PROTO_VALIDATION_FORMATS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/validation/fault.h"
#include "proto/validation/spelling.h"

namespace enlace::validation {

struct Format {
  absl::string_view name;
  Spelling spelling;
  // Of a value in its normal spelling.
  Verdict (*check)(absl::string_view);
  // What a value must be, after "must be" and "debe ser".
  absl::string_view shape_en;
  absl::string_view shape_es;
  // Letters that people write before the number and that are not part of it.
  absl::string_view prefix = "";
};

absl::Span<const Format> Formats();

// Null if there is none of that name.
const Format* FindFormat(absl::string_view name);

// The normal spelling of `text`; `text` itself if there is no such format.
std::string NormalForm(absl::string_view text, absl::string_view format);

// Whether `text` is a value of `format` in its normal spelling.  A value whose
// normal form is one gets kSpelling.
Verdict CheckFormat(absl::string_view text, absl::string_view format);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_FORMATS_H_

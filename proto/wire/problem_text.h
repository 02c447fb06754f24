// The texts that users read for a reason, in English and Spanish.  Immutable.

#ifndef ENLACE_PROTO_WIRE_PROBLEM_TEXT_H_
#define ENLACE_PROTO_WIRE_PROBLEM_TEXT_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace enlace::wire {

struct ProblemText {
  absl::string_view reason;
  absl::string_view en;
  absl::string_view es;
  absl::string_view hint_en;  // what to do
  absl::string_view hint_es;
};

// Every reason that has a text of its own.
absl::Span<const ProblemText> ProblemTexts();

// The text for `reason`, or a general one if it has none.  `language` as in
// ToProblem().
absl::string_view LocalizedText(absl::string_view reason,
                                absl::string_view language);

// What to do about `reason`; "" if it has no text of its own.
absl::string_view LocalizedHint(absl::string_view reason,
                                absl::string_view language);

// "es-MX" for Spanish, else "en-US".
absl::string_view LocaleOf(absl::string_view language);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_PROBLEM_TEXT_H_

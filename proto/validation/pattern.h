// Whole texts against regular expressions.  Thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_PATTERN_H_
#define ENLACE_PROTO_VALIDATION_PATTERN_H_

#include "absl/strings/string_view.h"

namespace enlace::validation {

// Whether the whole of `text` matches the RE2 expression `pattern`.  A pattern
// that does not compile matches nothing.  Patterns are kept for ever: they come
// from descriptors and tables, so there are few.
bool MatchesPattern(absl::string_view text, absl::string_view pattern);

// Text that nothing hides in: no control characters, no blanks at either end.
bool IsCleanText(absl::string_view text, bool multi_line);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_PATTERN_H_

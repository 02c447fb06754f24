// Named formats of text fields, as FieldRules.format names them.
//
// Each is a regular expression here; check digits and code tables come with
// the validators of the full record types.  A format without a row refuses
// every value: a misspelt name must not let anything pass.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_FORMATS_H_
#define ENLACE_SERVER_GATE_FORMATS_H_

#include "absl/strings/string_view.h"

namespace enlace::gate {

// Whether the whole of `text` matches the RE2 expression `pattern`.  A pattern
// that does not compile matches nothing.
bool MatchesPattern(absl::string_view text, absl::string_view pattern);

// Whether `text` has the form that `format` names.
bool MatchesFormat(absl::string_view text, absl::string_view format);

// Text that nothing hides in: no control characters, no blanks at either end.
bool IsCleanText(absl::string_view text, bool multi_line);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_FORMATS_H_

// One structured line for each event, as JSON on standard error.
//
//   Log(Severity::kInfo, "record accepted", {{"transfer", id}, {"type",
//   type}});
//
// The message is constant text; what varies stands in fields.  No value of a
// record and no person's identifier may be a field.  Thread-safe.

#ifndef ENLACE_BASE_LOG_H_
#define ENLACE_BASE_LOG_H_

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace enlace {

enum class Severity { kInfo, kWarning, kError };

using LogField = std::pair<absl::string_view, std::string>;

void Log(Severity severity, absl::string_view message,
         std::initializer_list<LogField> fields = {});

// `text` inside a JSON string: control characters, quotes, backslashes and the
// Unicode direction marks that could disguise a line are escaped; bytes that
// are not UTF-8 become U+FFFD.
std::string JsonEscape(absl::string_view text);

// The same behind what `out` holds.
void AppendJsonEscaped(absl::string_view text, std::string& out);

}  // namespace enlace

#endif  // ENLACE_BASE_LOG_H_

// Calendar dates as text: ISO 8601, and where a part was withheld ISO 8601-2.
// Whether a day exists is the validator's question.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_DATE_TEXT_H_
#define ENLACE_CLIENT_IMPORTERS_DATE_TEXT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "enlace/v1/person.pb.h"

namespace enlace::client {

// "2026-02-03", "2026-02", "2026"; "XXXX-02-03" without a year.
std::string DateText(const v1::Date& date);

// What DateText() returns for it; nothing for any other text.
std::optional<v1::Date> DateFromText(absl::string_view text);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_DATE_TEXT_H_

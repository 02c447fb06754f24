// Finds identifiers of persons, accounts and vehicles that stand in a text
// where no field names them.  Tells the kinds alone, never where or which.
// Pure; thread-safe.
//
// Time is linear in the text: at each character each kind looks at the at most
// 34 that follow.

#ifndef ENLACE_POLICY_SCAN_IDENTIFIER_SCAN_H_
#define ENLACE_POLICY_SCAN_IDENTIFIER_SCAN_H_

#include <unicode/unistr.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// Names of every kind, sorted.
const std::vector<std::string>& IdentifierNames();

// Whether `text` is too plain to hold any, encoded or not: what can be seen
// without reading it closely.
bool HoldsNoIdentifier(absl::string_view text);

// The kinds in `readings` (ReadingsOf() one text).
std::set<std::string> FindIdentifiers(
    const std::vector<icu::UnicodeString>& readings);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_IDENTIFIER_SCAN_H_

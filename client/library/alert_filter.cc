#include "client/library/alert_filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/library/alert_terms.h"
#include "proto/validation/formats.h"

namespace enlace::client {
namespace {

bool PassesPort(const AlertTerms& terms, const std::string& port) {
  if (port.empty() || terms.ports.empty()) return true;
  return std::find(terms.ports.begin(), terms.ports.end(),
                   validation::NormalForm(port, "port-of-entry")) !=
         terms.ports.end();
}

bool PassesDirection(const AlertTerms& terms, const std::string& direction) {
  if (direction.empty() || terms.direction == nullptr || terms.either_way) {
    return true;
  }
  return absl::EndsWith(terms.direction->name(),
                        absl::StrCat("_", absl::AsciiStrToUpper(direction)));
}

}  // namespace

std::vector<FilteredAlert> Filter(const std::vector<Alert>& board,
                                  const AlertFilter& filter) {
  std::vector<FilteredAlert> found;
  for (const Alert& alert : board) {
    const AlertTerms terms = TermsOf(*alert.record->message);
    if (alert.record->header.urgency() < filter.urgency ||
        !PassesPort(terms, filter.port) ||
        !PassesDirection(terms, filter.direction)) {
      continue;
    }
    AlertMatch match;
    if (!filter.value.empty()) {
      match = MatchOf(*alert.record, filter.value);
      if (match.paths.empty()) continue;
    }
    found.push_back({alert, std::move(match)});
  }
  return found;
}

}  // namespace enlace::client

#include "proto/validation/tax_number.h"

#include <algorithm>
#include <iterator>

#include "proto/validation/check_digit.h"

namespace enlace::validation {
namespace {

constexpr absl::string_view kUnusedPrefixes[] = {
    "00", "07", "08", "09", "17", "18", "19", "28", "29",
    "49", "69", "70", "78", "79", "89", "96", "97"};

// Numbers that advertising and manuals made known, so that people gave them as
// theirs; the social security administration does not issue them.
constexpr absl::string_view kAdvertised[] = {"078051120", "457555462",
                                             "219099999"};

template <size_t n>
bool IsAmong(const absl::string_view (&list)[n], absl::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

}  // namespace

Verdict CheckSsn(absl::string_view text) {
  if (text.size() != 9) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  const absl::string_view area = text.substr(0, 3);
  const bool issued = area != "000" && area != "666" && area[0] != '9' &&
                      text.substr(3, 2) != "00" && text.substr(5) != "0000";
  if (!issued) return Refuse(Fault::kNeverIssued);
  return IsAmong(kAdvertised, text) ? Warn(Fault::kPlaceholder) : Fine();
}

Verdict CheckItin(absl::string_view text) {
  if (text.size() != 9) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  const int group = NumberOf(text.substr(3, 2));
  const bool used = (group >= 50 && group <= 65) ||
                    (group >= 70 && group <= 88) ||
                    (group >= 90 && group <= 92) || group >= 94;
  return text[0] == '9' && used ? Fine() : Refuse(Fault::kNeverIssued);
}

Verdict CheckEin(absl::string_view text) {
  if (text.size() != 9) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  return IsAmong(kUnusedPrefixes, text.substr(0, 2)) ? Warn(Fault::kUncommon)
                                                     : Fine();
}

}  // namespace enlace::validation

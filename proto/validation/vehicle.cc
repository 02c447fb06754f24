#include "proto/validation/vehicle.h"

#include <string>

#include "proto/validation/check_digit.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

constexpr size_t kVinCheckDigit = 8;

// Values of A to Z; those without one are not used.
constexpr absl::string_view kVinLetters = "12345678?12345?7?923456789";
// Weights 2 to 10 as characters from '0' on, so that ':' is 10.
constexpr absl::string_view kVinWeights = "8765432:098765432";

int VinValue(char c) {
  return (IsDigit(c) ? c : kVinLetters[static_cast<size_t>(c - 'A')]) - '0';
}

bool VinCheckDigitFits(absl::string_view vin) {
  int sum = 0;
  for (size_t i = 0; i < vin.size(); ++i) {
    sum += VinValue(vin[i]) * (kVinWeights[i] - '0');
  }
  const int check = sum % 11;
  return vin[kVinCheckDigit] ==
         (check == 10 ? 'X' : static_cast<char>('0' + check));
}

// One to five characters: digits, then up to two letters, I and O never, the
// first no zero.
constexpr absl::string_view kNPattern =
    "N[1-9]([0-9]{0,4}|[0-9]{0,3}[A-HJ-NP-Z]|[0-9]{0,2}[A-HJ-NP-Z]{2})";
constexpr absl::string_view kXPattern = "X[ABC]-[A-Z]{3}";
constexpr absl::string_view kOtherPattern =
    "([A-Z]|[A-Z][A-Z0-9]|[0-9][A-Z])-?[A-Z0-9]{1,5}";

}  // namespace

Verdict CheckVin(absl::string_view text) {
  if (text.size() != 17) return Refuse(Fault::kLength);
  if (!MatchesPattern(text, "[0-9A-HJ-NPR-Z]{17}")) {
    return Refuse(Fault::kCharacters);
  }
  if (VinCheckDigitFits(text)) return Fine();
  const bool north_america = text[0] >= '1' && text[0] <= '5';
  return north_america ? Refuse(Fault::kCheckDigit) : Warn(Fault::kCheckDigit);
}

Verdict CheckImo(absl::string_view text) {
  if (text.size() != 7) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  const int check = WeightedSum(text.substr(0, 6), "765432") % 10;
  return check == text[6] - '0' ? Fine() : Refuse(Fault::kCheckDigit);
}

Verdict CheckMmsi(absl::string_view text) {
  if (text.size() != 9) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  return text[0] >= '2' && text[0] <= '7' ? Fine() : Warn(Fault::kUncommon);
}

Verdict CheckAircraftAddress(absl::string_view text) {
  if (text.size() != 6) return Refuse(Fault::kLength);
  if (!MatchesPattern(text, "[0-9A-F]{6}")) return Refuse(Fault::kCharacters);
  return text == "000000" || text == "FFFFFF" ? Refuse(Fault::kNeverIssued)
                                              : Fine();
}

Verdict CheckAircraftRegistration(absl::string_view text) {
  if (text.size() < 2 || text.size() > 8) return Refuse(Fault::kLength);
  const bool listed_x = MatchesPattern(text, "X[ABC].*");
  const absl::string_view pattern = text[0] == 'N' ? kNPattern
                                    : listed_x     ? kXPattern
                                                   : kOtherPattern;
  return MatchesPattern(text, pattern) ? Fine() : Refuse(Fault::kForm);
}

}  // namespace enlace::validation

#include "client/library/quarter.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace enlace::client {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2099;
constexpr int kMonths = 3;

int64_t FirstInstantOf(absl::CivilMonth month) {
  return absl::ToUnixMillis(
      absl::FromCivil(absl::CivilSecond(month), absl::UTCTimeZone()));
}

}  // namespace

absl::StatusOr<Quarter> ParseQuarter(absl::string_view text) {
  int year = 0;
  const bool shaped =
      text.size() == 6 && text[4] == 'Q' && text[5] >= '1' && text[5] <= '4' &&
      std::all_of(text.begin(), text.begin() + 4, absl::ascii_isdigit) &&
      absl::SimpleAtoi(text.substr(0, 4), &year);
  if (!shaped || year < kFirstYear || year > kLastYear) {
    return absl::InvalidArgumentError(
        "must be a quarter of the years 2000 to 2099, such as 2026Q4");
  }
  const absl::CivilMonth first(year, 1 + kMonths * (text[5] - '1'));
  return Quarter{std::string(text), FirstInstantOf(first),
                 FirstInstantOf(first + kMonths)};
}

}  // namespace enlace::client

#include "policy/engine/date_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace enlace::policy {

bool IsFullDate(const Date& date) {
  const absl::CivilDay day(date.year, date.month, date.day);
  return date.year > 0 && date.year <= 9999 && day.year() == date.year &&
         day.month() == date.month && day.day() == date.day;
}

bool ParseDate(absl::string_view text, Date& date) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return absl::SimpleAtoi(text.substr(0, 4), &date.year) &&
         absl::SimpleAtoi(text.substr(5, 2), &date.month) &&
         absl::SimpleAtoi(text.substr(8, 2), &date.day) && IsFullDate(date);
}

Date ToDate(absl::CivilDay day) {
  return {static_cast<int>(day.year()), day.month(), day.day()};
}

absl::CivilDay ToCivilDay(const Date& date) {
  return absl::CivilDay(date.year, date.month, date.day);
}

}  // namespace enlace::policy

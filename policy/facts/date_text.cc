#include "policy/facts/date_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace enlace::policy {

bool IsFullDate(const Date& date) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12) {
    return false;
  }
  const bool leap =
      date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  const int last = date.month == 2 && leap ? 29 : kDays[date.month - 1];
  return date.day >= 1 && date.day <= last;
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

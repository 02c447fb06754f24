#include "proto/validation/calendar.h"

#include "absl/time/civil_time.h"
#include "proto/validation/check_digit.h"

namespace enlace::validation {

bool DayExists(int year, int month, int day) {
  // A civil day carries what overflows into the next month.
  const absl::CivilDay normal(year, month, day);
  return normal.year() == year && normal.month() == month &&
         normal.day() == day;
}

bool DayExistsInSomeCentury(absl::string_view yymmdd) {
  const int year = NumberOf(yymmdd.substr(0, 2));
  const int month = NumberOf(yymmdd.substr(2, 2));
  const int day = NumberOf(yymmdd.substr(4, 2));
  return DayExists(1900 + year, month, day) ||
         DayExists(2000 + year, month, day);
}

}  // namespace enlace::validation

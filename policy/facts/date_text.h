// Days as rules write them.

#ifndef ENLACE_POLICY_FACTS_DATE_TEXT_H_
#define ENLACE_POLICY_FACTS_DATE_TEXT_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// Reads "2026-03-08" and nothing else: a day that exists.
bool ParseDate(absl::string_view text, Date& date);

// True for a date with year, month and day that exists.
bool IsFullDate(const Date& date);

Date ToDate(absl::CivilDay day);
absl::CivilDay ToCivilDay(const Date& date);  // REQUIRES: IsFullDate(date)

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_DATE_TEXT_H_

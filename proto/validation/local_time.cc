#include "proto/validation/local_time.h"

#include <string>

#include "absl/time/time.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

constexpr size_t kTimeSize = 5;  // "HH:MM"

// "HH:MM" as a number of minutes.
int MinutesIn(absl::string_view time) {
  return NumberOf(time.substr(0, 2)) * 60 + NumberOf(time.substr(3, 2));
}

}  // namespace

Verdict CheckLocalTime(absl::string_view text) {
  return MatchesPattern(text,
                        "([01][0-9]|2[0-3]):[0-5][0-9]"
                        "([+-](0[0-9]|1[0-4]):[0-5][0-9])?")
             ? Fine()
             : Refuse(Fault::kForm);
}

Verdict CheckInstant(absl::string_view text, absl::CivilDay day,
                     absl::string_view zone) {
  absl::TimeZone loaded;
  if (!absl::LoadTimeZone(std::string(zone), &loaded)) {
    return Refuse(Fault::kCodeUnknown);
  }
  const absl::CivilMinute minute =
      absl::CivilMinute(day) + MinutesIn(text.substr(0, kTimeSize));
  const absl::TimeZone::TimeInfo info = loaded.At(absl::CivilSecond(minute));
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return Refuse(Fault::kTimeSkipped);
  }
  const absl::string_view offset = text.substr(kTimeSize);
  if (offset.empty()) {
    return info.kind == absl::TimeZone::TimeInfo::UNIQUE
               ? Fine()
               : Refuse(Fault::kTimeRepeated);
  }
  const int minutes = MinutesIn(offset.substr(1));
  const absl::Time instant =
      absl::FromCivil(minute, absl::UTCTimeZone()) -
      absl::Minutes(offset[0] == '-' ? -minutes : minutes);
  return instant == info.pre || instant == info.post ? Fine()
                                                     : Refuse(Fault::kOffset);
}

}  // namespace enlace::validation

#include "policy/engine/limit.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace enlace::policy {

std::string LimitFact(absl::string_view rule_id) {
  return absl::StrCat(kLimitPrefix, rule_id);
}

LimitWindow WindowAt(const Limit& limit, absl::Time instant,
                     const absl::TimeZone& zone) {
  if (limit.window == Keyword::kPerHour) {
    const absl::CivilHour hour = absl::ToCivilHour(instant, zone);
    return {absl::FromCivil(hour, zone), absl::FromCivil(hour + 1, zone)};
  }
  const absl::CivilDay day = absl::ToCivilDay(instant, zone);
  return {absl::FromCivil(day, zone), absl::FromCivil(day + 1, zone)};
}

std::string LimitKey(const Limit& limit, absl::string_view sender,
                     absl::string_view recipient) {
  // No identity has a blank.
  return absl::StrCat(limit.key == Keyword::kByRecipient ? "" : sender, " ",
                      limit.key == Keyword::kBySender ? "" : recipient);
}

std::string LimitText(const Limit& limit, Language language) {
  return absl::StrCat(limit.count, " ", Phrase(limit.window, language), " ",
                      Phrase(limit.key, language));
}

}  // namespace enlace::policy

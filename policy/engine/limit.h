// How many records may pass in an hour or a day before a rule applies.
//
// "over 200 per day by sender": a forbid or hold with these words applies to
// the 201st record of one sender that is permitted on a day and that its other
// conditions are about.  Engines do not count: whether as many have passed is a
// fact, `limit.RULE`, set by who keeps the counts.  Pure.

#ifndef ENLACE_POLICY_ENGINE_LIMIT_H_
#define ENLACE_POLICY_ENGINE_LIMIT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "policy/engine/keyword.h"
#include "policy/engine/language.h"

namespace enlace::policy {

struct Limit {
  int count = 0;
  // kPerHour or kPerDay: an hour or a day of the book's zone.
  Keyword window = Keyword::kPerDay;
  // kBySender, kByRecipient or kBySenderAndRecipient: what is counted apart.
  Keyword key = Keyword::kBySender;

  bool operator==(const Limit&) const = default;
};

// Whether the limit of rule `rule_id` is used up, a yes-no fact.  The name
// begins with the prefix.
inline constexpr absl::string_view kLimitPrefix = "limit.";
std::string LimitFact(absl::string_view rule_id);

// The hour or day that `instant` lies in; `until` is the start of the next.
struct LimitWindow {
  absl::Time from;
  absl::Time until;
};
LimitWindow WindowAt(const Limit& limit, absl::Time instant,
                     const absl::TimeZone& zone);

// What a record between these parties is counted under.
std::string LimitKey(const Limit& limit, absl::string_view sender,
                     absl::string_view recipient);

// "200 per day by sender".
std::string LimitText(const Limit& limit, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_LIMIT_H_

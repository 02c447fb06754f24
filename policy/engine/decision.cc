#include "policy/engine/decision.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace enlace::policy {

FieldActions::FieldActions() {
  static const auto* const none =
      new std::shared_ptr<const std::vector<FieldAction>>(
          std::make_shared<const std::vector<FieldAction>>());
  actions_ = *none;
}

const FieldAction* FindAction(const Decision& decision,
                              absl::string_view path) {
  const absl::string_view whole = path.substr(0, path.find('['));
  if (whole != path) {
    for (const ElementActions& list : decision.elements) {
      if (list.path != whole) continue;
      const auto found = std::find_if(
          list.actions.begin(), list.actions.end(),
          [&](const FieldAction& action) { return action.path == path; });
      return found == list.actions.end() ? nullptr : &*found;
    }
  }
  // One action a leaf path, sorted by path.
  const auto found =
      std::lower_bound(decision.fields.begin(), decision.fields.end(), whole,
                       [](const FieldAction& action, absl::string_view wanted) {
                         return action.path < wanted;
                       });
  return found != decision.fields.end() && found->path == whole ? &*found
                                                                : nullptr;
}

absl::string_view LevelName(ReceiptLevel level) {
  switch (level) {
    case ReceiptLevel::kNone:
      break;
    case ReceiptLevel::kSigned:
      return "L1";
    case ReceiptLevel::kCosigned:
      return "L2";
  }
  return "";
}

absl::Time RetainUntil(const Retention& retention, absl::Time start) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilSecond local = absl::ToCivilSecond(start, utc);
  absl::CivilSecond end = absl::CivilSecond::max();
  if (retention.days > 0) {
    const absl::CivilDay day = absl::CivilDay(local) + retention.days;
    end = std::min(
        end, absl::CivilSecond(day.year(), day.month(), day.day(), local.hour(),
                               local.minute(), local.second()));
  }
  if (retention.months > 0) {
    const absl::CivilMonth month = absl::CivilMonth(local) + retention.months;
    const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
    end = std::min(
        end, absl::CivilSecond(month.year(), month.month(),
                               std::min(local.day(), last.day()), local.hour(),
                               local.minute(), local.second()));
  }
  return end == absl::CivilSecond::max() ? absl::InfiniteFuture()
                                         : absl::FromCivil(end, utc);
}

absl::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPermit:
      return "permit";
    case Outcome::kHold:
      return "hold";
    case Outcome::kDeny:
      return "deny";
  }
  return "deny";
}

}  // namespace enlace::policy

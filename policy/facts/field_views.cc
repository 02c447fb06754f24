#include "policy/facts/field_views.h"

#include <chrono>

#include "policy/facts/date_text.h"
#include "policy/facts/record_fields.h"

namespace enlace::policy {
FactView DayView(int64_t seconds) {
  using std::chrono::days, std::chrono::floor, std::chrono::sys_seconds;
  const auto day = floor<days>(sys_seconds(std::chrono::seconds(seconds)));
  constexpr std::chrono::sys_days kFirst(std::chrono::January / 1 /
                                         std::chrono::year(1));
  constexpr std::chrono::sys_days kLast(std::chrono::December / 31 /
                                        std::chrono::year(9999));
  if (day < kFirst || day > kLast) return FactError();
  const std::chrono::year_month_day date(day);
  return Date{static_cast<int>(date.year()),
              static_cast<int>(static_cast<unsigned>(date.month())),
              static_cast<int>(static_cast<unsigned>(date.day()))};
}

FactView DateView(uint32_t year, uint32_t month, uint32_t day) {
  if (year == 0 && month == 0 && day == 0) return {};
  if (year > 9999 || month > 12 || day > 31) return FactError();
  const Date date{static_cast<int>(year), static_cast<int>(month),
                  static_cast<int>(day)};
  // A coarse date is one: check it with its missing parts filled in.
  Date full = date;
  if (date.day == 0) {
    full.day = 1;
    if (date.month == 0) full.month = 1;
  }
  return IsFullDate(full) ? FactView(date) : FactView(FactError());
}

EnumViews::EnumViews(const google::protobuf::EnumDescriptor& type) {
  // Of two names of one number the first counts.
  while (const auto* value =
             type.FindValueByNumber(static_cast<int>(small_.size()))) {
    small_.push_back(ShortEnumName(*value));
  }
  for (int i = 0; i < type.value_count(); ++i) {
    others_.emplace(type.value(i)->number(), ShortEnumName(*type.value(i)));
  }
}

FactView EnumViews::OfOther(int number) const {
  const auto found = others_.find(number);
  if (found == others_.end()) return FactError();
  return EnumName{&found->second, number};
}

}  // namespace enlace::policy

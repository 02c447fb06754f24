#include "policy/engine/dimension.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "policy/facts/date_text.h"

namespace enlace::policy {
namespace {

// Codes of yes-no things, after kFirst.
constexpr uint32_t kNo = 0;
constexpr uint32_t kYes = 1;

// Codes of days, after kFirst: a sum, since a set may have both.
constexpr uint32_t kPastDay = 1;
constexpr uint32_t kFutureDay = 2;

// Full dates in their order, and back.
int64_t DayNumber(const Date& date) {
  return (int64_t{date.year} * 100 + date.month) * 100 + date.day;
}
absl::CivilDay DayOfNumber(int64_t number) {
  return absl::CivilDay(number / 10000, number / 100 % 100, number % 100);
}

}  // namespace

Dimension::Aspect Dimension::AspectOf(const Atom& atom, bool set) {
  switch (atom.test) {
    case Atom::Test::kOneOf:
      return set ? Aspect::kElement : Aspect::kText;
    case Atom::Test::kIsTrue:
      return Aspect::kTruth;
    case Atom::Test::kPresent:
      return Aspect::kPresence;
    case Atom::Test::kAtMost:
    case Atom::Test::kAtLeast:
      return IsFullDate(atom.date) ? Aspect::kDate : Aspect::kNumber;
    case Atom::Test::kPast:
    case Atom::Test::kFuture:
      return Aspect::kDay;
    case Atom::Test::kNode:
      return Aspect::kNode;
  }
  return Aspect::kPresence;
}

void Dimension::Add(const Atom& atom) {
  switch (aspect_) {
    case Aspect::kText:
    case Aspect::kElement:
    case Aspect::kClaim:
      named_.insert(atom.texts.begin(), atom.texts.end());
      break;
    case Aspect::kNumber:
      limits_.push_back(atom.number);
      break;
    case Aspect::kDate:
      limits_.push_back(DayNumber(atom.date));
      break;
    default:
      break;
  }
}

void Dimension::Seal() {
  texts_ = TextCodes(named_);
  named_.clear();
  std::sort(limits_.begin(), limits_.end());
  limits_.erase(std::unique(limits_.begin(), limits_.end()), limits_.end());
  switch (aspect_) {
    case Aspect::kPresence:
      break;
    case Aspect::kText:
      // Any other text, and each.
      size_ = kFirst + 1 + static_cast<uint32_t>(texts_.texts().size());
      break;
    case Aspect::kElement:
    case Aspect::kClaim:
    case Aspect::kTruth:
    case Aspect::kNode:
      size_ = kFirst + 2;
      break;
    case Aspect::kNumber:
    case Aspect::kDate:
      // Each limit, and what lies before, between and after.
      size_ = kFirst + 2 * static_cast<uint32_t>(limits_.size()) + 1;
      break;
    case Aspect::kDay:
      size_ = kFirst + kPastDay + kFutureDay + 1;
      break;
  }
}

uint32_t Dimension::CodeOfText(absl::string_view text) const {
  const uint32_t named = texts_.Find(text);
  return named == TextCodes::kNone ? kFirst : kFirst + 1 + named;
}

uint32_t Dimension::CodeOfLimits(int64_t value) const {
  const auto at = std::lower_bound(limits_.begin(), limits_.end(), value);
  const auto before = static_cast<uint32_t>(at - limits_.begin());
  return kFirst + 2 * before + (at != limits_.end() && *at == value ? 1 : 0);
}

uint32_t Dimension::CodeOfDay(const Date& date, absl::CivilDay today) const {
  if (!IsFullDate(date)) return kUnfit;
  const Date now = ToDate(today);
  if (date == now) return kFirst;
  return kFirst + (date < now ? kPastDay : kFutureDay);
}

template <typename Texts>
uint32_t Dimension::CodeOfDays(const Texts& texts, absl::CivilDay today) const {
  uint32_t days = 0;
  for (const absl::string_view text : texts) {
    Date date;
    if (!ParseDate(text, date)) return kUnfit;
    days |= CodeOfDay(date, today) - kFirst;
  }
  return kFirst + days;
}

uint32_t Dimension::CodeOf(bool value) const {
  return aspect_ == Aspect::kTruth ? kFirst + (value ? kYes : kNo) : kUnfit;
}

uint32_t Dimension::CodeOf(int64_t value) const {
  switch (aspect_) {
    case Aspect::kNumber:
      return CodeOfLimits(value);
    case Aspect::kDate:
      return kUncoded;
    default:
      return kUnfit;
  }
}

uint32_t Dimension::CodeOf(absl::string_view value) const {
  switch (aspect_) {
    case Aspect::kText:
      return CodeOfText(value);
    case Aspect::kNode:
      return kFirst + (absl::StrContains(value, "/node/") ? kYes : kNo);
    default:
      return kUnfit;
  }
}

uint32_t Dimension::CodeOf(const Date& value, absl::CivilDay today) const {
  switch (aspect_) {
    case Aspect::kDate:
      return IsFullDate(value) ? CodeOfLimits(DayNumber(value)) : kUnfit;
    case Aspect::kNumber:
      return IsFullDate(value) ? kUncoded : kUnfit;
    case Aspect::kDay:
      return CodeOfDay(value, today);
    default:
      return kUnfit;
  }
}

template <typename Texts>
uint32_t Dimension::CodeOf(const Texts& value, absl::CivilDay today) const {
  switch (aspect_) {
    case Aspect::kText:
      // A set where one text is expected is told apart from others only if it
      // has no more than that.
      if (value.empty()) return kFirst;
      for (const absl::string_view text : value) {
        if (text != *value.begin()) return kUncoded;
      }
      return CodeOfText(*value.begin());
    case Aspect::kDay:
      return CodeOfDays(value, today);
    default:
      return kUnfit;
  }
}

template uint32_t Dimension::CodeOf(const StringSet&, absl::CivilDay) const;
template uint32_t Dimension::CodeOf(const TextViews&, absl::CivilDay) const;

Facts Dimension::Sample(uint32_t code) const {
  Facts facts;
  if (code == kError) {
    facts.SetError(fact_);
  } else if (code != kAbsent) {
    facts.Set(fact_, SampleValue(code));
  }
  return facts;
}

Value Dimension::SampleValue(uint32_t code) const {
  if (code == kUnfit) {
    return aspect_ == Aspect::kTruth ? Value(int64_t{0}) : Value(true);
  }
  const uint32_t rest = code - kFirst;
  const auto other = [&] {
    std::string text = "other";
    while (texts_.Find(text) != TextCodes::kNone) text += '-';
    return text;
  };
  switch (aspect_) {
    case Aspect::kPresence:
      break;
    case Aspect::kText:
      return Value(rest == 0 ? other() : texts_.texts()[rest - 1]);
    case Aspect::kElement:
    case Aspect::kClaim:
      return Value(StringSet{
          rest == kYes && !texts_.empty() ? texts_.texts().front() : other()});
    case Aspect::kTruth:
      return Value(rest == kYes);
    case Aspect::kNumber:
      return Value(SampleBetweenLimits(rest));
    case Aspect::kDate:
      return Value(SampleDate(rest));
    case Aspect::kDay: {
      StringSet days;
      if ((rest & kPastDay) != 0) {
        days.insert(ToDate(kSampleToday - 1).ToString());
      }
      if ((rest & kFutureDay) != 0) {
        days.insert(ToDate(kSampleToday + 1).ToString());
      }
      return Value(std::move(days));
    }
    case Aspect::kNode:
      return Value(std::string(rest == kYes ? "/node/" : ""));
  }
  return Value(true);
}

// Where no number lies between two limits the sample does not either, and no
// value has that code.
int64_t Dimension::SampleBetweenLimits(uint32_t code) const {
  const size_t limit = code / 2;
  if (code % 2 == 1) return limits_[limit];
  constexpr auto kLeast = std::numeric_limits<int64_t>::min();
  constexpr auto kMost = std::numeric_limits<int64_t>::max();
  if (limit == 0) {
    return limits_.front() == kLeast ? kLeast : limits_.front() - 1;
  }
  const int64_t before = limits_[limit - 1];
  return before == kMost ? kMost : before + 1;
}

Date Dimension::SampleDate(uint32_t code) const {
  const size_t limit = code / 2;
  if (code % 2 == 1) return ToDate(DayOfNumber(limits_[limit]));
  return ToDate(limit == 0 ? DayOfNumber(limits_.front()) - 1
                           : DayOfNumber(limits_[limit - 1]) + 1);
}

std::vector<uint32_t> Sort(std::vector<Dimension>& dimensions) {
  const auto key = [&](uint32_t i) {
    const Dimension& dimension = dimensions[i];
    return std::make_tuple(absl::string_view(dimension.fact()),
                           !dimension.is_of_set(),
                           dimension.aspect() == Dimension::Aspect::kClaim);
  };
  std::vector<uint32_t> order(dimensions.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  std::vector<uint32_t> places(order.size());
  std::vector<Dimension> sorted;
  for (const uint32_t i : order) {
    places[i] = static_cast<uint32_t>(sorted.size());
    sorted.push_back(std::move(dimensions[i]));
  }
  dimensions = std::move(sorted);
  return places;
}

}  // namespace enlace::policy

#include "policy/engine/dimension.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "policy/engine/date_text.h"

namespace enlace::policy {
namespace {

// Codes of yes-no things, after kFirst.
constexpr uint32_t kNo = 0;
constexpr uint32_t kYes = 1;

// Codes of days, after kFirst: a sum, since a set may have both.
constexpr uint32_t kPastDay = 1;
constexpr uint32_t kFutureDay = 2;

constexpr absl::CivilDay kEpoch(1970, 1, 1);

int64_t DayNumber(const Date& date) { return ToCivilDay(date) - kEpoch; }

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
      for (const std::string& text : atom.texts) texts_.emplace(text, 0);
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
  std::sort(limits_.begin(), limits_.end());
  limits_.erase(std::unique(limits_.begin(), limits_.end()), limits_.end());
  switch (aspect_) {
    case Aspect::kPresence:
      break;
    case Aspect::kText:
      size_ = kFirst + 1;  // any other text
      for (auto& [text, code] : texts_) code = size_++;
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
  const auto named = texts_.find(text);
  return named == texts_.end() ? kFirst : named->second;
}

// A set where one text is expected is told apart from others only if it has no
// more than that.
std::optional<uint32_t> Dimension::CodeOfTexts(const StringSet& texts) const {
  if (texts.size() > 1) return std::nullopt;
  return texts.empty() ? kFirst : CodeOfText(*texts.begin());
}

bool Dimension::HasNamed(const StringSet& texts) const {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return texts_.contains(text);
  });
}

uint32_t Dimension::CodeOfLimits(int64_t value) const {
  const auto at = std::lower_bound(limits_.begin(), limits_.end(), value);
  const auto before = static_cast<uint32_t>(at - limits_.begin());
  return kFirst + 2 * before + (at != limits_.end() && *at == value ? 1 : 0);
}

uint32_t Dimension::CodeOfDay(const Date& date, absl::CivilDay today) const {
  if (!IsFullDate(date)) return kUnfit;
  const absl::CivilDay day = ToCivilDay(date);
  if (day == today) return kFirst;
  return kFirst + (day < today ? kPastDay : kFutureDay);
}

uint32_t Dimension::CodeOfDays(const StringSet& texts,
                               absl::CivilDay today) const {
  uint32_t days = 0;
  for (const std::string& text : texts) {
    Date date;
    if (!ParseDate(text, date)) return kUnfit;
    days |= CodeOfDay(date, today) - kFirst;
  }
  return kFirst + days;
}

std::optional<uint32_t> Dimension::CodeOf(const Value& value,
                                          absl::CivilDay today) const {
  const auto* text = std::get_if<std::string>(&value);
  const auto* texts = std::get_if<StringSet>(&value);
  const auto* truth = std::get_if<bool>(&value);
  const auto* number = std::get_if<int64_t>(&value);
  const auto* date = std::get_if<Date>(&value);
  switch (aspect_) {
    case Aspect::kPresence:
      break;
    case Aspect::kText:
      if (text != nullptr) return CodeOfText(*text);
      if (texts != nullptr) return CodeOfTexts(*texts);
      break;
    case Aspect::kElement:
      if (text != nullptr) {
        return kFirst + (texts_.contains(*text) ? kYes : kNo);
      }
      if (texts != nullptr) return kFirst + (HasNamed(*texts) ? kYes : kNo);
      break;
    case Aspect::kClaim:
      if (texts != nullptr) return kFirst + (HasNamed(*texts) ? kYes : kNo);
      break;
    case Aspect::kTruth:
      if (truth != nullptr) return kFirst + (*truth ? kYes : kNo);
      break;
    case Aspect::kNumber:
      if (number != nullptr) return CodeOfLimits(*number);
      if (date != nullptr && IsFullDate(*date)) return std::nullopt;
      break;
    case Aspect::kDate:
      if (date != nullptr && IsFullDate(*date)) {
        return CodeOfLimits(DayNumber(*date));
      }
      if (number != nullptr) return std::nullopt;
      break;
    case Aspect::kDay:
      if (date != nullptr) return CodeOfDay(*date, today);
      if (texts != nullptr) return CodeOfDays(*texts, today);
      break;
    case Aspect::kNode:
      if (text != nullptr) {
        return kFirst + (absl::StrContains(*text, "/node/") ? kYes : kNo);
      }
      break;
  }
  return kUnfit;
}

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
    while (texts_.contains(text)) text += '-';
    return text;
  };
  switch (aspect_) {
    case Aspect::kPresence:
      break;
    case Aspect::kText:
      for (const auto& [text, own] : texts_) {
        if (own == code) return Value(text);
      }
      return Value(other());
    case Aspect::kElement:
    case Aspect::kClaim:
      return Value(StringSet{
          rest == kYes && !texts_.empty() ? texts_.begin()->first : other()});
    case Aspect::kTruth:
      return Value(rest == kYes);
    case Aspect::kNumber:
      return Value(SampleBetweenLimits(rest));
    case Aspect::kDate:
      return Value(ToDate(kEpoch + SampleBetweenLimits(rest)));
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

}  // namespace enlace::policy

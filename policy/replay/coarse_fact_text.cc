#include "policy/replay/coarse_fact_text.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "policy/facts/date_text.h"

namespace enlace::policy {
namespace {

using google::protobuf::Struct;
using JsonValue = google::protobuf::Value;

struct NamedDays {
  DaysInSet days;
  absl::string_view name;
};
constexpr NamedDays kDays[] = {{DaysInSet::kUnreadable, "unreadable"},
                               {DaysInSet::kNeither, "neither"},
                               {DaysInSet::kPast, "past"},
                               {DaysInSet::kFuture, "future"},
                               {DaysInSet::kBoth, "both"}};

absl::Status Mistake(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

std::string JsonList(const StringSet& texts) {
  return policy::JsonList(std::vector<std::string>(texts.begin(), texts.end()));
}

template <typename T, typename ToText>
std::string Interval(const std::optional<T>& from,
                     const std::optional<T>& through, const ToText& to_text) {
  const auto end = [&](const std::optional<T>& value) {
    return value.has_value() ? absl::StrCat("\"", to_text(*value), "\"")
                             : std::string("null");
  };
  return absl::StrCat("[", end(from), ",", end(through), "]");
}

struct Members {
  std::string operator()(const NoFact& /*none*/) const {
    return R"("is":"absent")";
  }
  std::string operator()(const UnreadableFact& /*error*/) const {
    return R"("is":"unreadable")";
  }
  std::string operator()(const PartialDate& /*partial*/) const {
    return R"("is":"partial-date")";
  }
  std::string operator()(const CoarseTruth& truth) const {
    if (!truth.value.has_value()) return R"("truth":null)";
    return absl::StrCat("\"truth\":", *truth.value ? "true" : "false");
  }
  std::string operator()(const CoarseNumber& number) const {
    return absl::StrCat("\"number\":",
                        Interval(number.from, number.through,
                                 [](int64_t n) { return absl::StrCat(n); }));
  }
  std::string operator()(const CoarseDay& day) const {
    return absl::StrCat("\"day\":",
                        Interval(day.from, day.through, [](absl::CivilDay d) {
                          return ToDate(d).ToString();
                        }));
  }
  std::string operator()(const CoarseText& text) const {
    return text.text.has_value()
               ? absl::StrCat("\"text\":", JsonText(*text.text))
               : absl::StrCat("\"none-of\":", JsonList(text.none_of));
  }
  std::string operator()(const CoarseSet& set) const {
    std::string members = absl::StrCat(
        "\"has\":", JsonList(set.has), ",\"none-of\":", JsonList(set.none_of),
        ",\"others\":", set.others ? "true" : "false");
    if (!set.days.has_value()) return members;
    for (const NamedDays& each : kDays) {
      if (each.days == *set.days) {
        absl::StrAppend(&members, ",\"days\":\"", each.name, "\"");
      }
    }
    return members;
  }
};

const JsonValue* Find(const Struct& json, const std::string& name) {
  const auto found = json.fields().find(name);
  return found == json.fields().end() ? nullptr : &found->second;
}

absl::StatusOr<StringSet> TextsAt(const Struct& json, const std::string& name) {
  const JsonValue* const list = Find(json, name);
  if (list == nullptr || !list->has_list_value()) {
    return Mistake("a fact lacks a list of texts");
  }
  StringSet texts;
  for (const JsonValue& text : list->list_value().values()) {
    if (!text.has_string_value()) return Mistake("a list has more than texts");
    texts.insert(text.string_value());
  }
  return texts;
}

bool ReadEnd(const std::string& text, std::optional<int64_t>& end) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return false;
  end = number;
  return true;
}

bool ReadEnd(const std::string& text, std::optional<absl::CivilDay>& end) {
  Date date;
  if (!ParseDate(text, date)) return false;
  end = ToCivilDay(date);
  return true;
}

// A CoarseNumber or CoarseDay.
template <typename T>
absl::StatusOr<CoarseValue> IntervalFrom(const JsonValue& json) {
  const auto& ends = json.list_value().values();
  if (ends.size() != 2) return Mistake("an interval has not two ends");
  T interval;
  for (int i = 0; i < 2; ++i) {
    if (ends[i].has_null_value()) continue;
    if (!ReadEnd(ends[i].string_value(),
                 i == 0 ? interval.from : interval.through)) {
      return Mistake("an interval ends with no number or day");
    }
  }
  if (interval.from.has_value() && interval.through.has_value() &&
      *interval.from > *interval.through) {
    return Mistake("an interval ends before it begins");
  }
  return CoarseValue(interval);
}

absl::StatusOr<CoarseValue> StateFrom(const std::string& state) {
  if (state == "absent") return CoarseValue(NoFact());
  if (state == "unreadable") return CoarseValue(UnreadableFact());
  if (state == "partial-date") return CoarseValue(PartialDate());
  return Mistake("a fact is in no state that there is");
}

absl::StatusOr<CoarseValue> TruthFrom(const JsonValue& json) {
  if (json.has_null_value()) return CoarseValue(CoarseTruth());
  if (!json.has_bool_value()) return Mistake("a truth is neither yes nor no");
  return CoarseValue(CoarseTruth{json.bool_value()});
}

absl::StatusOr<CoarseValue> SetFrom(const Struct& json) {
  CoarseSet set;
  ASSIGN_OR_RETURN(set.has, TextsAt(json, "has"));
  ASSIGN_OR_RETURN(set.none_of, TextsAt(json, "none-of"));
  for (const std::string& text : set.has) {
    if (set.none_of.contains(text)) {
      return Mistake("a set has a text and has it not");
    }
  }
  const JsonValue* const others = Find(json, "others");
  if (others == nullptr || !others->has_bool_value()) {
    return Mistake("a set does not say whether it has others");
  }
  set.others = others->bool_value();
  if (const JsonValue* const days = Find(json, "days")) {
    for (const NamedDays& each : kDays) {
      if (each.name == days->string_value()) set.days = each.days;
    }
    if (!set.days.has_value()) return Mistake("days are nothing that there is");
  }
  return CoarseValue(std::move(set));
}

absl::StatusOr<CoarseValue> ValueFrom(const Struct& json) {
  if (const JsonValue* const is = Find(json, "is")) {
    return StateFrom(is->string_value());
  }
  if (const JsonValue* const truth = Find(json, "truth")) {
    return TruthFrom(*truth);
  }
  if (const JsonValue* const number = Find(json, "number")) {
    return IntervalFrom<CoarseNumber>(*number);
  }
  if (const JsonValue* const day = Find(json, "day")) {
    return IntervalFrom<CoarseDay>(*day);
  }
  if (const JsonValue* const text = Find(json, "text")) {
    if (!text->has_string_value()) return Mistake("a text is none");
    return CoarseValue(CoarseText{text->string_value(), {}});
  }
  if (Find(json, "has") != nullptr) return SetFrom(json);
  ASSIGN_OR_RETURN(StringSet none_of, TextsAt(json, "none-of"));
  return CoarseValue(CoarseText{std::nullopt, std::move(none_of)});
}

}  // namespace

std::string JsonText(absl::string_view text) {
  return absl::StrCat("\"", JsonEscape(text), "\"");
}

std::string JsonList(const std::vector<std::string>& texts) {
  return absl::StrCat(
      "[",
      absl::StrJoin(texts, ",",
                    [](std::string* out, const std::string& text) {
                      out->append(JsonText(text));
                    }),
      "]");
}

std::string ToJson(const CoarseFact& fact) {
  return absl::StrCat(
      "{", std::visit(Members(), fact.value),
      fact.under.empty() ? "" : absl::StrCat(",\"under\":\"", fact.under, "\""),
      "}");
}

absl::StatusOr<CoarseFact> CoarseFactFrom(const Struct& json) {
  CoarseFact fact;
  ASSIGN_OR_RETURN(fact.value, ValueFrom(json));
  if (const JsonValue* const under = Find(json, "under")) {
    const auto digest = HexDecode(under->string_value());
    if (!digest.ok() || digest->size() != 32) {
      return Mistake("'under' is no digest of 64 hexadecimal digits");
    }
    fact.under = under->string_value();
  }
  return fact;
}

}  // namespace enlace::policy

#include "policy/replay/coarse_fact_text.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
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

template <typename Texts>
void AppendList(const Texts& texts, std::string& out) {
  out += '[';
  for (const std::string& text : texts) {
    if (out.back() != '[') out += ',';
    AppendJson(text, out);
  }
  out += ']';
}

std::string EndText(int64_t number) { return absl::StrCat(number); }
std::string EndText(absl::CivilDay day) { return ToDate(day).ToString(); }

// Writes the members of an object.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void operator()(const NoFact& /*none*/) const { out_ += R"("is":"absent")"; }
  void operator()(const UnreadableFact& /*error*/) const {
    out_ += R"("is":"unreadable")";
  }
  void operator()(const PartialDate& /*partial*/) const {
    out_ += R"("is":"partial-date")";
  }
  void operator()(const CoarseTruth& truth) const {
    out_ += "\"truth\":";
    out_ += !truth.value.has_value() ? "null" : *truth.value ? "true" : "false";
  }
  void operator()(const CoarseNumber& number) const {
    out_ += "\"number\":";
    AppendInterval(number);
  }
  void operator()(const CoarseDay& day) const {
    out_ += "\"day\":";
    AppendInterval(day);
  }
  void operator()(const CoarseText& text) const {
    if (text.text.has_value()) {
      out_ += "\"text\":";
      AppendJson(*text.text, out_);
    } else {
      out_ += "\"none-of\":";
      AppendList(text.none_of, out_);
    }
  }
  void operator()(const CoarseSet& set) const {
    out_ += "\"has\":";
    AppendList(set.has, out_);
    out_ += ",\"none-of\":";
    AppendList(set.none_of, out_);
    absl::StrAppend(&out_, ",\"others\":", set.others ? "true" : "false");
    if (!set.days.has_value()) return;
    for (const NamedDays& each : kDays) {
      if (each.days == *set.days) {
        absl::StrAppend(&out_, ",\"days\":\"", each.name, "\"");
      }
    }
  }

 private:
  template <typename Interval>
  void AppendInterval(const Interval& interval) const {
    out_ += '[';
    AppendEnd(interval.from);
    out_ += ',';
    AppendEnd(interval.through);
    out_ += ']';
  }

  template <typename T>
  void AppendEnd(const std::optional<T>& end) const {
    if (end.has_value()) {
      absl::StrAppend(&out_, "\"", EndText(*end), "\"");
    } else {
      out_ += "null";
    }
  }

  std::string& out_;
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

void AppendJson(absl::string_view text, std::string& out) {
  out += '"';
  AppendJsonEscaped(text, out);
  out += '"';
}

void AppendJson(const std::vector<std::string>& texts, std::string& out) {
  AppendList(texts, out);
}

void AppendJson(const CoarseFact& fact, std::string& out) {
  out += '{';
  std::visit(Writer(out), fact.value);
  if (!fact.under.empty()) {
    absl::StrAppend(&out, ",\"under\":\"", fact.under, "\"");
  }
  out += '}';
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

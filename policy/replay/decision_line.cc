#include "policy/replay/decision_line.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/date_text.h"
#include "policy/replay/coarse_fact_text.h"

namespace enlace::policy {
namespace {

using google::protobuf::Struct;
using JsonValue = google::protobuf::Value;

constexpr char kVersion[] = "v1";
// Lines of the sample books are shorter.
constexpr size_t kUsualSize = 8192;
constexpr char kInstantForm[] = "%Y-%m-%dT%H:%M:%E*SZ";

absl::Status Mistake(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

bool IsCounted(int64_t year) { return year >= 2 && year <= 9998; }

// The value of member `name`, which must be a text.
absl::StatusOr<std::string> TextAt(const Struct& object,
                                   const std::string& name) {
  const auto found = object.fields().find(name);
  if (found == object.fields().end() || !found->second.has_string_value()) {
    return Mistake(absl::StrCat("'", name, "' is missing, or is no text"));
  }
  return found->second.string_value();
}

absl::StatusOr<Outcome> OutcomeAt(const Struct& object) {
  ASSIGN_OR_RETURN(const std::string name, TextAt(object, "outcome"));
  for (const Outcome outcome :
       {Outcome::kPermit, Outcome::kHold, Outcome::kDeny}) {
    if (name == OutcomeName(outcome)) return outcome;
  }
  return Mistake("'outcome' is none of permit, hold and deny");
}

absl::Status ReadTime(const Struct& object, DecisionLine& decision) {
  ASSIGN_OR_RETURN(const std::string at, TextAt(object, "at"));
  std::string ignored;
  if (!absl::ParseTime(kInstantForm, at, absl::UTCTimeZone(), &decision.at,
                       &ignored) ||
      !IsCounted(absl::ToCivilYear(decision.at, absl::UTCTimeZone()).year())) {
    return Mistake("'at' is no instant such as 2026-02-05T12:00:00Z");
  }
  ASSIGN_OR_RETURN(const std::string day, TextAt(object, "day"));
  Date date;
  if (!ParseDate(day, date) || !IsCounted(date.year)) {
    return Mistake("'day' is no day such as 2026-02-05");
  }
  decision.day = ToCivilDay(date);
  return absl::OkStatus();
}

absl::Status ReadBook(const Struct& object, DecisionLine& decision) {
  ASSIGN_OR_RETURN(const std::string book, TextAt(object, "book"));
  const auto digest = HexDecode(book);
  if (!digest.ok() || digest->size() != 32) {
    return Mistake("'book' is no digest of 64 hexadecimal digits");
  }
  decision.book_digest = *digest;
  return absl::OkStatus();
}

absl::Status ReadRules(const Struct& object, DecisionLine& decision) {
  const auto rules = object.fields().find("rules");
  if (rules == object.fields().end() || !rules->second.has_list_value()) {
    return Mistake("'rules' is missing, or is no list");
  }
  for (const JsonValue& rule : rules->second.list_value().values()) {
    if (!rule.has_string_value()) return Mistake("'rules' lists no rules");
    if (!decision.rule_ids.empty() &&
        rule.string_value() <= decision.rule_ids.back()) {
      return Mistake("'rules' is not sorted");
    }
    decision.rule_ids.push_back(rule.string_value());
  }
  return absl::OkStatus();
}

absl::Status ReadFacts(const Struct& object, DecisionLine& decision) {
  const auto facts = object.fields().find("facts");
  if (facts == object.fields().end() || !facts->second.has_struct_value()) {
    return Mistake("'facts' is missing, or is no object");
  }
  for (const auto& [name, fact] : facts->second.struct_value().fields()) {
    const auto coarse =
        fact.has_struct_value()
            ? CoarseFactFrom(fact.struct_value())
            : absl::StatusOr<CoarseFact>(Mistake("a fact is no object"));
    RETURN_IF_ERROR(coarse.status());
    decision.facts[name] = *coarse;
  }
  return absl::OkStatus();
}

}  // namespace

DecisionLine LineOf(const AskedFacts& asked, const Facts& facts,
                    absl::Time instant, const Decision& decision) {
  DecisionLine line;
  line.at = instant;
  line.day = absl::ToCivilDay(instant, asked.book().vocabulary().zone);
  line.book_digest = decision.book_digest;
  line.outcome = decision.outcome;
  line.rule_ids = decision.rule_ids;
  line.facts = Coarsened(asked, facts, line.day);
  return line;
}

std::string ToLine(const DecisionLine& decision) {
  std::string line;
  line.reserve(kUsualSize);
  absl::StrAppend(
      &line, "{\"replay\":\"", kVersion, "\",\"at\":\"",
      absl::FormatTime(kInstantForm, decision.at, absl::UTCTimeZone()),
      "\",\"day\":\"", ToDate(decision.day).ToString(), "\",\"book\":\"",
      HexEncode(decision.book_digest), "\",\"outcome\":\"",
      OutcomeName(decision.outcome), "\",\"rules\":");
  AppendJson(decision.rule_ids, line);
  line += ",\"facts\":{";
  for (const auto& [name, fact] : decision.facts) {
    if (line.back() != '{') line += ',';
    AppendJson(name, line);
    line += ':';
    AppendJson(fact, line);
  }
  line += "}}";
  return line;
}

absl::StatusOr<DecisionLine> ParseDecisionLine(absl::string_view line) {
  if (line.size() > kDecisionLineMax) return Mistake("the line is too long");
  Struct object;
  if (!IsUtf8(line) ||
      !google::protobuf::util::JsonStringToMessage(std::string(line), &object)
           .ok()) {
    return Mistake("this is no JSON object");
  }
  const auto version = object.fields().find("replay");
  if (version == object.fields().end() ||
      version->second.string_value() != kVersion) {
    return Mistake("this is no decision in the form 'v1'");
  }
  for (const auto& [name, value] : object.fields()) {
    if (name != "replay" && name != "at" && name != "day" && name != "book" &&
        name != "outcome" && name != "rules" && name != "facts") {
      return Mistake("there is a member that the form 'v1' does not have");
    }
  }
  DecisionLine decision;
  RETURN_IF_ERROR(ReadTime(object, decision));
  RETURN_IF_ERROR(ReadBook(object, decision));
  ASSIGN_OR_RETURN(decision.outcome, OutcomeAt(object));
  RETURN_IF_ERROR(ReadRules(object, decision));
  RETURN_IF_ERROR(ReadFacts(object, decision));
  // One decision, one line: nothing twice, in no other order, with no blanks.
  if (ToLine(decision) != line) {
    return Mistake("the line is not written as a node writes it");
  }
  return decision;
}

}  // namespace enlace::policy

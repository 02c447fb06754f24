#include "policy/engine/plain_clause.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "policy/engine/field_clause.h"

namespace enlace::policy {
namespace {

constexpr int kApprovalsMax = 9;
constexpr int kHoursMax = 24 * 366;
constexpr int kRetainMax = 1000;
constexpr int kAnswerMax = 1000;
constexpr int kLimitMax = 1'000'000;

class PlainClause {
 public:
  explicit PlainClause(ParsedRule& rule) : rule_(rule) {}

  void Parse(Keyword clause, LineReader& reader) {
    switch (clause) {
      case Keyword::kImplements:
        reader.ExpectList("a citation", rule_.implements);
        return;
      case Keyword::kBasis:
        rule_.basis_of_parent = reader.Accept(Keyword::kOfParent);
        if (!rule_.basis_of_parent) reader.ExpectList("a basis", rule_.basis);
        return;
      case Keyword::kFrom:
        return ParseParties(reader, rule_.from);
      case Keyword::kTo:
        return ParseParties(reader, rule_.to);
      case Keyword::kExceptionTo:
        reader.ExpectList("a rule", rule_.exception_to);
        return;
      case Keyword::kOver:
        return ParseLimit(reader);
      case Keyword::kCaveats:
        reader.ExpectList("a caveat", rule_.caveats);
        return;
      case Keyword::kRetain:
        return ParseRetain(reader);
      case Keyword::kAnswerWithin:
        return ParseAnswer(reader);
      case Keyword::kReceipt:
        return ParseReceipt(reader);
      case Keyword::kReason:
        reader.Expect("a reason code", rule_.reason);
        return;
      case Keyword::kBecause:
        reader.ExpectBilingual(rule_.because);
        return;
      case Keyword::kInForce:
        return ParseInForce(reader);
      case Keyword::kDisclose:
        rule_.disclose = true;
        return;
      case Keyword::kUntilApprovedBy:
        return ParseReviews(reader);
      case Keyword::kOverrideBy:
        return ParseOverride(reader);
      default:
        if (ParsedFields fields; ParseFields(clause, reader, fields)) {
          rule_.fields.push_back(std::move(fields));
        }
        return;
    }
  }

 private:
  static void ParseParties(LineReader& reader,
                           std::vector<ParsedParty>& parties) {
    do {
      ParsedParty party;
      party.name.at = reader.Here();
      party.node = reader.Accept(Keyword::kNode);
      party.group = !party.node && reader.Accept(Keyword::kAgencyInGroup);
      if (!party.node &&
          !reader.Expect(party.group ? "a group" : "an agency", party.name)) {
        return;
      }
      parties.push_back(std::move(party));
    } while (reader.AcceptComma());
  }

  void ParseRetain(LineReader& reader) {
    if (reader.ExpectCount("how long", kRetainMax, rule_.retain_count)) {
      reader.AcceptOneOf({Keyword::kDays, Keyword::kMonths, Keyword::kYears},
                         "expected the unit of time", rule_.retain_unit);
    }
  }

  void ParseLimit(LineReader& reader) {
    Limit limit;
    if (reader.ExpectCount("how many records", kLimitMax, limit.count) &&
        reader.AcceptOneOf({Keyword::kPerHour, Keyword::kPerDay},
                           "expected in what time", limit.window) &&
        reader.AcceptOneOf({Keyword::kBySender, Keyword::kByRecipient,
                            Keyword::kBySenderAndRecipient},
                           "expected what is counted apart", limit.key)) {
      rule_.limit = limit;
    }
  }

  void ParseAnswer(LineReader& reader) {
    if (ParsePeriod(reader, rule_.answer_minutes) &&
        reader.Accept(Keyword::kExtendableBy)) {
      ParsePeriod(reader, rule_.extension_minutes);
    }
  }

  void ParseReceipt(LineReader& reader) {
    Keyword when = Keyword::kBeforeRelease;
    if (reader.Expect("L1 or L2", rule_.receipt)) {
      reader.AcceptOneOf({when}, "expected before what", when);
    }
  }

  static bool ParsePeriod(LineReader& reader, int& minutes) {
    Keyword unit = Keyword::kHours;
    if (!reader.ExpectCount("a time", kAnswerMax, minutes) ||
        !reader.AcceptOneOf(
            {Keyword::kMinutes, Keyword::kHours, Keyword::kDays},
            "expected the unit of time", unit)) {
      return false;
    }
    if (unit != Keyword::kMinutes) minutes *= 60;
    if (unit == Keyword::kDays) minutes *= 24;
    return true;
  }

  void ParseInForce(LineReader& reader) {
    if (reader.Accept(Keyword::kFrom) &&
        !reader.Expect("a date", rule_.in_force_from)) {
      return;
    }
    if (reader.Accept(Keyword::kThrough)) {
      reader.Expect("a date", rule_.in_force_through);
    }
    if (rule_.in_force_from.text.empty() &&
        rule_.in_force_through.text.empty()) {
      reader.Fail(
          "expected a first or a last day",
          absl::StrCat(Phrase(Keyword::kInForce, rule_.language), " ",
                       Phrase(Keyword::kFrom, rule_.language), " 2026-01-01 ",
                       Phrase(Keyword::kThrough, rule_.language),
                       " 2028-12-31"));
    }
  }

  // "2 of ROLE".
  bool ParseReview(LineReader& reader, ParsedReview& review) {
    if (!reader.ExpectCount("how many persons", kApprovalsMax, review.count)) {
      return false;
    }
    if (!reader.Accept(Keyword::kOf)) {
      return reader.Fail(absl::StrCat(
          "expected '", Phrase(Keyword::kOf, rule_.language), "' and a role"));
    }
    return reader.Expect("a role", review.role);
  }

  void ParseOverride(LineReader& reader) {
    ParsedReview review;
    if (!ParseReview(reader, review)) return;
    if (!reader.Accept(Keyword::kWhenUrgent)) {
      reader.Fail(
          absl::StrCat("expected '",
                       Phrase(Keyword::kWhenUrgent, rule_.language), "'"),
          "nothing else can be overridden");
      return;
    }
    rule_.urgent_override = std::move(review);
  }

  void ParseReviews(LineReader& reader) {
    do {
      ParsedReview review;
      if (!ParseReview(reader, review)) return;
      rule_.reviews.push_back(std::move(review));
    } while (reader.AcceptComma());
    int hours = 0;
    if (reader.Accept(Keyword::kWithin) &&
        reader.ExpectCount("a time", kHoursMax, hours)) {
      Keyword unit = Keyword::kHours;
      reader.AcceptOneOf({Keyword::kHours, Keyword::kDays},
                         "expected the unit of time", unit);
      if (unit == Keyword::kDays) hours *= 24;
    }
    for (ParsedReview& review : rule_.reviews) review.within_hours = hours;
  }

  ParsedRule& rule_;
};

}  // namespace

void ParsePlainClause(Keyword clause, LineReader& reader, ParsedRule& rule) {
  PlainClause(rule).Parse(clause, reader);
}

}  // namespace enlace::policy

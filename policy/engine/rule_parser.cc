#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "policy/engine/field_clause.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_rule.h"

namespace enlace::policy {
namespace {

constexpr int kApprovalsMax = 9;
constexpr int kHoursMax = 24 * 366;
constexpr int kRetainMax = 1000;
constexpr int kAnswerMax = 1000;
constexpr int kLimitMax = 1'000'000;

const std::vector<Keyword>& Clauses() {
  static const auto* const clauses = new std::vector<Keyword>{
      Keyword::kImplements,   Keyword::kBasis,      Keyword::kFrom,
      Keyword::kTo,           Keyword::kWhen,       Keyword::kUnless,
      Keyword::kRelease,      Keyword::kGeneralise, Keyword::kDrop,
      Keyword::kDropEach,     Keyword::kCaveats,    Keyword::kRetain,
      Keyword::kAnswerWithin, Keyword::kReason,     Keyword::kBecause,
      Keyword::kInForce,      Keyword::kDisclose,   Keyword::kUntilApprovedBy, Keyword::kOverrideBy,
      Keyword::kExceptionTo,  Keyword::kOver};
  return *clauses;
}

// Clauses that add up where they are repeated.
bool MayRepeat(Keyword clause) {
  return clause == Keyword::kWhen || clause == Keyword::kUnless ||
         clause == Keyword::kRelease || clause == Keyword::kGeneralise ||
         clause == Keyword::kDrop || clause == Keyword::kDropEach;
}

class RuleParser {
 public:
  RuleParser(const Block& block, std::vector<Line> lines,
             Diagnostics& diagnostics, FoundKeywords* found)
      : block_(block),
        diagnostics_(diagnostics),
        found_(found),
        lines_(std::move(lines)) {}

  std::optional<ParsedRule> Parse() {
    rule_.id = block_.id;
    rule_.at = block_.at;
    rule_.language = block_.language;
    if (lines_.empty()) {
      diagnostics_.Error(block_.at, "the rule is empty");
      return std::nullopt;
    }
    if (!ParseHead()) return std::nullopt;
    for (const Line& line : lines_) {
      if (&line == &lines_.front()) continue;
      if (line.item) {
        ParseItem(line);
      } else {
        ParseClause(line);
      }
    }
    CloseList();
    return std::move(rule_);
  }

 private:
  LineReader Reader(const Line& line) const {
    return LineReader(line, block_.language, diagnostics_, found_);
  }

  bool ParseHead() {
    LineReader reader = Reader(lines_.front());
    const bool ok =
        reader.AcceptOneOf({Keyword::kPermit, Keyword::kForbid, Keyword::kHold,
                            Keyword::kRequire, Keyword::kExcept},
                           "a rule starts with what it does", rule_.effect) &&
        reader.AcceptOneOf({Keyword::kOutgoing, Keyword::kIncoming},
                           "expected the direction", rule_.direction) &&
        reader.ExpectList("a record type", rule_.types);
    reader.ExpectEnd();
    return ok;
  }

  void ParseClause(const Line& line) {
    CloseList();
    LineReader reader = Reader(line);
    Keyword clause = Keyword::kWhen;
    const Location at = reader.Here();
    if (!reader.AcceptOneOf(Clauses(), "unknown clause", clause)) {
      SkipList();
      return;
    }
    if (!rule_.clauses.emplace(clause, at).second && !MayRepeat(clause)) {
      diagnostics_.Error(at, absl::StrCat("'", Phrase(clause, block_.language),
                                          "' stands twice in this rule"));
    }
    switch (clause) {
      case Keyword::kWhen:
        OpenList(rule_.when.emplace_back(), at, reader);
        break;
      case Keyword::kUnless:
        OpenList(rule_.unless.emplace_back(), at, reader);
        break;
      case Keyword::kDropEach:
        ParseDropEach(at, reader);
        break;
      default:
        ParsePlainClause(clause, reader);
        break;
    }
    reader.ExpectEnd();
  }

  void ParsePlainClause(Keyword clause, LineReader& reader) {
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
          absl::StrCat(Phrase(Keyword::kInForce, block_.language), " ",
                       Phrase(Keyword::kFrom, block_.language), " 2026-01-01 ",
                       Phrase(Keyword::kThrough, block_.language),
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
          "expected '", Phrase(Keyword::kOf, block_.language), "' and a role"));
    }
    return reader.Expect("a role", review.role);
  }

  void ParseOverride(LineReader& reader) {
    ParsedReview review;
    if (!ParseReview(reader, review)) return;
    if (!reader.Accept(Keyword::kWhenUrgent)) {
      reader.Fail(
          absl::StrCat("expected '",
                       Phrase(Keyword::kWhenUrgent, block_.language), "'"),
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

  void ParseDropEach(const Location& at, LineReader& reader) {
    ParsedElements& elements = rule_.elements.emplace_back();
    if (!ParseElements(reader, elements)) {
      rule_.elements.pop_back();
      return SkipList();
    }
    OpenList(elements.condition, at, reader);
  }

  // "when all of", "unless any of", or a condition on the same line.
  void OpenList(ParsedCondition& condition, const Location& at,
                LineReader& reader) {
    const bool all = reader.Accept(Keyword::kAllOf);
    if (all || reader.Accept(Keyword::kAnyOf)) {
      condition.all = all;
      open_ = &condition;
      opened_at_ = at;
      if (!reader.AtEnd()) SkipList();
      return;
    }
    ParsedAtom atom;
    if (ParseAtom(reader, atom)) {
      condition.atoms.push_back(std::move(atom));
    } else {
      SkipList();
    }
  }

  // Nothing may be silently empty: `any of` nothing would never hold.
  void CloseList() {
    if (open_ != nullptr && open_->atoms.empty() && !item_failed_) {
      diagnostics_.Error(opened_at_, "this list has no items",
                         "write each condition on a line that starts with "
                         "'- '");
    }
    open_ = nullptr;
    skipping_ = item_failed_ = false;
  }

  // After a mistake in the line that opens a list, its items mean nothing.
  void SkipList() {
    open_ = nullptr;
    skipping_ = true;
  }

  void ParseItem(const Line& line) {
    if (skipping_) return;
    LineReader reader = Reader(line);
    if (open_ == nullptr) {
      reader.Fail("this item belongs to no list",
                  absl::StrCat("start the list with '",
                               Phrase(Keyword::kWhen, block_.language), " ",
                               Phrase(Keyword::kAllOf, block_.language), "'"));
      return;
    }
    ParsedAtom atom;
    if (ParseAtom(reader, atom)) {
      open_->atoms.push_back(std::move(atom));
    } else {
      item_failed_ = true;
    }
    reader.ExpectEnd();
  }

  static bool ParseAtom(LineReader& reader, ParsedAtom& atom) {
    if (!reader.Expect("a fact", atom.fact)) return false;
    static const auto* const tests = new std::vector<Keyword>{
        Keyword::kIs,        Keyword::kIsNot,         Keyword::kIsIn,
        Keyword::kIsUnder,   Keyword::kIsPresent,     Keyword::kIsAbsent,
        Keyword::kIsAtMost,  Keyword::kIsAtLeast,     Keyword::kIsPast,
        Keyword::kIsNotPast, Keyword::kIsFuture,      Keyword::kIsNotFuture,
        Keyword::kIncludes,  Keyword::kDoesNotInclude};
    if (!reader.AcceptOneOf(*tests, "expected what is tested", atom.test)) {
      return false;
    }
    switch (atom.test) {
      case Keyword::kIsPresent:
      case Keyword::kIsAbsent:
      case Keyword::kIsPast:
      case Keyword::kIsNotPast:
      case Keyword::kIsFuture:
      case Keyword::kIsNotFuture:
        return true;
      case Keyword::kIsIn:
        return reader.ExpectList("a value", atom.operands);
      default: {
        Word operand;
        if (!reader.ExpectName("a value", operand)) return false;
        atom.operands.push_back(std::move(operand));
        return true;
      }
    }
  }

  const Block& block_;
  Diagnostics& diagnostics_;
  FoundKeywords* const found_;
  const std::vector<Line> lines_;
  ParsedRule rule_;
  ParsedCondition* open_ = nullptr;  // the list that items belong to
  Location opened_at_;
  bool skipping_ = false;
  bool item_failed_ = false;
};

}  // namespace

std::optional<ParsedRule> ParseRule(const Block& block,
                                    Diagnostics& diagnostics,
                                    FoundKeywords* found) {
  return ParseRuleLines(block, SplitLines(block, diagnostics), diagnostics,
                        found);
}

std::optional<ParsedRule> ParseRuleLines(const Block& block,
                                         std::vector<Line> lines,
                                         Diagnostics& diagnostics,
                                         FoundKeywords* found) {
  return RuleParser(block, std::move(lines), diagnostics, found).Parse();
}

}  // namespace enlace::policy

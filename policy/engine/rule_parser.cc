#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "policy/engine/field_clause.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_rule.h"
#include "policy/engine/plain_clause.h"

namespace enlace::policy {
namespace {

const std::vector<Keyword>& Clauses() {
  static const auto* const clauses =
      new std::vector<Keyword>{Keyword::kImplements,
                               Keyword::kBasis,
                               Keyword::kFrom,
                               Keyword::kTo,
                               Keyword::kWhen,
                               Keyword::kUnless,
                               Keyword::kRelease,
                               Keyword::kGeneralise,
                               Keyword::kDrop,
                               Keyword::kDropEach,
                               Keyword::kCaveats,
                               Keyword::kRetain,
                               Keyword::kAnswerWithin,
                               Keyword::kReceipt,
                               Keyword::kReason,
                               Keyword::kBecause,
                               Keyword::kInForce,
                               Keyword::kDisclose,
                               Keyword::kUntilApprovedBy,
                               Keyword::kOverrideBy,
                               Keyword::kExceptionTo,
                               Keyword::kOver};
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
        ParsePlainClause(clause, reader, rule_);
        break;
    }
    reader.ExpectEnd();
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

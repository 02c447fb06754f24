#include <utility>

#include "absl/strings/str_cat.h"
#include "policy/engine/field_clause.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_case.h"

namespace enlace::policy {
namespace {

const std::vector<Keyword>& Clauses() {
  static const auto* const clauses = new std::vector<Keyword>{
      Keyword::kFrom,        Keyword::kTo,         Keyword::kOn,
      Keyword::kGiven,       Keyword::kApprovedBy, Keyword::kThen,
      Keyword::kReason,      Keyword::kRelease,    Keyword::kGeneralise,
      Keyword::kDrop,        Keyword::kCaveats,    Keyword::kOverLimitOf,
      Keyword::kOverriddenBy};
  return *clauses;
}

bool MayRepeat(Keyword clause) {
  return clause == Keyword::kRelease || clause == Keyword::kGeneralise ||
         clause == Keyword::kDrop;
}

class CaseParser {
 public:
  CaseParser(const Block& block, Diagnostics& diagnostics, FoundKeywords* found)
      : block_(block),
        diagnostics_(diagnostics),
        found_(found),
        lines_(SplitLines(block, diagnostics)) {}

  std::optional<ParsedCase> Parse() {
    case_.id = block_.id;
    case_.at = block_.at;
    case_.language = block_.language;
    if (lines_.empty()) {
      diagnostics_.Error(block_.at, "the case is empty");
      return std::nullopt;
    }
    if (!ParseHead()) return std::nullopt;
    for (const Line& line : lines_) {
      if (&line == &lines_.front()) continue;
      if (line.item) {
        ParseGiven(line);
      } else {
        ParseClause(line);
      }
    }
    if (case_.then.line == 0) {
      diagnostics_.Error(
          case_.id.at,
          absl::StrCat("case '", case_.id.text, "' lacks '",
                       Phrase(Keyword::kThen, block_.language), "'"));
    }
    return std::move(case_);
  }

 private:
  LineReader Reader(const Line& line) const {
    return LineReader(line, block_.language, diagnostics_, found_);
  }

  bool ParseHead() {
    LineReader reader = Reader(lines_.front());
    Keyword first = Keyword::kOutgoing;
    if (!reader.AcceptOneOf(
            {Keyword::kOutgoing, Keyword::kIncoming, Keyword::kLike},
            "a case starts with the direction, or with another case", first)) {
      return false;
    }
    const bool ok = first == Keyword::kLike
                        ? reader.Expect("a case", case_.like)
                        : reader.Expect("a record type", case_.type);
    if (first != Keyword::kLike) case_.direction = first;
    reader.ExpectEnd();
    return ok;
  }

  void ParseClause(const Line& line) {
    given_open_ = false;
    LineReader reader = Reader(line);
    Keyword clause = Keyword::kThen;
    const Location at = reader.Here();
    if (!reader.AcceptOneOf(Clauses(), "unknown clause of a case", clause)) {
      given_open_ = true;  // its items mean nothing, and are no mistake
      return;
    }
    if (!seen_.emplace(clause, at).second && !MayRepeat(clause)) {
      diagnostics_.Error(at, absl::StrCat("'", Phrase(clause, block_.language),
                                          "' stands twice in this case"));
    }
    switch (clause) {
      case Keyword::kFrom:
        reader.Expect("an agency or the node", case_.from);
        break;
      case Keyword::kTo:
        reader.Expect("an agency", case_.to);
        break;
      case Keyword::kOn:
        reader.Expect("a date", case_.on);
        break;
      case Keyword::kGiven:
        given_open_ = true;
        break;
      case Keyword::kApprovedBy:
        reader.ExpectList("a role", case_.approved);
        break;
      case Keyword::kOverriddenBy:
        reader.ExpectList("a role", case_.overridden);
        break;
      case Keyword::kOverLimitOf:
        reader.ExpectList("a rule", case_.used_up);
        break;
      case Keyword::kThen:
        ParseThen(at, reader);
        break;
      case Keyword::kReason:
        reader.Expect("a reason code", case_.reason);
        break;
      case Keyword::kCaveats:
        reader.ExpectList("a caveat", case_.caveats);
        break;
      default:
        if (ParsedFields fields; ParseFields(clause, reader, fields)) {
          case_.fields.push_back(std::move(fields));
        }
        break;
    }
    reader.ExpectEnd();
  }

  void ParseThen(const Location& at, LineReader& reader) {
    case_.then = at;
    if (reader.AcceptOneOf({Keyword::kPermit, Keyword::kHold, Keyword::kDeny},
                           "expected what the book says", case_.outcome) &&
        reader.Accept(Keyword::kBy)) {
      reader.ExpectList("a rule", case_.by);
    }
  }

  void ParseGiven(const Line& line) {
    LineReader reader = Reader(line);
    if (!given_open_) {
      reader.Fail("this item belongs to no list",
                  absl::StrCat("start the list with '",
                               Phrase(Keyword::kGiven, block_.language), "'"));
      return;
    }
    ParsedAtom fact;
    if (!reader.Expect("a fact", fact.fact) ||
        !reader.AcceptOneOf(
            {Keyword::kIs, Keyword::kIncludes, Keyword::kIsPresent,
             Keyword::kIsAbsent, Keyword::kIsUnreadable},
            "expected what the fact is", fact.test)) {
      return;
    }
    const bool ok =
        fact.test == Keyword::kIncludes
            ? reader.ExpectList("a value", fact.operands)
        : fact.test == Keyword::kIs
            ? reader.ExpectName("a value", fact.operands.emplace_back())
            : true;
    if (ok) case_.given.push_back(std::move(fact));
    reader.ExpectEnd();
  }

  const Block& block_;
  Diagnostics& diagnostics_;
  FoundKeywords* const found_;
  const std::vector<Line> lines_;
  ParsedCase case_;
  std::map<Keyword, Location> seen_;
  bool given_open_ = false;
};

}  // namespace

std::optional<ParsedCase> ParseCase(const Block& block,
                                    Diagnostics& diagnostics,
                                    FoundKeywords* found) {
  return CaseParser(block, diagnostics, found).Parse();
}

}  // namespace enlace::policy

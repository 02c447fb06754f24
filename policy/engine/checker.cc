#include "policy/engine/checker.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "policy/engine/reason.h"
#include "policy/facts/date_text.h"

namespace enlace::policy {
namespace {

Effect ToEffect(Keyword keyword) {
  switch (keyword) {
    case Keyword::kPermit:
      return Effect::kPermit;
    case Keyword::kHold:
      return Effect::kHold;
    case Keyword::kRequire:
      return Effect::kRequire;
    case Keyword::kExcept:
      return Effect::kExcept;
    default:
      return Effect::kForbid;
  }
}

constexpr int kOverridePersonsMin = 2;

struct ClauseUse {
  Keyword clause;
  std::vector<Effect> allowed;
  std::vector<Effect> needed;
};

const std::vector<ClauseUse>& ClauseUses() {
  using enum Effect;
  static const auto* const uses = new std::vector<ClauseUse>{
      {Keyword::kImplements,
       {kPermit, kForbid, kHold, kRequire, kExcept},
       {kPermit, kForbid, kHold, kRequire, kExcept}},
      {Keyword::kBasis, {kPermit}, {}},
      {Keyword::kRelease, {kPermit}, {}},
      {Keyword::kGeneralise, {kPermit, kRequire}, {}},
      {Keyword::kDrop, {kPermit, kRequire}, {}},
      {Keyword::kDropEach, {kPermit, kRequire}, {}},
      {Keyword::kCaveats, {kPermit, kRequire}, {}},
      {Keyword::kRetain, {kPermit, kRequire}, {}},
      {Keyword::kAnswerWithin, {kPermit, kRequire}, {}},
      {Keyword::kReceipt, {kPermit, kRequire}, {}},
      {Keyword::kReason, {kPermit, kForbid, kHold}, {kForbid, kHold}},
      {Keyword::kBecause,
       {kPermit, kForbid, kHold, kRequire, kExcept},
       {kForbid, kHold}},
      {Keyword::kExceptionTo, {kExcept}, {kExcept}},
      {Keyword::kOver, {kForbid, kHold}, {}},
      {Keyword::kUntilApprovedBy, {kHold}, {kHold}},
      {Keyword::kOverrideBy, {kHold}, {}},
  };
  return *uses;
}

class RuleChecker {
 public:
  RuleChecker(const ParsedRule& parsed, const Context& context,
              Diagnostics& diagnostics)
      : parsed_(parsed), context_(context), diagnostics_(diagnostics) {}

  Rule Check() {
    rule_.id = parsed_.id.text;
    rule_.at = parsed_.at;
    rule_.effect = ToEffect(parsed_.effect);
    rule_.direction = parsed_.direction == Keyword::kOutgoing
                          ? Direction::kOutgoing
                          : Direction::kIncoming;
    rule_.because = parsed_.because;
    rule_.disclose = parsed_.disclose;
    rule_.limit = parsed_.limit;
    CheckClauses();
    CheckTypes();
    CheckImplements();
    CheckBasis();
    rule_.parties = CheckParties(parsed_, context_, diagnostics_);
    for (const ParsedCondition& condition : parsed_.when) {
      rule_.when.push_back(
          CheckCondition(condition, rule_.types, context_, diagnostics_));
    }
    for (const ParsedCondition& condition : parsed_.unless) {
      rule_.unless.push_back(
          CheckCondition(condition, rule_.types, context_, diagnostics_));
    }
    ListExceptedRules();
    CheckReviews();
    CheckOverride();
    CheckReason();
    CheckInForce();
    CheckFields();
    return std::move(rule_);
  }

 private:
  std::string Named(Keyword keyword) const {
    return absl::StrCat("'", Phrase(keyword, parsed_.language), "'");
  }

  void CheckClauses() {
    for (const ClauseUse& use : ClauseUses()) {
      const auto stands = parsed_.clauses.find(use.clause);
      const auto has = [&](const std::vector<Effect>& effects) {
        return std::find(effects.begin(), effects.end(), rule_.effect) !=
               effects.end();
      };
      if (stands != parsed_.clauses.end() && !has(use.allowed)) {
        diagnostics_.Error(stands->second,
                           absl::StrCat(Named(use.clause),
                                        " has no meaning in a rule that says ",
                                        Named(parsed_.effect)));
      }
      if (stands == parsed_.clauses.end() && has(use.needed)) {
        diagnostics_.Error(
            parsed_.id.at,
            absl::StrCat("rule '", rule_.id, "' lacks ", Named(use.clause)));
      }
    }
  }

  void CheckTypes() {
    for (const Word& type : parsed_.types) {
      if (context_.schema.Find(type.text) == nullptr) {
        diagnostics_.Unknown(
            type, absl::StrCat("unknown record type '", type.text, "'"),
            context_.schema.TypeNames());
      } else {
        rule_.types.push_back(type.text);
      }
    }
    std::sort(rule_.types.begin(), rule_.types.end());
    if (std::adjacent_find(rule_.types.begin(), rule_.types.end()) !=
        rule_.types.end()) {
      diagnostics_.Error(parsed_.types.front().at,
                         "a record type is named twice");
    }
  }

  void CheckImplements() {
    for (const Word& citation : parsed_.implements) {
      if (!std::binary_search(context_.statutes.begin(),
                              context_.statutes.end(), citation.text)) {
        diagnostics_.Unknown(citation,
                             absl::StrCat("no statute paragraph '",
                                          citation.text, "' in this book"),
                             context_.statutes);
      }
      rule_.implements.push_back(citation.text);
    }
    std::sort(rule_.implements.begin(), rule_.implements.end());
  }

  // A permit rests on the instruments it implements, unless it says on which.
  void CheckBasis() {
    if (rule_.effect != Effect::kPermit) return;
    rule_.from_node =
        std::any_of(parsed_.from.begin(), parsed_.from.end(),
                    [](const ParsedParty& party) { return party.node; });
    rule_.basis_of_parent = parsed_.basis_of_parent;
    if (rule_.from_node) return CheckNoBasis();
    if (rule_.basis_of_parent) return;
    std::vector<Word> words = parsed_.basis;
    if (words.empty()) {
      for (const Word& citation : parsed_.implements) {
        const std::vector<std::string> parts =
            absl::StrSplit(citation.text, absl::MaxSplits('/', 1));
        words.push_back({parts.front(), citation.at});
      }
    }
    for (const Word& basis : words) {
      if (context_.vocabulary.bases.count(basis.text) == 0) {
        diagnostics_.Unknown(basis,
                             absl::StrCat("unknown basis '", basis.text, "'"),
                             Names(context_.vocabulary.bases));
      }
      rule_.basis.push_back(basis.text);
    }
    std::sort(rule_.basis.begin(), rule_.basis.end());
    rule_.basis.erase(std::unique(rule_.basis.begin(), rule_.basis.end()),
                      rule_.basis.end());
    CheckClaims();
  }

  // A node acts by the law that the rule implements.
  void CheckNoBasis() {
    const auto stands = parsed_.clauses.find(Keyword::kBasis);
    if (stands == parsed_.clauses.end()) return;
    diagnostics_.Error(stands->second, "a node claims no basis",
                       absl::StrCat("leave ", Named(Keyword::kBasis), " out"));
  }

  void CheckClaims() {
    const auto claims =
        context_.vocabulary.facts.find(context_.vocabulary.claims);
    for (const std::string& type : rule_.types) {
      if (claims != context_.vocabulary.facts.end() &&
          claims->second.types.count(type) > 0) {
        continue;
      }
      diagnostics_.Error(
          parsed_.id.at,
          absl::StrCat("the vocabulary does not say where ", type,
                       " states the bases it claims"),
          absl::StrCat("add 'claims FACT' to the vocabulary, or ",
                       Named(Keyword::kBasis), " ", Named(Keyword::kOfParent),
                       " to the rule"));
    }
  }

  // Whether they are rules that it can lift shows when all are read.
  void ListExceptedRules() {
    for (const Word& id : parsed_.exception_to) {
      rule_.exception_to.push_back(id.text);
    }
    std::sort(rule_.exception_to.begin(), rule_.exception_to.end());
  }

  void CheckRole(const Word& role) {
    if (context_.vocabulary.roles.count(role.text) == 0) {
      diagnostics_.Unknown(role, absl::StrCat("unknown role '", role.text, "'"),
                           Names(context_.vocabulary.roles));
    }
  }

  // Nobody sets a hold aside alone, and cases must be able to say that a record
  // is urgent.
  void CheckOverride() {
    if (!parsed_.urgent_override.has_value()) return;
    const ParsedReview& review = *parsed_.urgent_override;
    CheckRole(review.role);
    if (review.count < kOverridePersonsMin) {
      diagnostics_.Error(review.role.at, "an override takes two persons",
                         "ask for 2 or more");
    }
    const auto& facts = context_.vocabulary.facts;
    if (std::none_of(facts.begin(), facts.end(), [](const auto& named) {
          return named.second.path == kFactUrgency;
        })) {
      diagnostics_.Error(
          parsed_.clauses.at(Keyword::kOverrideBy),
          "the vocabulary has no name for the urgency of a record",
          absl::StrCat("add '", Phrase(Keyword::kFact, parsed_.language),
                       " urgency ", kFactUrgency, " \"...\" / \"...\"'"));
    }
    rule_.urgent_override = Review{review.role.text, review.count};
  }

  void CheckReviews() {
    for (const ParsedReview& review : parsed_.reviews) {
      CheckRole(review.role);
      for (const Review& other : rule_.reviews) {
        if (other.role == review.role.text) {
          diagnostics_.Error(review.role.at, "this role is named twice");
        }
      }
      rule_.reviews.push_back({review.role.text, review.count});
      if (review.within_hours > 0) {
        rule_.within = absl::Hours(review.within_hours);
      }
    }
  }

  void CheckReason() {
    rule_.reason = parsed_.reason.text;
    CheckReasonCode(parsed_.reason, diagnostics_);
  }

  // Midnight that starts the day, in the book's zone.
  bool DayStart(const Word& word, int offset, absl::Time& out) {
    if (word.text.empty()) return false;
    Date date;
    if (!ParseDate(word.text, date)) {
      diagnostics_.Error(word.at, "expected a date such as 2026-03-08");
      return false;
    }
    out = absl::FromCivil(ToCivilDay(date) + offset, context_.vocabulary.zone);
    return true;
  }

  void CheckInForce() {
    const bool from = DayStart(parsed_.in_force_from, 0, rule_.in_force_from);
    const bool until =
        DayStart(parsed_.in_force_through, 1, rule_.in_force_until);
    if (from && until && rule_.in_force_from >= rule_.in_force_until) {
      diagnostics_.Error(parsed_.in_force_through.at,
                         "the last day in force is before the first");
    }
  }

  void CheckFields() {
    if (rule_.effect != Effect::kPermit && rule_.effect != Effect::kRequire) {
      return;
    }
    bool silent = false;
    for (const ParsedFields& fields : parsed_.fields) silent |= fields.silent;
    if (silent && rule_.disclose) {
      diagnostics_.Error(parsed_.clauses.at(Keyword::kDisclose),
                         "a rule that drops silently cannot be disclosed",
                         "move what is silent to a rule of its own");
    }
    for (const std::string& type : rule_.types) {
      rule_.obligations.emplace(
          type, CheckObligations(parsed_, *context_.schema.Find(type), context_,
                                 diagnostics_));
    }
  }

  const ParsedRule& parsed_;
  const Context& context_;
  Diagnostics& diagnostics_;
  Rule rule_;
};

}  // namespace

void CheckReasonCode(const Word& code, Diagnostics& diagnostics) {
  if (code.text.empty() || FindReason(code.text) != nullptr) return;
  std::vector<std::string> known;
  for (const Reason& reason : Reasons()) known.emplace_back(reason.code);
  diagnostics.Unknown(
      code, absl::StrCat("unknown reason code '", code.text, "'"), known);
}

std::string CitationOf(const ParsedRule& parsed) {
  std::vector<std::string> citations;
  for (const Word& word : parsed.implements) citations.push_back(word.text);
  std::sort(citations.begin(), citations.end());
  return absl::StrJoin(citations, ", ");
}

Rule CheckRule(const ParsedRule& parsed, const Context& context,
               Diagnostics& diagnostics) {
  return RuleChecker(parsed, context, diagnostics).Check();
}

}  // namespace enlace::policy

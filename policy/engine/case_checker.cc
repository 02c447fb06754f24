#include "policy/engine/case_checker.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "policy/engine/case_facts.h"
#include "policy/engine/parsed_case.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {
namespace {

Outcome OutcomeOf(Keyword word) {
  if (word == Keyword::kPermit) return Outcome::kPermit;
  return word == Keyword::kHold ? Outcome::kHold : Outcome::kDeny;
}

// What the case does not say itself, it takes from the one that it is like.  Of
// a fact that it states it takes nothing.
void TakeOver(const ParsedCase& from, ParsedCase& into) {
  into.direction = from.direction;
  into.type = from.type;
  for (auto [mine, theirs] :
       {std::pair(&into.from, &from.from), std::pair(&into.to, &from.to),
        std::pair(&into.on, &from.on)}) {
    if (mine->text.empty()) *mine = *theirs;
  }
  if (into.approved.empty()) into.approved = from.approved;
  if (into.overridden.empty()) into.overridden = from.overridden;
  if (into.used_up.empty()) into.used_up = from.used_up;
  std::set<std::string> stated;
  for (const ParsedAtom& given : into.given) stated.insert(given.fact.text);
  std::vector<ParsedAtom> all;
  for (const ParsedAtom& given : from.given) {
    if (stated.count(given.fact.text) == 0) all.push_back(given);
  }
  all.insert(all.end(), into.given.begin(), into.given.end());
  into.given = std::move(all);
}

class CaseChecker {
 public:
  CaseChecker(const std::vector<Rule>& rules, const Context& context,
              Diagnostics& diagnostics)
      : rules_(rules), context_(context), diagnostics_(diagnostics) {}

  void Add(const Block& block) {
    const auto [first, added] = seen_.emplace(block.id.text, block.at);
    if (!added) {
      diagnostics_.Error(
          block.id.at, absl::StrCat("case '", block.id.text, "' stands twice"),
          absl::StrCat("first in ", first->second.file, ":",
                       first->second.line));
      return;
    }
    auto parsed = ParseCase(block, diagnostics_);
    if (parsed.has_value()) {
      parsed_.emplace(block.id.text, *std::move(parsed));
    }
  }

  std::vector<Case> Check() {
    std::vector<Case> cases;
    for (const auto& [id, parsed] : parsed_) {
      ParsedCase whole = parsed;
      if (Complete(whole)) cases.push_back(CheckOne(whole));
    }
    return cases;
  }

 private:
  std::vector<std::string> CaseNames() const {
    std::vector<std::string> names;
    for (const auto& [id, parsed] : parsed_) names.push_back(id);
    return names;
  }

  // Follows `like` to its end; false if something is missing then.
  bool Complete(ParsedCase& whole) {
    std::set<std::string> path = {whole.id.text};
    Word next = whole.like;
    while (!next.text.empty()) {
      const auto found = parsed_.find(next.text);
      if (found == parsed_.end()) {
        // What could not be read has been reported.
        if (seen_.count(next.text) == 0) {
          diagnostics_.Unknown(
              next, absl::StrCat("no case '", next.text, "' in this book"),
              CaseNames());
        }
        return false;
      }
      if (!path.insert(next.text).second) {
        diagnostics_.Error(next.at, "these cases are like each other in a ring",
                           "let one of them say everything itself");
        return false;
      }
      TakeOver(found->second, whole);
      next = found->second.like;
    }
    return Has(whole, whole.from, Keyword::kFrom) &&
           Has(whole, whole.to, Keyword::kTo) &&
           Has(whole, whole.on, Keyword::kOn);
  }

  bool Has(const ParsedCase& whole, const Word& word, Keyword clause) {
    if (!word.text.empty()) return true;
    diagnostics_.Error(whole.id.at,
                       absl::StrCat("case '", whole.id.text, "' lacks '",
                                    Phrase(clause, whole.language), "'"));
    return false;
  }

  Case CheckOne(const ParsedCase& parsed) {
    Case out;
    out.id = parsed.id.text;
    out.at = parsed.at;
    out.language = parsed.language;
    const RecordType* type = context_.schema.Find(parsed.type.text);
    if (type == nullptr) {
      diagnostics_.Unknown(
          parsed.type,
          absl::StrCat("unknown record type '", parsed.type.text, "'"),
          context_.schema.TypeNames());
      return out;
    }
    Date day;
    if (!ParseDate(parsed.on.text, day)) {
      diagnostics_.Error(parsed.on.at, "expected a date such as 2026-03-08");
      return out;
    }
    out.instant =
        absl::FromCivil(absl::CivilSecond(day.year, day.month, day.day, 12),
                        context_.vocabulary.zone);
    out.facts = FactsOfCase(parsed, day, context_, diagnostics_);
    Approve(parsed, out.facts);
    Override(parsed, out.facts);
    UseUp(parsed, out.facts);
    CheckExpectation(parsed, *type, out);
    return out;
  }

  void CheckRole(const Word& role) {
    if (context_.vocabulary.roles.count(role.text) == 0) {
      diagnostics_.Unknown(role, absl::StrCat("unknown role '", role.text, "'"),
                           Names(context_.vocabulary.roles));
    }
  }

  // Everything that persons of these roles could set aside, they have.
  void Override(const ParsedCase& parsed, Facts& facts) {
    for (const Word& role : parsed.overridden) {
      CheckRole(role);
      for (const Rule& rule : rules_) {
        if (rule.urgent_override && rule.urgent_override->role == role.text) {
          facts.Set(OverrideFact(rule.id, role.text),
                    Value(int64_t{rule.urgent_override->count}));
        }
      }
    }
  }

  // Everything that persons of these roles could approve, they have.
  void Approve(const ParsedCase& parsed, Facts& facts) {
    for (const Word& role : parsed.approved) {
      CheckRole(role);
      for (const Rule& rule : rules_) {
        for (const Review& review : rule.reviews) {
          if (review.role != role.text) continue;
          facts.Set(ApprovalFact(rule.id, review.role),
                    Value(int64_t{review.count}));
        }
      }
    }
  }

  // No limit is used up but those that the case says.
  void UseUp(const ParsedCase& parsed, Facts& facts) {
    std::vector<std::string> limited;
    for (const Rule& rule : rules_) {
      if (!rule.limit.has_value()) continue;
      limited.push_back(rule.id);
      facts.Set(LimitFact(rule.id), false);
    }
    for (const Word& rule : parsed.used_up) {
      if (!std::binary_search(limited.begin(), limited.end(), rule.text)) {
        diagnostics_.Unknown(
            rule, absl::StrCat("no rule '", rule.text, "' with a limit"),
            limited);
      }
      facts.Set(LimitFact(rule.text), true);
    }
  }

  void CheckExpectation(const ParsedCase& parsed, const RecordType& type,
                        Case& out) {
    out.outcome = OutcomeOf(parsed.outcome);
    for (const Word& rule : parsed.by) {
      const bool known =
          std::any_of(rules_.begin(), rules_.end(),
                      [&](const Rule& one) { return one.id == rule.text; });
      if (!known) {
        std::vector<std::string> names;
        for (const Rule& one : rules_) names.push_back(one.id);
        diagnostics_.Unknown(
            rule, absl::StrCat("no rule '", rule.text, "' in this book"),
            names);
      }
      out.rule_ids.push_back(rule.text);
    }
    std::sort(out.rule_ids.begin(), out.rule_ids.end());
    out.reason = parsed.reason.text;
    CheckReasonCode(parsed.reason, diagnostics_);
    CheckLeaves(parsed, type, out);
  }

  // Fields and caveats are looked up like those of a rule that requires them.
  void CheckLeaves(const ParsedCase& parsed, const RecordType& type,
                   Case& out) {
    ParsedRule stated;
    stated.id = parsed.id;
    stated.effect = Keyword::kRequire;
    for (ParsedFields fields : parsed.fields) {
      TakeElements(type, fields, out);
      stated.fields.push_back(std::move(fields));
    }
    stated.caveats = parsed.caveats;
    const Obligations looked_up =
        CheckObligations(stated, type, context_, diagnostics_);
    for (const FieldAction& action : looked_up.fields) {
      if (action.rule_id.empty()) continue;
      out.leaves.push_back(
          {action.path, action.kind, action.level, action.reason});
    }
    out.caveats.assign(looked_up.caveats.begin(), looked_up.caveats.end());
  }

  // What is stated of single elements goes from `fields` to `out`.
  void TakeElements(const RecordType& type, ParsedFields& fields, Case& out) {
    if (fields.verb == Keyword::kGeneralise) return;
    std::vector<ParsedTarget> whole;
    for (ParsedTarget& target : fields.targets) {
      std::string list = target.name.text;
      int index = 0;
      const Leaf* const leaf =
          TakeIndex(list, index) ? type.FindLeaf(list) : nullptr;
      if (leaf == nullptr || index >= leaf->elements_max) {
        whole.push_back(std::move(target));
        continue;
      }
      out.leaves.push_back({target.name.text,
                            fields.verb == Keyword::kRelease
                                ? FieldAction::kRelease
                                : FieldAction::kDrop,
                            "", fields.reason.text});
    }
    fields.targets = std::move(whole);
  }

  const std::vector<Rule>& rules_;
  const Context& context_;
  Diagnostics& diagnostics_;
  std::map<std::string, Location> seen_;
  std::map<std::string, ParsedCase> parsed_;
};

}  // namespace

std::vector<Case> CheckCases(const std::vector<Block>& blocks,
                             const std::vector<Rule>& rules,
                             const Context& context, Diagnostics& diagnostics) {
  CaseChecker checker(rules, context, diagnostics);
  for (const Block& block : blocks) {
    if (block.kind == Block::Kind::kCase) checker.Add(block);
  }
  return checker.Check();
}

}  // namespace enlace::policy

#include "policy/engine/rule_index.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/bits.h"
#include "absl/time/civil_time.h"
#include "policy/engine/element_actions.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/stability.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// Calls `visit` with the number of each bit of `word`.
template <typename Visit>
void ForEachBit(uint64_t word, const Visit& visit) {
  for (; word != 0; word &= word - 1) {
    visit(static_cast<size_t>(absl::countr_zero(word)));
  }
}

}  // namespace

RuleIndex::RuleIndex(const RecordType& type, std::vector<const Rule*> rules,
                     const Vocabulary& vocabulary)
    : type_(type),
      vocabulary_(vocabulary),
      tables_(CompileRules(type.name(), std::move(rules), vocabulary)),
      coder_(type.descriptor(), tables_),
      nothing_(JoinTerms(type, {})) {
  const auto looks_at_days = [](const Atom& atom) {
    return atom.test == Atom::Test::kPast || atom.test == Atom::Test::kFuture;
  };
  for (size_t bit = 0; bit < tables_.rules.size(); ++bit) {
    const auto asked = tables_.rules[bit]->obligations.find(type.name());
    if (asked == tables_.rules[bit]->obligations.end()) continue;
    for (const ElementClause& clause : asked->second.elements) {
      const auto& atoms = clause.condition.atoms;
      if (std::any_of(atoms.begin(), atoms.end(), looks_at_days)) {
        element_days_.push_back({bit, &clause});
      }
    }
  }
}

CodedFacts RuleIndex::NewFacts() const {
  CodedFacts coded;
  coded.codes.resize(tables_.dimensions.size());
  coded.approved.resize(tables_.words);
  coded.within.resize(tables_.words);
  return coded;
}

Verdict RuleIndex::NewVerdict() const {
  Verdict verdict;
  for (RuleSet* set : {&verdict.applies, &verdict.unmet, &verdict.parties,
                       &verdict.asking, &verdict.limits}) {
    set->resize(tables_.words);
  }
  return verdict;
}

// Within a second no rule begins or ends, no zone begins a day or moves its
// clock.
void RuleIndex::CodeSecond(int64_t second, absl::Time instant,
                           CodedFacts& coded) const {
  coded.second = second;
  if (tables_.looks_at_days) {
    coded.today = absl::ToCivilDay(instant, vocabulary_.zone);
  }
  const auto cut =
      std::upper_bound(tables_.cuts.begin(), tables_.cuts.end(), instant);
  coded.epoch =
      tables_.first_epoch + static_cast<uint32_t>(cut - tables_.cuts.begin());
}

void RuleIndex::CodeState(const Facts& facts, absl::Time instant,
                          CodedFacts& coded) const {
  const int64_t second = absl::ToUnixSeconds(instant);
  if (second != coded.second) CodeSecond(second, instant, coded);
  if (!tables_.approvable.empty()) CodeApprovals(facts, coded);
  if (!tables_.limited.empty()) CodeLimits(facts, coded);
  std::fill(coded.codes.begin(), coded.codes.end(), Dimension::kAbsent);
}

bool RuleIndex::Code(const Facts& facts, absl::Time instant,
                     CodedFacts& coded) const {
  CodeState(facts, instant, coded);
  return std::all_of(tables_.facts.begin(), tables_.facts.end(),
                     [&](const FactCoder& coder) {
                       return coder.Code(ViewOf(facts, coder.fact()),
                                         coded.today, coded.codes.data());
                     });
}

bool RuleIndex::Code(const RecordFacts& header,
                     const google::protobuf::Message& record,
                     const Facts& others, absl::Time instant,
                     CodedFacts& coded) const {
  CodeState(others, instant, coded);
  return coder_.Code(header, record, others, coded);
}

// Few records have approvals, and only those that were held.
void RuleIndex::CodeApprovals(const Facts& facts, CodedFacts& coded) const {
  std::fill(coded.approved.begin(), coded.approved.end(), 0);
  if (facts.empty() || !facts.HasAnyWithPrefix(kApprovalPrefix)) return;
  for (const RuleTables::Numbered& hold : tables_.approvable) {
    if (IsApproved(*hold.rule, facts)) {
      coded.approved[hold.bit / 64] |= uint64_t{1} << (hold.bit % 64);
    }
  }
}

void RuleIndex::CodeLimits(const Facts& facts, CodedFacts& coded) const {
  std::fill(coded.within.begin(), coded.within.end(), 0);
  for (const RuleTables::Numbered& limited : tables_.limited) {
    if (IsWithinLimit(*limited.rule, facts)) {
      coded.within[limited.bit / 64] |= uint64_t{1} << (limited.bit % 64);
    }
  }
}

AppliedRules RuleIndex::Applied(const Verdict& verdict,
                                const Facts& facts) const {
  AppliedRules applied;
  applied.silent = verdict.silent;
  for (size_t i = 0; i < tables_.words; ++i) {
    ForEachBit(verdict.applies[i], [&](size_t bit) {
      const Rule* rule = tables_.rules[i * 64 + bit];
      switch (rule->effect) {
        case Effect::kPermit:
          return applied.permits.push_back(rule);
        case Effect::kForbid:
          return applied.forbids.push_back(rule);
        case Effect::kHold:
          return applied.holds.push_back(rule);
        case Effect::kRequire:
          return applied.requires_.push_back(rule);
        case Effect::kExcept:
          return applied.exceptions.push_back(rule);
      }
    });
  }
  for (size_t i = 0; i < tables_.words; ++i) {
    ForEachBit(verdict.limits[i], [&](size_t bit) {
      applied.limits.push_back(tables_.rules[i * 64 + bit]);
    });
  }
  if (verdict.nearest == Stage::kApplies) return applied;
  const StringSet* claimed = ClaimedBases(vocabulary_, facts);
  if (verdict.nearest != Stage::kConditions) {
    // The same of every permit; these go first.
    const auto& rules = tables_.rules;
    const bool any = !rules.empty() && rules[0]->effect == Effect::kPermit;
    applied.missing.push_back(
        any ? ReasonAt(*rules[0], verdict.nearest, claimed)
            : NoBasisReason(claimed));
    return applied;
  }
  for (size_t i = 0; i < tables_.words; ++i) {
    ForEachBit(verdict.unmet[i], [&](size_t bit) {
      applied.missing.push_back(
          ReasonAt(*tables_.rules[i * 64 + bit], Stage::kConditions, claimed));
    });
  }
  return applied;
}

JoinedTerms RuleIndex::TermsOf(const Verdict& verdict,
                               const AppliedRules& applied) const {
  if (verdict.outcome == Outcome::kDeny) return nothing_;
  if (verdict.terms != nullptr) return *verdict.terms;
  JoinedTerms terms = JoinTerms(type_, Asking(applied));
  joined_.Add(verdict.asking, terms);
  return terms;
}

absl::Time RuleIndex::StableUntil(const Verdict& verdict, const Facts& facts,
                                  absl::Time instant) const {
  const auto cut =
      std::upper_bound(tables_.cuts.begin(), tables_.cuts.end(), instant);
  absl::Time next = cut == tables_.cuts.end() ? absl::InfiniteFuture() : *cut;
  for (const RuleTables::Watch& watch : tables_.watches) {
    if (!HasAny(verdict.parties, tables_.at(watch.rules))) continue;
    next = std::min(
        next, NextDayChange(*watch.atom, facts, instant, vocabulary_.zone));
  }
  for (const ElementDays& days : element_days_) {
    if ((verdict.parties[days.bit / 64] >> (days.bit % 64) & 1) == 0) continue;
    next = std::min(next, NextElementChange(*days.clause, facts, instant,
                                            vocabulary_.zone));
  }
  return next;
}

Decision RuleIndex::Expand(const Verdict& verdict, const Facts& facts,
                           absl::Time instant) const {
  const AppliedRules applied = Applied(verdict, facts);
  const JoinedTerms terms = TermsOf(verdict, applied);
  Decision decision = Justify(applied, terms, instant);
  if (!terms.elements.empty()) {
    decision.elements = ElementActionsOf(
        terms, facts, absl::ToCivilDay(instant, vocabulary_.zone));
  }
  decision.stable_until = StableUntil(verdict, facts, instant);
  return decision;
}

}  // namespace enlace::policy

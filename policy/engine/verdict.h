// What the rules of one record type and direction say of one record, before it
// is put into words.

#ifndef ENLACE_POLICY_ENGINE_VERDICT_H_
#define ENLACE_POLICY_ENGINE_VERDICT_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/container/inlined_vector.h"
#include "absl/time/civil_time.h"
#include "policy/engine/applied_rules.h"
#include "policy/engine/decision.h"
#include "policy/engine/joined_terms.h"

namespace enlace::policy {

// A bitmap over the rules; most types have few enough for one or two words.
using RuleSet = absl::InlinedVector<uint64_t, 4>;

// Whether `set` has a rule of `row`, which is as long.
bool HasAny(const RuleSet& set, const uint64_t* row) noexcept;

// Facts as the codes of the dimensions that the rules have.  Made for one
// RuleIndex (RuleIndex::NewFacts()) and used again for every record.
struct CodedFacts {
  absl::InlinedVector<uint32_t, 32> codes;  // by dimension

  // Of the second in which the instant lies: the day of the rules' zone, and a
  // row, the rules in force.
  int64_t second = std::numeric_limits<int64_t>::min();
  absl::CivilDay today;
  uint32_t epoch = 0;

  RuleSet approved;  // holds that have their approvals
  RuleSet within;    // rules whose limit is not used up
};

// Made for one RuleIndex (RuleIndex::NewVerdict()) and used again for every
// record.
struct Verdict {
  Outcome outcome = Outcome::kDeny;

  // A forbid or hold without `disclose` applies, also an approved hold.
  bool silent = false;

  // How far the permit got that came nearest; kNotInForce if there is none.
  Stage nearest = Stage::kNotInForce;

  // What counts: without approved holds, rules within their limit, rules that
  // an exception lifts, and exceptions that lift none.
  RuleSet applies;
  RuleSet unmet;    // permits in force, for these parties, on other conditions
  RuleSet parties;  // rules about these parties
  RuleSet limits;   // rules with a limit that the record counts against
  RuleSet asking;   // permits and requires that count

  // What the rules in `asking` ask for together; null for a denial, and where
  // that set of rules was never met before.
  const JoinedTerms* terms = nullptr;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_VERDICT_H_

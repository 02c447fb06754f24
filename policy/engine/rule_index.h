// The rules of one record type and direction, compiled.
//
//   CodedFacts coded = index.NewFacts();
//   Verdict verdict = index.NewVerdict();
//   if (!index.Code(header, record, facts, instant, coded)) {
//     return Interpret(...);
//   }
//   index.Decide(coded, verdict);
//   const Decision decision = index.Expand(verdict, facts, instant);
//
// Decide() costs tens of nanoseconds, however many rules there are of other
// types and parties (docs/performance.md).  Code() and Expand() are what
// surrounds it: from a record or named facts, to a decision with ids and
// reasons.

#ifndef ENLACE_POLICY_ENGINE_RULE_INDEX_H_
#define ENLACE_POLICY_ENGINE_RULE_INDEX_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "policy/engine/decision.h"
#include "policy/engine/joined_obligations.h"
#include "policy/engine/obligation.h"
#include "policy/engine/record_coder.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_tables.h"
#include "policy/engine/schema.h"
#include "policy/engine/verdict.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct Vocabulary;

// Thread-safe.
class RuleIndex {
 public:
  // `rules` are all those of one direction that name `type`.  REQUIRES: what is
  // passed outlives the object.
  RuleIndex(const RecordType& type, std::vector<const Rule*> rules,
            const Vocabulary& vocabulary);

  CodedFacts NewFacts() const;
  Verdict NewVerdict() const;

  // Codes `facts` at `instant`.  False, with `coded` in any state, if a value
  // is of another kind than the book says of its fact, so that the rules tell
  // apart more than the codes do.
  bool Code(const Facts& facts, absl::Time instant, CodedFacts& coded) const;

  // The same of what ExtractFacts() makes of `header` and `record`, and of
  // `others`: the facts that stand neither in the header nor in a field.  More
  // may be among them.
  bool Code(const RecordFacts& header, const google::protobuf::Message& record,
            const Facts& others, absl::Time instant, CodedFacts& coded) const;

  // Does not allocate, lock, or read a clock or a text.  REQUIRES: `coded` was
  // filled by Code() of this object; `verdict` is of its NewVerdict().
  void Decide(const CodedFacts& coded, Verdict& verdict) const noexcept;

  // The decision of `verdict`, whole but for the book's digest.  REQUIRES:
  // `verdict` is what Decide() made of `facts` at `instant`.
  Decision Expand(const Verdict& verdict, const Facts& facts,
                  absl::Time instant) const;

  const std::vector<const Rule*>& rules() const { return tables_.rules; }
  const RuleTables& tables() const { return tables_; }

 private:
  // A clause about single elements that compares days, and the bit of its rule.
  struct ElementDays {
    size_t bit;
    const ElementClause* clause;
  };

  // What is the same of a whole second.
  void CodeSecond(int64_t second, absl::Time instant, CodedFacts& coded) const;
  // What does not stand in a dimension.
  void CodeState(const Facts& facts, absl::Time instant,
                 CodedFacts& coded) const;
  // Takes out of `verdict` what is within its limit and what exceptions lift.
  void Except(const CodedFacts& coded, Verdict& verdict) const noexcept;
  void CodeApprovals(const Facts& facts, CodedFacts& coded) const;
  void CodeLimits(const Facts& facts, CodedFacts& coded) const;
  AppliedRules Applied(const Verdict& verdict, const Facts& facts) const;
  JoinedTerms TermsOf(const Verdict& verdict,
                      const AppliedRules& applied) const;
  absl::Time StableUntil(const Verdict& verdict, const Facts& facts,
                         absl::Time instant) const;

  const RecordType& type_;
  const Vocabulary& vocabulary_;
  const RuleTables tables_;
  const RecordCoder coder_;
  const JoinedTerms nothing_;  // of a denial
  std::vector<ElementDays> element_days_;
  mutable JoinedObligations joined_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_RULE_INDEX_H_

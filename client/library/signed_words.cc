#include "client/library/signed_words.h"

#include <algorithm>
#include <string>

#include "base/sha256.h"

namespace enlace::client {
namespace {

// What stays within a nation has one node; what its own node did not permit let
// nothing cross.
bool MayHaveCrossed(const ProvenReceipt& proven,
                    const v1::DecisionStatement& decision) {
  return proven.nodes.size() > 1 &&
         (decision.step() == v1::AUDIT_STEP_DECIDED_INCOMING ||
          decision.outcome() == v1::DECISION_OUTCOME_PERMIT);
}

void Hold(const v1::DecisionStatement& decision, const ReconciledLog& log,
          Reconciliation& found) {
  const SignedWord word{decision.outcome(), decision.decided_at_ms()};
  const auto broken = [&](BrokenWord::What what, std::string told = "") {
    found.broken_words.push_back({.what = what,
                                  .transfer_id = decision.transfer_id(),
                                  .nation = log.nation,
                                  .word = word,
                                  .entry = decision.entry_index(),
                                  .told = std::move(told)});
  };
  const auto& hashes = log.ledger.hashes();
  const auto there = hashes.find(decision.entry_index());
  if (there != hashes.end() &&
      ToBytes(there->second) != decision.entry_hash()) {
    broken(BrokenWord::What::kAnotherEntry);
  } else if (there == hashes.end() &&
             (hashes.empty() ||
              decision.entry_index() > hashes.rbegin()->first)) {
    broken(BrokenWord::What::kEndsBefore);
  }
  const auto& crossings = log.ledger.crossings();
  const auto told = crossings.find(decision.transfer_id());
  if (told == crossings.end() || told->second.decided.empty()) {
    if (there != hashes.end() &&
        ToBytes(there->second) == decision.entry_hash()) {
      broken(BrokenWord::What::kNotTold);
    }
    return;
  }
  // Held first and decided anew later, it has signed both.
  const auto& decided = told->second.decided;
  if (std::find(decided.begin(), decided.end(), word.outcome) ==
      decided.end()) {
    broken(BrokenWord::What::kAnotherOutcome,
           v1::DecisionOutcome_Name(decided.back()));
  }
}

}  // namespace

void HoldSignedWords(const ProvenReceipt& proven, const ReconciledLog& first,
                     const ReconciledLog& second, Reconciliation& found) {
  for (const ProvenNode& node : proven.nodes) {
    const v1::DecisionStatement& decision = node.decision;
    if (decision.version() == 0 || !MayHaveCrossed(proven, decision)) continue;
    for (const ReconciledLog* log : {&first, &second}) {
      if (log->nation == node.nation) Hold(decision, *log, found);
    }
    for (Gap& gap : found.gaps) {
      if (gap.transfer_id != decision.transfer_id() ||
          gap.lacking != node.nation) {
        continue;
      }
      gap.word = SignedWord{decision.outcome(), decision.decided_at_ms()};
      if (gap.kind == Gap::Kind::kInTransit) gap.kind = Gap::Kind::kNotReceived;
    }
  }
}

}  // namespace enlace::client

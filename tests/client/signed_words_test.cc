// What two nodes signed in a joint receipt, against two logs: what agrees, and
// every way not to.

#include "client/library/signed_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"
#include "tests/client/audit_fixture.h"
#include "tests/client/crossing_fixture.h"

namespace enlace::client {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kDecidedMs = 1767225600000;

class SignedWordsTest : public testing::Test {
 protected:
  // Of the log of mx, or what is left of it.
  void Publish(const std::vector<PlannedEntry>& mx) {
    const PublishedLog us_log(UsCrossings(), "us");
    const PublishedLog mx_log(mx, "mx");
    for (const uint64_t index : hidden_) {
      mx_log.Lose(index, PublishedLog::Loss::kLine);
    }
    us_ = Ledger(us_log);
    mx_ = Ledger(mx_log);
  }

  static CrossingLedger Ledger(const PublishedLog& log) {
    CrossingLedger ledger;
    AuditFiles files = log.files();
    files.partial_annex = true;
    ReadAuditDirectory(files, log.keys(),
                       [&](const OpenedEntry& e) { ledger.Add(e); });
    return ledger;
  }

  // Signed when both logs were whole.
  static ProvenReceipt ReceiptOf(const std::string& name, uint64_t us_index,
                                 uint64_t mx_index,
                                 v1::DecisionOutcome answered) {
    const CrossingLedger us = Ledger(PublishedLog(UsCrossings(), "us"));
    const CrossingLedger mx = Ledger(PublishedLog(MxCrossings(), "mx"));
    ProvenReceipt proven;
    proven.transfer_id = TransferNamed(name);
    proven.nodes = {NodeOf(kUsNation, v1::AUDIT_STEP_DECIDED_OUTGOING, name,
                           us_index, us, v1::DECISION_OUTCOME_PERMIT),
                    NodeOf(kMxNation, v1::AUDIT_STEP_DECIDED_INCOMING, name,
                           mx_index, mx, answered)};
    return proven;
  }

  static ProvenNode NodeOf(const char* nation, v1::AuditStep step,
                           const std::string& name, uint64_t index,
                           const CrossingLedger& ledger,
                           v1::DecisionOutcome outcome) {
    ProvenNode node;
    node.nation = nation;
    node.decision.set_version(1);
    node.decision.set_step(step);
    node.decision.set_transfer_id(TransferNamed(name));
    node.decision.set_outcome(outcome);
    node.decision.set_decided_at_ms(kDecidedMs);
    node.decision.set_entry_index(index);
    node.decision.set_entry_hash(ToBytes(ledger.hashes().at(index)));
    return node;
  }

  Reconciliation Held(const ProvenReceipt& proven) const {
    const ReconciledLog first{kUsNation, us_};
    const ReconciledLog second{kMxNation, mx_};
    Reconciliation found = Reconcile(first, second);
    HoldSignedWords(proven, first, second, found);
    return found;
  }

  std::vector<uint64_t> hidden_;
  CrossingLedger us_;
  CrossingLedger mx_;
};

TEST_F(SignedWordsTest, WhatTheLogsBearOutIsNoFinding) {
  Publish(MxCrossings());
  EXPECT_TRUE(
      Held(ReceiptOf("us-1", 0, 0, v1::DECISION_OUTCOME_PERMIT)).AllMatched());
  EXPECT_TRUE(
      Held(ReceiptOf("us-2", 2, 1, v1::DECISION_OUTCOME_DENY)).AllMatched());
}

TEST_F(SignedWordsTest, AnEntryThatWasTakenOutIsFound) {
  std::vector<PlannedEntry> mx = MxCrossings();
  mx.erase(mx.begin());
  Publish(mx);
  const Reconciliation found =
      Held(ReceiptOf("us-1", 0, 0, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_THAT(found.broken_words, SizeIs(1));
  EXPECT_EQ(found.broken_words[0].what, BrokenWord::What::kAnotherEntry);
  EXPECT_EQ(found.broken_words[0].nation, kMxNation);
  EXPECT_EQ(found.broken_words[0].word.decided_at_ms, kDecidedMs);
  EXPECT_FALSE(found.AllMatched());
}

TEST_F(SignedWordsTest, ALogThatEndsBeforeIsFoundAndTheGapHasTheWord) {
  Publish({});
  const Reconciliation found =
      Held(ReceiptOf("us-3", 5, 2, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_THAT(found.broken_words, SizeIs(1));
  EXPECT_EQ(found.broken_words[0].what, BrokenWord::What::kEndsBefore);
  for (const Gap& gap : found.gaps) {
    const bool is = gap.transfer_id == TransferNamed("us-3");
    EXPECT_EQ(gap.word.has_value(), is);
    EXPECT_EQ(gap.IsShown(), is);
  }
}

TEST_F(SignedWordsTest, AnEntryThatIsNotOpenedIsFound) {
  hidden_ = {2};
  Publish(MxCrossings());
  const Reconciliation found =
      Held(ReceiptOf("us-3", 5, 2, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_THAT(found.broken_words, SizeIs(1));
  EXPECT_EQ(found.broken_words[0].what, BrokenWord::What::kNotTold);
  EXPECT_EQ(found.broken_words[0].entry, 2U);
}

// Of the entry that was signed: its node has lied to its own log, or to the
// other nation.
TEST_F(SignedWordsTest, AnotherOutcomeThanWasSignedIsFound) {
  Publish(MxCrossings());
  const Reconciliation found =
      Held(ReceiptOf("us-2", 2, 1, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_THAT(found.broken_words, SizeIs(1));
  EXPECT_EQ(found.broken_words[0].what, BrokenWord::What::kAnotherOutcome);
  EXPECT_EQ(found.broken_words[0].told, "DECISION_OUTCOME_DENY");
  EXPECT_FALSE(found.AllMatched());
}

TEST_F(SignedWordsTest, WhoSignedAnAnswerHasAnswered) {
  std::vector<PlannedEntry> us = UsCrossings();
  us.erase(us.begin() + 6);  // the answer about us-3
  std::vector<PlannedEntry> mx = MxCrossings();
  mx.erase(mx.begin() + 2);
  Publish(mx);
  us_ = Ledger(PublishedLog(us, "us"));
  const Reconciliation found =
      Held(ReceiptOf("us-3", 5, 2, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].kind, Gap::Kind::kNotReceived);
  EXPECT_TRUE(found.gaps[0].word.has_value());
}

TEST_F(SignedWordsTest, WhatNeverCrossedIsNotHeldAgainstAnybody) {
  Publish(MxCrossings());
  // A denial at home, and a permit that stays within the nation.
  ProvenReceipt denied =
      ReceiptOf("stays", 4, 0, v1::DECISION_OUTCOME_UNSPECIFIED);
  denied.nodes[0].decision.set_outcome(v1::DECISION_OUTCOME_DENY);
  denied.nodes[1].decision.Clear();
  EXPECT_THAT(Held(denied).broken_words, IsEmpty());
  ProvenReceipt domestic =
      ReceiptOf("stays", 4, 0, v1::DECISION_OUTCOME_UNSPECIFIED);
  domestic.nodes.pop_back();
  EXPECT_THAT(Held(domestic).broken_words, IsEmpty());
}

}  // namespace
}  // namespace enlace::client

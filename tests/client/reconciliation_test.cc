// Two logs of the same few crossings: what agrees, and every way not to.

#include "client/library/reconciliation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/client/audit_fixture.h"
#include "tests/client/crossing_fixture.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

struct Read {
  explicit Read(const PublishedLog& log, bool partial = false) {
    AuditFiles files = log.files();
    files.partial_annex = partial;
    summary = ReadAuditDirectory(
        files, log.keys(), [this](const OpenedEntry& e) { ledger.Add(e); });
    EXPECT_THAT(summary.findings, IsEmpty());
  }
  CrossingLedger ledger;
  AuditSummary summary;
};

Reconciliation Held(const std::vector<PlannedEntry>& us,
                    const std::vector<PlannedEntry>& mx,
                    bool shared_only = false) {
  const PublishedLog us_log(us, "us");
  const PublishedLog mx_log(mx, "mx");
  if (shared_only) {
    for (size_t i = 0; i < mx.size(); ++i) {
      mx_log.Lose(i, PublishedLog::Loss::kNational);
    }
  }
  const Read us_read(us_log);
  const Read mx_read(mx_log, shared_only);
  return Reconcile({kUsNation, us_read.ledger}, {kMxNation, mx_read.ledger});
}

TEST(ReconciliationTest, LogsOfTheSameCrossingsMatch) {
  for (const bool shared_only : {false, true}) {
    const Reconciliation found =
        Held(UsCrossings(), MxCrossings(), shared_only);
    EXPECT_TRUE(found.AllMatched());
    ASSERT_THAT(found.directions, SizeIs(2));
    EXPECT_EQ(found.directions[0].from, kUsNation);
    EXPECT_EQ(found.directions[0].sent, 3U);
    EXPECT_EQ(found.directions[0].matched, 3U);
    EXPECT_EQ(found.directions[0].last_sequence, 3U);
    EXPECT_EQ(found.directions[1].matched, 1U);
  }
}

// Takes each entry out of each log in turn.
TEST(ReconciliationTest, EveryCrossingThatOneLogLacksIsAGap) {
  int gaps = 0;
  for (const bool of_us : {true, false}) {
    const auto whole = of_us ? UsCrossings() : MxCrossings();
    for (const char* name : {"us-1", "us-2", "us-3", "mx-1"}) {
      const std::string id = name;
      std::vector<PlannedEntry> rest;
      for (const PlannedEntry& each : whole) {
        if (each.transfer_id != TransferNamed(id)) rest.push_back(each);
      }
      const Reconciliation found =
          of_us ? Held(rest, MxCrossings()) : Held(UsCrossings(), rest);
      EXPECT_FALSE(found.AllMatched()) << id;
      ASSERT_THAT(found.gaps, SizeIs(1)) << id;
      const Gap& gap = found.gaps[0];
      EXPECT_EQ(gap.transfer_id, TransferNamed(id));
      EXPECT_EQ(gap.lacking, of_us ? kUsNation : kMxNation);
      const bool lacks_sender = id.substr(0, 2) == (of_us ? "us" : "mx");
      EXPECT_EQ(gap.kind,
                lacks_sender ? Gap::Kind::kNotSent : Gap::Kind::kNotReceived)
          << id;
      EXPECT_GE(gap.age_ms, 0);
      ++gaps;
    }
  }
  EXPECT_EQ(gaps, 8);
}

TEST(ReconciliationTest, WhatBothLogsLackLeavesAHoleInTheSequence) {
  auto us = UsCrossings();
  auto mx = MxCrossings();
  const auto is_second = [](const PlannedEntry& each) {
    return each.transfer_id == TransferNamed("us-2");
  };
  std::erase_if(us, is_second);
  std::erase_if(mx, is_second);
  const Reconciliation found = Held(us, mx);
  EXPECT_FALSE(found.AllMatched());
  EXPECT_THAT(found.gaps, IsEmpty());
  EXPECT_THAT(found.directions[0].holes, ElementsAre(Pair(2, 2)));
}

TEST(ReconciliationTest, WhatIsOnItsWayIsAGapOfThatKind) {
  auto us = UsCrossings();
  us.push_back(Sent("us-4", 4));
  const Reconciliation found = Held(us, MxCrossings());
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].kind, Gap::Kind::kInTransit);
  EXPECT_EQ(found.gaps[0].link_sequence, 4U);
  EXPECT_EQ(found.gaps[0].age_ms, 0);
}

TEST(ReconciliationTest, WhatExpiredUnsentIsNoGap) {
  auto us = UsCrossings();
  us.push_back(Sent("us-4", 4));
  us.push_back(Sent("us-4", 4, v1::AUDIT_STEP_EXPIRED));
  const Reconciliation found = Held(us, MxCrossings());
  EXPECT_TRUE(found.AllMatched());
  EXPECT_EQ(found.directions[0].never_left, 1U);
}

TEST(ReconciliationTest, ARevocationThatOvertakesItsRecordStandsForIt) {
  auto us = UsCrossings();
  us.push_back(Sent("us-4", 4));
  us.push_back(Sent("us-4", 4, v1::AUDIT_STEP_REVOKED));
  auto mx = MxCrossings();
  PlannedEntry unseen = Received("us-4", 4, v1::AUDIT_STEP_REVOKED);
  const auto change = unseen.change;
  unseen.change = [change](v1::SharedOpening& shared,
                           v1::NationalOpening& national) {
    change(shared, national);
    for (auto* text : {shared.mutable_type(), shared.mutable_sender(),
                       shared.mutable_recipient(), shared.mutable_record_id(),
                       shared.mutable_to_nation()}) {
      text->clear();
    }
    shared.clear_channel();
    shared.clear_urgency();
  };
  mx.push_back(unseen);
  EXPECT_TRUE(Held(us, mx).AllMatched());
}

TEST(ReconciliationTest, EveryParticularThatDiffersIsNamed) {
  using Change = std::function<void(v1::SharedOpening&)>;
  const std::vector<std::pair<std::string, Change>> changes = {
      {"recordId", [](auto& s) { s.set_record_id(std::string(32, 'x')); }},
      {"type", [](auto& s) { s.set_type("BorderAlert"); }},
      {"sender", [](auto& s) { s.set_sender("spiffe://a.example/agency/x"); }},
      {"recipient",
       [](auto& s) { s.set_recipient("spiffe://a.example/agency/x"); }},
      {"channel", [](auto& s) { s.set_channel(v1::CHANNEL_JUDICIAL); }},
      {"urgency", [](auto& s) { s.set_urgency(v1::URGENCY_URGENT); }},
  };
  for (const auto& [what, apply] : changes) {
    auto mx = MxCrossings();
    for (PlannedEntry& each : mx) {
      if (each.transfer_id != TransferNamed("us-1")) continue;
      each.change = [before = each.change, apply = apply](
                        v1::SharedOpening& shared,
                        v1::NationalOpening& national) {
        before(shared, national);
        apply(shared);
      };
    }
    const Reconciliation found = Held(UsCrossings(), mx);
    ASSERT_THAT(found.differences, SizeIs(1)) << what;
    EXPECT_EQ(found.differences[0].what, what);
    EXPECT_EQ(found.differences[0].transfer_id, TransferNamed("us-1"));
    EXPECT_NE(found.differences[0].first, found.differences[0].second);
    EXPECT_FALSE(found.AllMatched());
  }
}

TEST(ReconciliationTest, AnotherAnswerThanWasDecidedIsADifference) {
  auto mx = MxCrossings();
  for (PlannedEntry& each : mx) {
    if (each.transfer_id == TransferNamed("us-2")) {
      each.outcome = v1::DECISION_OUTCOME_PERMIT;  // us was told: denied
    }
  }
  const Reconciliation found = Held(UsCrossings(), mx);
  ASSERT_THAT(found.differences, SizeIs(1));
  EXPECT_EQ(found.differences[0].what, "answer");
  EXPECT_EQ(found.differences[0].first, "DECISION_OUTCOME_DENY");
  EXPECT_EQ(found.differences[0].second, "DECISION_OUTCOME_PERMIT");
}

TEST(ReconciliationTest, ANumberOfTwoRecordsIsNamed) {
  auto us = UsCrossings();
  auto mx = MxCrossings();
  us.push_back(Sent("us-4", 3));
  mx.push_back(Received("us-4", 3));
  const Reconciliation found = Held(us, mx);
  EXPECT_FALSE(found.AllMatched());
  EXPECT_THAT(found.directions[0].twice, ElementsAre(3));
}

TEST(ReconciliationTest, AnEntryNamedByTheOtherLogMustStandThere) {
  const PublishedLog mx_log(MxCrossings(), "mx");
  const Read mx(mx_log);
  for (const bool right : {true, false}) {
    auto us = UsCrossings();
    for (PlannedEntry& each : us) {
      if (each.step != v1::AUDIT_STEP_RELAYED) continue;
      each.change = [&, before = each.change](v1::SharedOpening& shared,
                                              v1::NationalOpening& national) {
        before(shared, national);
        std::string hash = ToBytes(mx.ledger.hashes().at(1));
        if (!right) hash[0] ^= 1;
        national.set_peer_entry_index(1);
        national.set_peer_entry_hash(hash);
      };
      break;
    }
    const PublishedLog us_log(us, "us");
    const Read read(us_log);
    const Reconciliation found =
        Reconcile({kUsNation, read.ledger}, {kMxNation, mx.ledger});
    EXPECT_EQ(found.AllMatched(), right);
    if (!right) {
      ASSERT_THAT(found.differences, SizeIs(1));
      EXPECT_EQ(found.differences[0].what, "entryHash");
    }
  }
}

// Whoever hides what opens an entry cannot hide which transfer it is about.
TEST(ReconciliationTest, AnEntryThatNothingOpensShowsThatTheRecordCame) {
  const PublishedLog us_log(UsCrossings(), "us");
  const PublishedLog mx_log(MxCrossings(), "mx");
  mx_log.Lose(0, PublishedLog::Loss::kLine);
  mx_log.Lose(3, PublishedLog::Loss::kLine);
  const Read us(us_log);
  const Read mx(mx_log, true);
  const Reconciliation found =
      Reconcile({kUsNation, us.ledger}, {kMxNation, mx.ledger});
  ASSERT_THAT(found.gaps, SizeIs(1));
  EXPECT_EQ(found.gaps[0].transfer_id, TransferNamed("us-1"));
  EXPECT_EQ(found.gaps[0].kind, Gap::Kind::kNotReceived);
  EXPECT_EQ(found.gaps[0].trace, Gap::Trace::kNotOpened);
  EXPECT_EQ(found.gaps[0].trace_entry, 0U);
  EXPECT_TRUE(found.gaps[0].IsShown());
}

TEST(ReconciliationTest, WhatStandsWhereAnAnswerPointedIsNamedOfAGap) {
  std::vector<PlannedEntry> mx = MxCrossings();
  std::erase_if(mx, [](const PlannedEntry& each) {
    return each.transfer_id == TransferNamed("us-1");
  });
  const PublishedLog mx_log(mx, "mx");
  const Read mx_read(mx_log);
  const struct {
    uint64_t index;
    std::string hash;
    Gap::Trace trace;
  } rows[] = {
      {1, std::string(32, 'x'), Gap::Trace::kAnotherEntry},
      {1, ToBytes(mx_read.ledger.hashes().at(1)), Gap::Trace::kNotOpened},
      {mx.size(), std::string(32, 'x'), Gap::Trace::kEndsBefore},
  };
  for (const auto& row : rows) {
    std::vector<PlannedEntry> us = UsCrossings();
    us[1].change = [before = us[1].change, &row](
                       v1::SharedOpening& shared,
                       v1::NationalOpening& national) {
      before(shared, national);
      national.set_peer_entry_index(row.index);
      national.set_peer_entry_hash(row.hash);
    };
    const PublishedLog us_log(us, "us");
    const Read us_read(us_log);
    const Reconciliation found =
        Reconcile({kUsNation, us_read.ledger}, {kMxNation, mx_read.ledger});
    ASSERT_THAT(found.gaps, SizeIs(1)) << row.index;
    EXPECT_EQ(found.gaps[0].trace, row.trace);
    EXPECT_EQ(found.gaps[0].trace_entry, row.index);
    EXPECT_EQ(found.gaps[0].IsShown(), row.trace == Gap::Trace::kNotOpened);
  }
}

TEST(ReconciliationTest, RecordsOfOtherLinksAreLeftOutAndCounted) {
  auto us = UsCrossings();
  PlannedEntry other = Sent("us-9", 1);
  other.change = [before = other.change](v1::SharedOpening& shared,
                                         v1::NationalOpening& national) {
    before(shared, national);
    shared.set_to_nation("ca.enlace.example");
  };
  us.push_back(other);
  const Reconciliation found = Held(us, MxCrossings());
  EXPECT_TRUE(found.AllMatched());
  EXPECT_EQ(found.elsewhere, 1U);
}

TEST(CrossingLedgerTest, CountsWhatDoesNotOpen) {
  const PublishedLog log(UsCrossings(), "us");
  log.Lose(0, PublishedLog::Loss::kLine);
  log.Lose(1, PublishedLog::Loss::kOpenings);
  log.Lose(2, PublishedLog::Loss::kNational);
  const Read read(log, true);
  EXPECT_EQ(read.ledger.unreadable(), 2U);
}

}  // namespace
}  // namespace enlace::client

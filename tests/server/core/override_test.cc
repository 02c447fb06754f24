// Urgent records: who sets a hold aside, what follows, and who looks at it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/approvals.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFirstOfficer[] = "spiffe://us.enlace.example/person/first";
constexpr char kSecondOfficer[] = "spiffe://us.enlace.example/person/second";
constexpr char kThird[] = "spiffe://us.enlace.example/person/third";
constexpr char kOnDuty[] = "duty-officer";
constexpr char kLegalOffice[] = "legal-officer";
constexpr char kWhy[] = "a shot was fired";

class OverrideTest : public ::testing::Test {
 protected:
  OverrideRequest Overrides(const std::string& id, const std::string& person,
                            const std::string& rule_id = "OUT-3",
                            const std::string& role = kOnDuty) {
    const policy::Rule* const rule =
        simulation::SampleBook(node_.book_version).FindRule(rule_id);
    return {.person = person,
            .record_id = node_.transfer(id).record.record_id(),
            .rule_id = rule_id,
            .rule_digest = ToBytes(rule->digest),
            .role = role,
            .statement = kWhy,
            .entry = node_.Draft()};
  }

  OverrideReview Looks(const std::string& id, const std::string& reviewer,
                       const std::string& role = kLegalOffice) {
    return {.reviewer = reviewer,
            .record_id = node_.transfer(id).record.record_id(),
            .rule_id = "OUT-3",
            .role = role,
            .reason = "",
            .entry = node_.Draft()};
  }

  // Held, of urgency ROUTINE, by OUT-7: it was sent before.
  std::string SubmitRepeated() {
    simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
    node_.Run(node_.Prepare(record));
    record.facts.set_message_id(node_.random.Bytes(16));
    PreparedSubmission again = node_.Prepare(record);
    std::string id = again.record.transfer_id();
    node_.Run(std::move(again));
    return id;
  }

  std::string RefusalOf(Input input) {
    const Answer answer = node_.Run(std::move(input));
    EXPECT_EQ(answer.kind, Kind::kRefused);
    return wire::ReasonOf(answer.status);
  }

  std::vector<std::string> Due() {
    return DueToRelease(node_.state(),
                        simulation::SampleBook(node_.book_version), node_.now(),
                        9, [](const Transfer&) { return true; });
  }

  v1::NationalOpening OpeningOf(size_t entry) {
    v1::AnnexEntry annex;
    v1::NationalOpening opening;
    EXPECT_TRUE(annex.ParseFromString(node_.store.audit().at(entry).annex));
    EXPECT_TRUE(opening.ParseFromString(annex.national()));
    return opening;
  }

  // Released by two persons.
  std::string SubmitOverridden() {
    const std::string id = node_.Submit(Wanted::kHold);
    node_.Run(Overrides(id, kFirstOfficer));
    node_.Run(Overrides(id, kSecondOfficer));
    EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
    EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
    return id;
  }

  CoreNode node_;
};

TEST_F(OverrideTest, TwoPersonsReleaseAnUrgentRecordAndTheLogSaysWhy) {
  const std::string id = node_.Submit(Wanted::kHold);
  const size_t entries = node_.store.audit().size();
  EXPECT_EQ(node_.Run(Overrides(id, kFirstOfficer)).kind, Kind::kDone);
  EXPECT_THAT(Due(), IsEmpty());
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDuplicate);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_HELD);

  EXPECT_EQ(node_.Run(Overrides(id, kSecondOfficer)).kind, Kind::kDone);
  node_.Restart();
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
  EXPECT_THAT(node_.transfer(id).unreviewed,
              ElementsAre(OverriddenRule{"OUT-3", {kOnDuty, kLegalOffice}}));
  EXPECT_THAT(node_.state().unreviewed, ElementsAre(id));

  const auto step = [&](size_t entry) {
    return wire::DecodeAuditEntry(node_.store.audit()[entry].entry)->step;
  };
  ASSERT_EQ(node_.store.audit().size(), entries + 3);
  EXPECT_EQ(step(entries), v1::AUDIT_STEP_OVERRIDDEN);
  EXPECT_EQ(OpeningOf(entries).statement(), kWhy);
  EXPECT_EQ(OpeningOf(entries).review().role(), kOnDuty);
  EXPECT_THAT(OpeningOf(entries).rule_ids(), ElementsAre("OUT-3"));
  EXPECT_EQ(step(entries + 2), v1::AUDIT_STEP_DECIDED_OUTGOING);
  EXPECT_THAT(OpeningOf(entries + 2).overridden_rules(), ElementsAre("OUT-3"));
}

TEST_F(OverrideTest, OnePersonTwiceReleasesNothing) {
  const std::string id = node_.Submit(Wanted::kHold);
  EXPECT_EQ(node_.Run(Overrides(id, kFirstOfficer)).kind, Kind::kDone);
  EXPECT_EQ(node_.Run(Overrides(id, kFirstOfficer)).kind, Kind::kDuplicate);
  EXPECT_THAT(node_.transfer(id).overrides, SizeIs(1));
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(OverrideTest, ReceivedRecordIsReleasedToItsInbox) {
  const std::string id = node_.Receive(Wanted::kHold);
  node_.Run(Overrides(id, kFirstOfficer, "IN-3"));
  node_.Run(Overrides(id, kSecondOfficer, "IN-3"));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_DELIVERED);
}

TEST_F(OverrideTest, WhatMayNotBeOverriddenIsRefusedAndChangesNothing) {
  const std::string id = node_.Submit(Wanted::kHold);
  EXPECT_EQ(RefusalOf(Overrides(id, kOwnAgency)), wire::kNotEntitled)
      << "the sender";
  EXPECT_EQ(RefusalOf(Overrides(id, kFirstOfficer, "OUT-3", kLegalOffice)),
            wire::kNotEntitled)
      << "another role";
  OverrideRequest silent = Overrides(id, kFirstOfficer);
  silent.statement.clear();
  EXPECT_EQ(RefusalOf(std::move(silent)), wire::kFieldInvalid);
  OverrideRequest stale = Overrides(id, kFirstOfficer);
  stale.rule_digest[0] ^= 1;
  EXPECT_EQ(RefusalOf(std::move(stale)), kRuleChanged);
  EXPECT_EQ(RefusalOf(Overrides(id, kFirstOfficer, "OUT-16")), kRuleChanged)
      << "it does not hold the record";
  const std::string routine = SubmitRepeated();
  ASSERT_EQ(node_.transfer(routine).state, v1::RECORD_STATE_HELD);
  EXPECT_EQ(RefusalOf(Overrides(routine, kFirstOfficer, "OUT-7")),
            kNotOverridable);
  EXPECT_THAT(node_.transfer(id).overrides, IsEmpty());

  node_.clock.now_ms = kTestStartMs + kTestLifeMs;
  EXPECT_EQ(RefusalOf(Overrides(id, kFirstOfficer)), wire::kExpired);
}

TEST_F(OverrideTest, OverrideOfARuleThatChangedDoesNotCount) {
  const policy::Book& book = simulation::SampleBook(1);
  const policy::Rule& rule = *book.FindRule("OUT-3");
  const Override good{
      "OUT-3", ToBytes(rule.digest), kOnDuty, kFirstOfficer, kWhy, 1};
  Override stale = good;
  stale.rule_digest[5] ^= 1;
  Override gone = good;
  gone.rule_id = "OUT-99";
  EXPECT_THAT(CountingOverrides({stale, good, gone}, book), ElementsAre(good));
  policy::Facts facts;
  SetOverrideFacts({stale, gone}, book, facts);
  EXPECT_EQ(facts, policy::Facts());
}

TEST_F(OverrideTest, ReleasePreparedBeforeTheSecondPersonGoesBack) {
  const std::string id = node_.Submit(Wanted::kHold);
  node_.Run(Overrides(id, kFirstOfficer));
  PreparedRelease early = node_.PrepareRelease(id);
  node_.Run(Overrides(id, kSecondOfficer));
  EXPECT_EQ(node_.Run(std::move(early)).kind, Kind::kStale);
}

TEST_F(OverrideTest, RejectionStillEndsTheRecordBeforeTheSecondPerson) {
  const std::string id = node_.Submit(Wanted::kHold);
  node_.Run(Overrides(id, kFirstOfficer));
  node_.Run(node_.Rejects(id, "OUT-3", kLegalOffice, kThird));
  EXPECT_EQ(RefusalOf(Overrides(id, kSecondOfficer)), kRecordNotHeld);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_DENIED);
}

TEST_F(OverrideTest, WhatWasApprovedNeedsNoLookAfterwards) {
  const std::string id = node_.Submit(Wanted::kHold);
  node_.Run(Overrides(id, kFirstOfficer));
  node_.Run(node_.Approves(id, "OUT-3", kOnDuty, kFirstOfficer));
  node_.Run(node_.Approves(id, "OUT-3", kLegalOffice, kSecondOfficer));
  node_.Run(node_.PrepareRelease(id));
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
  EXPECT_THAT(node_.state().unreviewed, IsEmpty());
}

TEST_F(OverrideTest, LookAfterwardsIsAskedForUntilAnotherPersonTookIt) {
  const std::string id = SubmitOverridden();
  EXPECT_EQ(RefusalOf(Looks(id, kFirstOfficer, kOnDuty)), wire::kNotEntitled)
      << "who overrode";
  EXPECT_EQ(RefusalOf(Looks(id, kOwnAgency)), wire::kNotEntitled)
      << "who sent it";
  EXPECT_EQ(RefusalOf(Looks(id, kThird, "janitor")), wire::kNotEntitled);
  node_.Restart();
  EXPECT_THAT(node_.state().unreviewed, ElementsAre(id));
  const auto decoded = DecodeState(EncodeState(node_.state()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->unreviewed, node_.state().unreviewed);
  EXPECT_EQ(decoded->FindTransfer(id)->overrides, node_.transfer(id).overrides);

  const size_t entries = node_.store.audit().size();
  OverrideReview objection = Looks(id, kThird);
  objection.reason = "V04";
  EXPECT_EQ(node_.Run(std::move(objection)).kind, Kind::kDone);
  EXPECT_EQ(OpeningOf(entries).reason(), "V04");
  EXPECT_EQ(OpeningOf(entries).outcome(), v1::DECISION_OUTCOME_DENY);
  EXPECT_THAT(node_.state().unreviewed, IsEmpty());
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
  EXPECT_EQ(RefusalOf(Looks(id, kThird)), wire::kNotEntitled);
}

}  // namespace
}  // namespace enlace::core

// Which entries keep the line by which another book can be held against the
// decision: those of what the rule book decided, and no others.

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "enlace/v1/audit.pb.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

constexpr char kLine[] = "the line of the gate";

template <typename Prepared>
Prepared WithLine(Prepared prepared) {
  prepared.entry.national.set_decision_line(kLine);
  return prepared;
}

// The national opening of the newest entry, or the one `back` before it.
v1::NationalOpening Opening(const CoreNode& node, size_t back = 0) {
  v1::AnnexEntry annex;
  EXPECT_TRUE(annex.ParseFromString(
      node.store.audit()[node.store.audit().size() - 1 - back].annex));
  v1::NationalOpening national;
  EXPECT_TRUE(national.ParseFromString(annex.national()));
  return national;
}

TEST(DecisionLineTest, WhatTheBookDecidedKeepsIt) {
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
    CoreNode node;
    node.Run(WithLine(node.Prepare(node.OutgoingRecord(wanted))));
    EXPECT_EQ(Opening(node).decision_line(), kLine);
    node.Run(WithLine(node.Prepare(node.IncomingItem(wanted))));
    EXPECT_EQ(Opening(node).decision_line(), kLine);
    node.Run(WithLine(node.Prepare(node.DomesticRecord(wanted))));
    EXPECT_EQ(Opening(node).decision_line(), kLine);
  }
}

TEST(DecisionLineTest, ANoticeHasItsOwnBesideThatOfTheDenial) {
  CoreNode node;
  PreparedSubmission input =
      WithLine(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  ASSERT_TRUE(input.notice);
  input.notice->entry.national.set_decision_line("of the notice");
  node.Run(std::move(input));
  EXPECT_EQ(Opening(node, 1).decision_line(), kLine);
  EXPECT_EQ(Opening(node).decision_line(), "of the notice");
}

TEST(DecisionLineTest, WhatIsReleasedAfterAHoldHasThatOfTheSecondDecision) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  for (const auto& [role, person] :
       {std::pair{"duty-officer", kOperator},
        std::pair{"legal-officer", kOtherOperator}}) {
    node.Run(node.Approves(id, "OUT-3", role, person));
  }
  ASSERT_EQ(node.Run(WithLine(node.PrepareRelease(id))).kind,
            Answer::Kind::kDone);
  EXPECT_EQ(Opening(node).outcome(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(Opening(node).decision_line(), kLine);
}

TEST(DecisionLineTest, WhatIsPastItsTimeHasNone) {
  CoreNode node;
  PreparedSubmission out =
      WithLine(node.Prepare(node.OutgoingRecord(Wanted::kPermit)));
  // Whatever the book says of it, and of what would go instead.
  PreparedSubmission denied =
      WithLine(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  PreparedRelay in = WithLine(node.Prepare(node.IncomingItem(Wanted::kHold)));
  node.clock.now_ms += kTestLifeMs;
  for (Input input : {Input(std::move(out)), Input(std::move(denied)),
                      Input(std::move(in))}) {
    node.Run(std::move(input));
    EXPECT_EQ(Opening(node).reason(), "T05");
    EXPECT_EQ(Opening(node).decision_line(), "");
  }
}

TEST(DecisionLineTest, WhatTheThreadRefusesHasNone) {
  CoreNode node;
  const std::string asked = node.Receive(Wanted::kPermit);
  simulation::SimRecord reply = node.OutgoingRecord(Wanted::kPermit);
  reply.facts.set_type("FirearmTraceResult");
  reply.facts.set_parent(node.transfer(asked).record.record_id());
  reply.facts.set_channel(v1::CHANNEL_ADMIN);  // asked on INTEL
  node.Run(WithLine(node.Prepare(reply)));
  EXPECT_EQ(Opening(node).reason(), "T01");
  EXPECT_EQ(Opening(node).decision_line(), "");

  simulation::SimRelayItem grant = node.IncomingItem(Wanted::kPermit);
  grant.facts.set_type("UseConsentGrant");
  grant.facts.set_parent(node.transfer(asked).record.record_id());
  node.Run(WithLine(node.Prepare(grant)));
  EXPECT_EQ(Opening(node).reason(), "T01");
  EXPECT_EQ(Opening(node).decision_line(), "");
}

TEST(DecisionLineTest, WhatAReviewerRejectedHasNone) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  Review review = node.Rejects(id, "OUT-3", "duty-officer", kOperator);
  review.decision_entry.national.set_decision_line(kLine);
  node.Run(std::move(review));
  EXPECT_EQ(Opening(node).outcome(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(Opening(node).reason(), "V04");
  EXPECT_EQ(Opening(node).decision_line(), "");
}

}  // namespace
}  // namespace enlace::core

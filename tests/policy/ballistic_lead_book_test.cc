// Ballistic leads on the sample books.

#include <gtest/gtest.h>

#include "enlace/v1/ballistic_lead.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

class BallisticLeadBooks : public SampleBooksTest {
 protected:
  const v1::BallisticLead lead_ = Example<v1::BallisticLead>("ballistic_lead");
};

TEST_F(BallisticLeadBooks, ABallisticLeadCrossesMarkedUnlessAnExaminerSpoke) {
  v1::BallisticLead lead = lead_;
  for (const auto kind :
       {v1::BALLISTIC_LEAD_KIND_LEAD, v1::BALLISTIC_LEAD_KIND_HIT,
        v1::BALLISTIC_LEAD_KIND_EXCLUSION}) {
    lead.set_lead_kind(kind);
    const bool marked = kind == v1::BALLISTIC_LEAD_KIND_LEAD;
    const Decision out =
        DecideOn(*us_, Route(Direction::kOutgoing, kAtf, kFgr), lead);
    EXPECT_EQ(out.outcome, Outcome::kPermit) << out.reason;
    EXPECT_EQ(out.caveats,
              marked ? (Names{"NO_PUBLIC_RELEASE", "UNCONFIRMED_CORRELATION"})
                     : Names{"NO_PUBLIC_RELEASE"});
    EXPECT_EQ(
        DecideOn(*mx_, Route(Direction::kIncoming, kAtf, kFgr), lead).caveats,
        (Names{"RESERVADA", "SOLO_INDICIO"}));
    const Decision back =
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), lead);
    EXPECT_EQ(back.outcome, Outcome::kPermit) << back.reason;
    EXPECT_EQ(back.caveats, marked ? (Names{"CONFIDENTIAL_LE_USE_ONLY",
                                            "CORRELACION_SIN_CONFIRMAR"})
                                   : Names{"CONFIDENTIAL_LE_USE_ONLY"});
    EXPECT_EQ(
        DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), lead).outcome,
        Outcome::kPermit);
  }
}

TEST_F(BallisticLeadBooks, ALinkWithinOneNationIsNotTheOthersAffair) {
  v1::BallisticLead lead = lead_;
  lead.mutable_evidence(1)->mutable_event_place()->set_country("US");
  for (const Decision& decision :
       {DecideOn(*us_, Route(Direction::kOutgoing, kAtf, kFgr), lead),
        DecideOn(*mx_, Route(Direction::kIncoming, kAtf, kFgr), lead)}) {
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "B06");
  }
}

TEST_F(BallisticLeadBooks, AnyOtherPurposeIsForbiddenOnBothSides) {
  v1::BallisticLead lead = lead_;
  lead.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_CIVIL_PROCEEDING);
  for (const Decision& decision :
       {DecideOn(*us_, Route(Direction::kOutgoing, kAtf, kFgr), lead),
        DecideOn(*mx_, Route(Direction::kIncoming, kAtf, kFgr), lead),
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), lead),
        DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), lead)}) {
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "B04");
    EXPECT_EQ(decision.public_reason, "B04");
  }
}

}  // namespace
}  // namespace enlace::policy

// What a third country owns, on the sample books (scenario A3).

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "enlace/v1/ballistic_lead.pb.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

class ThirdCountryBooks : public SampleBooksTest {
 protected:
  // What each book says of an alert that the one side sends the other.
  std::vector<Decision> BothWays(const v1::SubstanceAlert& alert) const {
    return {DecideOn(*mx_, Route(Direction::kOutgoing, kAnam, kDea), alert),
            DecideOn(*us_, Route(Direction::kIncoming, kAnam, kDea), alert),
            DecideOn(*us_, Route(Direction::kOutgoing, kDea, kAnam), alert),
            DecideOn(*mx_, Route(Direction::kIncoming, kDea, kAnam), alert)};
  }

  const v1::SubstanceAlert shipment_ =
      Example<v1::SubstanceAlert>("substance_alert_precursor");
};

TEST_F(ThirdCountryBooks, GoodsOfAThirdCountryWaitInBothBooksInBothDirections) {
  for (const char* country : {"CN", "GT", "US", "MX"}) {
    for (const int which : {0, 1, 2}) {
      v1::SubstanceAlert alert = shipment_;
      alert.clear_destination();
      (which == 0   ? alert.mutable_origin_declared()
       : which == 1 ? alert.mutable_origin_suspected()
                    : alert.mutable_destination())
          ->set_country(country);
      const bool third = country[0] == 'C' || country[0] == 'G';
      for (const Decision& decision : BothWays(alert)) {
        EXPECT_EQ(decision.outcome, third ? Outcome::kHold : Outcome::kPermit)
            << country << which;
        EXPECT_EQ(decision.reason, third ? "V08" : "");
      }
    }
  }
}

TEST_F(ThirdCountryBooks, APlaceWithoutItsCountryWaits) {
  v1::SubstanceAlert alert = shipment_;
  alert.mutable_origin_declared()->set_municipality("TESTVILLE");
  const Decision decision =
      DecideOn(*mx_, Route(Direction::kOutgoing, kAnam, kDea), alert);
  EXPECT_EQ(decision.outcome, Outcome::kHold);
  EXPECT_EQ(decision.rule_ids, Names{"MX-TERCEROS-3"});
}

TEST_F(ThirdCountryBooks, AnAlertOnAThirdCountrysNationalWaitsInBothBooks) {
  v1::SubstanceAlert alert = shipment_;
  for (const char* country : {"GT", "MX"}) {
    alert.mutable_person()->clear_nationalities();
    alert.mutable_person()->add_nationalities(country);
    const bool third = country[0] == 'G';
    for (const Decision& decision : BothWays(alert)) {
      EXPECT_EQ(decision.outcome, third ? Outcome::kHold : Outcome::kPermit)
          << decision.reason;
      EXPECT_EQ(decision.reason, third ? "V08" : "");
    }
  }
}

TEST_F(ThirdCountryBooks, ANationalOfNeitherNationWaitsInBothBooks) {
  auto alert = Example<v1::BorderAlert>("person_alert_protected");
  alert.mutable_context()->mutable_subject_flags()->set_protected_1367(
      v1::ANSWER_NO);
  const auto holds = [&](const Names& nationalities) {
    alert.mutable_person()->clear_nationalities();
    for (const std::string& country : nationalities) {
      alert.mutable_person()->add_nationalities(country);
    }
    const Decision out =
        DecideOn(*us_, Route(Direction::kOutgoing, kHsi, kInm), alert);
    const Decision in =
        DecideOn(*mx_, Route(Direction::kIncoming, kHsi, kInm), alert);
    EXPECT_EQ(out.outcome, in.outcome);
    if (out.outcome != Outcome::kHold) return false;
    EXPECT_EQ(out.reason, "V08");
    EXPECT_EQ(in.reason, "V08");
    EXPECT_EQ(in.rule_ids, Names{"MX-TERCEROS-2"});
    return true;
  };
  EXPECT_TRUE(holds({"GT"}));
  EXPECT_TRUE(holds({}));
  EXPECT_FALSE(holds({"MX"}));
  EXPECT_FALSE(holds({"GT", "US"}));
}

TEST_F(ThirdCountryBooks,
       WhatTheSenderStatesOfThirdCountriesHoldsAndIsNotDisclosed) {
  auto lead = Example<v1::FinancialLead>("financial_lead");
  v1::SubstanceAlert report = shipment_;
  auto link = Example<v1::BallisticLead>("ballistic_lead");
  const auto decide = [&](const google::protobuf::Message& record,
                          const char* from, const char* to) {
    return DecideOn(*us_, Route(Direction::kOutgoing, from, to), record);
  };
  EXPECT_EQ(decide(lead, kFincen, kUif).outcome, Outcome::kPermit);
  for (auto* flags : {lead.mutable_context()->mutable_subject_flags(),
                      report.mutable_context()->mutable_subject_flags(),
                      link.mutable_context()->mutable_subject_flags()}) {
    flags->add_third_countries("CO");
  }
  for (const Decision& decision :
       {decide(lead, kFincen, kUif), decide(report, kDea, kFgr),
        decide(link, kAtf, kFgr)}) {
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.rule_ids, Names{"US-THIRD-1"});
    EXPECT_EQ(decision.reason, "V08");
    EXPECT_EQ(decision.public_reason, "R01");
  }
  for (const Decision& decision :
       {DecideOn(*mx_, Route(Direction::kOutgoing, kAnam, kDea), report),
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), link)}) {
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.public_reason, "R01");
  }
}

}  // namespace
}  // namespace enlace::policy

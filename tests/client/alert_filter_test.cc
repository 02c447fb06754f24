#include "client/library/alert_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/library/alert_terms.h"
#include "enlace/v1/safety.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "tests/client/alert_fixture.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

wire::VerifiedRecord Verified(const google::protobuf::Message& record) {
  wire::VerifiedRecord verified;
  verified.message.reset(record.New());
  verified.message->CopyFrom(record);
  return verified;
}

// What a leaf holds, and how somebody at a post may type it.
struct Spelling {
  const char* typed;
  bool matches;
};

v1::BorderAlert Everything() {
  v1::BorderAlert alert = VehicleAlert();
  alert.mutable_vehicle()->set_trailer_number("TR-77 12");
  alert.mutable_cargo()->set_container("CSQU3054383");
  alert.mutable_cargo()->set_document(v1::TRANSPORT_DOCUMENT_AWB);
  alert.mutable_cargo()->set_number("11112345675");
  alert.mutable_cargo()->set_seal("SEAL 0099");
  alert.mutable_aircraft()->set_registration("XA-TST");
  alert.mutable_aircraft()->set_icao24("0D0ABC");
  alert.mutable_vessel()->set_imo("9074729");
  alert.mutable_vessel()->set_mmsi("345070001");
  alert.mutable_vessel()->set_call_sign("XCTE");
  return alert;
}

class MatchTest : public testing::TestWithParam<
                      std::pair<const char*, std::vector<Spelling>>> {};

TEST_P(MatchTest, FindsTheValueHoweverItIsSpelled) {
  const wire::VerifiedRecord record = Verified(Everything());
  for (const Spelling& spelling : GetParam().second) {
    const AlertMatch match = MatchOf(record, spelling.typed);
    EXPECT_FALSE(match.partial);
    if (spelling.matches) {
      EXPECT_THAT(match.paths, ElementsAre(GetParam().first)) << spelling.typed;
    } else {
      EXPECT_THAT(match.paths, IsEmpty()) << spelling.typed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Values, MatchTest,
    testing::Values(
        std::pair{"vehicle.plate",
                  std::vector<Spelling>{{"TEST-123", true},
                                        {"test 123", true},
                                        {"TEST123", true},
                                        {" test–123 ", true},
                                        {"ＴＥＳＴ１２３", true},
                                        {"TEST-12", false},
                                        {"EST-123", false},
                                        {"TEST-1234", false}}},
        std::pair{"vehicle.vin",
                  std::vector<Spelling>{{"3ZZTEST00X0000001", true},
                                        {"3zz test00x 0000001", true},
                                        {"3ZZTEST00X0000002", false}}},
        std::pair{"vehicle.trailer_number",
                  std::vector<Spelling>{
                      {"TR7712", true}, {"tr-7712", true}, {"TR7713", false}}},
        std::pair{"cargo.container",
                  std::vector<Spelling>{{"CSQU 305438 3", true},
                                        {"csqu-305438-3", true},
                                        {"CSQU3054384", false}}},
        std::pair{"cargo.number",
                  std::vector<Spelling>{{"111-1234 5675", true},
                                        {"11112345676", false}}},
        std::pair{"cargo.seal", std::vector<Spelling>{{"seal0099", true}}},
        std::pair{"aircraft.registration",
                  std::vector<Spelling>{{"xatst", true}, {"XA-TST", true}}},
        std::pair{"aircraft.icao24",
                  std::vector<Spelling>{{"0d0abc", true}, {"D0ABC", false}}},
        std::pair{"vessel.imo", std::vector<Spelling>{{"IMO 9074729", true},
                                                      {"9074729", true},
                                                      {"imo9074728", false}}},
        std::pair{"vessel.mmsi", std::vector<Spelling>{{"MMSI 345070001", true},
                                                       {"345 070 001", true}}},
        std::pair{"vessel.call_sign", std::vector<Spelling>{{"xcte", true}}},
        std::pair{"person.identity_document.number",
                  std::vector<Spelling>{{"TEST 0000 002", true},
                                        {"test0000002", true}}},
        std::pair{"alert_number",
                  std::vector<Spelling>{{"cbp test 0031", true}}}));

TEST(MatchOfTest, WhatIdentifiesNothingIsNoMatch) {
  const wire::VerifiedRecord record = Verified(Everything());
  for (const char* typed :
       {"TEST", "WHITE", "US-TX", "2019", "America/Matamoros", "US-2304",
        "cbp-test-31", "", " ", "-"}) {
    EXPECT_THAT(MatchOf(record, typed).paths, IsEmpty()) << typed;
  }
}

TEST(MatchOfTest, LooksIntoListsAndAnyTypeOfAlert) {
  v1::SubstanceAlert alert;
  alert.mutable_shipment()->mutable_cargo()->set_container("CSQU3054383");
  v1::Person& person = *alert.add_other_persons();
  person.mutable_identity_document()->set_number("TEST0000002");
  EXPECT_THAT(MatchOf(Verified(alert), "csqu3054383").paths,
              ElementsAre("shipment.cargo.container"));
  EXPECT_THAT(MatchOf(Verified(alert), "TEST-0000002").paths,
              ElementsAre("other_persons[0].identity_document.number"));
}

TEST(MatchOfTest, TheEndOfAValueThatWasMadeCoarserIsAPartialMatch) {
  v1::BorderAlert alert = VehicleAlert();
  alert.clear_person();
  wire::VerifiedRecord record = Verified(alert);
  v1::Generalization& coarser = record.generalizations.emplace_back();
  coarser.set_path("cargo.number");
  coarser.set_level("last4");
  coarser.set_value("5675");
  const AlertMatch match = MatchOf(record, "111-12345675");
  EXPECT_THAT(match.paths, ElementsAre("cargo.number"));
  EXPECT_TRUE(match.partial);
  EXPECT_THAT(MatchOf(record, "5675").paths, IsEmpty());
  EXPECT_THAT(MatchOf(record, "11112345676").paths, IsEmpty());
  coarser.set_path("context.case_ref");
  EXPECT_THAT(MatchOf(record, "111-12345675").paths, IsEmpty());
}

class FilterTest : public testing::Test {
 protected:
  size_t Count(const AlertFilter& filter) {
    return Filter(AlertBoard(inbox_.items(), WindowStart()), filter).size();
  }

  AlertInbox inbox_;
};

TEST_F(FilterTest, ExcludesOnlyWhatIsSurelyElsewhere) {
  inbox_.Add(VehicleAlert());
  EXPECT_EQ(Count({}), 1u);
  EXPECT_EQ(Count({.port = "mx-24"}), 1u);
  EXPECT_EQ(Count({.port = "US 2304"}), 0u) << "not a spelling of the code";
  EXPECT_EQ(Count({.port = "US-2304"}), 1u);
  EXPECT_EQ(Count({.port = "MX-23"}), 0u);
  EXPECT_EQ(Count({.direction = "southbound"}), 1u);
  EXPECT_EQ(Count({.direction = "northbound"}), 0u);
  EXPECT_EQ(Count({.urgency = v1::URGENCY_PRIORITY}), 1u);
  EXPECT_EQ(Count({.urgency = v1::URGENCY_URGENT}), 0u);
  EXPECT_EQ(Count({.value = "test123"}), 1u);
  EXPECT_EQ(Count({.port = "MX-23", .value = "test123"}), 0u);

  inbox_ = AlertInbox();
  v1::BorderAlert silent = VehicleAlert();
  silent.clear_expected_ports();
  silent.clear_direction();
  inbox_.Add(silent);
  silent.set_direction(v1::ALERT_DIRECTION_ANY);
  inbox_.Add(silent);
  EXPECT_EQ(Count({.port = "MX-23"}), 2u);
  EXPECT_EQ(Count({.direction = "northbound"}), 2u);
}

TEST(AlertTermsTest, AreReadByTheOptionsOfTheType) {
  const AlertTerms terms = TermsOf(VehicleAlert());
  EXPECT_EQ(terms.target->name(), "ALERT_TARGET_VEHICLE");
  EXPECT_EQ(terms.action->name(), "ALERT_ACTION_A3_SECONDARY");
  EXPECT_EQ(terms.direction->name(), "ALERT_DIRECTION_SOUTHBOUND");
  EXPECT_FALSE(terms.either_way);
  EXPECT_FALSE(terms.cancels);
  EXPECT_THAT(terms.ports, ElementsAre("US-2304", "MX-24"));
  EXPECT_EQ(terms.number, "CBP-TEST-0031");
  ASSERT_EQ(terms.warnings.size(), 1u);
  EXPECT_EQ(terms.warnings[0]->name(), "OFFICER_SAFETY_ARMED");
  EXPECT_TRUE(TermsOf(Cancellation()).cancels);

  v1::SubstanceAlert substance;
  substance.set_event_kind(v1::SUBSTANCE_EVENT_SEIZURE);
  substance.mutable_toxic_hazard()->add_kinds(v1::HazardKind(1));
  const AlertTerms of_substance = TermsOf(substance);
  EXPECT_EQ(of_substance.target->name(), "SUBSTANCE_EVENT_SEIZURE");
  EXPECT_EQ(of_substance.action, nullptr);
  EXPECT_EQ(of_substance.warnings.size(), 1u);

  const AlertTerms of_nothing = TermsOf(v1::SafetyNotice());
  EXPECT_EQ(of_nothing.target, nullptr);
  EXPECT_THAT(of_nothing.warnings, IsEmpty());
  EXPECT_FALSE(IsAlertType(*v1::Date::descriptor()));
}

}  // namespace
}  // namespace enlace::client

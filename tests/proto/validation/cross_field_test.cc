// Rules between the fields of a record and of its parts, on the types that have
// such parts.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "enlace/v1/ballistic_lead.pb.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "proto/validation/validate.h"

namespace enlace::validation {
namespace {

using ::google::protobuf::Message;
using ::testing::IsEmpty;

template <typename T>
T Example(const std::string& name) {
  const auto json = ReadFile("tests/scenarios/records/" + name + ".json");
  EXPECT_TRUE(json.ok()) << json.status();
  T record;
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(json.value_or("{}"), &record)
          .ok());
  return record;
}

template <typename List>
std::set<std::string> Named(const List& found) {
  std::set<std::string> names;
  for (const v1::FieldViolation& one : found) {
    names.insert(absl::StrCat(one.field(), " ", one.reason()));
  }
  return names;
}

std::set<std::string> Violations(const Message& record) {
  return Named(Examine(record).violations);
}

v1::SubstanceAlert Seizure() {
  return Example<v1::SubstanceAlert>("substance_alert_seizure");
}

TEST(CrossFieldTest, TheExamplesAreWellFormed) {
  EXPECT_THAT(Violations(Seizure()), IsEmpty());
  EXPECT_THAT(
      Violations(Example<v1::SubstanceAlert>("substance_alert_precursor")),
      IsEmpty());
  EXPECT_THAT(Violations(Example<v1::BallisticLead>("ballistic_lead")),
              IsEmpty());
}

TEST(CrossFieldTest, TabletsNeedTheirNumberOrTheirMass) {
  v1::SubstanceAlert alert = Seizure();
  v1::TabletDescription& tablet =
      *alert.mutable_substances(0)->mutable_tablet();
  tablet.clear_count();
  EXPECT_THAT(Violations(alert), IsEmpty());
  tablet.clear_mass_mg();
  EXPECT_EQ(Violations(alert),
            std::set<std::string>{"substances[0].tablet.count MISSING_ANY"});
  tablet.set_count(7);
  EXPECT_THAT(Violations(alert), IsEmpty());
  alert.mutable_substances(0)->clear_tablet();
  EXPECT_EQ(Violations(alert),
            std::set<std::string>{"substances[0].tablet.count MISSING_ANY"});
  alert.mutable_substances(0)->set_form(v1::SUBSTANCE_FORM_POWDER);
  EXPECT_THAT(Violations(alert), IsEmpty());
}

TEST(CrossFieldTest, WhatWouldDoInsteadIsNamedFromTheRecord) {
  v1::SubstanceAlert alert = Seizure();
  alert.mutable_substances(0)->clear_tablet();
  const Findings findings = Examine(alert);
  ASSERT_EQ(findings.violations.size(), 1u);
  EXPECT_EQ(findings.violations[0].description(),
            "is missing; state it, or `substances[0].tablet.mass_mg`");
  EXPECT_EQ(findings.violations[0].description_es(),
            "falta; ind\u00edquelo, o bien `substances[0].tablet.mass_mg`");
}

TEST(CrossFieldTest, EachElementOfAListIsHeldToItsOwnRules) {
  v1::SubstanceAlert alert = Seizure();
  v1::FoundSubstance& second = *alert.add_substances();
  second = alert.substances(0);
  second.set_form(v1::SUBSTANCE_FORM_POWDER);
  second.clear_tablet();
  second.set_test(v1::SUBSTANCE_TEST_LAB);
  EXPECT_EQ(Violations(alert),
            std::set<std::string>{"substances[1].lab_sample_ref MISSING_HERE"});
  second.set_lab_sample_ref("LAB-TEST-1");
  EXPECT_THAT(Violations(alert), IsEmpty());
}

TEST(CrossFieldTest, PurityIsAboveZeroAndAtMostAHundred) {
  v1::SubstanceAlert alert = Seizure();
  for (const char* good : {"100", "99.99", "7", "12.5", "0.01", "0.5"}) {
    alert.mutable_substances(0)->set_purity_percent(good);
    EXPECT_THAT(Violations(alert), IsEmpty()) << good;
  }
  for (const char* bad :
       {"0", "0.0", "0.00", "100.1", "101", "-1", "5.123", "05", "5.", "1e1"}) {
    alert.mutable_substances(0)->set_purity_percent(bad);
    EXPECT_EQ(Violations(alert),
              std::set<std::string>{"substances[0].purity_percent PATTERN"})
        << bad;
  }
}

// What neither confirms nor denies is the same whatever there is to hide.
TEST(CrossFieldTest, WhatNeitherConfirmsNorDeniesCarriesNothingElse) {
  v1::FinancialInfoReply reply =
      Example<v1::FinancialInfoReply>("financial_info_reply");
  EXPECT_THAT(Violations(reply), IsEmpty());
  reply.set_result(v1::FINANCIAL_INFO_RESULT_NEITHER_CONFIRM_NOR_DENY);
  reply.set_reason_code(v1::REASON_CODE_S02_PROTECTED_VICTIM);
  reply.mutable_subject()->mutable_name()->set_full_name_latin("DOE EXAMPLE");
  reply.mutable_subject_entity()->set_legal_name("TEST");
  reply.add_transactions();
  const std::set<std::string> found = Violations(reply);
  for (const char* field :
       {"reason_code", "account_count", "summary", "subject", "subject_entity",
        "accounts", "transactions", "source_report"}) {
    EXPECT_EQ(found.count(absl::StrCat(field, " FORBIDDEN_HERE")), 1u) << field;
  }
  reply.clear_reason_code();
  reply.clear_account_count();
  reply.clear_summary();
  reply.clear_subject();
  reply.clear_subject_entity();
  reply.clear_accounts();
  reply.clear_transactions();
  reply.clear_source_report();
  EXPECT_THAT(Violations(reply), IsEmpty());
}

TEST(CrossFieldTest, AHitNeedsItsExaminerAndItsTime) {
  v1::BallisticLead lead = Example<v1::BallisticLead>("ballistic_lead");
  lead.set_lead_kind(v1::BALLISTIC_LEAD_KIND_HIT);
  EXPECT_EQ(Violations(lead),
            (std::set<std::string>{"examiner_lab MISSING_HERE",
                                   "confirmed_at MISSING_HERE"}));
  lead.set_examiner_lab("TEST LAB");
  lead.mutable_confirmed_at()->set_seconds(1'760'000'000);
  EXPECT_THAT(Violations(lead), IsEmpty());
}

TEST(CrossFieldTest, ALinkIsBetweenTwoCases) {
  v1::BallisticLead lead = Example<v1::BallisticLead>("ballistic_lead");
  lead.mutable_evidence(1)->set_agency_case(lead.evidence(0).agency_case());
  EXPECT_EQ(Violations(lead), std::set<std::string>{"evidence ALIKE"});
  *lead.add_evidence() = lead.evidence(0);
  lead.mutable_evidence(2)->set_agency_case("TEST-3");
  EXPECT_THAT(Violations(lead), IsEmpty());
  lead.mutable_evidence()->DeleteSubrange(1, 2);
  EXPECT_EQ(Violations(lead),
            std::set<std::string>{"evidence TOO_FEW_ELEMENTS"});
}

TEST(CrossFieldTest, APartNeedsWhatTheMessageItUsesLeavesOpen) {
  v1::BallisticLead lead = Example<v1::BallisticLead>("ballistic_lead");
  lead.mutable_evidence(1)->mutable_event_place()->clear_municipality();
  EXPECT_EQ(
      Violations(lead),
      std::set<std::string>{"evidence[1].event_place.municipality MISSING"});
}

// The name is of another substance: worth a look, never a refusal.
TEST(CrossFieldTest, WarnsWhereASubstanceDoesNotFitItsCasNumber) {
  v1::SubstanceAlert alert = Seizure();
  EXPECT_EQ(Named(Examine(alert).warnings).count("substances[0].name MISMATCH"),
            0u);
  v1::FoundSubstance& substance = *alert.mutable_substances(0);
  substance.set_cas_number("108-24-7");
  EXPECT_THAT(Named(Examine(alert).warnings),
              ::testing::IsSupersetOf({"substances[0].name MISMATCH",
                                       "substances[0].hs6 MISMATCH",
                                       "substances[0].un_number MISMATCH"}));
  EXPECT_THAT(Violations(alert), IsEmpty());
  substance.clear_cas_number();
  EXPECT_EQ(Named(Examine(alert).warnings).count("substances[0].name MISMATCH"),
            0u);
}

}  // namespace
}  // namespace enlace::validation

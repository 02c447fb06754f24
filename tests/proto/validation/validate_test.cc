#include "proto/validation/validate.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "proto/validation/normalize.h"
#include "proto/validation/pattern.h"
#include "proto/wire/problem.h"

namespace enlace::validation {
namespace {

using testing::Contains;
using testing::IsSupersetOf;

v1::FirearmTraceRequest ExampleRequest() {
  v1::FirearmTraceRequest request;
  const auto json = ReadFile("tests/scenarios/records/trace_request.json");
  EXPECT_TRUE(json.ok()) << json.status();
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(json.value_or("{}"), &request)
          .ok());
  return request;
}

std::set<std::string> ViolatedFields(const absl::Status& status) {
  std::set<std::string> fields;
  for (const v1::FieldViolation& violation : wire::ViolationsOf(status)) {
    fields.insert(violation.field());
  }
  return fields;
}

TEST(ValidateTest, TheExampleIsWellFormed) {
  EXPECT_EQ(ValidateRecord(ExampleRequest()), absl::OkStatus());
}

struct Mistake {
  std::string name;
  std::function<void(v1::FirearmTraceRequest&)> make;
  std::string field;
};

class MistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsReportedWithItsFieldAndWithoutItsValue) {
  v1::FirearmTraceRequest request = ExampleRequest();
  GetParam().make(request);
  const absl::Status status = ValidateRecord(request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(wire::ReasonOf(status), "FIELD_INVALID");
  EXPECT_EQ(ViolatedFields(status), std::set<std::string>{GetParam().field});
  for (const v1::FieldViolation& violation : wire::ViolationsOf(status)) {
    EXPECT_EQ(violation.description().find("SECRET"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, MistakeTest,
    testing::Values(
        Mistake{"MissingCrimeCode", [](auto& r) { r.clear_crime_code(); },
                "crime_code"},
        Mistake{"MissingCase",
                [](auto& r) { r.mutable_context()->clear_case_ref(); },
                "context.case_ref"},
        Mistake{"BadCrimeCode", [](auto& r) { r.set_crime_code("SECRET"); },
                "crime_code"},
        Mistake{"BadOri",
                [](auto& r) {
                  r.mutable_requesting_agency()->set_ori("secret SECRET");
                },
                "requesting_agency.ori"},
        Mistake{"ControlCharacter",
                [](auto& r) {
                  r.mutable_possessor()->mutable_name()->set_given_names(
                      "SECRET\x01");
                },
                "possessor.name.given_names"},
        Mistake{"TooLong",
                [](auto& r) {
                  r.mutable_context()->set_case_ref(std::string(65, 'S'));
                },
                "context.case_ref"},
        Mistake{"BadCountry",
                [](auto& r) {
                  r.mutable_recovery()->mutable_place()->set_country("SECRET");
                },
                "recovery.place.country"}),
    [](const testing::TestParamInfo<Mistake>& row) { return row.param.name; });

TEST(ValidateTest, ReportsEveryMistakeAtOnce) {
  v1::FirearmTraceRequest request = ExampleRequest();
  request.clear_crime_code();
  request.mutable_context()->clear_case_ref();
  EXPECT_EQ(ViolatedFields(ValidateRecord(request)),
            (std::set<std::string>{"crime_code", "context.case_ref"}));
}

// Field and reason of each.
std::set<std::string> Found(const std::vector<v1::FieldViolation>& findings) {
  std::set<std::string> found;
  for (const v1::FieldViolation& finding : findings) {
    found.insert(absl::StrCat(finding.field(), " ", finding.reason()));
  }
  return found;
}

std::set<std::string> Violations(const google::protobuf::Message& record) {
  return Found(Examine(record).violations);
}

TEST(ValidateTest, SaysEveryFaultInBothLanguagesWithReasonAndNoValue) {
  v1::FirearmTraceRequest request = ExampleRequest();
  request.set_crime_code("SECRET");
  request.mutable_context()->clear_case_ref();
  v1::PersonId& id = *request.mutable_possessor()->mutable_national_id();
  id.set_type(v1::PERSON_ID_TYPE_CURP);
  id.set_value("PUFS900101HNERCN07");
  const absl::Status status = ValidateRecord(request);
  EXPECT_EQ(
      Found(wire::ViolationsOf(status)),
      (std::set<std::string>{"crime_code FORM", "context.case_ref MISSING",
                             "possessor.national_id.value CHECK_DIGIT"}));
  for (const v1::FieldViolation& violation : wire::ViolationsOf(status)) {
    for (const std::string& text :
         {violation.description(), violation.description_es()}) {
      EXPECT_NE(text, "");
      EXPECT_EQ(text.find("SECRET"), std::string::npos);
      EXPECT_EQ(text.find("PUFS"), std::string::npos);
    }
    if (violation.reason() == "CHECK_DIGIT") {
      EXPECT_EQ(violation.description(),
                "must be a CURP of 18 characters; the check digit does not "
                "fit: compare it with the document");
      EXPECT_EQ(violation.description_es(),
                "debe ser una CURP de 18 caracteres; el d\u00edgito "
                "verificador no corresponde: cot\u00e9jelo con el documento");
    }
  }
}

TEST(ValidateTest, WarnsOfWhatRealNumbersDoAndRefusesNothing) {
  v1::FirearmTraceRequest request = ExampleRequest();
  v1::PersonId& id = *request.mutable_possessor()->mutable_national_id();
  id.set_type(v1::PERSON_ID_TYPE_RFC);
  id.set_value("GODE561231GR9");
  request.mutable_firearm()->set_serial_number("TEST");
  const Findings findings = Examine(request);
  EXPECT_EQ(Found(findings.violations), std::set<std::string>{});
  EXPECT_EQ(Found(findings.warnings),
            (std::set<std::string>{"possessor.national_id.value CHECK_DIGIT",
                                   "firearm.serial_number UNCOMMON"}));
  EXPECT_EQ(ValidateRecord(request), absl::OkStatus());
}

TEST(ValidateTest, ANumberNeedsTheFieldThatSaysWhatItIs) {
  v1::BorderAlert alert;
  alert.mutable_vehicle()->set_plate("TEST-123");
  alert.mutable_cargo()->set_number("00112345675");
  alert.mutable_currency_shipment()->set_amount("10");
  const std::set<std::string> found = Violations(alert);
  EXPECT_THAT(found, IsSupersetOf({"vehicle.plate MISSING_BESIDE",
                                   "cargo.number MISSING_BESIDE",
                                   "currency_shipment.amount MISSING_BESIDE"}));
  alert.mutable_vehicle()->set_plate_jurisdiction("MX-TAM");
  alert.mutable_cargo()->set_document(v1::TRANSPORT_DOCUMENT_AWB);
  alert.mutable_currency_shipment()->set_currency("MXN");
  for (const char* field :
       {"vehicle.plate", "cargo.number", "currency_shipment.amount"}) {
    EXPECT_EQ(ViolatedFields(ValidateRecord(alert)).count(field), 0u) << field;
  }
  alert.mutable_cargo()->set_number("00112345676");
  EXPECT_EQ(Violations(alert).count("cargo.number CHECK_DIGIT"), 1u);
}

TEST(ValidateTest, AnAmountHasNoMoreDecimalsThanItsCurrency) {
  v1::BorderAlert alert;
  const auto violates = [&](const char* amount, const char* currency) {
    alert.mutable_currency_shipment()->set_amount(amount);
    alert.mutable_currency_shipment()->set_currency(currency);
    return Violations(alert).count("currency_shipment.amount DECIMALS") == 1;
  };
  EXPECT_FALSE(violates("10.25", "USD"));
  EXPECT_TRUE(violates("10.255", "USD"));
  EXPECT_FALSE(violates("10", "JPY"));
  EXPECT_TRUE(violates("10.5", "JPY"));
  EXPECT_FALSE(violates("10.255", "KWD"));
}

TEST(ValidateTest, RefusesACodeThatStandsTwice) {
  v1::FirearmTraceRequest request = ExampleRequest();
  request.mutable_context()->mutable_handling()->add_rel_to("US");
  EXPECT_EQ(Violations(request),
            std::set<std::string>{"context.handling.rel_to[2] DUPLICATE"});
}

TEST(ValidateTest, RefusesADayThatNoMonthHas) {
  v1::FirearmTraceRequest request = ExampleRequest();
  v1::Date& date = *request.mutable_recovery()->mutable_date();
  date.set_month(2);
  date.set_day(30);
  EXPECT_THAT(Violations(request), Contains("recovery.date.day DATE"));
}

TEST(ValidateTest, ALocalTimeIsOneInstantInTheZoneThatTheRecordStates) {
  v1::FirearmTraceRequest request = ExampleRequest();
  request.mutable_context()->set_event_local_tz("America/Tijuana");
  request.mutable_request_date()->set_month(12);
  v1::FirearmRecovery& recovery = *request.mutable_recovery();
  const auto set = [&](uint32_t month, uint32_t day, const char* time) {
    recovery.mutable_date()->set_year(2026);
    recovery.mutable_date()->set_month(month);
    recovery.mutable_date()->set_day(day);
    recovery.set_local_time(time);
    return Violations(request);
  };
  const std::string path = "recovery.local_time ";
  EXPECT_THAT(set(3, 8, "02:30"), Contains(path + "TIME_SKIPPED"));
  EXPECT_THAT(set(11, 1, "01:30"), Contains(path + "TIME_REPEATED"));
  EXPECT_THAT(set(11, 1, "01:30-06:00"), Contains(path + "OFFSET"));
  EXPECT_THAT(set(11, 1, "01:30-07:00"), testing::IsEmpty());
  EXPECT_THAT(set(3, 8, "03:30"), testing::IsEmpty());
  recovery.mutable_date()->clear_day();
  EXPECT_THAT(Violations(request), Contains(path + "MISSING_BESIDE"));
  set(3, 8, "03:30");
  request.mutable_context()->clear_event_local_tz();
  EXPECT_THAT(Violations(request),
              Contains("context.event_local_tz MISSING_HERE"));
}

TEST(NormalizeTest, MakesWhatPeopleWriteAcceptable) {
  v1::FirearmTraceRequest request = ExampleRequest();
  const std::string exact = request.SerializeAsString();
  NormalizeRecord(request);
  EXPECT_EQ(request.SerializeAsString(), exact);

  v1::PersonId& id = *request.mutable_possessor()->mutable_national_id();
  id.set_type(v1::PERSON_ID_TYPE_CURP);
  id.set_value("pufs900101-hnercn-06");
  request.mutable_recovery()->mutable_place()->set_subdivision("mx-tam");
  request.mutable_requesting_agency()->set_phone("+52 55 5555 0100");
  request.mutable_possessor()->clear_phones();
  request.mutable_possessor()->add_phones("+1 (555) 555-0100");
  EXPECT_EQ(ViolatedFields(ValidateRecord(request)).size(), 4u);
  NormalizeRecord(request);
  EXPECT_EQ(ValidateRecord(request), absl::OkStatus());
  EXPECT_EQ(request.possessor().national_id().value(), "PUFS900101HNERCN06");
}

TEST(NormalizeTest, LeavesAWrongValueWrong) {
  v1::FirearmTraceRequest request = ExampleRequest();
  request.set_crime_code(" 58 1 ");
  NormalizeRecord(request);
  EXPECT_EQ(Violations(request), std::set<std::string>{"crime_code FORM"});
}

TEST(PatternTest, APatternMustMatchTheWholeText) {
  EXPECT_TRUE(MatchesPattern("5801", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("58011", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("x5801", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("x", "(unclosed"));
}

}  // namespace
}  // namespace enlace::validation

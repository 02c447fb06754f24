#include "server/gate/validate.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "base/file.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/problem.h"
#include "server/gate/formats.h"

namespace enlace::gate {
namespace {

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

TEST(FormatsTest, AFormatWithoutARowRefusesEverything) {
  EXPECT_FALSE(MatchesFormat("anything", "no-such-format"));
  EXPECT_FALSE(MatchesFormat("", "no-such-format"));
}

TEST(FormatsTest, APatternMustMatchTheWholeText) {
  EXPECT_TRUE(MatchesPattern("5801", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("58011", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("x5801", "[0-9]{4}"));
  EXPECT_FALSE(MatchesPattern("x", "(unclosed"));
}

}  // namespace
}  // namespace enlace::gate

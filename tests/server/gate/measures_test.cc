#include "server/gate/measures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::gate {
namespace {

using testing::ElementsAre;

policy::Decision Releasing(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());  // as a decision has them
  std::vector<policy::FieldAction> fields;
  for (const std::string& path : paths) {
    policy::FieldAction& action = fields.emplace_back();
    action.path = path;
    action.kind = policy::FieldAction::kRelease;
  }
  policy::Decision decision;
  decision.outcome = policy::Outcome::kPermit;
  decision.fields = std::move(fields);
  return decision;
}

std::vector<std::string> TextsOf(const std::vector<std::string>& released,
                                 const google::protobuf::Message& record) {
  std::vector<std::string> texts;
  for (const v1::Measure& measure : MeasuresOf(Releasing(released), record)) {
    texts.push_back(absl::StrCat(measure.path(), "=", measure.value()));
  }
  return texts;
}

v1::FirearmTraceResult Result() {
  v1::FirearmTraceResult result;
  result.set_trace_id("T-1");
  result.set_status(v1::TRACE_STATUS_COMPLETE);
  result.set_time_to_crime_days(412);
  return result;
}

TEST(MeasuresTest, WhatIsReleasedOfTheMarkedFieldsIsCounted) {
  EXPECT_THAT(TextsOf({"trace_id", "status", "time_to_crime_days"}, Result()),
              ElementsAre("status=COMPLETE", "time_to_crime_days=412"));
}

TEST(MeasuresTest, WhatIsNotReleasedIsNot) {
  EXPECT_THAT(TextsOf({"trace_id", "status"}, Result()),
              ElementsAre("status=COMPLETE"));
  EXPECT_THAT(TextsOf({}, Result()), ElementsAre());
}

TEST(MeasuresTest, WhatIsNotThereIsNot) {
  EXPECT_THAT(TextsOf({"status", "disposition_code", "time_to_crime_days"},
                      v1::FirearmTraceResult()),
              ElementsAre());
}

TEST(MeasuresTest, OfAListEachValueCountsOnce) {
  v1::FinancialLead lead;
  lead.add_predicate_offenses(v1::PREDICATE_OFFENSE_DRUGS);
  lead.add_predicate_offenses(v1::PREDICATE_OFFENSE_ARMS);
  lead.add_predicate_offenses(v1::PREDICATE_OFFENSE_DRUGS);
  EXPECT_THAT(
      TextsOf({"predicate_offenses"}, lead),
      ElementsAre("predicate_offenses=ARMS", "predicate_offenses=DRUGS"));
}

TEST(MeasuresTest, OfMessagesInAListTheirNumberCounts) {
  v1::Seizure seizure;
  seizure.add_substances();
  seizure.add_substances();
  EXPECT_THAT(TextsOf({"substances"}, seizure), ElementsAre("substances=2"));
}

// Nobody here has examined what another nation's node relays.
TEST(MeasuresTest, WhatItsFieldsRulesRefuseIsCountedByNobody) {
  v1::Seizure seizure;
  v1::Place& place = *seizure.mutable_place();
  place.set_country("MX");
  place.set_subdivision("MX-SON");
  seizure.set_firearm_count(1000000);
  const std::vector<std::string> released = {
      "place.country", "place.subdivision", "firearm_count"};
  EXPECT_THAT(TextsOf(released, seizure),
              ElementsAre("firearm_count=1000000", "place.country=MX",
                          "place.subdivision=MX-SON"));
  place.set_country("JUAN SINTETICO");
  place.set_subdivision("mx-son");  // not in its normal spelling
  seizure.set_firearm_count(1000001);
  EXPECT_THAT(TextsOf(released, seizure), ElementsAre());
}

TEST(MeasuresTest, AValueThatThisBuildDoesNotKnowIsCountedByNobody) {
  v1::FirearmTraceResult result = Result();
  result.set_status(static_cast<v1::TraceStatus>(99));
  EXPECT_THAT(TextsOf({"status", "time_to_crime_days"}, result),
              ElementsAre("time_to_crime_days=412"));
}

}  // namespace
}  // namespace enlace::gate

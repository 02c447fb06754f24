// Two nations' gates under the sample books: a record that passes is tagged
// with the persons in it, as each node had it, and one that is denied is not.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "base/check.h"
#include "base/file.h"
#include "enlace/v1/border_alert.pb.h"
#include "tests/server/gate/two_gates.h"

namespace enlace::gate {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kNumber[] = "phone +15555550100";
constexpr char kName[] = "born 1990-01-31 EXAMPLE TESTPERSON";

// A vehicle that is looked for, and who drives it.
v1::BorderAlert Alert() {
  const auto json = ReadFile("tests/scenarios/records/vehicle_alert.json");
  v1::BorderAlert alert;
  CHECK(json.ok());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  v1::Person& driver = *alert.mutable_person();
  driver.set_role(v1::PERSON_ROLE_DRIVER);
  driver.mutable_name()->set_full_name_latin("TESTPERSON EXAMPLE");
  driver.mutable_birth_date()->set_year(1990);
  driver.mutable_birth_date()->set_month(1);
  driver.mutable_birth_date()->set_day(31);
  driver.add_phones("+15555550100");
  return alert;
}

class SubjectTagsTest : public testing::Test {
 protected:
  core::PreparedSubmission Prepared(const v1::BorderAlert& alert) const {
    Admission admission = gates_.Submit(
        "us-cbp", gates_.Signed(gates_.Header(AgencyUri("us-cbp"), "mx-anam"),
                                alert, "us-cbp"));
    EXPECT_TRUE(admission.problem.ok()) << admission.problem;
    return std::get<core::PreparedSubmission>(std::move(admission.input));
  }

  const TwoGates gates_;
};

TEST_F(SubjectTagsTest, SendersNodeTagsWhatTheSenderSaid) {
  const core::PreparedSubmission prepared = Prepared(Alert());
  ASSERT_NE(prepared.decision.outcome, policy::Outcome::kDeny);
  EXPECT_THAT(prepared.subjects.tags(), Contains(kNumber));
  EXPECT_THAT(prepared.subjects.tags(), Contains(kName));
  EXPECT_EQ(prepared.subjects.purpose(),
            v1::PurposeCode_Name(Alert().context().purpose_code()));
  v1::BorderAlert nobody = Alert();
  nobody.clear_person();
  EXPECT_THAT(Prepared(nobody).subjects.tags(), Not(Contains(kNumber)));
}

TEST_F(SubjectTagsTest, DeniedRecordIsNotTagged) {
  v1::BorderAlert alert = Alert();
  alert.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_AML_ANALYSIS);
  const core::PreparedSubmission prepared = Prepared(alert);
  ASSERT_EQ(prepared.decision.outcome, policy::Outcome::kDeny);
  EXPECT_THAT(prepared.subjects.tags(), IsEmpty());
}

}  // namespace
}  // namespace enlace::gate

// Who is named to the other nation: approvals, and apart from them overrides.

#include "server/gate/endorsement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kOnDuty[] = "duty-officer";
constexpr char kFirstOfficer[] = "spiffe://us.enlace.example/person/ana";
constexpr char kSecondOfficer[] = "spiffe://us.enlace.example/person/luis";

core::StateFacts OverriddenBy(const std::string& rule_id,
                              const std::vector<std::string>& persons) {
  core::StateFacts known;
  const std::string digest =
      ToBytes(simulation::SampleBook(1).FindRule(rule_id)->digest);
  for (const std::string& person : persons) {
    known.overrides.push_back({rule_id, digest, kOnDuty, person, "why", 1});
  }
  return known;
}

std::vector<std::string> NamedIn(const core::StateFacts& known,
                                 v1::Urgency urgency = v1::URGENCY_URGENT) {
  core::RecordFacts record;
  record.set_urgency(urgency);
  std::vector<std::string> named;
  for (const v1::ReleaseApproval& each :
       DisclosedOverrides(record, known, simulation::SampleBook(1))) {
    named.push_back(each.approver());
  }
  return named;
}

TEST(DisclosedOverridesTest, NamesWhoSetARuleAsideThatMayBeNamed) {
  EXPECT_THAT(NamedIn(OverriddenBy("OUT-3", {kFirstOfficer, kSecondOfficer})),
              ElementsAre(kFirstOfficer, kSecondOfficer));
  EXPECT_THAT(NamedIn(OverriddenBy("OUT-7", {kFirstOfficer, kSecondOfficer})),
              IsEmpty())
      << "the rule is not disclosed";
}

TEST(DisclosedOverridesTest, NamesNobodyWhoseOverrideDidNotMatter) {
  EXPECT_THAT(NamedIn(OverriddenBy("OUT-3", {kFirstOfficer})), IsEmpty());
  EXPECT_THAT(NamedIn(OverriddenBy("OUT-3", {kFirstOfficer, kSecondOfficer}),
                      v1::URGENCY_ROUTINE),
              IsEmpty());
  core::StateFacts approved =
      OverriddenBy("OUT-3", {kFirstOfficer, kSecondOfficer});
  const std::string digest = approved.overrides[0].rule_digest;
  approved.approvals = {{"OUT-3", digest, kOnDuty, kFirstOfficer},
                        {"OUT-3", digest, "legal-officer", kSecondOfficer}};
  EXPECT_THAT(NamedIn(approved), IsEmpty());
}

TEST(DisclosedOverridesTest, WhoOverrodeHasEndorsedNothing) {
  v1::ReleaseStatement release;
  release.add_overrides()->set_approver(kFirstOfficer);
  EXPECT_THAT(EndorsersOf(release, "sender"), IsEmpty());
}

}  // namespace
}  // namespace enlace::gate

// Rules whose reviewers are too few.

#include "server/gate/role_shortage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;

constexpr char kDutyRole[] = "duty-officer";
constexpr char kLegalRole[] = "legal-officer";

// How many of two approvals of OUT-3 `parties` can give.
uint32_t HeldFor(const Parties& parties) {
  const auto shortages = RoleShortagesOf(simulation::SampleBook(1), parties);
  const auto found =
      std::find_if(shortages.begin(), shortages.end(),
                   [](const auto& each) { return each.rule_id() == "OUT-3"; });
  if (found == shortages.end()) return 2;
  EXPECT_EQ(found->needed(), 2U);
  EXPECT_THAT(found->roles(), ElementsAre(kDutyRole, kLegalRole));
  return found->held();
}

TEST(RoleShortageTest, RuleNeedsAsManyDifferentOnesAsItAsksFor) {
  Parties parties;
  EXPECT_EQ(HeldFor(parties), 0U);
  parties.persons["ana"] = {kDutyRole, kLegalRole};
  EXPECT_EQ(HeldFor(parties), 1U) << "one identity counts once";
  parties.persons["luis"] = {"registrar"};
  EXPECT_EQ(HeldFor(parties), 1U);
  parties.agency_roles["us-legal"] = {kLegalRole};
  EXPECT_EQ(HeldFor(parties), 2U);
}

TEST(RoleShortageTest, WhoMayTakeEitherRoleTakesTheOneThatIsFree) {
  Parties parties;
  parties.persons["a"] = {kDutyRole, kLegalRole};
  parties.persons["b"] = {kDutyRole};
  EXPECT_EQ(HeldFor(parties), 2U);
  parties.persons = {{"a", {kDutyRole}}, {"b", {kDutyRole, kLegalRole}}};
  EXPECT_EQ(HeldFor(parties), 2U);
}

TEST(RoleShortageTest, SoundRosterIsNoShortage) {
  Parties parties;
  parties.persons["a"] = {kDutyRole};
  parties.persons["b"] = {kLegalRole};
  EXPECT_TRUE(RoleShortagesOf(simulation::SampleBook(1), parties).empty());
}

}  // namespace
}  // namespace enlace::gate

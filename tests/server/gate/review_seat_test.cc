// In which places somebody may review: own roles, and those of others.

#include "server/gate/review_seat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "base/sha256.h"
#include "server/core/apply_register.h"
#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kDuty[] = "duty-officer";
constexpr char kAna[] = "spiffe://us.enlace.example/person/ana";
constexpr char kLuis[] = "spiffe://us.enlace.example/person/luis";

core::Transfer Held() {
  core::Transfer held;
  held.state = v1::RECORD_STATE_HELD;
  held.record.set_sender("spiffe://us.enlace.example/agency/us-atf");
  held.record.set_valid_until_ms(1000);
  held.record.mutable_hold()->add_rule_ids("OUT-3");
  return held;
}

// Luis stands in for Ana as `role`.
core::State StateWithADelegation(const std::string& role) {
  v1::RegisterEntry entry;
  entry.set_entry_id("D");
  entry.set_kind(v1::REGISTER_KIND_DELEGATION);
  entry.set_term(role);
  entry.set_principal(kAna);
  entry.set_substitute(kLuis);
  entry.set_valid_until_ms(1000);
  auto item = core::RegisterItemOf(entry.SerializeAsString(), "");
  item->approved_at_ms = 1;
  core::State state;
  EXPECT_TRUE(core::InsertRegisterItem(state, *std::move(item)).ok());
  return state;
}

TEST(ReviewSeatTest, SubstituteHasTheRoleThatThePersonInWhosePlaceHolds) {
  Parties parties;
  parties.persons[kAna] = {kDuty};
  const core::State state = StateWithADelegation(kDuty);
  const std::vector<ReviewSeat> seats =
      SeatsOf(parties, state, kLuis, Held(), 500);
  EXPECT_THAT(seats, ElementsAre(ReviewSeat{kDuty, kAna}));
  EXPECT_TRUE(MayReview(Held(), seats, simulation::SampleBook(1)));
  EXPECT_THAT(SeatsOf(parties, state, kAna, Held(), 500),
              ElementsAre(ReviewSeat{kDuty, ""}));
  EXPECT_THAT(SeatsOf(parties, state, kLuis, Held(), 1000), IsEmpty());
}

TEST(ReviewSeatTest, EntryGivesNoRoleThatItsPersonDoesNotHold) {
  Parties parties;
  parties.persons[kAna] = {"legal-officer"};
  EXPECT_THAT(SeatsOf(parties, StateWithADelegation(kDuty), kLuis, Held(), 500),
              IsEmpty());
  // Nor does it hand on what was itself in another's place.
  parties.persons.clear();
  EXPECT_THAT(SeatsOf(parties, StateWithADelegation(kDuty), kLuis, Held(), 500),
              IsEmpty());
}

TEST(ReviewSeatTest, SenderHasNoPlaceWhateverItsRoles) {
  Parties parties;
  parties.agency_roles[Held().record.sender()] = {kDuty};
  EXPECT_THAT(SeatsOf(parties, {}, Held().record.sender(), Held(), 500),
              IsEmpty());
}

TEST(ReviewSeatTest, PlaceThatIsStillAwaitedIsChosen) {
  const policy::Rule& rule = *simulation::SampleBook(1).FindRule("OUT-3");
  const std::vector<ReviewSeat> seats{
      {"janitor", ""}, {kDuty, kAna}, {"legal-officer", ""}};
  const auto chosen = [&](const std::string& role,
                          const std::vector<core::Approval>& approvals) {
    const ReviewSeat* const seat = ChooseSeat(seats, rule, role, approvals);
    return seat == nullptr ? "" : seat->role;
  };
  const core::Approval by_ana{"OUT-3", ToBytes(rule.digest), kDuty, kAna};
  EXPECT_EQ(chosen("", {}), kDuty);
  EXPECT_EQ(chosen("", {by_ana}), "legal-officer");
  EXPECT_EQ(chosen(kDuty, {by_ana}), kDuty);
  EXPECT_EQ(chosen("janitor", {}), "");
}

}  // namespace
}  // namespace enlace::gate

// What is reminded of, and how often.

#include "server/gate/register_reminder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "server/core/apply_register.h"
#include "server/core/register.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kEndMs = 2 * core::kEndWarningMs;

// With one entry, which two persons approved.
core::State StateWithAnEntry() {
  v1::RegisterEntry entry;
  entry.set_entry_id("A");
  entry.set_holder("agency");
  entry.set_valid_until_ms(kEndMs);
  auto item = core::RegisterItemOf(entry.SerializeAsString(), "");
  item->approved_at_ms = 1;
  core::State state;
  EXPECT_TRUE(core::InsertRegisterItem(state, *std::move(item)).ok());
  return state;
}

TEST(RegisterReminderTest, RemindsOnceADayFromThirtyDaysBeforeTheEnd) {
  const core::State state = StateWithAnEntry();
  const absl::Time warned = absl::FromUnixMillis(kEndMs - core::kEndWarningMs);
  RegisterReminder reminder;
  const absl::Time before = warned - absl::Minutes(1);
  EXPECT_THAT(reminder.Due(state, before).ending, IsEmpty());
  EXPECT_THAT(reminder.Due(state, warned).ending, ElementsAre("A"));
  EXPECT_THAT(reminder.Due(state, warned + absl::Hours(23)).ending, IsEmpty());
  EXPECT_THAT(reminder.Due(state, warned + absl::Hours(24)).ending,
              ElementsAre("A"));
  EXPECT_THAT(reminder.Due(state, absl::FromUnixMillis(kEndMs)).ending,
              IsEmpty());
}

TEST(RegisterReminderTest, NodeThatStartsAnewRemindsAtOnce) {
  const core::State state = StateWithAnEntry();
  const absl::Time warned = absl::FromUnixMillis(kEndMs - 1);
  EXPECT_THAT(RegisterReminder().Due(state, warned).ending, ElementsAre("A"));
  EXPECT_THAT(RegisterReminder().Due(state, warned).ending, ElementsAre("A"));
}

// The entry's end is the day on which the answer is due.
TEST(RegisterReminderTest, RequestIsOverdueFromItsEndUntilSomebodyEndsIt) {
  v1::RegisterEntry request;
  request.set_entry_id("REQ");
  request.set_kind(v1::REGISTER_KIND_SUBJECT_REQUEST);
  request.set_valid_until_ms(kEndMs);
  auto item = core::RegisterItemOf(request.SerializeAsString(), "");
  item->approved_at_ms = 1;
  core::State state = StateWithAnEntry();
  ASSERT_TRUE(core::InsertRegisterItem(state, *std::move(item)).ok());
  const absl::Time end = absl::FromUnixMillis(kEndMs);
  EXPECT_THAT(
      RegisterReminder().Due(state, end - absl::Milliseconds(1)).overdue,
      IsEmpty());
  EXPECT_THAT(RegisterReminder().Due(state, end).overdue, ElementsAre("REQ"));
  EXPECT_THAT(RegisterReminder().Due(state, end + absl::Hours(9999)).overdue,
              ElementsAre("REQ"));
  state.register_items.at("REQ").revoked_at_ms = kEndMs + 1;
  EXPECT_THAT(RegisterReminder().Due(state, end + absl::Hours(1)).overdue,
              IsEmpty());
}

}  // namespace
}  // namespace enlace::gate

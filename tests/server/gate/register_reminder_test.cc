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
  EXPECT_THAT(reminder.Due(state, before), IsEmpty());
  EXPECT_THAT(reminder.Due(state, warned), ElementsAre("A"));
  EXPECT_THAT(reminder.Due(state, warned + absl::Hours(23)), IsEmpty());
  EXPECT_THAT(reminder.Due(state, warned + absl::Hours(24)), ElementsAre("A"));
  EXPECT_THAT(reminder.Due(state, absl::FromUnixMillis(kEndMs)), IsEmpty());
}

TEST(RegisterReminderTest, NodeThatStartsAnewRemindsAtOnce) {
  const core::State state = StateWithAnEntry();
  const absl::Time warned = absl::FromUnixMillis(kEndMs - 1);
  EXPECT_THAT(RegisterReminder().Due(state, warned), ElementsAre("A"));
  EXPECT_THAT(RegisterReminder().Due(state, warned), ElementsAre("A"));
}

}  // namespace
}  // namespace enlace::gate

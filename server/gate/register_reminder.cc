#include "server/gate/register_reminder.h"

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "server/core/plan.h"
#include "server/core/register.h"

namespace enlace::gate {
namespace {

constexpr absl::Duration kLookPeriod = absl::Minutes(1);
constexpr absl::Duration kReminderPeriod = absl::Hours(24);

}  // namespace

RegisterReminder::Entries RegisterReminder::Due(const core::State& state,
                                                absl::Time now) {
  if (now < rests_until_) return {};
  const int64_t instant_ms = core::BatchInstantMs(state, now);
  Entries entries{core::EndingEntries(state, instant_ms),
                  core::OverdueRequests(state, instant_ms)};
  const bool none = entries.ending.empty() && entries.overdue.empty();
  rests_until_ = now + (none ? kLookPeriod : kReminderPeriod);
  return entries;
}

void RegisterReminder::Remind(const Pipeline& pipeline, absl::Time now) {
  if (now < rests_until_) return;
  Entries entries;
  pipeline.Read([&](const core::State& state) { entries = Due(state, now); });
  const auto warn = [](absl::string_view what,
                       const std::vector<std::string>& names) {
    if (names.empty()) return;
    Log(Severity::kWarning, what,
        {{"entries", absl::StrCat(names.size())}, {"first", names.front()}});
  };
  warn("entries of the register end within 30 days", entries.ending);
  warn("requests of persons are overdue; answer and end them", entries.overdue);
}

}  // namespace enlace::gate

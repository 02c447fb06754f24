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

std::vector<std::string> RegisterReminder::Due(const core::State& state,
                                               absl::Time now) {
  if (now < rests_until_) return {};
  std::vector<std::string> ending =
      core::EndingEntries(state, core::BatchInstantMs(state, now));
  rests_until_ = now + (ending.empty() ? kLookPeriod : kReminderPeriod);
  return ending;
}

void RegisterReminder::Remind(const Pipeline& pipeline, absl::Time now) {
  if (now < rests_until_) return;
  std::vector<std::string> ending;
  pipeline.Read([&](const core::State& state) { ending = Due(state, now); });
  if (ending.empty()) return;
  Log(Severity::kWarning, "entries of the register end within 30 days",
      {{"entries", absl::StrCat(ending.size())}, {"first", ending.front()}});
}

}  // namespace enlace::gate

#include "tests/simulation/release_watch.h"

#include <algorithm>

#include "server/core/lapse.h"
#include "tests/simulation/register_checks.h"
#include "tests/simulation/sample_book.h"

namespace enlace::simulation {
namespace {

constexpr int64_t kLookMs = 1000;
constexpr int64_t kReleaseMs = 8 * 1000;

}  // namespace

void ReleaseWatch::Start() {
  env_.schedule.After(kLookMs, [this] {
    Look();
    Start();
  });
}

bool ReleaseWatch::MayGo(SimNode& node, const core::Transfer& held) const {
  const core::State& state = node.state();
  const int64_t now_ms = absl::ToUnixMillis(node.Now());
  const auto& rule_ids = held.record.hold().rule_ids();
  if (rule_ids.size() != 1 || !WaitsForClearance(rule_ids[0]) ||
      state.log_time_ms > now_ms || core::EndMs(held.record) <= now_ms ||
      (!held.link.empty() && !node.LinkOpen(held.link))) {
    return false;
  }
  const std::string& party =
      held.incoming ? held.record.sender() : held.record.recipient();
  return std::any_of(state.register_items.begin(), state.register_items.end(),
                     [&](const auto& named) {
                       const core::RegisterItem& item = named.second;
                       return item.approved_at_ms != 0 &&
                              item.revoked_at_ms == 0 &&
                              Clears(item, party, now_ms);
                     });
}

void ReleaseWatch::Look() {
  std::map<std::pair<std::string, std::string>, int64_t> before;
  before.swap(may_go_since_);
  for (const auto& [domain, node] : env_.nodes) {
    if (!node->up()) continue;
    for (const auto& [end_ms, id] : node->state().holds) {
      if (!MayGo(*node, *node->state().FindTransfer(id))) continue;
      const auto key = std::make_pair(domain, id);
      const auto known = before.find(key);
      const int64_t since_ms =
          known == before.end() ? env_.schedule.now_ms() : known->second;
      if (env_.schedule.now_ms() - since_ms > kReleaseMs) {
        env_.ledger.Violation("P8: held though the register clears it");
      }
      may_go_since_.emplace(key, since_ms);
    }
  }
}

}  // namespace enlace::simulation

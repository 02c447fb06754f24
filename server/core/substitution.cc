#include "server/core/substitution.h"

#include "server/core/lapse.h"
#include "server/core/register.h"

namespace enlace::core {
namespace {

constexpr int64_t kHundredths = 100;

// A hold of an earlier version does not say since when it is one.
int64_t HeldSinceMs(const Transfer& held) {
  const int64_t since_ms = held.record.hold().since_ms();
  return since_ms != 0 ? since_ms : held.decided_at_ms;
}

// Whether so much of the hold's time is over as the entry asks.
bool IsTheirTurn(const v1::RegisterEntry& entry, const Transfer& held,
                 int64_t instant_ms) {
  const int64_t since_ms = HeldSinceMs(held);
  const int64_t length_ms = EndMs(held.record) - since_ms;
  return instant_ms >=
         since_ms + length_ms * int64_t{entry.after_percent()} / kHundredths;
}

}  // namespace

std::vector<Substitution> SubstitutionsOf(const State& state,
                                          const std::string& substitute,
                                          const Transfer& held,
                                          int64_t instant_ms) {
  std::vector<Substitution> found;
  const auto ids = state.register_index.find(substitute);
  if (ids == state.register_index.end()) return found;
  for (const std::string& id : ids->second) {
    const RegisterItem& item = state.register_items.at(id);
    if (MakesSubstitute(item.entry, substitute) && item.Stands(instant_ms) &&
        IsForType(item.entry, held.record.type()) &&
        IsTheirTurn(item.entry, held, instant_ms)) {
      found.push_back({id, item.entry.term(), item.entry.principal()});
    }
  }
  return found;
}

bool MakesSubstitute(const v1::RegisterEntry& entry,
                     const std::string& person) {
  return !entry.substitute().empty() && entry.substitute() == person;
}

}  // namespace enlace::core

#include "tests/simulation/faults.h"

#include "base/check.h"

namespace enlace::simulation {
namespace {

struct FaultKind {
  const char* name;
  int Faults::*percent;  // or
  bool Faults::*happens;
};

constexpr FaultKind kFaultKinds[] = {
    {"loss", &Faults::loss, nullptr},
    {"duplication", &Faults::duplication, nullptr},
    {"long-delay", &Faults::long_delay, nullptr},
    {"partition", &Faults::partition, nullptr},
    {"crash", &Faults::crash, nullptr},
    {"commit-lost", &Faults::commit_lost, nullptr},
    {"commit-persisted", &Faults::commit_persisted_but_failed, nullptr},
    {"snapshot-lost", &Faults::snapshot_lost, nullptr},
    {"stale-snapshot", &Faults::stale_snapshot, nullptr},
    {"clock-jump", &Faults::clock_jump, nullptr},
    {"resubmit", &Faults::resubmit, nullptr},
    {"reuse-message-id", &Faults::reuse_message_id, nullptr},
    {"short-life", &Faults::short_life, nullptr},
    {"new-link-file", &Faults::new_link_file, nullptr},
    {"revoked", &Faults::revoked, nullptr},
    {"switch-book", nullptr, &Faults::switch_book},
};

}  // namespace

const std::vector<std::string>& Faults::Kinds() {
  static const auto* const kNames = [] {
    auto* const names = new std::vector<std::string>;
    for (const FaultKind& kind : kFaultKinds) names->emplace_back(kind.name);
    return names;
  }();
  return *kNames;
}

void Faults::SwitchOff(absl::string_view kind) {
  for (const FaultKind& each : kFaultKinds) {
    if (kind != each.name) continue;
    if (each.percent != nullptr) this->*each.percent = 0;
    if (each.happens != nullptr) this->*each.happens = false;
    return;
  }
  CHECK(false) << kind << " is no kind of fault";
}

Faults Faults::Draw(SimRandom& random) {
  const auto maybe = [&](int percent) {
    return random.Percent(60) ? static_cast<int>(random.Between(1, percent))
                              : 0;
  };
  Faults faults;
  faults.loss = maybe(40);
  faults.duplication = maybe(40);
  faults.long_delay = maybe(20);
  faults.partition = maybe(20);
  faults.crash = maybe(8);
  faults.commit_lost = maybe(4);
  faults.commit_persisted_but_failed = maybe(4);
  faults.snapshot_lost = maybe(50);
  faults.stale_snapshot = maybe(60);
  faults.clock_jump = maybe(6);
  faults.resubmit = maybe(60);
  faults.reuse_message_id = maybe(30);
  faults.short_life = maybe(50);
  faults.wait_for_answers = random.Percent(25);
  faults.new_link_file = random.Percent(30) ? 3 : 0;
  faults.revoked = maybe(40);
  faults.switch_book = random.Percent(60);
  return faults;
}

void Faults::Heal() {
  const bool lies = store_lies_about_sync;
  const bool repeats = dedupe_disabled;
  const bool waits = wait_for_answers;
  *this = Faults();
  store_lies_about_sync = lies;
  dedupe_disabled = repeats;
  wait_for_answers = waits;
}

}  // namespace enlace::simulation

#include "tests/simulation/sim_registrar.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "tests/simulation/preparation.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/sim_reviewer.h"

namespace enlace::simulation {

SimRegistrar::SimRegistrar(Environment& env, SimNode& node,
                           std::string identity,
                           std::vector<std::string> agencies)
    : env_(env),
      node_(node),
      identity_(std::move(identity)),
      agencies_(std::move(agencies)) {}

void SimRegistrar::Start() {
  env_.schedule.After(env_.random.Between(500, 6000), [this] {
    ActOnce();
    Start();
  });
}

core::RegisterChange SimRegistrar::ChangeOf(const std::string& entry_id,
                                            const std::string& digest) {
  return {entry_id, digest, identity_, "act", MakeNoteDraft(env_.random)};
}

void SimRegistrar::Delegate(v1::RegisterEntry& entry) {
  entry.set_kind(v1::REGISTER_KIND_DELEGATION);
  entry.set_term(kDutyRole);
  entry.set_principal(PersonOf(node_, kDutyRole));
  entry.set_substitute(PersonOf(node_, kStandIn));
  if (env_.random.Percent(30)) {
    entry.set_after_percent(static_cast<uint32_t>(env_.random.Between(1, 10)));
  }
}

core::Input SimRegistrar::Propose() {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(
      absl::StrCat("E-", HexEncode(env_.random.Bytes(4)), "-", ++proposed_));
  if (env_.random.Percent(25)) {
    Delegate(entry);
  } else {
    entry.set_kind(v1::REGISTER_KIND_VETTING);
    entry.set_term(env_.random.Percent(50) ? kKeptTerm : kClearedTerm);
    entry.set_holder(agencies_[env_.random.Next() % agencies_.size()]);
  }
  const int64_t now_ms = absl::ToUnixMillis(node_.Now());
  entry.set_valid_from_ms(now_ms + env_.random.Between(-5000, 5000));
  entry.set_valid_until_ms(now_ms + env_.random.Between(6000, 60000));
  const std::string bytes = entry.SerializeAsString();
  return core::RegisterProposal{
      ChangeOf(entry.entry_id(), ToBytes(Sha256(bytes))), bytes, "",
      entry.valid_until_ms()};
}

void SimRegistrar::ActOnce() {
  // What is revoked late could not be stopped before the run ends.
  if (!node_.up() || env_.healed) return;
  const auto& items = node_.state().register_items;
  if (items.empty() || env_.random.Percent(40)) return Send(Propose());
  const auto place = std::next(
      items.begin(), static_cast<ptrdiff_t>(env_.random.Next() % items.size()));
  core::RegisterChange change = ChangeOf(place->first, place->second.digest);
  if (env_.random.Percent(5)) change.entry_digest = std::string(kHashSize, 'x');
  if (env_.random.Percent(60)) {
    Send(core::RegisterApproval{std::move(change)});
  } else {
    Send(core::RegisterRevocation{std::move(change)});
  }
}

void SimRegistrar::Send(core::Input input) {
  env_.network.Send(
      identity_, node_.trust_domain(),
      [this, input = std::move(input)] { node_.ChangeRegister(input); });
}

}  // namespace enlace::simulation

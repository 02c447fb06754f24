#include "tests/simulation/sim_overrider.h"

#include <iterator>
#include <utility>

#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/sim_reviewer.h"

namespace enlace::simulation {

SimOverrider::SimOverrider(Environment& env, SimNode& node,
                           std::string identity)
    : env_(env), node_(node), identity_(std::move(identity)) {}

void SimOverrider::Start() {
  env_.schedule.After(env_.random.Between(1000, 9000), [this] {
    if (node_.up()) ActOnce();
    Start();
  });
}

void SimOverrider::ActOnce() {
  if (env_.random.Percent(70)) {
    OverrideOne();
  } else {
    LookAtOne();
  }
}

void SimOverrider::OverrideOne() {
  const auto& holds = node_.state().holds;
  if (holds.empty()) return;
  const auto place = std::next(
      holds.begin(), static_cast<ptrdiff_t>(env_.random.Next() % holds.size()));
  const core::Transfer& held = *node_.state().FindTransfer(place->second);
  if (held.record.hold().rule_ids().empty()) return;
  core::OverrideRequest input;
  input.person = identity_;
  input.record_id = held.record.record_id();
  input.rule_id = held.record.hold().rule_ids(0);
  if (const policy::Rule* const rule = SampleBook(1).FindRule(input.rule_id)) {
    input.rule_digest = ToBytes(rule->digest);
  }
  if (env_.random.Percent(5)) input.rule_digest = std::string(kHashSize, 'x');
  input.role = kDutyRole;
  input.statement = "it cannot wait";
  input.entry = MakeDraft(env_.random);
  input.entry.national.set_caller(identity_);
  Send(std::move(input));
}

void SimOverrider::LookAtOne() {
  const auto& unreviewed = node_.state().unreviewed;
  if (unreviewed.empty()) return;
  const core::Transfer& transfer =
      *node_.state().FindTransfer(*unreviewed.begin());
  core::OverrideReview input;
  input.reviewer =
      env_.random.Percent(20) ? identity_ : PersonOf(node_, kLegalRole);
  input.record_id = transfer.record.record_id();
  input.rule_id = transfer.unreviewed.front().rule_id;
  input.role = transfer.unreviewed.front().roles.back();
  if (env_.random.Percent(20)) input.reason = "V04";
  input.entry = MakeDraft(env_.random);
  input.entry.national.set_caller(input.reviewer);
  Send(std::move(input));
}

void SimOverrider::Send(core::Input input) {
  env_.network.Send(
      identity_, node_.trust_domain(),
      [this, input = std::move(input)] { node_.Override(input); });
}

}  // namespace enlace::simulation

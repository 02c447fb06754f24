#include "tests/simulation/sim_reviewer.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sample_book.h"

namespace enlace::simulation {

std::string PersonOf(const SimNode& node, absl::string_view name) {
  return absl::StrCat("spiffe://", node.trust_domain(), "/person/", name);
}

SimReviewer::SimReviewer(Environment& env, SimNode& node, std::string identity,
                         std::string role, std::string principal)
    : env_(env),
      node_(node),
      identity_(std::move(identity)),
      role_(std::move(role)),
      principal_(std::move(principal)) {}

void SimReviewer::Start() {
  env_.schedule.After(env_.random.Between(200, 4000), [this] {
    ReviewOne();
    Start();
  });
}

core::Review SimReviewer::MakeReview(const core::Transfer& held) {
  const auto& rules = held.record.hold().rule_ids();
  core::Review input;
  input.reviewer = identity_;
  input.record_id = held.record.record_id();
  input.rule_id = rules[static_cast<int>(env_.random.Next() %
                                         static_cast<uint64_t>(rules.size()))];
  if (const policy::Rule* const rule = SampleBook(1).FindRule(input.rule_id)) {
    input.rule_digest = ToBytes(rule->digest);
  }
  if (env_.random.Percent(5)) input.rule_digest = std::string(kHashSize, 'x');
  input.role = role_;
  input.substitute_for = principal_;
  input.approves = !env_.random.Percent(15);
  if (!input.approves) input.reason = "V04";
  input.entry = MakeDraft(env_.random);
  input.entry.national.set_caller(identity_);
  input.decision_entry = MakeDraft(env_.random);
  return input;
}

void SimReviewer::ReviewOne() {
  if (!node_.up() || node_.state().holds.empty()) return;
  const auto& holds = node_.state().holds;
  const auto place = std::next(
      holds.begin(), static_cast<ptrdiff_t>(env_.random.Next() % holds.size()));
  const core::Transfer& held = *node_.state().FindTransfer(place->second);
  if (held.record.hold().rule_ids().empty()) return;
  const core::Review review = MakeReview(held);
  env_.network.Send(identity_, node_.trust_domain(),
                    [this, review] { node_.Review(review); });
}

}  // namespace enlace::simulation

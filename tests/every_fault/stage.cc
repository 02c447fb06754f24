#include "tests/every_fault/stage.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "tests/every_fault/fault_store.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/sim_reviewer.h"

namespace enlace::every_fault {
namespace {

using simulation::SimAgency;
using simulation::SimNode;
using simulation::SimRecord;

constexpr int64_t kStepMs = 500;
constexpr int64_t kPatienceMs = 10 * 60 * 1000;
constexpr int64_t kReviewMs = 900;

}  // namespace

Stage::Stage(const PlannedFault& fault) : plan_(fault), env_(fault.course) {
  env_.make_store = [this] {
    return std::make_unique<FaultStore>(plan_, env_.ledger);
  };
  const std::pair<const char*, std::vector<const char*>> nations[] = {
      {"us.enlace.example", {"us-atf", "us-cbp"}},
      {"mx.enlace.example", {"mx-fgr"}}};
  for (const auto& [domain, names] : nations) {
    nodes_.push_back(std::make_unique<SimNode>(env_, domain));
    SimNode& node = *nodes_.back();
    env_.nodes.emplace(domain, &node);
    for (const char* name : names) {
      agencies_.push_back(std::make_unique<SimAgency>(
          env_, node, absl::StrCat("spiffe://", domain, "/agency/", name)));
    }
  }
  for (const auto& node : nodes_) {
    const SimNode& other = node == nodes_[0] ? *nodes_[1] : *nodes_[0];
    for (const char* name : {"one", "two"}) {
      operators_.push_back(std::make_unique<simulation::SimOperator>(
          env_, *node, other.trust_domain(), PersonOf(*node, name)));
    }
  }
}

std::vector<std::string> Stage::Play(const Script& script,
                                     bool from_first_start) {
  if (from_first_start) plan_.Begin();
  for (const auto& node : nodes_) {
    env_.schedule.After(0, [&node] { node->Start(); });
  }
  for (const auto& agency : agencies_) agency->Start();
  for (const auto& person : operators_) person->Start();
  const auto is_open = [this] {
    return us().up() && mx().up() && us().LinkOpen(mx().trust_domain()) &&
           mx().LinkOpen(us().trust_domain());
  };
  if (RunUntilTrue(is_open)) {
    if (!from_first_start) plan_.Begin();
    script_start_ms_ = script_end_ms_ = env_.schedule.now_ms();
    script(*this);
    RunUntil(script_end_ms_);
    env_.healed = true;
    RunUntilTrue([this] { return IsIdle(); });
    plan_.End();
    CutPowerEverywhere();
    RunUntilTrue([this] { return IsIdle(); });
  }
  while (!Failed()) {
    try {
      CheckPromises(env_);
      break;
    } catch (const ProcessEnded&) {
      CutPowerEverywhere();
      RunUntilTrue([this] { return IsIdle(); });
    }
  }
  return env_.ledger.violations();
}

void Stage::RunUntil(int64_t end_ms) {
  while (env_.schedule.now_ms() < end_ms && !Failed()) {
    try {
      env_.schedule.RunUntil(
          std::min(end_ms, env_.schedule.now_ms() + kStepMs));
    } catch (const ProcessEnded& ended) {
      for (const auto& node : nodes_) {
        if (&node->store() == ended.store) node->Crash("its disk");
      }
    }
  }
}

bool Stage::RunUntilTrue(const std::function<bool()>& done) {
  const int64_t end_ms = env_.schedule.now_ms() + kPatienceMs;
  while (!Failed() && !done()) {
    if (env_.schedule.now_ms() >= end_ms) {
      env_.ledger.Violation("P8: it does not come to an end");
      return false;
    }
    RunUntil(env_.schedule.now_ms() + kStepMs);
  }
  return !Failed();
}

bool Stage::IsIdle() const {
  return std::all_of(nodes_.begin(), nodes_.end(),
                     [](const auto& node) { return node->Idle(); }) &&
         std::all_of(agencies_.begin(), agencies_.end(),
                     [](const auto& agency) { return agency->Idle(); });
}

void Stage::CutPowerEverywhere() {
  for (const auto& node : nodes_) {
    static_cast<FaultStore&>(node->store()).CutPower();
    node->Crash("power");
  }
}

void Stage::At(int64_t ms, std::function<void()> what) {
  const int64_t at_ms = script_start_ms_ + ms;
  script_end_ms_ = std::max(script_end_ms_, at_ms);
  env_.schedule.After(at_ms - env_.schedule.now_ms(), std::move(what));
}

void Stage::AtNode(int64_t ms, SimNode& node, std::function<void()> what) {
  At(ms, [this, &node, what = std::move(what)] {
    if (node.up()) return what();
    AtNode(env_.schedule.now_ms() - script_start_ms_ + kStepMs, node, what);
  });
}

SimRecord Stage::Request(const SimAgency& from, const SimAgency& to,
                         v1::Channel channel, v1::Urgency urgency,
                         int64_t life_ms) {
  SimRecord record;
  record.facts.set_type("FirearmTraceRequest");
  record.facts.set_sender(from.identity());
  record.facts.set_recipient(to.identity());
  record.facts.set_message_id(env_.random.Bytes(16));
  record.facts.set_channel(channel);
  record.facts.set_urgency(urgency);
  record.facts.set_created_at_ms(env_.schedule.now_ms());
  record.facts.set_valid_until_ms(env_.schedule.now_ms() + life_ms);
  record.body = absl::StrCat("record ", HexEncode(env_.random.Bytes(6)));
  return record;
}

void Stage::ReviewAll(SimNode& node) {
  env_.schedule.After(kReviewMs, [this, &node] {
    ReviewAll(node);
    if (!node.up()) return;
    for (const auto& [end_ms, id] : node.state().holds) {
      Approve(node, *node.state().FindTransfer(id));
    }
  });
}

void Stage::Approve(SimNode& node, const core::Transfer& held) {
  for (const std::string& id : held.record.hold().rule_ids()) {
    const policy::Rule* const rule = simulation::SampleBook(1).FindRule(id);
    if (rule == nullptr) continue;
    for (const policy::Review& asked : rule->reviews) {
      core::Review input;
      input.reviewer = PersonOf(node, asked.role);
      input.record_id = held.record.record_id();
      input.rule_id = id;
      input.rule_digest = ToBytes(rule->digest);
      input.role = asked.role;
      input.approves = true;
      input.entry = simulation::MakeDraft(env_.random);
      input.entry.national.set_caller(input.reviewer);
      input.decision_entry = simulation::MakeDraft(env_.random);
      node.Review(input);
    }
  }
}

}  // namespace enlace::every_fault

#include "tests/exploration/world.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "proto/wire/problem.h"
#include "server/core/apply.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/state_codec.h"
#include "tests/exploration/node_step.h"
#include "tests/exploration/traffic.h"
#include "tests/simulation/sample_book.h"

namespace enlace::exploration {
namespace {

using Kind = core::Answer::Kind;
using simulation::MakeDraft;
using simulation::SimRandom;

constexpr size_t kMany = 8;

bool WaitsForApproval(const core::State& state) {
  return std::any_of(state.holds.begin(), state.holds.end(), [&](auto& hold) {
    return state.FindTransfer(hold.second)->approvals.empty();
  });
}

}  // namespace

World::World(const Budget& budget) : budget_(budget) {
  for (int node = 0; node < kNodes; ++node) {
    const std::string peer = DomainOf(1 - node);
    SimRandom random(1);
    for (const char* name : {"one", "two"}) {
      Run(node, core::LinkAcceptance{
                    peer, simulation::LinkFileDigest(peer),
                    absl::StrCat("spiffe://", DomainOf(node), "/person/", name),
                    simulation::MakeNoteDraft(random)});
    }
    Run(node, core::LinkAcceptanceByPeer{
                  peer, simulation::FirstLinkFiles(DomainOf(node), peer),
                  simulation::MakeNoteDraft(random)});
  }
}

absl::Time World::Now() const { return TrafficTime(late_); }

void World::Fail(absl::string_view what) { violations_.emplace_back(what); }

core::State World::StateOf(int node) const {
  return DecodedState(nodes_[static_cast<size_t>(node)].step);
}

core::Answer World::Run(int node, core::Input input) {
  Node& own = nodes_[static_cast<size_t>(node)];
  core::Batch batch;
  core::Answer answer;
  const std::string broken =
      RunStep(own.step, std::move(input), Now(), batch, answer);
  if (!broken.empty()) Fail(broken);
  for (const core::PayloadRow& row : batch.payloads) {
    own.payloads.insert(row.transfer_id);
  }
  for (const std::string& id : batch.dropped_payloads) own.payloads.erase(id);
  return answer;
}

bool World::RunAndAnswer(const Action& action, int node, core::Input input,
                         core::Answer& answer) {
  answer = Run(node, std::move(input));
  if (action.crashes) --budget_.crashes;
  return !action.crashes;
}

SimRandom World::RandomOf(int node) const {
  return SimRandom(nodes_[static_cast<size_t>(node)].step.batch_number * 2 +
                   static_cast<uint64_t>(node));
}

std::vector<Action> World::Actions() const {
  std::vector<Action> actions;
  const auto add = [&](ActionKind kind, int target, bool answers = false) {
    actions.push_back({kind, target});
    if (answers && budget_.crashes > 0) actions.push_back({kind, target, true});
  };
  const core::State states[] = {StateOf(0), StateOf(1)};
  for (int i = 0; i < static_cast<int>(network_.size()); ++i) {
    add(ActionKind::kDeliver, i, true);
    if (budget_.duplicates > 0) add(ActionKind::kDeliverTwice, i);
  }
  for (size_t i = 0; i < kMessages; ++i) {
    const int m = static_cast<int>(i);
    const Traffic& traffic = TrafficOf(i);
    if (outcomes_[i].empty()) {
      add(ActionKind::kSubmit, m, true);
    } else if (budget_.revocations > 0) {
      add(ActionKind::kAskToRevoke, m);
    }
    const core::State& there = states[1 - traffic.from];
    if (!handed_[i]) {
      const std::vector<std::string> inbox =
          core::Inbox(there, traffic.record.facts.recipient(), 0, Now(), kMany,
                      /*include_confirmed=*/false);
      if (std::count(inbox.begin(), inbox.end(), traffic.transfer_id) > 0) {
        add(ActionKind::kHandOver, m, true);
      }
    } else if (!confirmed_[i]) {
      add(ActionKind::kConfirm, m, true);
    }
  }
  for (int node = 0; node < kNodes; ++node) {
    const core::State& state = states[node];
    for (const ActionKind kind :
         {ActionKind::kRelay, ActionKind::kReport, ActionKind::kTellRevoked}) {
      if (!ToSend(node, state, kind).empty()) add(kind, node);
    }
    if (WaitsForApproval(state)) add(ActionKind::kApprove, node);
    const auto may_move = [](const core::Transfer&) { return true; };
    if (!core::DueToRelease(state, BookInForce(state), Now(), 1, may_move)
             .empty()) {
      add(ActionKind::kRelease, node);
    }
    if (core::DueForTick(state, Now(), 1) > 0) add(ActionKind::kTick, node);
    if (state.scheduled_book.book_version != 0) {
      add(ActionKind::kSwitchBook, node);
    } else if (budget_.books > 0) {
      add(ActionKind::kScheduleBook, node);
    }
    if (budget_.partitions > 0 &&
        std::any_of(network_.begin(), network_.end(),
                    [&](const Message& each) { return each.to == node; })) {
      add(ActionKind::kLoseAllTo, node);
    }
  }
  if (!late_) add(ActionKind::kLetTimePass, 0);
  if (budget_.lies > 0) {
    const int lies = static_cast<int>(Lies(states[kHonest]).size());
    for (int i = 0; i < lies; ++i) add(ActionKind::kLie, i);
  }
  return actions;
}

void World::Take(const Action& action) {
  const int node = action.target;
  switch (action.kind) {
    case ActionKind::kSubmit:
      return Submit(action);
    case ActionKind::kRelay:
    case ActionKind::kReport:
    case ActionKind::kTellRevoked: {
      const std::vector<Message> messages =
          ToSend(node, StateOf(node), action.kind);
      network_.insert(messages.begin(), messages.end());
      return;
    }
    case ActionKind::kDeliverTwice:
      --budget_.duplicates;
      return Deliver(action);
    case ActionKind::kDeliver:
      return Deliver(action);
    case ActionKind::kLoseAllTo:
      --budget_.partitions;
      std::erase_if(network_,
                    [&](const Message& each) { return each.to == node; });
      return;
    case ActionKind::kAskToRevoke:
      return AskToRevoke(static_cast<size_t>(action.target));
    case ActionKind::kHandOver:
    case ActionKind::kConfirm:
      return Collect(action);
    case ActionKind::kApprove:
      return Approve(node);
    case ActionKind::kRelease:
      return Release(node);
    case ActionKind::kScheduleBook:
    case ActionKind::kSwitchBook:
      return ChangeBook(action);
    case ActionKind::kLetTimePass:
      late_ = true;
      return;
    case ActionKind::kLie:
      return Lie(static_cast<size_t>(action.target));
    case ActionKind::kTick: {
      SimRandom random = RandomOf(node);
      core::Tick tick;
      for (size_t i = core::DueForTick(StateOf(node), Now(), kMany); i > 0;
           --i) {
        tick.drafts.push_back(MakeDraft(random));
      }
      Run(node, tick);
      return;
    }
  }
}

void World::Submit(const Action& action) {
  const auto m = static_cast<size_t>(action.target);
  const Traffic& traffic = TrafficOf(m);
  const core::State state = StateOf(traffic.from);
  SimRandom random = RandomOf(traffic.from);
  core::PreparedSubmission input =
      simulation::PrepareSubmission(traffic.record, DomainOf(1 - traffic.from),
                                    state, BookInForce(state), Now(), random);
  input.record.set_transfer_id(traffic.transfer_id);
  core::Answer answer;
  if (!RunAndAnswer(action, traffic.from, std::move(input), answer)) return;
  if (answer.kind == Kind::kDone || answer.kind == Kind::kDuplicate) {
    outcomes_[m] = answer.bytes;
  } else if (answer.kind == Kind::kRefused) {
    Fail("P2: a submission was refused");
  }
}

void World::AskToRevoke(size_t m) {
  --budget_.revocations;
  const Traffic& traffic = TrafficOf(m);
  SimRandom random = RandomOf(traffic.from);
  const core::Answer answer =
      Run(traffic.from,
          core::RevocationRequest{traffic.record.facts.sender(),
                                  simulation::RecordIdOf(traffic.record), "B03",
                                  MakeDraft(random)});
  if (answer.kind == Kind::kRefused) {
    Fail("P2: a sender may not revoke its own record");
  }
}

void World::Collect(const Action& action) {
  const auto m = static_cast<size_t>(action.target);
  const Traffic& traffic = TrafficOf(m);
  const int node = 1 - traffic.from;
  SimRandom random = RandomOf(node);
  const std::string& agency = traffic.record.facts.recipient();
  core::Input input;
  if (action.kind == ActionKind::kHandOver) {
    input = core::HandOver{agency, traffic.transfer_id, MakeDraft(random)};
  } else {
    input = core::Confirmation{agency, traffic.transfer_id, MakeDraft(random)};
  }
  core::Answer answer;
  if (!RunAndAnswer(action, node, std::move(input), answer)) return;
  if (answer.kind == Kind::kRefused) {
    if (wire::ReasonOf(answer.status) != wire::kExpired && !IsLiar(node)) {
      Fail("P2: a recipient was refused");
    }
    return;
  }
  if (action.kind == ActionKind::kConfirm) {
    confirmed_[m] = true;
    return;
  }
  if (!IsLiar(node) && nodes_[static_cast<size_t>(node)].payloads.count(
                           traffic.transfer_id) == 0) {
    Fail("P1: a delivery has no payload");
  }
  handed_[m] = true;
}

void World::Approve(int node) {
  const core::State state = StateOf(node);
  for (const auto& [end_ms, id] : state.holds) {
    const core::Transfer& held = *state.FindTransfer(id);
    for (const std::string& rule_id : held.record.hold().rule_ids()) {
      const policy::Rule* const rule = BookInForce(state).FindRule(rule_id);
      if (rule == nullptr) continue;
      for (const policy::Review& asked : rule->reviews) {
        SimRandom random = RandomOf(node);
        core::Review input;
        input.reviewer =
            absl::StrCat("spiffe://", DomainOf(node), "/person/", asked.role);
        input.record_id = held.record.record_id();
        input.rule_id = rule_id;
        input.rule_digest = ToBytes(rule->digest);
        input.role = asked.role;
        input.approves = true;
        input.entry = MakeDraft(random);
        input.decision_entry = MakeDraft(random);
        Run(node, std::move(input));
      }
    }
  }
}

void World::Release(int node) {
  const core::State state = StateOf(node);
  const auto may_move = [](const core::Transfer&) { return true; };
  for (const std::string& id :
       core::DueToRelease(state, BookInForce(state), Now(), 1, may_move)) {
    SimRandom random = RandomOf(node);
    Run(node,
        simulation::PrepareRelease(*state.FindTransfer(id), "released", state,
                                   BookInForce(state), Now(), random));
  }
}

void World::ChangeBook(const Action& action) {
  const int node = action.target;
  SimRandom random = RandomOf(node);
  const std::string manifest = ToBytes(Sha256("version 2"));
  if (action.kind == ActionKind::kSwitchBook) {
    Run(node,
        core::BookActivation{manifest, simulation::MakeNoteDraft(random)});
    return;
  }
  --budget_.books;
  core::BookSchedule schedule;
  schedule.book.manifest_digest = manifest;
  schedule.book.book_digest = ToBytes(simulation::SampleBook(2).digest());
  schedule.book.book_version = 2;
  schedule.book.effective_from_ms = absl::ToUnixMillis(Now());
  schedule.signed_by = {
      absl::StrCat("spiffe://", DomainOf(node), "/person/counsel")};
  schedule.entry = simulation::MakeNoteDraft(random);
  Run(node, std::move(schedule));
}

}  // namespace enlace::exploration

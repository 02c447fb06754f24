#include "tests/simulation/sim_liar.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "proto/wire/problem.h"
#include "tests/simulation/reach.h"

namespace enlace::simulation {

void SimLiar::Start() {
  env_.schedule.After(env_.random.Between(100, 1500), [this] {
    if (env_.healed) return;
    LieOnce();
    Start();
  });
}

void SimLiar::LieOnce() {
  SimNode& victim = AnyVictim();
  if (!said_.empty() && env_.random.Percent(15)) {
    const Said& again = said_[env_.random.Next() % said_.size()];
    return env_.network.Send(node_.trust_domain(), again.victim->trust_domain(),
                             again.what);
  }
  const std::string id = AnyTransfer(victim);
  switch (env_.random.Between(0, 7)) {
    case 0:
      return Report(victim, id);
    case 1:
      return AnswerRelay(victim, id);
    case 2:
      return AnswerRevocation(victim, id);
    case 3:
      return AnswerReport(victim, id);
    case 4:
      return Revoke(victim, id);
    case 5:
      return Announce(victim);
    default:
      return Relay(victim, id);
  }
}

SimNode& SimLiar::AnyVictim() {
  std::vector<SimNode*> others;
  for (const auto& [domain, node] : env_.nodes) {
    if (node != &node_) others.push_back(node);
  }
  return *others[env_.random.Next() % others.size()];
}

std::string SimLiar::AnyTransfer(SimNode& victim) {
  const std::vector<AuditView::Entry>& entries = victim.audit().entries();
  if (entries.empty() || env_.random.Percent(10)) return env_.random.Bytes(16);
  return entries[env_.random.Next() % entries.size()].transfer_id;
}

ClaimedEntry SimLiar::AnyEntry() {
  return {env_.random.Next() % 1000, env_.random.Bytes(32)};
}

void SimLiar::Say(SimNode& victim, std::function<void()> what) {
  said_.push_back({&victim, what});
  env_.network.Send(node_.trust_domain(), victim.trust_domain(),
                    std::move(what));
}

void SimLiar::NoteVictim(const SimNode& victim, const std::string& id,
                         bool refuses) {
  if (!victim.up()) return;  // and does not hear it
  const core::Transfer* const transfer = victim.state().FindTransfer(id);
  if (transfer == nullptr) {
    SIM_REACHED("lie_about_an_unknown_transfer");
  } else if (transfer->link != node_.trust_domain()) {
    SIM_REACHED("lie_about_what_is_not_of_its_link");
  } else if (transfer->incoming) {
    SIM_REACHED("lie_about_what_it_sent_itself");
  } else if (transfer->link_sequence == 0) {
    SIM_REACHED("lie_about_what_never_left");
  } else if (refuses && transfer->state == v1::RECORD_STATE_DELIVERED) {
    SIM_REACHED("lie_of_a_refusal_after_delivery");
  } else if (transfer->state == v1::RECORD_STATE_QUEUED) {
    SIM_REACHED("lie_about_what_is_on_its_way");
  } else {
    SIM_REACHED("lie_about_what_has_its_answer");
  }
}

void SimLiar::Report(SimNode& victim, const std::string& id) {
  const auto& states = ClaimedStates();
  const v1::Evidence evidence = MadeUpEvidence(
      id, states[env_.random.Next() % states.size()], AnyEntry());
  Say(victim, [this, &victim, evidence] {
    NoteVictim(victim, evidence.transfer_id(),
               evidence.state() == v1::RECORD_STATE_REFUSED);
    victim.Report(node_.trust_domain(), {evidence},
                  [](const std::vector<v1::Evidence>&) {});
  });
}

void SimLiar::AnswerRelay(SimNode& victim, const std::string& id) {
  const auto& outcomes = ClaimedOutcomes();
  v1::RelayAnswer answer = MadeUpAnswer(
      id, outcomes[env_.random.Next() % outcomes.size()], AnyEntry());
  if (env_.random.Percent(10)) {
    answer.mutable_problem()->set_code(
        static_cast<int>(absl::StatusCode::kFailedPrecondition));
    answer.mutable_problem()->set_reason(std::string(wire::kLinkNotAccepted));
  }
  Say(victim, [this, &victim, answer] {
    NoteVictim(victim, answer.transfer_id(),
               answer.outcome() == v1::DECISION_OUTCOME_DENY);
    victim.TakeRelayAnswer(node_.trust_domain(), answer.SerializeAsString());
  });
}

void SimLiar::AnswerRevocation(SimNode& victim, const std::string& id) {
  const auto& states = ClaimedStates();
  const v1::Evidence evidence = MadeUpEvidence(
      id, states[env_.random.Next() % states.size()], AnyEntry());
  Say(victim, [this, &victim, evidence] {
    NoteVictim(victim, evidence.transfer_id(), /*refuses=*/false);
    victim.TakeRevocationAnswer(node_.trust_domain(), evidence);
  });
}

void SimLiar::AnswerReport(SimNode& victim, const std::string& id) {
  const uint64_t index = env_.random.Next() % 1000;
  Say(victim, [this, &victim, id, index] {
    NoteVictim(victim, id, /*refuses=*/false);
    victim.TakeReportAnswer(node_.trust_domain(),
                            MadeUpEvidence(id, {}, {index, ""}));
  });
}

void SimLiar::Revoke(SimNode& victim, const std::string& id) {
  const core::Transfer* const transfer =
      victim.up() ? victim.state().FindTransfer(id) : nullptr;
  uint64_t sequence = env_.random.Next() % 30;
  if (transfer != nullptr && transfer->incoming && env_.random.Percent(70)) {
    sequence = transfer->link_sequence;
  }
  const v1::Revocation revocation = MadeUpRevocation(id, sequence, AnyEntry());
  Say(victim, [this, &victim, revocation] {
    NoteVictim(victim, revocation.transfer_id(), /*refuses=*/false);
    victim.RevokeReleases(node_.trust_domain(), {revocation},
                          [](const std::vector<v1::Evidence>&) {});
  });
}

// What this node sent the victim, changed; or what the victim sent it, back to
// where it came from.
void SimLiar::Relay(SimNode& victim, const std::string& id) {
  const core::Transfer* const transfer =
      victim.up() ? victim.state().FindTransfer(id) : nullptr;
  if (transfer == nullptr || transfer->link != node_.trust_domain() ||
      transfer->link_sequence == 0 || transfer->IsUnseen()) {
    return;
  }
  SimRelayItem sent{transfer->record, "", transfer->link_sequence};
  const auto payload = victim.store().ReadPayload(id);
  const std::string new_body =
      absl::StrCat("made up ", HexEncode(env_.random.Bytes(6)));
  sent.body = payload.ok()
                  ? std::string(absl::StripPrefix(payload->sealed, "sealed:"))
                  : new_body;
  const UnusedIds unused = {env_.random.Bytes(32), env_.random.Bytes(16),
                            env_.random.Bytes(32), env_.random.Bytes(16),
                            env_.random.Bytes(16)};
  std::vector<SimRelayItem> changed = ChangedRelays(sent, victim.Now(), unused);
  const size_t which = env_.random.Next() % changed.size();
  SimRelayItem& item = changed[which];
  const bool is_another = item.facts.record_id() != sent.facts.record_id();
  if (is_another) item.body = new_body;
  // Whose agency may have sent it, the gate says before the core.
  if (is_another && !transfer->incoming) return;
  // Places that its real core will give away, and others.
  if (env_.random.Percent(30)) {
    item.link_sequence = 1 + env_.random.Next() % 40;
  }
  Say(victim, [this, &victim, item] {
    SIM_REACHED("lie_relayed");
    victim.Relay(node_.trust_domain(), {item},
                 [](const std::vector<std::string>&) {});
  });
}

void SimLiar::Announce(SimNode& victim) {
  core::LinkFiles files = victim.FilesTowards(node_.trust_domain());
  if (env_.random.Percent(30)) files.peer = env_.random.Bytes(32);
  Say(victim, [this, &victim, files] {
    victim.TakeAnnouncement(node_.trust_domain(), files, [](bool, bool) {});
  });
}

}  // namespace enlace::simulation

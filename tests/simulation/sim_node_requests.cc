// What a node is asked, and what it does of itself.

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/relay_order.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

using Kind = core::Answer::Kind;

std::string BodyOf(const core::SealedPayload& payload) {
  return std::string(absl::StripPrefix(payload.sealed, "sealed:"));
}

// Makes a repeated relay look like a new one: what a core without dedupe would
// see.
void DisableDedupe(core::PreparedRelay& relay, Random& random) {
  relay.record.set_record_id(random.Bytes(32));
  relay.record.set_transfer_id(random.Bytes(16));
  relay.record.set_message_id(random.Bytes(16));
  const std::string bytes = random.Bytes(4);
  for (const char c : bytes) {
    relay.link_sequence = relay.link_sequence * 256 + static_cast<uint8_t>(c);
  }
}

}  // namespace

void SimNode::Submit(const SimRecord& record, Reply reply) {
  if (!up()) return;
  Accept(
      [this, record](const core::State& snapshot, const policy::Book& rules) {
        const std::string to = TrustDomainOf(record.facts.recipient());
        const std::string link = to == trust_domain_ ? "" : to;
        core::PreparedSubmission submission = PrepareSubmission(
            record, link, snapshot, rules, Now(), env_.random);
        submission.link_files = FilesTowards(to);
        submission.payload.key_epoch = *keys_.rbegin();
        if (submission.notice) {
          submission.notice->payload.key_epoch = *keys_.rbegin();
        }
        return submission;
      },
      [this, reply = std::move(reply)](const core::Answer& answer) {
        if (answer.kind == Kind::kRefused) {
          core::Note note{MakeDraft(env_.random)};
          note.entry.step = v1::AUDIT_STEP_REFUSED;
          note.entry.transfer_id = env_.random.Bytes(16);
          Accept(
              [note](const core::State&, const policy::Book&) { return note; },
              nullptr);
        }
        reply(answer);
      });
}

void SimNode::Try(const SimRecord& record) {
  if (!up()) return;
  core::Note note{MakeDraft(env_.random)};
  note.entry.step = v1::AUDIT_STEP_TRIED;
  note.entry.transfer_id = env_.random.Bytes(16);
  note.entry.national.set_caller(record.facts.sender());
  SIM_REACHED("tried");
  Accept([note](const core::State&, const policy::Book&) { return note; },
         nullptr);
}

void SimNode::Collect(const std::string& agency, uint64_t after,
                      std::function<void(std::vector<SimDelivery>)> reply) {
  if (!up()) return;
  const bool again = env_.random.Percent(20);
  const std::vector<std::string> ids =
      core::Inbox(state(), agency, after, Now(), 8, again);
  struct Call {
    std::set<std::string> given;
    size_t open = 0;
  };
  auto call = std::make_shared<Call>();
  call->open = ids.size();
  if (ids.empty()) return reply({});
  for (const std::string& id : ids) {
    core::HandOver input{agency, id, MakeDraft(env_.random)};
    input.entry.national.set_caller(agency);
    Accept([input](const core::State&, const policy::Book&) { return input; },
           [this, ids, id, call, reply](const core::Answer& answer) {
             if (answer.kind != Kind::kRefused) call->given.insert(id);
             if (--call->open == 0) GiveDeliveries(ids, call->given, reply);
           });
  }
}

void SimNode::GiveDeliveries(
    const std::vector<std::string>& ids, const std::set<std::string>& given,
    const std::function<void(std::vector<SimDelivery>)>& reply) {
  std::vector<SimDelivery> deliveries;
  for (const std::string& id : ids) {
    if (given.count(id) == 0) continue;
    const core::Transfer* transfer = state().FindTransfer(id);
    const auto payload = store_->ReadPayload(id);
    // Its time may have run out since, or that for which it may be kept.
    if (absl::IsNotFound(payload.status()) &&
        (transfer->state == v1::RECORD_STATE_EXPIRED || transfer->erased)) {
      continue;
    }
    if (!payload.ok()) {
      env_.ledger.Violation("P1: a delivery has no payload");
      continue;
    }
    RequireOpenable(id, *payload);
    if (audit_.Find(v1::AUDIT_STEP_HANDED_OVER, id) == nullptr) {
      env_.ledger.Violation("P3: bytes are handed over that the log lacks");
    }
    deliveries.push_back({transfer->inbox_cursor,
                          id,
                          transfer->record.record_id(),
                          {transfer->record, BodyOf(*payload)}});
  }
  reply(std::move(deliveries));
}

void SimNode::Confirm(const std::string& agency, const std::string& transfer_id,
                      Reply reply) {
  if (!up()) return;
  core::Confirmation input{agency, transfer_id, MakeDraft(env_.random)};
  input.entry.national.set_caller(agency);
  Accept([input](const core::State&, const policy::Book&) { return input; },
         std::move(reply));
}

void SimNode::Relay(const std::string& from,
                    const std::vector<SimRelayItem>& items, RelayReply reply) {
  if (!up()) return;
  struct Call {
    std::vector<std::string> answers;
    size_t open = 0;
    RelayReply reply;
  };
  auto call = std::make_shared<Call>();
  call->answers.resize(items.size());
  call->open = items.size();
  call->reply = std::move(reply);
  for (size_t i = 0; i < items.size(); ++i) {
    Accept(
        [this, from, item = items[i]](const core::State& snapshot,
                                      const policy::Book& rules) {
          core::PreparedRelay relay =
              PrepareRelay(item, from, snapshot, rules, Now(), env_.random);
          relay.link_files = FilesTowards(from);
          relay.payload.key_epoch = *keys_.rbegin();
          if (env_.faults.dedupe_disabled) DisableDedupe(relay, env_.random);
          return relay;
        },
        [this, call, i, from,
         id = items[i].facts.transfer_id()](const core::Answer& answer) {
          RequireNotRefused(from, answer, "a relay");
          call->answers[i] = answer.bytes;
          if (answer.kind == Kind::kRefused) {
            v1::RelayAnswer problem;
            problem.set_transfer_id(id);
            problem.mutable_problem()->set_code(answer.status.raw_code());
            problem.mutable_problem()->set_reason(
                std::string(wire::ReasonOf(answer.status)));
            call->answers[i] = problem.SerializeAsString();
          }
          if (--call->open == 0) call->reply(call->answers);
        });
  }
}

void SimNode::Report(const std::string& from,
                     std::vector<v1::Evidence> evidence, ReportReply reply) {
  if (!up()) return;
  auto taken = std::make_shared<std::vector<v1::Evidence>>();
  auto open = std::make_shared<size_t>(evidence.size());
  for (const v1::Evidence& item : evidence) {
    NoteClaim(from, item.transfer_id(), item.entry_hash(), item.state());
    core::PeerReport input{from, item, MakeDraft(env_.random)};
    Accept([input](const core::State&, const policy::Book&) { return input; },
           [this, from, taken, open, reply, item](const core::Answer& answer) {
             RequireNotRefused(from, answer, "a report");
             // Who lies hears of records that its core never sent.
             if (answer.kind != Kind::kRefused || env_.Lies(trust_domain_)) {
               taken->push_back(item);
             }
             if (--*open == 0) reply(*taken);
           });
  }
}

void SimNode::RelayTo(const std::string& peer) {
  if (!LinkOpen(peer)) return;
  const auto max = static_cast<size_t>(env_.random.Between(1, 12));
  std::vector<SimRelayItem> items;
  for (const std::string& id :
       core::PendingRelays(state(), peer, core::ProvenLog(), Now(), max)) {
    const core::Transfer* transfer = state().FindTransfer(id);
    const auto payload = store_->ReadPayload(id);
    const AuditView::Entry* permit =
        audit_.Find(v1::AUDIT_STEP_DECIDED_OUTGOING, id);
    if (permit == nullptr ||
        permit->national.outcome() != v1::DECISION_OUTCOME_PERMIT) {
      env_.ledger.Violation("P3: bytes leave without a committed permit");
    }
    if (!payload.ok()) {
      env_.ledger.Violation("P1: a queued record has no payload");
      continue;
    }
    RequireOpenable(id, *payload);
    items.push_back(
        {transfer->record, BodyOf(*payload), transfer->link_sequence});
  }
  if (items.empty()) return;
  if (items.size() > 1 && env_.random.Percent(30)) {
    std::reverse(items.begin(), items.end());
    SIM_REACHED("relayed_out_of_order");
  }
  const size_t half = items.size() / 2;
  SendItems(peer, {items.begin() + static_cast<ptrdiff_t>(half), items.end()});
  if (env_.random.Percent(env_.faults.crash)) {
    SIM_REACHED("crash_mid_relay");
    state_at_crash_.reset();
    return Crash("mid relay");
  }
  SendItems(peer,
            {items.begin(), items.begin() + static_cast<ptrdiff_t>(half)});
}

void SimNode::SendItems(const std::string& peer,
                        std::vector<SimRelayItem> items) {
  if (items.empty()) return;
  SimNode* other = env_.nodes.at(peer);
  env_.network.Send(
      trust_domain_, peer,
      [this, other, items = std::move(items), generation = generation_] {
        other->Relay(
            trust_domain_, items,
            [this, other, generation](const std::vector<std::string>& answers) {
              env_.network.Send(other->trust_domain_, trust_domain_,
                                [this, other, generation, answers] {
                                  if (!up() || generation != generation_)
                                    return;
                                  for (const std::string& bytes : answers) {
                                    TakeRelayAnswer(other->trust_domain_,
                                                    bytes);
                                  }
                                });
            });
      });
}

void SimNode::TakeRelayAnswer(const std::string& peer,
                              const std::string& bytes) {
  if (!up()) return;
  core::RelayAnswered input;
  input.link = peer;
  input.entry = MakeDraft(env_.random);
  if (!input.answer.ParseFromString(bytes)) {
    env_.ledger.Violation("P2: a relay answer does not parse");
    return;
  }
  NoteClaim(peer, input.answer.transfer_id(), input.answer.entry_hash(),
            input.answer.outcome());
  if (input.answer.has_problem()) {
    SIM_REACHED("relay_problem_retried");
    if (input.answer.problem().reason() == wire::kLinkNotAccepted) {
      announced_.erase(peer);
    }
  } else if (!env_.Lies(peer)) {
    env_.ledger.RelayAnswer(input.answer.transfer_id(), bytes);
  }
  Accept([input](const core::State&, const policy::Book&) { return input; },
         [this, peer](const core::Answer& answer) {
           RequireNotRefused(peer, answer, "a relay answer");
         });
}

void SimNode::ReportTo(const std::string& peer) {
  if (!LinkOpen(peer)) return;
  const auto max = static_cast<size_t>(env_.random.Between(1, 12));
  std::vector<v1::Evidence> evidence =
      core::PendingEvidence(state(), peer, max);
  if (evidence.empty()) return;
  SimNode* other = env_.nodes.at(peer);
  env_.network.Send(
      trust_domain_, peer, [this, other, evidence, generation = generation_] {
        other->Report(
            trust_domain_, evidence,
            [this, other, generation](const std::vector<v1::Evidence>& taken) {
              env_.network.Send(other->trust_domain_, trust_domain_,
                                [this, other, generation, taken] {
                                  if (!up() || generation != generation_)
                                    return;
                                  for (const v1::Evidence& item : taken) {
                                    TakeReportAnswer(other->trust_domain_,
                                                     item);
                                  }
                                });
            });
      });
}

void SimNode::TakeReportAnswer(const std::string& peer,
                               const v1::Evidence& taken) {
  if (!up()) return;
  const core::EvidenceTaken input{peer, taken.transfer_id(),
                                  taken.entry_index()};
  Accept(
      [input](const core::State&, const policy::Book&) { return input; },
      [this, peer](const core::Answer& answer) { IsAboutLies(peer, answer); });
}

void SimNode::ExpireDue() {
  const auto max = static_cast<size_t>(env_.random.Between(1, 8));
  core::Tick tick;
  for (size_t i = core::DueForTick(state(), Now(), max); i > 0; --i) {
    tick.drafts.push_back(MakeDraft(env_.random));
  }
  if (tick.drafts.empty()) return;
  Accept([tick](const core::State&, const policy::Book&) { return tick; },
         nullptr);
}

}  // namespace enlace::simulation

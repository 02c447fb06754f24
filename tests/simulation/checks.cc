#include "tests/simulation/checks.h"

#include <limits>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"
#include "enlace/v1/outcome.pb.h"
#include "proto/wire/compact_tree.h"
#include "tests/simulation/answer_checks.h"
#include "tests/simulation/contact_checks.h"
#include "tests/simulation/erasure_checks.h"
#include "tests/simulation/liar_checks.h"
#include "tests/simulation/limit_checks.h"
#include "tests/simulation/notice_checks.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/register_checks.h"
#include "tests/simulation/review_checks.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {
namespace {

using Entry = AuditView::Entry;

class NodeChecks {
 public:
  NodeChecks(Environment& env, SimNode& node) : env_(env), node_(node) {}

  void Run() {
    Acknowledged();
    AcceptedOnce();
    Roots();
    Gapless();
    Books();
    for (const auto& [id, transfer] : core::RowsOf(node_.state().transfers)) {
      Drained(transfer);
      Revoked(id, transfer);
      if (transfer.IsUnseen()) continue;
      Decided(transfer);
      CheckReviews(env_, node_, transfer);
      CheckRegister(env_, node_, transfer);
      if (transfer.incoming) {
        Incoming(id, transfer);
      } else if (transfer.link.empty()) {
        Domestic(id, transfer);
      } else {
        Outgoing(id, transfer);
      }
    }
  }

 private:
  void Fail(absl::string_view what) {
    env_.ledger.Violation(absl::StrCat(what, " (", node_.trust_domain(), ")"));
  }

  void Acknowledged() {
    std::set<std::string> journaled;
    const absl::Status read =
        node_.store().Replay(0, [&](absl::string_view bytes) {
          journal::v1::EventBatch batch;
          batch.ParseFromString(std::string(bytes));
          for (const journal::v1::Event& event : batch.events()) {
            if (event.has_decided()) {
              journaled.insert(event.decided().outcome());
            }
          }
          return absl::OkStatus();
        });
    if (!read.ok()) Fail("P1: the journal cannot be read");
    for (const auto& [key, acknowledged] : env_.ledger.acknowledged()) {
      if (TrustDomainOf(key.first) != node_.trust_domain()) continue;
      const core::Transfer* transfer =
          node_.state().FindMessage(key.first, key.second);
      if (transfer == nullptr || transfer->answer != acknowledged.outcome ||
          journaled.count(acknowledged.outcome) == 0) {
        Fail("P1: an acknowledged outcome is not in the journal");
      }
    }
  }

  // Whether a rule of the sample book that may not be named spoke against it.
  bool DeniedSilently(const core::Transfer& denied) const {
    return denied.record.type() == "FirearmTraceRequest" &&
           (WasRepeated(denied) ||
            denied.record.channel() == v1::CHANNEL_ADMIN);
  }

  void AcceptedOnce() {
    std::set<std::string> accepted;
    for (const Entry& entry : node_.audit().entries()) {
      if (entry.entry.step != v1::AUDIT_STEP_DECIDED_INCOMING ||
          entry.national.outcome() == v1::DECISION_OUTCOME_HOLD) {
        continue;
      }
      if (!accepted.insert(entry.shared.record_id()).second) {
        Fail("P2: a record was accepted twice");
      }
    }
  }

  void Roots() {
    const auto seen = env_.ledger.roots().find(node_.trust_domain());
    if (seen == env_.ledger.roots().end()) return;
    wire::CompactTree tree;
    auto next = seen->second.begin();
    const auto compare = [&] {
      if (next == seen->second.end() || next->first != tree.size()) return;
      if (next->second != tree.Root()) Fail("P4: a root was rewritten");
      ++next;
    };
    compare();
    for (const Hash& leaf : node_.audit().leaves()) {
      tree.Append(leaf);
      compare();
    }
    if (next != seen->second.end()) Fail("P4: the log lost its tail");
  }

  // The places of what was permitted over a link are 1, 2, 3, ...
  void Gapless() {
    std::map<std::string, std::set<uint64_t>> given;
    for (const auto& [id, transfer] : core::RowsOf(node_.state().transfers)) {
      if (transfer.incoming || transfer.link_sequence == 0) continue;
      if (!given[transfer.link].insert(transfer.link_sequence).second) {
        Fail("P5: two records have one place in the link's sequence");
      }
    }
    for (const auto& [link, places] : given) {
      if (*places.rbegin() != places.size()) {
        Fail("P5: the link's sequence has a gap");
      }
    }
  }

  void Drained(const core::Transfer& transfer) {
    // Nobody can make a liar tell what became of what it has.
    const bool waits_for_liar =
        !transfer.incoming && env_.Lies(transfer.link) &&
        (transfer.state == v1::RECORD_STATE_DELIVERED ||
         transfer.state == v1::RECORD_STATE_HELD_BY_PEER);
    if (waits_for_liar) return;
    const bool on_its_way = transfer.state == v1::RECORD_STATE_QUEUED ||
                            transfer.state == v1::RECORD_STATE_DELIVERED ||
                            transfer.state == v1::RECORD_STATE_HELD ||
                            transfer.state == v1::RECORD_STATE_HELD_BY_PEER ||
                            transfer.evidence_owed;
    if (on_its_way) {
      Fail(absl::StrCat("P8: a record did not drain, state ", transfer.state));
    }
  }

  // A permit taken back is so at both nodes, and nobody ever had the record.
  void Revoked(const std::string& id, const core::Transfer& transfer) {
    const bool revoked = transfer.state == v1::RECORD_STATE_REVOKED;
    const Entry* entry = node_.audit().Find(v1::AUDIT_STEP_REVOKED, id);
    if ((revoked || transfer.revocation_asked) && entry == nullptr) {
      Fail("P5: a revocation is not in the log");
    }
    if (!revoked) return;
    if (node_.store().ReadPayload(id).ok()) {
      Fail("P7: a revoked record has a payload");
    }
    if (transfer.link_sequence == 0) return;  // it never left its nation
    if (node_.audit().Find(v1::AUDIT_STEP_HANDED_OVER, id) != nullptr ||
        node_.audit().Find(v1::AUDIT_STEP_COLLECTED, id) != nullptr) {
      Fail("P5: a revoked record was handed over");
    }
    if (env_.Lies(transfer.link)) return;
    const SimNode* peer = env_.nodes.at(transfer.link);
    const core::Transfer* there = peer->state().FindTransfer(id);
    if (there == nullptr || there->state != v1::RECORD_STATE_REVOKED) {
      Fail("P5: a record is revoked at one node only");
    }
    if (!transfer.incoming) {
      Refers(node_.audit().Find(v1::AUDIT_STEP_REPORTED, id),
             peer->audit().Find(v1::AUDIT_STEP_REVOKED, id));
    }
  }

  // By the log alone: nothing is decided by another book than the one in force,
  // nor passes or waits by one whose time was over.
  void Books() {
    std::string in_force = ToBytes(SampleBook(1).digest());
    int64_t over_ms = std::numeric_limits<int64_t>::max();
    for (const Entry& entry : node_.audit().entries()) {
      const int64_t at_ms = entry.entry.log_time_ms;
      switch (entry.entry.step) {
        case v1::AUDIT_STEP_BOOK_SCHEDULED:
          over_ms = entry.national.adopted_book().effective_from_ms();
          break;
        case v1::AUDIT_STEP_BOOK_ACTIVATED:
          if (at_ms < over_ms) Fail("P9: a book is in force before its time");
          in_force = entry.national.book_digest();
          over_ms = std::numeric_limits<int64_t>::max();
          break;
        case v1::AUDIT_STEP_DECIDED_OUTGOING:
        case v1::AUDIT_STEP_DECIDED_INCOMING:
          if (entry.national.book_digest() != in_force) {
            Fail("P9: decided by a book that was not in force");
          }
          // A reviewer's rejection only denies, at any time.
          if (at_ms >= over_ms &&
              entry.national.outcome() != v1::DECISION_OUTCOME_DENY) {
            Fail("P10: decided by a book whose time was over");
          }
          break;
        default:
          break;
      }
    }
  }

  // Of a reply the parent's state at the time is not known any more.
  void Decided(const core::Transfer& transfer) {
    const Entry* entry = Decision(transfer);
    if (entry == nullptr) return Fail("P5: a decision is not in the log");
    if (entry->national.outcome() != transfer.decision) {
      Fail("P5: log and state tell of different decisions");
    }
    // What follows of a record that was held, CheckReviews() looks at.
    const Entry* const first = FirstDecision(transfer);
    const v1::DecisionOutcome decision = first->national.outcome();
    if (first->national.reason() == "T05") return;
    if (transfer.decision == v1::DECISION_OUTCOME_PERMIT &&
        transfer.decided_at_ms >= transfer.record.valid_until_ms()) {
      Fail("P3: what was past its time was permitted");
    }
    const int version =
        first->national.book_digest() == ToBytes(SampleBook(1).digest()) ? 1
                                                                         : 2;
    const auto direction = transfer.incoming ? policy::Direction::kIncoming
                                             : policy::Direction::kOutgoing;
    core::StateFacts known;
    known.parent = core::FindParent(node_.state(), transfer.record.parent());
    known.repeated = WasRepeated(transfer);
    policy::RecordFacts facts = RuleFacts(transfer.record, direction, known);
    if (const core::Transfer* denied =
            node_.state().FindTransfer(first->national.notice_of())) {
      facts.denied_silently = DeniedSilently(*denied);
    }
    const bool permitted = decision == v1::DECISION_OUTCOME_PERMIT;
    if (permitted && known.parent.known &&
        known.parent.channel != transfer.record.channel()) {
      Fail("P9: a reply on another channel was permitted");
    }
    if (facts.names_parent) {
      if (permitted && !facts.parent) {
        Fail("P9: a reply to an unknown record was permitted");
      }
    } else if ((WasOverLimit(node_, transfer)
                    ? v1::DECISION_OUTCOME_DENY
                    : ExpectedOutcome(version, facts,
                                      WasCleared(node_, transfer, *first))) !=
               decision) {
      Fail("P9: a decision differs from the oracle's");
    }
  }

  const Entry* Decision(const core::Transfer& transfer) const {
    return node_.audit().Find(transfer.incoming
                                  ? v1::AUDIT_STEP_DECIDED_INCOMING
                                  : v1::AUDIT_STEP_DECIDED_OUTGOING,
                              transfer.record.transfer_id());
  }

  const Entry* FirstDecision(const core::Transfer& transfer) const {
    return node_.audit().FindFirst(transfer.incoming
                                       ? v1::AUDIT_STEP_DECIDED_INCOMING
                                       : v1::AUDIT_STEP_DECIDED_OUTGOING,
                                   transfer.record.transfer_id());
  }

  // Whether the same content of the same sender passed or was held before.
  bool WasRepeated(const core::Transfer& transfer) const {
    bool repeated = false;
    node_.state().transfers.Scan("", [&](const std::string&,
                                         const core::Transfer& other) {
      const bool counts = other.decision != v1::DECISION_OUTCOME_DENY ||
                          other.record.has_hold();
      repeated = !other.incoming && counts &&
                 other.record.sender() == transfer.record.sender() &&
                 other.record.content_tag() == transfer.record.content_tag() &&
                 DecisionIndex(other) < DecisionIndex(transfer);
      return !repeated;
    });
    return repeated;
  }

  static uint64_t DecisionIndex(const core::Transfer& transfer) {
    v1::Outcome outcome;
    outcome.ParseFromString(transfer.answer);
    return outcome.entry_index();
  }

  void Domestic(const std::string& id, const core::Transfer& transfer) {
    const Entry* decision = Decision(transfer);
    if (decision != nullptr && decision->has_shared) {
      Fail("P3: what stays in its nation has a shared opening");
    }
    if (transfer.link_sequence != 0 || transfer.evidence_owed) {
      Fail("P3: what stays in its nation is on a link");
    }
    const bool collected = transfer.state == v1::RECORD_STATE_COLLECTED;
    if (env_.ledger.confirmed().count(id) > 0 && !collected) {
      Fail("P2: a confirmed record is not collected");
    }
    if (!collected) return;
    Collected(id);
    SIM_REACHED("domestic_collected");
  }

  void Outgoing(const std::string& id, const core::Transfer& transfer) {
    SimNode* peer = env_.nodes.at(transfer.link);
    const core::Transfer* there = peer->state().FindTransfer(id);
    const bool permitted = transfer.decision == v1::DECISION_OUTCOME_PERMIT;
    if (!permitted && there != nullptr) {
      Fail("P3: what was not permitted crossed");
    }
    const Entry* decision = Decision(transfer);
    if (decision != nullptr && decision->has_shared != permitted) {
      Fail("P3: the shared opening does not follow the permit");
    }
    if (env_.Lies(transfer.link)) return;
    const bool known_to_cross =
        transfer.peer_answered || transfer.peer_reported;
    if (known_to_cross && there == nullptr) {
      Fail("P5: the peer's log lacks a crossing");
    }
    if (!known_to_cross && there != nullptr) {
      Fail("P5: the sender's log lacks a crossing");
    }
    if (permitted && there == nullptr) SIM_REACHED("never_crossed");
  }

  void Incoming(const std::string& id, const core::Transfer& transfer) {
    const bool collected = transfer.state == v1::RECORD_STATE_COLLECTED;
    if (!env_.Lies(transfer.link)) SentAsReceived(id, transfer);
    if (collected) Collected(id);
    if (collected && transfer.record.type() == "SafetyNotice") {
      SIM_REACHED("notice_collected");
    }
    if (env_.ledger.confirmed().count(id) > 0 && !collected) {
      Fail("P2: a confirmed record is not collected");
    }
  }

  // The sender's log tells the same.
  void SentAsReceived(const std::string& id, const core::Transfer& transfer) {
    SimNode* peer = env_.nodes.at(transfer.link);
    const Entry* here = Decision(transfer);
    const Entry* sent = peer->audit().Find(v1::AUDIT_STEP_DECIDED_OUTGOING, id);
    if (here == nullptr || sent == nullptr) {
      return Fail("P5: the sender's log lacks a permit");
    }
    if (sent->shared.record_id() != here->shared.record_id() ||
        sent->shared.link_sequence() != here->shared.link_sequence() ||
        sent->shared.from_nation() != here->shared.from_nation() ||
        sent->shared.to_nation() != here->shared.to_nation()) {
      Fail("P5: the two logs tell of different crossings");
    }
    // The answer to the relay was the first decision.
    Refers(peer->audit().Find(v1::AUDIT_STEP_RELAYED, id),
           FirstDecision(transfer));
    const bool collected = transfer.state == v1::RECORD_STATE_COLLECTED;
    const bool expired = transfer.state == v1::RECORD_STATE_EXPIRED;
    const Entry* report = peer->audit().Find(v1::AUDIT_STEP_REPORTED, id);
    if (transfer.state == v1::RECORD_STATE_DENIED && report != nullptr) {
      SIM_REACHED("refusal_known_by_report");
      Refers(report, here);
    }
    if (collected || expired) {
      const Entry* end = node_.audit().Find(
          collected ? v1::AUDIT_STEP_COLLECTED : v1::AUDIT_STEP_EXPIRED, id);
      if (report == nullptr) Fail("P5: the sender's log lacks a report");
      Refers(report, end);
    }
  }

  // The peer's entry names this one, if it is there.
  void Refers(const Entry* theirs, const Entry* ours) {
    if (theirs == nullptr) return;
    if (ours == nullptr ||
        theirs->national.peer_entry_hash() != ToBytes(ours->leaf)) {
      Fail("P5: an entry refers to another than the peer's");
    }
  }

  void Collected(const std::string& id) {
    if (node_.audit().Find(v1::AUDIT_STEP_HANDED_OVER, id) == nullptr) {
      Fail("P5: a collected record was never handed over");
    }
    // Its body is known no more.
    if (node_.state().FindTransfer(id)->erased) return;
    const auto payload = node_.store().ReadPayload(id);
    if (!payload.ok()) return Fail("P1: a collected record has no payload");
    const std::string body(absl::StripPrefix(payload->sealed, "sealed:"));
    const auto effect = env_.ledger.effects().find(
        Ledger::EffectOf(node_.state().FindTransfer(id)->record, body));
    if (effect == env_.ledger.effects().end() || effect->second != 1) {
      Fail("P2: a collected record had not exactly one effect");
    }
    SIM_REACHED("collected_end_to_end");
  }

  Environment& env_;
  SimNode& node_;
};

}  // namespace

void CheckPromises(Environment& env) {
  CheckFirstContact(env);
  CheckNotices(env);
  CheckAnswers(env);
  CheckErasure(env);
  CheckLies(env);
  for (const auto& [domain, node] : env.nodes) {
    if (env.Lies(domain)) continue;
    NodeChecks(env, *node).Run();
    for (const auto& [peer, link] : node->state().links) {
      if (!link.received_ahead.empty()) SIM_REACHED("sequence_gap_remains");
    }
  }
}

}  // namespace enlace::simulation

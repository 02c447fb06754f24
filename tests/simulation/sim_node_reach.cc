// Which of the named states an input and its answer show.

#include <limits>
#include <string>
#include <variant>

#include "proto/wire/problem.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

const core::Due kNever = {std::numeric_limits<int64_t>::max(), ""};

template <typename Table>
core::Due FirstOf(const Table& table) {
  core::Due first = kNever;
  table.Scan({}, [&](const core::Due& due, core::Nothing) {
    first = due;
    return false;
  });
  return first;
}

using Kind = core::Answer::Kind;

void Decision(v1::DecisionOutcome outcome, const std::string& reason,
              bool incoming) {
  if (reason == "T05") {
    SIM_REACHED(incoming ? "expired_on_arrival" : "expired_at_own_node");
  } else if (outcome == v1::DECISION_OUTCOME_HOLD) {
    SIM_REACHED(incoming ? "held_by_peer" : "held_outgoing");
  } else if (outcome == v1::DECISION_OUTCOME_DENY && incoming) {
    SIM_REACHED("refused_by_peer");
  }
}

// By the kind of the input.
struct Visitor {
  const core::Answer& answer;

  bool done() const { return answer.kind == Kind::kDone; }
  bool again() const { return answer.kind == Kind::kDuplicate; }

  void Refusal() const {
    if (answer.kind == Kind::kRefused &&
        wire::ReasonOf(answer.status) == wire::kClockUntrusted) {
      SIM_REACHED("clock_stepped_back_refused");
    }
  }

  void operator()(const core::PreparedSubmission& input) const {
    Refusal();
    if (again()) SIM_REACHED("duplicate_submit_returns_original");
    v1::Outcome outcome;
    if (!done() || !outcome.ParseFromString(answer.bytes)) return;
    Decision(outcome.decision(), outcome.reason(), /*incoming=*/false);
    if (outcome.reason() == "T02") SIM_REACHED("repeated_content_held");
    if (outcome.reason() == "T01") {
      SIM_REACHED("reply_on_another_channel_denied");
    }
    if (input.notice && outcome.decision() == v1::DECISION_OUTCOME_DENY) {
      const std::string& reason = input.notice->decision.reason;
      if (reason == "T02") SIM_REACHED("notice_repeated");
      if (reason == "S04") SIM_REACHED("notice_would_tell");
    }
    if (input.link.empty() &&
        outcome.decision() == v1::DECISION_OUTCOME_PERMIT) {
      SIM_REACHED("domestic_delivered");
    }
    if (!input.record.parent().empty() &&
        outcome.decision() == v1::DECISION_OUTCOME_PERMIT) {
      SIM_REACHED("permitted_reply");
    }
  }
  void operator()(const core::PreparedRelay&) const {
    Refusal();
    if (again()) SIM_REACHED("duplicate_relay_returns_original");
    v1::RelayAnswer relay;
    if (!done() || !relay.ParseFromString(answer.bytes)) return;
    Decision(relay.outcome(), relay.reason(), /*incoming=*/true);
  }
  void operator()(const core::RelayAnswered&) const {}
  void operator()(const core::HandOver&) const {
    if (again()) SIM_REACHED("handed_over_again");
    if (answer.kind == Kind::kRefused) SIM_REACHED("handed_over_too_late");
  }
  void operator()(const core::Confirmation&) const {
    if (again()) SIM_REACHED("confirmed_again");
  }
  void operator()(const core::RevocationRequest&) const {
    if (again()) SIM_REACHED("revocation_asked_again");
  }
  void operator()(const core::PeerRevocation&) const {}
  void operator()(const core::RevocationAnswered&) const {
    if (again()) SIM_REACHED("revocation_answered_again");
  }
  void operator()(const core::EvidenceTaken&) const {
    if (again()) SIM_REACHED("evidence_taken_again");
  }
  void operator()(const core::PeerReport&) const {
    if (again()) SIM_REACHED("reported_again");
  }
  void operator()(const core::Review& input) const {
    if (again()) SIM_REACHED("approved_again");
    if (done()) SIM_REACHED(input.approves ? "approved" : "rejected");
  }
  void operator()(const core::OverrideRequest&) const { Refusal(); }
  void operator()(const core::OverrideReview&) const {}
  void operator()(const core::PreparedRelease& input) const {
    if (done() && input.decision.outcome == policy::Outcome::kPermit) {
      SIM_REACHED("released_after_approval");
    }
    if (done() && input.decision.outcome == policy::Outcome::kHold) {
      SIM_REACHED("hold_confirmed");
    }
  }
  void operator()(const core::LinkAcceptance&) const {}
  void operator()(const core::LinkAcceptanceByPeer&) const {
    if (again()) SIM_REACHED("announced_again");
  }
  void operator()(const core::MaintenancePlan&) const {}
  void operator()(const core::RegisterProposal&) const {}
  void operator()(const core::RegisterApproval&) const {
    if (done()) SIM_REACHED("entry_approved");
  }
  void operator()(const core::RegisterRevocation&) const {
    if (done()) SIM_REACHED("entry_revoked");
  }
  void operator()(const core::Inspection&) const {}
  void operator()(const core::BookSchedule&) const {}
  void operator()(const core::BookActivation&) const {}
  void operator()(const core::Note&) const {}
  void operator()(const core::Rewrapping&) const {
    if (done()) SIM_REACHED("keys_rewrapped");
    if (again()) SIM_REACHED("rewrapped_too_late");
  }
  void operator()(const core::EpochClosing&) const {}
  void operator()(const core::Tick&) const {}
};

// What an input meets, before it is sequenced.
struct Situation {
  const core::State& state;

  void operator()(const core::PreparedSubmission&) const {}
  void operator()(const core::PreparedRelay& input) const {
    const core::Link* link = state.FindLink(input.link);
    const uint64_t received = link == nullptr ? 0 : link->received_sequence;
    if (input.link_sequence > received + 1) {
      SIM_REACHED("received_beyond_a_gap");
    }
  }
  void operator()(const core::RelayAnswered& input) const {
    const core::Transfer* transfer =
        state.FindTransfer(input.answer.transfer_id());
    if (transfer == nullptr || transfer->peer_answered) return;
    if (transfer->state == v1::RECORD_STATE_REVOKED) {
      SIM_REACHED("answer_after_revocation");
    } else if (transfer->peer_reported) {
      SIM_REACHED("answer_after_report");
    } else if (transfer->state == v1::RECORD_STATE_EXPIRED) {
      SIM_REACHED("answer_after_own_expiry");
    }
  }
  void operator()(const core::HandOver&) const {}
  void operator()(const core::Confirmation&) const {}
  void operator()(const core::RevocationRequest& input) const {
    const core::Transfer* transfer = state.FindRecord(input.record_id);
    if (transfer == nullptr || transfer->revocation_asked) return;
    if (transfer->state == v1::RECORD_STATE_QUEUED) {
      SIM_REACHED("revoked_in_outbox");
    } else if (transfer->state == v1::RECORD_STATE_HELD) {
      SIM_REACHED("revoked_own_hold");
    }
  }
  void operator()(const core::PeerRevocation& input) const {
    const core::Transfer* transfer =
        state.FindTransfer(input.revocation.transfer_id());
    if (transfer == nullptr) {
      SIM_REACHED("revoked_before_it_came");
    } else if (transfer->state == v1::RECORD_STATE_HELD) {
      SIM_REACHED("revoked_hold_of_peer");
    } else if (transfer->state == v1::RECORD_STATE_REVOKED) {
      SIM_REACHED("revocation_repeated");
    } else if (transfer->handed_over) {
      SIM_REACHED("revoked_too_late");
    } else if (transfer->state == v1::RECORD_STATE_DELIVERED) {
      SIM_REACHED("revoked_in_inbox");
    }
  }
  void operator()(const core::RevocationAnswered& input) const {
    const core::Transfer* transfer =
        state.FindTransfer(input.evidence.transfer_id());
    if (transfer != nullptr && transfer->peer_reported &&
        transfer->state != v1::RECORD_STATE_REVOKED) {
      SIM_REACHED("report_before_revocation_answer");
    }
  }
  void operator()(const core::EvidenceTaken&) const {}
  void operator()(const core::PeerReport& input) const {
    const core::Transfer* transfer =
        state.FindTransfer(input.evidence.transfer_id());
    if (transfer == nullptr || transfer->peer_reported) return;
    if (transfer->state == v1::RECORD_STATE_EXPIRED) {
      SIM_REACHED("report_after_own_expiry");
    } else if (transfer->state == v1::RECORD_STATE_QUEUED) {
      SIM_REACHED("report_before_answer");
    }
  }
  void operator()(const core::Review&) const {}
  void operator()(const core::OverrideRequest&) const {}
  void operator()(const core::OverrideReview&) const {}
  void operator()(const core::PreparedRelease&) const {}
  void operator()(const core::LinkAcceptance&) const {}
  void operator()(const core::LinkAcceptanceByPeer& input) const {
    const core::Link* link = state.FindLink(input.link);
    if (link == nullptr || !link->contact.Accepted(input.link_files.peer)) {
      SIM_REACHED("peer_accepts_first");
    }
  }
  void operator()(const core::MaintenancePlan&) const {}
  void operator()(const core::RegisterProposal&) const {}
  void operator()(const core::RegisterApproval&) const {}
  void operator()(const core::RegisterRevocation&) const {}
  void operator()(const core::Inspection&) const {}
  void operator()(const core::BookSchedule&) const {}
  void operator()(const core::BookActivation&) const {}
  void operator()(const core::Note&) const {}
  void operator()(const core::Rewrapping&) const {}
  void operator()(const core::EpochClosing&) const {}
  void operator()(const core::Tick&) const {
    const core::Due expiry = FirstOf(state.expiries);
    if (expiry == kNever) return;
    // A tick may be for an overdue answer or an erasure alone.
    if ((!state.alarms.empty() &&
         state.alarms.begin()->first <= expiry.first) ||
        FirstOf(state.retentions).first <= expiry.first) {
      return;
    }
    const core::Transfer& first = state.TransferAt(expiry.second);
    SIM_REACHED(first.state == v1::RECORD_STATE_HELD ? "expired_while_held"
                : first.inbox_cursor != 0            ? "expired_in_inbox"
                                                     : "expired_in_outbox");
  }
};

}  // namespace

void SimNode::NoteReach(const core::Input& input, const core::Answer& answer) {
  if (answer.kind == Kind::kStale &&
      !std::holds_alternative<core::Rewrapping>(input)) {
    const core::PreparedUnder* under = nullptr;
    uint32_t key_epoch = state().closed_epoch + 1;
    if (const auto* out = std::get_if<core::PreparedSubmission>(&input)) {
      under = &out->under;
      key_epoch = out->payload.key_epoch;
    } else if (const auto* in = std::get_if<core::PreparedRelay>(&input)) {
      under = &in->under;
      key_epoch = in->payload.key_epoch;
    }
    const bool same_book =
        under != nullptr && under->book_digest == AsBytes(book().digest());
    if (key_epoch <= state().closed_epoch) {
      SIM_REACHED("sealed_under_a_closed_epoch");
    } else {
      SIM_REACHED(same_book ? "stale_parent" : "stale_book");
    }
  }
  std::visit(Visitor{answer}, input);
}

void SimNode::NoteSituation(const core::Input& input) {
  std::visit(Situation{state()}, input);
}

}  // namespace enlace::simulation

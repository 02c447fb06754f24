// Every state of docs/delivery.md meets every input.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/wire/audit_entry.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;

enum class Outgoing {
  kDenied,
  kHeld,
  kQueued,
  kDelivered,
  kHeldByPeer,
  kRefused,
  kRefusedByReport,
  kCollected,
  kExpiredHere,
  kExpiredHeld,
  kExpiredThere,
  kRevokedInOutbox,    // the peer has not answered for it
  kRevokedHere,        // it never left, and was held
  kRevokedThere,       // and the peer has said so
  kDeliveredRevoking,  // the peer has not answered for it
  kNotice,             // of this node, queued; its denial is the agency's
  kNoticeDelivered,
};

enum class Incoming {
  kDenied,
  kHeld,
  kWaiting,
  kHandedOver,
  kCollected,
  kExpired,
  kRevoked
};

// What happens to it.
enum class Event {
  kAnswerPermit,
  kAnswerHold,
  kAnswerDeny,
  kAnswerProblem,
  kReportCollected,
  kReportExpired,
  kReportRefused,
  kHandOver,
  kConfirm,
  kEvidenceTaken,
  kRevoke,           // by the sender
  kPeerRevokes,      // the sender's node
  kAnswerRevoked,    // to a revocation
  kAnswerTooLate,    // it had been handed over
  kTick,             // in time
  kTickLate,         // past the end of validity
  kReportDelivered,  // the peer released what it held
};

constexpr v1::DecisionOutcome kTransitionPermit = v1::DECISION_OUTCOME_PERMIT;
constexpr v1::DecisionOutcome kTransitionHold = v1::DECISION_OUTCOME_HOLD;
constexpr v1::DecisionOutcome kTransitionDeny = v1::DECISION_OUTCOME_DENY;

void LetTimePass(CoreNode& node) { node.clock.now_ms += kTestLifeMs; }

std::string Bring(CoreNode& node, Outgoing situation) {
  const Wanted wanted = situation == Outgoing::kDenied ? Wanted::kDeny
                        : situation == Outgoing::kHeld ||
                                situation == Outgoing::kExpiredHeld ||
                                situation == Outgoing::kRevokedHere
                            ? Wanted::kHold
                            : Wanted::kPermit;
  const bool notice =
      situation == Outgoing::kNotice || situation == Outgoing::kNoticeDelivered;
  const std::string id = notice ? node.SubmitWarning() : node.Submit(wanted);
  const auto run = [&](Input input) {
    EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kDone);
  };
  switch (situation) {
    case Outgoing::kDenied:
    case Outgoing::kHeld:
    case Outgoing::kQueued:
    case Outgoing::kNotice:
      break;
    case Outgoing::kDelivered:
    case Outgoing::kNoticeDelivered:
      run(node.PeerAnswer(id, kTransitionPermit));
      break;
    case Outgoing::kHeldByPeer:
      run(node.PeerAnswer(id, kTransitionHold));
      break;
    case Outgoing::kRefused:
      run(node.PeerAnswer(id, kTransitionDeny));
      break;
    case Outgoing::kRefusedByReport:
      run(node.Reported(id, v1::RECORD_STATE_REFUSED));
      break;
    case Outgoing::kCollected:
      run(node.PeerAnswer(id, kTransitionPermit));
      run(node.Reported(id, v1::RECORD_STATE_COLLECTED));
      break;
    case Outgoing::kExpiredHere:
    case Outgoing::kExpiredHeld:
      LetTimePass(node);
      run(node.TickOf(1));
      break;
    case Outgoing::kExpiredThere:
      run(node.PeerAnswer(id, kTransitionPermit));
      run(node.Reported(id, v1::RECORD_STATE_EXPIRED));
      break;
    case Outgoing::kRevokedInOutbox:
    case Outgoing::kRevokedHere:
      run(node.Revoked(id));
      break;
    case Outgoing::kRevokedThere:
      run(node.Revoked(id));
      run(node.RevocationAnswer(id, v1::RECORD_STATE_REVOKED));
      break;
    case Outgoing::kDeliveredRevoking:
      run(node.PeerAnswer(id, kTransitionPermit));
      run(node.Revoked(id));
      break;
  }
  return id;
}

std::string Bring(CoreNode& node, Incoming situation) {
  const std::string id =
      node.Receive(situation == Incoming::kDenied ? Wanted::kDeny
                   : situation == Incoming::kHeld ? Wanted::kHold
                                                  : Wanted::kPermit);
  if (situation == Incoming::kHandedOver) {
    EXPECT_EQ(node.Run(node.HandedOver(id)).kind, Kind::kDone);
  } else if (situation == Incoming::kCollected) {
    EXPECT_EQ(node.Run(node.Confirmed(id)).kind, Kind::kDone);
  } else if (situation == Incoming::kRevoked) {
    EXPECT_EQ(node.Run(node.RevokedByPeer(id)).kind, Kind::kDone);
  } else if (situation == Incoming::kExpired) {
    LetTimePass(node);
    EXPECT_EQ(node.Run(node.TickOf(1)).kind, Kind::kDone);
  }
  return id;
}

Answer Meet(CoreNode& node, const std::string& id, Event event) {
  switch (event) {
    case Event::kAnswerPermit:
      return node.Run(node.PeerAnswer(id, kTransitionPermit));
    case Event::kAnswerHold:
      return node.Run(node.PeerAnswer(id, kTransitionHold));
    case Event::kAnswerDeny:
      return node.Run(node.PeerAnswer(id, kTransitionDeny));
    case Event::kAnswerProblem: {
      RelayAnswered input = node.PeerAnswer(id, kTransitionPermit);
      input.answer.mutable_problem()->set_code(14);
      return node.Run(std::move(input));
    }
    case Event::kReportCollected:
      return node.Run(node.Reported(id, v1::RECORD_STATE_COLLECTED));
    case Event::kReportExpired:
      return node.Run(node.Reported(id, v1::RECORD_STATE_EXPIRED));
    case Event::kReportRefused:
      return node.Run(node.Reported(id, v1::RECORD_STATE_REFUSED));
    case Event::kHandOver:
      return node.Run(node.HandedOver(id));
    case Event::kConfirm:
      return node.Run(node.Confirmed(id));
    case Event::kEvidenceTaken:
      return node.Run(node.EvidenceOfNewest(id));
    case Event::kRevoke:
      return node.Run(node.Revoked(id));
    case Event::kPeerRevokes:
      return node.Run(node.RevokedByPeer(id));
    case Event::kAnswerRevoked:
      return node.Run(node.RevocationAnswer(id, v1::RECORD_STATE_REVOKED));
    case Event::kAnswerTooLate:
      return node.Run(node.RevocationAnswer(id, v1::RECORD_STATE_DELIVERED));
    case Event::kReportDelivered:
      return node.Run(node.Reported(id, v1::RECORD_STATE_DELIVERED));
    case Event::kTickLate:
      LetTimePass(node);
      [[fallthrough]];
    case Event::kTick:
      return node.Run(node.TickOf(2));
  }
  return {};
}

// The answer, the state afterwards, and the step that was logged.
struct Expected {
  Kind kind = Kind::kDone;
  v1::RecordState state = v1::RECORD_STATE_UNSPECIFIED;  // unchanged
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;       // no entry
};

template <typename Situation>
struct TransitionRow {
  Situation from;
  Event event;
  Expected expected;
};

template <typename Situation>
void CheckTransition(const TransitionRow<Situation>& row) {
  SCOPED_TRACE(absl::StrCat("situation ", static_cast<int>(row.from),
                            ", event ", static_cast<int>(row.event)));
  CoreNode node;
  const std::string id = Bring(node, row.from);
  const v1::RecordState before = node.transfer(id).state;
  const size_t entries = node.store.audit().size();
  const Answer answer = Meet(node, id, row.event);

  EXPECT_EQ(answer.kind, row.expected.kind) << answer.status;
  const bool moves = row.expected.state != v1::RECORD_STATE_UNSPECIFIED;
  EXPECT_EQ(node.transfer(id).state, moves ? row.expected.state : before);
  if (row.expected.step == v1::AUDIT_STEP_UNSPECIFIED) {
    EXPECT_EQ(node.store.audit().size(), entries);
  } else {
    ASSERT_EQ(node.store.audit().size(), entries + 1);
    const auto entry = wire::DecodeAuditEntry(node.store.audit().back().entry);
    ASSERT_TRUE(entry.ok());
    EXPECT_EQ(entry->step, row.expected.step);
    EXPECT_EQ(node.transfer(id).entry_index, entries);
  }
}

constexpr Expected kNothing{Kind::kDone, v1::RECORD_STATE_UNSPECIFIED,
                            v1::AUDIT_STEP_UNSPECIFIED};
constexpr Expected kAgain{Kind::kDuplicate, v1::RECORD_STATE_UNSPECIFIED,
                          v1::AUDIT_STEP_UNSPECIFIED};
constexpr Expected kNo{Kind::kRefused, v1::RECORD_STATE_UNSPECIFIED,
                       v1::AUDIT_STEP_UNSPECIFIED};

constexpr Expected Relayed(v1::RecordState state) {
  return {Kind::kDone, state, v1::AUDIT_STEP_RELAYED};
}
constexpr Expected Reported(v1::RecordState state) {
  return {Kind::kDone, state, v1::AUDIT_STEP_REPORTED};
}
constexpr Expected kExpires{Kind::kDone, v1::RECORD_STATE_EXPIRED,
                            v1::AUDIT_STEP_EXPIRED};
constexpr Expected kRevokes{Kind::kDone, v1::RECORD_STATE_REVOKED,
                            v1::AUDIT_STEP_REVOKED};
constexpr Expected kHandsOver{Kind::kDone, v1::RECORD_STATE_UNSPECIFIED,
                              v1::AUDIT_STEP_HANDED_OVER};
constexpr Expected kCollects{Kind::kDone, v1::RECORD_STATE_COLLECTED,
                             v1::AUDIT_STEP_COLLECTED};

// One line a situation: the seven messages of the peer, a hand-over, a
// confirmation, taken evidence, a revocation by the sender and one by the peer,
// the two answers to one, a tick in time and a late one, and the peer's word
// that it released what it held.
struct OutgoingLine {
  Outgoing from;
  Expected expected[17];
};

std::vector<OutgoingLine> OutgoingLines() {
  const Expected delivered = Relayed(v1::RECORD_STATE_DELIVERED);
  const Expected held = Relayed(v1::RECORD_STATE_HELD_BY_PEER);
  const Expected refused = Relayed(v1::RECORD_STATE_REFUSED);
  const Expected collected = Reported(v1::RECORD_STATE_COLLECTED);
  const Expected expired = Reported(v1::RECORD_STATE_EXPIRED);
  const Expected denied = Reported(v1::RECORD_STATE_REFUSED);
  const Expected asks{Kind::kDone, v1::RECORD_STATE_UNSPECIFIED,
                      v1::AUDIT_STEP_REVOKED};
  const Expected told = Reported(v1::RECORD_STATE_REVOKED);
  const Expected late{Kind::kDone, v1::RECORD_STATE_DELIVERED,
                      v1::AUDIT_STEP_UNSPECIFIED};
  const Expected noted = Relayed(v1::RECORD_STATE_UNSPECIFIED);
  const Expected released = Reported(v1::RECORD_STATE_DELIVERED);
  return {
      {Outgoing::kDenied,
       {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNothing, kNo, kNo,
        kNo, kNothing, kNothing, kNo}},
      {Outgoing::kHeld,
       {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kRevokes, kNo, kNo,
        kNo, kNothing, kExpires, kNo}},
      {Outgoing::kQueued,
       {delivered, held, refused, kNothing, collected, expired, denied, kNo,
        kNo, kNo, kRevokes, kNo, kAgain, kAgain, kNothing, kExpires, released}},
      {Outgoing::kDelivered,
       {kAgain, kAgain, kAgain, kAgain, collected, expired, kNo, kNo, kNo, kNo,
        asks, kNo, kAgain, kAgain, kNothing, kNothing, kAgain}},
      {Outgoing::kHeldByPeer,
       {kAgain, kAgain, kAgain, kAgain, collected, expired, denied, kNo, kNo,
        kNo, asks, kNo, kAgain, kAgain, kNothing, kNothing, released}},
      {Outgoing::kRefused,
       {kAgain, kAgain, kAgain, kAgain, kNo, kNo, kAgain, kNo, kNo, kNo,
        kNothing, kNo, kAgain, kAgain, kNothing, kNothing, kNo}},
      {Outgoing::kRefusedByReport,
       {kAgain, kAgain, kAgain, kAgain, kNo, kNo, kAgain, kNo, kNo, kNo,
        kNothing, kNo, kAgain, kAgain, kNothing, kNothing, kNo}},
      {Outgoing::kCollected,
       {kAgain, kAgain, kAgain, kAgain, kAgain, kNo, kNo, kNo, kNo, kNo,
        kNothing, kNo, kAgain, kAgain, kNothing, kNothing, kAgain}},
      {Outgoing::kExpiredHere,
       {delivered, held, refused, kNothing, collected, expired, denied, kNo,
        kNo, kNo, kNothing, kNo, kAgain, kAgain, kNothing, kNothing, released}},
      {Outgoing::kExpiredHeld,
       {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNothing, kNo, kNo,
        kNo, kNothing, kNothing, kNo}},
      {Outgoing::kExpiredThere,
       {kAgain, kAgain, kAgain, kAgain, kNo, kAgain, kNo, kNo, kNo, kNo,
        kNothing, kNo, kAgain, kAgain, kNothing, kNothing, kAgain}},
      // Its end is the answer to the revocation, unless the peer denied it.
      {Outgoing::kRevokedInOutbox,
       {noted, noted, refused, kNothing, collected, expired, denied, kNo, kNo,
        kNo, kAgain, kNo, told, late, kNothing, kNothing,
        Reported(v1::RECORD_STATE_UNSPECIFIED)}},
      {Outgoing::kRevokedHere,
       {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAgain, kNo, kNo, kNo,
        kNothing, kNothing, kNo}},
      {Outgoing::kRevokedThere,
       {kAgain, kAgain, kAgain, kAgain, kNo, kNo, kNo, kNo, kNo, kNo, kAgain,
        kNo, kAgain, kAgain, kNothing, kNothing, kAgain}},
      {Outgoing::kDeliveredRevoking,
       {kAgain, kAgain, kAgain, kAgain, collected, expired, kNo, kNo, kNo, kNo,
        kAgain, kNo, told, kNothing, kNothing, kNothing, kAgain}},
      // As any record, but that no agency may take it back.
      {Outgoing::kNotice,
       {delivered, held, refused, kNothing, collected, expired, denied, kNo,
        kNo, kNo, kNo, kNo, kAgain, kAgain, kNothing, kExpires, released}},
      {Outgoing::kNoticeDelivered,
       {kAgain, kAgain, kAgain, kAgain, collected, expired, kNo, kNo, kNo, kNo,
        kNo, kNo, kAgain, kAgain, kNothing, kNothing, kAgain}},
  };
}

TEST(TransitionTest, OutgoingRecordMeetsEveryEvent) {
  for (const OutgoingLine& line : OutgoingLines()) {
    for (int event = 0; event < 17; ++event) {
      CheckTransition<Outgoing>(
          {line.from, static_cast<Event>(event), line.expected[event]});
    }
  }
}

struct IncomingLine {
  Incoming from;
  Expected hand_over, confirm, evidence_taken, revoke, tick, tick_late;
};

TEST(TransitionTest, IncomingRecordMeetsEveryEvent) {
  const IncomingLine lines[] = {
      {Incoming::kDenied, kNo, kNo, kNothing, kAgain, kNothing, kNothing},
      {Incoming::kHeld, kNo, kNo, kAgain, kRevokes, kNothing, kExpires},
      {Incoming::kWaiting, kHandsOver, kCollects, kAgain, kRevokes, kNothing,
       kExpires},
      {Incoming::kHandedOver, kAgain, kCollects, kAgain, kAgain, kNothing,
       kExpires},
      {Incoming::kCollected, kAgain, kAgain, kNothing, kAgain, kNothing,
       kNothing},
      {Incoming::kExpired, kNo, kNo, kNothing, kAgain, kNothing, kNothing},
      {Incoming::kRevoked, kNo, kNo, kAgain, kAgain, kNothing, kNothing},
  };
  for (const IncomingLine& line : lines) {
    CheckTransition<Incoming>({line.from, Event::kHandOver, line.hand_over});
    CheckTransition<Incoming>({line.from, Event::kConfirm, line.confirm});
    CheckTransition<Incoming>(
        {line.from, Event::kEvidenceTaken, line.evidence_taken});
    CheckTransition<Incoming>({line.from, Event::kPeerRevokes, line.revoke});
    CheckTransition<Incoming>({line.from, Event::kTick, line.tick});
    CheckTransition<Incoming>({line.from, Event::kTickLate, line.tick_late});
    // What only the sender's node may be told.
    for (const Event event :
         {Event::kAnswerPermit, Event::kAnswerProblem, Event::kReportCollected,
          Event::kReportRefused, Event::kRevoke, Event::kAnswerRevoked}) {
      CheckTransition<Incoming>({line.from, event, kNo});
    }
  }
}

TEST(TransitionTest, DomesticRecordMeetsEveryEvent) {
  struct Line {
    Wanted wanted;
    bool confirmed;
    bool expired;
    Expected confirm, tick, tick_late;
  };
  const Line lines[] = {
      {Wanted::kDeny, false, false, kNo, kNothing, kNothing},
      {Wanted::kHold, false, false, kNo, kNothing, kExpires},
      {Wanted::kPermit, false, false, kCollects, kNothing, kExpires},
      {Wanted::kPermit, true, false, kAgain, kNothing, kNothing},
      {Wanted::kPermit, false, true, kNo, kNothing, kNothing},
  };
  for (const Line& line : lines) {
    const auto meet = [&](const auto& event, const Expected& expected) {
      CoreNode node(Contact::kNone);  // it needs no other nation
      const std::string id = node.SubmitDomestic(line.wanted);
      const Confirmation confirmation{kOtherOwnAgency, id, node.Draft()};
      if (line.confirmed) node.Run(confirmation);
      if (line.expired) {
        LetTimePass(node);
        node.Run(node.TickOf(1));
      }
      const v1::RecordState before = node.transfer(id).state;
      const size_t entries = node.store.audit().size();
      EXPECT_EQ(event(node, id).kind, expected.kind);
      EXPECT_EQ(node.transfer(id).state,
                expected.state == v1::RECORD_STATE_UNSPECIFIED
                    ? before
                    : expected.state);
      ASSERT_EQ(
          node.store.audit().size(),
          entries + (expected.step == v1::AUDIT_STEP_UNSPECIFIED ? 0 : 1));
      // It never crosses: no link, no place on one, no evidence, nothing
      // shared.
      const Transfer& transfer = node.transfer(id);
      EXPECT_EQ(transfer.link_sequence, 0u);
      EXPECT_FALSE(transfer.evidence_owed);
      EXPECT_TRUE(node.state().links.empty());
      for (const AuditRow& row : node.store.audit()) {
        v1::AnnexEntry annex;
        ASSERT_TRUE(annex.ParseFromString(row.annex));
        EXPECT_TRUE(annex.shared().empty());
      }
    };
    SCOPED_TRACE(&line - lines);
    meet(
        [](CoreNode& node, const std::string& id) {
          return node.Run(Confirmation{kOtherOwnAgency, id, node.Draft()});
        },
        line.confirm);
    meet([](CoreNode& node,
            const std::string&) { return node.Run(node.TickOf(2)); },
         line.tick);
    meet(
        [](CoreNode& node, const std::string&) {
          LetTimePass(node);
          return node.Run(node.TickOf(2));
        },
        line.tick_late);
    // Nobody else may confirm it, and no peer may speak of it.
    for (const Event event :
         {Event::kConfirm, Event::kAnswerPermit, Event::kReportCollected,
          Event::kReportExpired, Event::kEvidenceTaken}) {
      meet([&](CoreNode& node,
               const std::string& id) { return Meet(node, id, event); },
           kNo);
    }
  }
}

}  // namespace
}  // namespace enlace::core

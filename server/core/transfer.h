// One record as a node knows it, and what persons said of it.

#ifndef ENLACE_SERVER_CORE_TRANSFER_H_
#define ENLACE_SERVER_CORE_TRANSFER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::core {

// A reviewer approved what a rule holds.  It counts while the rule is the one
// that the reviewer saw.
struct Approval {
  std::string rule_id;
  std::string rule_digest;
  std::string role;
  std::string reviewer;             // identity
  std::string substitute_for = {};  // whose place it took; "": the own

  // Whose approval it is: who holds the role counts once, however many stand in
  // for that person.
  const std::string& seat() const {
    return substitute_for.empty() ? reviewer : substitute_for;
  }

  bool operator==(const Approval&) const = default;
};

// A person set aside what a rule holds, because the record is urgent.  It
// counts while the rule is the one that the person saw.
struct Override {
  std::string rule_id;
  std::string rule_digest;
  std::string role;
  std::string person;     // identity
  std::string statement;  // why, in the person's words
  int64_t at_ms = 0;

  bool operator==(const Override&) const = default;
};

// A rule that was set aside for a permit, and roles that should have approved.
struct OverriddenRule {
  std::string rule_id;
  std::vector<std::string> roles;

  bool operator==(const OverriddenRule&) const = default;
};

// One record as this node knows it, sent or received.  docs/delivery.md has
// the states and what moves a record from one to the next.
struct Transfer {
  journal::v1::RecordFacts record;
  bool incoming = false;
  v1::RecordState state = v1::RECORD_STATE_UNSPECIFIED;
  v1::DecisionOutcome decision = v1::DECISION_OUTCOME_UNSPECIFIED;
  std::string link;  // trust domain of the other nation; "" if domestic
  uint64_t link_sequence = 0;
  uint64_t inbox_cursor = 0;  // permitted to an agency of the own nation
  std::string answer;         // outcome bytes, or the relay answer
  std::string peer_reason;
  uint64_t entry_index = 0;  // newest entry about it
  std::string entry_hash;    // of the entry that is owed as evidence
  int64_t decided_at_ms = 0;
  bool evidence_owed = false;     // the peer has not yet taken note
  bool peer_answered = false;     // outgoing: the peer has decided
  bool peer_reported = false;     // outgoing: the peer said what became of it
  bool handed_over = false;       // incoming: its recipient was given it
  bool revocation_asked = false;  // outgoing: the sender wants it back
  bool answer_overdue = false;    // and the log says so
  int64_t alarm_ms = 0;           // its place in State::alarms; 0: none
  std::vector<uint64_t> event_entries;  // after the decision's, in order
  std::vector<Approval> approvals;      // of what held it, in order
  std::vector<Override> overrides;      // of what held it, in order
  // Set aside for its permit, and not looked at since.
  std::vector<OverriddenRule> unreviewed;
  std::string second_answer;  // of the decision after a hold; else empty
  bool erased = false;  // the payload, for the time it may be kept is over

  // Whether the peer has answered that it holds the record, and nothing since.
  bool PeerHolds() const;

  // Whether it was revoked before it came: nothing is known of the record.
  bool IsUnseen() const { return record.record_id().empty(); }
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_TRANSFER_H_

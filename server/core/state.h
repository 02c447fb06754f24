// Everything a node remembers between inputs: a fold over its journal.
//
// Holds no plaintext and no keys.  Iteration order is the same in every run
// (ordered containers), so that two replays of one journal are equal byte for
// byte.  Finished transfers stay here for now; they will leave memory once the
// store answers for them.  Value type; thread-compatible.

#ifndef ENLACE_SERVER_CORE_STATE_H_
#define ENLACE_SERVER_CORE_STATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/register.pb.h"

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

// A permit taken back that the peer has not answered for.
struct Revocation {
  std::string reason;
  uint64_t entry_index = 0;
  std::string entry_hash;

  bool operator==(const Revocation&) const = default;
};

// First contact with another nation (docs/identity.md): what each of the two
// has accepted.  Digests are SHA-256 of link files.
struct FirstContact {
  // The other nation's file that own persons accepted, or began to accept.
  std::string file_digest;
  std::set<std::string> accepted_by;
  int64_t accepted_at_ms = 0;  // 0: not enough persons yet
  // The own file that the other nation accepted, and its own file under which
  // it said so.
  std::string own_file_digest;
  std::string peer_file_digest;

  // Whether own persons have accepted the file of `digest`.
  bool Accepted(absl::string_view digest) const {
    return accepted_at_ms != 0 && file_digest == digest;
  }

  bool operator==(const FirstContact&) const = default;
};

// Progress on one link.
struct Link {
  FirstContact contact;
  uint64_t sent_sequence = 0;
  // Every position up to here was received; beyond it there may be gaps, which
  // a peer leaves when a record expires before it was sent.
  uint64_t received_sequence = 0;
  std::map<uint64_t, uint64_t> received_ahead;  // first -> last, beyond a gap
  std::map<uint64_t, std::string> outbox;       // link sequence -> transfer id
  // Sequences of the outbox that go before routine ones, by urgency.
  std::map<v1::Urgency, std::set<uint64_t>> hurried;
  // (entry index, transfer id) of what is owed; an entry covers many records.
  std::set<std::pair<uint64_t, std::string>> evidence;
  std::map<std::string, Revocation> revocations;  // transfer id ->, to be sent

  // False if the outbox has another record at that sequence.
  bool AddToOutbox(uint64_t sequence, v1::Urgency urgency,
                   const std::string& transfer_id);
  void TakeFromOutbox(uint64_t sequence, v1::Urgency urgency);

  bool HasReceived(uint64_t sequence) const;
  // REQUIRES: !HasReceived(sequence) and sequence > 0.
  void MarkReceived(uint64_t sequence);

  bool operator==(const Link&) const = default;
};

// An entry of the register (docs/register.md).
struct RegisterItem {
  v1::RegisterEntry entry;
  std::string bytes;              // of the entry, as they were signed
  std::string digest;             // SHA-256 of them
  std::string matter_tag;         // of the case it is bound to; "" if to none
  std::set<std::string> persons;  // who wrote or approved it
  int64_t approved_at_ms = 0;     // 0: not enough persons yet
  int64_t revoked_at_ms = 0;      // 0: it was not
  std::string revoked_by;

  // Whether it counts at that instant.
  bool Stands(int64_t instant_ms) const {
    return approved_at_ms != 0 && revoked_at_ms == 0 &&
           entry.valid_from_ms() <= instant_ms &&
           instant_ms < entry.valid_until_ms();
  }
};

// A version of the own nation's rule book; version 0: none.
struct BookVersion {
  std::string manifest_digest;  // SHA-256
  std::string book_digest;      // SHA-256
  uint64_t book_version = 0;
  int64_t effective_from_ms = 0;
  uint64_t charter_serial = 0;  // of the charter by which it was adopted

  bool operator==(const BookVersion&) const = default;
};

// Records counted for a limit, in the hour or day that begins then.
struct LimitWindowCount {
  int64_t from_ms = 0;
  int64_t count = 0;

  bool operator==(const LimitWindowCount&) const = default;
};

// So long counts that content was sent before.
inline constexpr int64_t kRepeatWindowMs = int64_t{7} * 24 * 3600 * 1000;

struct State {
  uint64_t batch_number = 0;
  int64_t log_time_ms = 0;
  uint64_t audit_size = 0;
  std::map<std::string, Transfer, std::less<>> transfers;     // transfer id ->
  std::map<std::string, std::string, std::less<>> by_record;  // record id ->
  // (sender, message id) -> transfer id; what dedupe looks up.
  std::map<std::pair<std::string, std::string>, std::string> by_message;
  std::map<std::string, Link, std::less<>> links;  // trust domain ->
  // (agency, cursor) -> transfer id
  std::map<std::pair<std::string, uint64_t>, std::string> inbox;
  std::map<std::string, uint64_t, std::less<>> inbox_end;  // agency -> cursor
  // (sender, content tag) -> instant of the newest decision that let such
  // content pass or held it, as long as it counts; and the same by instant.
  std::map<std::pair<std::string, std::string>, int64_t> contents;
  std::set<std::pair<int64_t, std::pair<std::string, std::string>>>
      content_ages;
  // Record id -> transfer ids of the leaves to use that record otherwise, each
  // given by who sent it to whom it was sent.
  std::map<std::string, std::set<std::string>, std::less<>> consents;
  // Record id -> transfer ids of what answers that record, puts the answer off
  // or withdraws it; and (due, transfer id) of the records whose answer is
  // awaited and not logged as overdue.
  std::map<std::string, std::set<std::string>, std::less<>> replies;
  std::set<std::pair<int64_t, std::string>> alarms;
  // Transfer ids of the records whose answer is overdue, and still awaited.
  std::set<std::string> overdue;
  // (incoming, decision) -> how many records were decided so at first.
  std::map<std::pair<bool, v1::DecisionOutcome>, uint64_t> first_decisions;
  // (end, transfer id) of what expires by itself at its EndMs(): QUEUED, HELD,
  // and what waits in an inbox.
  std::set<std::pair<int64_t, std::string>> expiries;
  // (end, transfer id) of what is HELD here.
  std::set<std::pair<int64_t, std::string>> holds;
  // Entry id -> entry; and by agency, by person who stands in for another or
  // may look at records, by record that is to be erased, or by tag of the case
  // if it is about none of these, the ids of its entries.
  std::map<std::string, RegisterItem, std::less<>> register_items;
  std::map<std::string, std::set<std::string>, std::less<>> register_index;
  // (parties, rule) -> what was permitted and counts against its limit.
  std::map<std::pair<std::string, std::string>, LimitWindowCount> limit_counts;
  // Transfer ids of what is under way and rests on an entry that was revoked.
  std::set<std::string> withdrawals;
  // Transfer ids of what was released by overrides that nobody looked at since.
  std::set<std::string> unreviewed;
  // (end, transfer id) of what is to be erased then: payloads for which nobody
  // waits any more.
  std::set<std::pair<int64_t, std::string>> retentions;
  // Transfer ids of what an erasure order names that was approved and not
  // revoked, and nobody waits for any more.
  std::set<std::string> ordered_erasures;
  // Nothing more is stored under this key epoch or an earlier one.
  uint32_t closed_epoch = 0;
  BookVersion book;            // in force
  BookVersion scheduled_book;  // waits for its instant
  // (step, trust domain) -> index of the entry that records of the running
  // batch share.  Empty between batches.
  std::map<std::pair<int, std::string>, uint64_t> open_entries;

  // The transfer, or null.
  const Transfer* FindTransfer(absl::string_view transfer_id) const;
  const Transfer* FindRecord(absl::string_view record_id) const;
  const Transfer* FindMessage(const std::string& sender,
                              const std::string& message_id) const;
  const Link* FindLink(absl::string_view trust_domain) const;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_H_

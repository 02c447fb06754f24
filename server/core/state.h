// Everything a node remembers between inputs: a fold over its journal.
//
// Holds no plaintext and no keys.  Iteration order is the same in every run
// (ordered containers), so that two replays of one journal are equal byte for
// byte.  Value type; not thread-safe, not even for readers (stored_table.h).

#ifndef ENLACE_SERVER_CORE_STATE_H_
#define ENLACE_SERVER_CORE_STATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/register.pb.h"
#include "server/core/state_rows.h"
#include "server/core/stored_table.h"
#include "server/core/transfer.h"

namespace enlace::core {

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

// A time in which a node is planned not to serve, in milliseconds since 1970
// UTC; none without an end.
struct MaintenanceWindow {
  int64_t from_ms = 0;
  int64_t until_ms = 0;

  bool operator==(const MaintenanceWindow&) const = default;
};

// What a nation planned for its node (server/core/maintenance.h).
struct Maintenance {
  MaintenanceWindow window;
  uint64_t plans = 0;  // how often it planned or dropped something

  bool operator==(const Maintenance&) const = default;
};

// Progress on one link.
struct Link {
  FirstContact contact;
  Maintenance maintenance;  // of the other nation's node
  uint64_t sent_sequence = 0;
  // Every position up to here was received; beyond it there may be gaps, which
  // a peer leaves when a record expires before it was sent.
  uint64_t received_sequence = 0;
  std::map<uint64_t, uint64_t> received_ahead;  // first -> last, beyond a gap
  uint64_t queued = 0;                          // records in the outbox
  // (entry index, transfer id) of what is owed; an entry covers many records.
  std::set<std::pair<uint64_t, std::string>> evidence;
  std::map<std::string, Revocation> revocations;  // transfer id ->, to be sent

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

using Names = std::pair<std::string, std::string>;
using Place = std::pair<std::string, uint64_t>;
using Due = std::pair<int64_t, std::string>;

// The tables hold a row for each record that ever was, so they may lie outside
// memory.  What is a map or a set here is of work that is not done, of links,
// of the register and of the limits, and always in memory.
struct State {
  uint64_t batch_number = 0;
  int64_t log_time_ms = 0;
  uint64_t audit_size = 0;
  StoredTable<TableId::kTransfers, std::string, Transfer> transfers;  // id ->
  // Record id -> transfer id.
  StoredTable<TableId::kByRecord, std::string, std::string> by_record;
  // (sender, message id) -> transfer id; what dedupe looks up.
  StoredTable<TableId::kByMessage, Names, std::string> by_message;
  std::map<std::string, Link, std::less<>> links;  // trust domain ->
  // (link, sequence) -> transfer id of what waits to be relayed; and ((link,
  // urgency), sequence) of those that go before routine ones.
  StoredTable<TableId::kOutbox, Place, std::string> outbox;
  StoredTable<TableId::kHurried,
              std::pair<std::pair<std::string, uint64_t>, uint64_t>, Nothing>
      hurried;
  // (agency, cursor) -> transfer id
  StoredTable<TableId::kInbox, Place, std::string> inbox;
  std::map<std::string, uint64_t, std::less<>> inbox_end;  // agency -> cursor
  // (sender, content tag) -> instant of the newest decision that let such
  // content pass or held it, as long as it counts; the same by instant; and the
  // newest of all.
  StoredTable<TableId::kContents, Names, int64_t> contents;
  StoredTable<TableId::kContentAges, std::pair<int64_t, Names>, Nothing>
      content_ages;
  int64_t newest_content_ms = 0;
  // (record id, transfer id) of the leaves to use that record otherwise, each
  // given by who sent it to whom it was sent.
  StoredTable<TableId::kConsents, Names, Nothing> consents;
  // (record id, transfer id) of what answers that record, puts the answer off
  // or withdraws it; and (due, transfer id) of the records whose answer is
  // awaited and not logged as overdue.
  StoredTable<TableId::kReplies, Names, Nothing> replies;
  std::set<Due> alarms;
  // Transfer ids of the records whose answer is overdue, and still awaited.
  std::set<std::string> overdue;
  // (incoming, decision) -> how many records were decided so at first.
  std::map<std::pair<bool, v1::DecisionOutcome>, uint64_t> first_decisions;
  // (end, transfer id) of what expires by itself at its EndMs(): QUEUED, HELD,
  // and what waits in an inbox.
  StoredTable<TableId::kExpiries, Due, Nothing> expiries;
  // (end, transfer id) of what is HELD here.
  std::set<Due> holds;
  // Entry id -> entry; and by agency, by person who stands in for another or
  // may look at records, by record that is to be erased, or by tag of the case
  // if it is about none of these, the ids of its entries.
  std::map<std::string, RegisterItem, std::less<>> register_items;
  std::map<std::string, std::set<std::string>, std::less<>> register_index;
  // (parties, rule) -> what was permitted and counts against its limit.
  std::map<Names, LimitWindowCount> limit_counts;
  // (entry of the register, transfer id) of what rests on that entry; and
  // transfer ids of what is under way and rests on one that was revoked.
  StoredTable<TableId::kResting, Names, Nothing> resting;
  std::set<std::string> withdrawals;
  // Transfer ids of what was released by overrides that nobody looked at since.
  std::set<std::string> unreviewed;
  // (end, transfer id) of what is to be erased then: payloads for which nobody
  // waits any more.
  StoredTable<TableId::kRetentions, Due, Nothing> retentions;
  // Transfer ids of what an erasure order names that was approved and not
  // revoked, and nobody waits for any more.
  std::set<std::string> ordered_erasures;
  // Nothing more is stored under this key epoch or an earlier one.
  uint32_t closed_epoch = 0;
  Maintenance maintenance;     // of the own node
  BookVersion book;            // in force
  BookVersion scheduled_book;  // waits for its instant
  // (step, trust domain) -> index of the entry that records of the running
  // batch share.  Empty between batches.
  std::map<std::pair<int, std::string>, uint64_t> open_entries;

  // Null if there is none.
  const Transfer* FindTransfer(absl::string_view transfer_id) const;
  const Transfer* FindRecord(absl::string_view record_id) const;
  const Transfer* FindMessage(const std::string& sender,
                              const std::string& message_id) const;
  const Link* FindLink(absl::string_view trust_domain) const;

  // Of a transfer that a table or a set of this state names.  An empty one, and
  // a fault, if it is not there.
  const Transfer& TransferAt(const std::string& transfer_id) const;

  // Reads from `rows`, which must outlive it, what is not in memory.
  void SetBase(StateRows& rows);
  // What the base could not tell; nothing may be made of this state then.
  absl::Status fault() const {
    return base == nullptr ? absl::OkStatus() : base->fault();
  }
  // What changed in the tables since the base was what it is.  It stays as it
  // is while the state goes on, until Thaw() is told whether the base has it
  // now; what is returned may be called on any one thread.
  std::function<std::vector<RowChange>()> Freeze();
  void Thaw(bool written);
  // How many rows changed since then.
  size_t changed_rows() const;
  // Drops what was read from the base, if it is much.  Nothing that was found
  // may be used any more.
  void Trim() const;

  std::shared_ptr<TableBase> base;  // null: all is in memory

  // Calls `visit` with each table, in the order of their numbers.
  template <typename Tables, typename Visit>
  static void ForEachTable(Tables& state, const Visit& visit) {
    visit(state.transfers);
    visit(state.by_record);
    visit(state.by_message);
    visit(state.outbox);
    visit(state.hurried);
    visit(state.inbox);
    visit(state.contents);
    visit(state.content_ages);
    visit(state.consents);
    visit(state.replies);
    visit(state.expiries);
    visit(state.retentions);
    visit(state.resting);
  }
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_H_

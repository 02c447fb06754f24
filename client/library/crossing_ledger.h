// What one nation's log tells of the records that crossed a border: by
// transfer, from the shared openings that both nations may read.
//
//   CrossingLedger ledger;
//   const AuditSummary summary = ReadAuditDirectory(
//       files, keys, [&](const OpenedEntry& e) { ledger.Add(e); });
//
// Two ledgers are held against each other by client/library/reconciliation.h.

#ifndef ENLACE_CLIENT_LIBRARY_CROSSING_LEDGER_H_
#define ENLACE_CLIENT_LIBRARY_CROSSING_LEDGER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "client/library/audit_directory.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::client {

// An entry of the other nation's log that an entry of this one names.
struct PeerEntry {
  uint64_t named_by = 0;  // index in this log
  uint64_t index = 0;     // in the other
  std::string hash;
};

// An entry about a record, of which nothing opens: its 90 bytes still name the
// transfer.
struct ClosedEntry {
  uint64_t index = 0;
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  int64_t log_time_ms = 0;
};

// One record that was let over the border, as one side tells it.
struct Crossing {
  std::string transfer_id;
  // Of the first shared opening: type, parties, channel, urgency, direction and
  // place in its sequence.
  v1::SharedOpening shared;
  uint64_t first_entry = 0;
  int64_t first_log_time_ms = 0;

  std::vector<v1::DecisionOutcome> decided;     // by this side's node, in order
  std::optional<v1::DecisionOutcome> answered;  // by the other, on the relay
  bool reported = false;                        // by the other
  bool revoked = false;
  bool expired = false;
  bool refused = false;  // by the receiving node, as far as it was told last
  // Of the decision of this side's node that permits.
  std::vector<v1::Measure> measures;
  std::vector<PeerEntry> peer_entries;

  // Only a revocation came, of a record that did not.
  bool IsUnseen() const { return shared.sender().empty(); }
};

// Not thread-safe.
class CrossingLedger {
 public:
  // REQUIRES: entries in the order of their indexes, none left out.
  void Add(const OpenedEntry& opened);

  const std::map<std::string, Crossing>& crossings() const {
    return crossings_;
  }
  // The first entry of each transfer of which nothing opens.
  const std::map<std::string, ClosedEntry>& closed() const { return closed_; }
  // Leaf hashes of the entries that could be read, by index.
  const std::map<uint64_t, Hash>& hashes() const { return hashes_; }
  // Entries about records of which nothing opens: whether they are about
  // crossings cannot be told.
  uint64_t unreadable() const { return unreadable_; }
  int64_t first_log_time_ms() const { return first_log_time_ms_; }
  int64_t last_log_time_ms() const { return last_log_time_ms_; }

 private:
  std::map<std::string, Crossing> crossings_;
  std::map<std::string, ClosedEntry> closed_;
  std::map<uint64_t, Hash> hashes_;
  uint64_t unreadable_ = 0;
  int64_t first_log_time_ms_ = 0;
  int64_t last_log_time_ms_ = 0;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_CROSSING_LEDGER_H_

// What one nation's log tells of its own node's decisions, from the national
// openings: what the national figures are computed from.
//
//   NationalLedger ledger;
//   ReadAuditDirectory(files, keys, [&](const OpenedEntry& e) {
//     ledger.Add(e); });
//
// Times are those of the node's clock.  Not thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_NATIONAL_LEDGER_H_
#define ENLACE_CLIENT_LIBRARY_NATIONAL_LEDGER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/library/audit_directory.h"

namespace enlace::client {

struct NationalDecision {
  int64_t at_ms = 0;
  bool outgoing = false;
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  std::string reason;       // of a hold or a denial
  std::string type;         // of the record
  bool crosses = false;     // permitted, and leaves or has left its nation
  uint64_t redactions = 0;  // paths removed, silent ones included
};

// A record that waited for a person.
struct NationalHold {
  bool outgoing = false;
  int64_t since_ms = 0;
  std::optional<int64_t> until_ms;  // nothing: it waits still
  // How it ended; unspecified if its time ran out or it was taken back.
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
};

// A record that this node let go to the other nation.
struct NationalDelivery {
  int64_t since_ms = 0;
  std::optional<int64_t> until_ms;  // the other node answered; nothing: not yet
  std::optional<int64_t> ended_ms;  // it ran out or was taken back before that
};

// A record that an agency of this nation signed and presented.
struct NationalSubmission {
  int64_t at_ms = 0;
  std::string type;
  bool complete = false;  // else refused, for a field is missing or wrong
};

// A record whose contents were erased since its time was up.
struct NationalErasure {
  int64_t at_ms = 0;
  bool outgoing = false;
  int64_t due_ms = 0;
};

class NationalLedger {
 public:
  // REQUIRES: entries in the order of their indexes, none left out.
  void Add(const OpenedEntry& opened);

  const std::vector<NationalDecision>& decisions() const { return decisions_; }
  const std::vector<NationalHold>& holds() const { return holds_; }
  const std::vector<NationalDelivery>& deliveries() const {
    return deliveries_;
  }
  // A record that was presented again as it was counts once.
  const std::vector<NationalSubmission>& submissions() const {
    return submissions_;
  }
  const std::vector<NationalErasure>& erasures() const { return erasures_; }
  // Times of decisions and erasures that do not open: they are in no figure.
  const std::vector<int64_t>& unopened() const { return unopened_; }

 private:
  void AddDecision(const OpenedEntry& opened);
  void AddRefusal(const OpenedEntry& opened);
  void AddErasure(const OpenedEntry& opened);
  void TrackHold(const OpenedEntry& opened, bool outgoing);
  void EndHold(const OpenedEntry& opened);
  void EndDelivery(const OpenedEntry& opened);
  bool IsOpen(const OpenedEntry& opened);

  std::vector<NationalDecision> decisions_;
  std::vector<NationalHold> holds_;
  std::map<std::string, size_t> waiting_;  // transfer, place in holds_
  std::vector<NationalDelivery> deliveries_;
  std::map<std::string, size_t> leaving_;  // transfer, place in deliveries_
  std::vector<NationalSubmission> submissions_;
  std::set<std::string> presented_;       // record ids
  std::map<std::string, bool> outgoing_;  // by transfer
  std::vector<NationalErasure> erasures_;
  std::vector<int64_t> unopened_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_NATIONAL_LEDGER_H_

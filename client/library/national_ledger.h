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

class NationalLedger {
 public:
  // REQUIRES: entries in the order of their indexes, none left out.
  void Add(const OpenedEntry& opened);

  const std::vector<NationalDecision>& decisions() const { return decisions_; }
  const std::vector<NationalHold>& holds() const { return holds_; }
  // Times of decisions that do not open: they are in no figure.
  const std::vector<int64_t>& unopened() const { return unopened_; }

 private:
  void TrackHold(const OpenedEntry& opened, bool outgoing);

  std::vector<NationalDecision> decisions_;
  std::vector<NationalHold> holds_;
  std::map<std::string, size_t> waiting_;  // transfer, place in holds_
  std::vector<int64_t> unopened_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_NATIONAL_LEDGER_H_

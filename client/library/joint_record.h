// The records that both nations' logs must tell alike, as one of them tells
// them: what joint figures are computed from.
//
// Of each only what its originator signed counts (type, parties, urgency,
// instants, what it answers) and what was released of its coded values, from
// the shared openings.  So a figure has no use for either node's clock, and two
// nations that take the same instant `as_of` get the same one.
//
//   const JointRecords joint(ledger, as_of_ms, {});
//   for (const JointRecord* record : joint.records()) ...
//
// Pure.  Thread-safe once made.

#ifndef ENLACE_CLIENT_LIBRARY_JOINT_RECORD_H_
#define ENLACE_CLIENT_LIBRARY_JOINT_RECORD_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/library/crossing_ledger.h"
#include "client/library/reconciliation.h"

namespace enlace::client {

using JointRecord = Crossing;

class JointRecords {
 public:
  // Those that were made before `as_of_ms`, came to the receiving node and were
  // not refused by it; of the links between `nations`, or of all if that is
  // empty.  `ledger` must outlive this.
  JointRecords(const CrossingLedger& ledger, int64_t as_of_ms,
               const std::set<std::string>& nations);

  // In the order of their transfer ids.
  const std::vector<const JointRecord*>& records() const { return records_; }

  // What speaks about `record`: made by whoever received it, in the order of
  // time.
  std::vector<const JointRecord*> AnswersTo(const JointRecord& record) const;

  int64_t as_of_ms() const { return as_of_ms_; }
  // Left out: not answered for by the receiving node, refused by it, and
  // decisions that do not say when the record was made (those of a node that
  // did not log it yet, or that do not open).
  uint64_t on_the_way() const { return on_the_way_; }
  uint64_t refused() const { return refused_; }
  uint64_t untold() const { return untold_; }

 private:
  int64_t as_of_ms_;
  std::vector<const JointRecord*> records_;
  std::multimap<std::string, const JointRecord*> by_parent_;
  uint64_t on_the_way_ = 0;
  uint64_t refused_ = 0;
  uint64_t untold_ = 0;
};

// The released value at `path`, the first if there are several; "" if none is.
std::string MeasureOf(const JointRecord& record, absl::string_view path);

// Whether `answer`, which speaks about the record, answers it: by the rules of
// its type, and unless its coded state says "not yet".
bool IsAnAnswer(const JointRecord& answer);

// Records that stand in one only, and what the two tell differently; never a
// value.
std::vector<Difference> DifferencesOf(const JointRecords& first,
                                      const JointRecords& second);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_JOINT_RECORD_H_

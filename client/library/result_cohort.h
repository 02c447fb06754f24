// The joint records of one quarter, and what became of each.
//
// Pure.  Thread-safe once made.

#ifndef ENLACE_CLIENT_LIBRARY_RESULT_COHORT_H_
#define ENLACE_CLIENT_LIBRARY_RESULT_COHORT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "client/library/joint_record.h"
#include "client/library/quarter.h"
#include "client/library/results.h"

namespace enlace::client {

// Stable name of the row of what is too small for one of its own.
inline constexpr char kOther[] = "OTHER";

class ResultCohort {
 public:
  // Records that were made in `quarter`.  `joint` must outlive this.
  ResultCohort(const JointRecords& joint, const Quarter& quarter);

  const std::vector<const JointRecord*>& records() const { return records_; }
  std::vector<const JointRecord*> OfType(absl::string_view type) const;

  // The nations of all links, sorted, whether or not they sent anything then.
  const std::vector<std::string>& senders() const { return senders_; }

  // The earliest that whoever received `record` said about it and that `is`;
  // null if there is none.
  const JointRecord* First(
      const JointRecord& record,
      absl::FunctionRef<bool(const JointRecord&)> is) const;
  // The latest.
  const JointRecord* Last(const JointRecord& record,
                          absl::FunctionRef<bool(const JointRecord&)> is) const;

 private:
  const JointRecords& joint_;
  std::vector<const JointRecord*> records_;
  std::vector<std::string> senders_;
};

// The last part of an agency's identity, "us-atf".
std::string AgencyOf(absl::string_view uri);

// "BorderAlert us.enlace.example": a type and the nation it came from.
std::string RowOf(absl::string_view type, absl::string_view nation);

// "ROUTINE", "PRIORITY" or "URGENT".
std::string UrgencyOf(const JointRecord& record);
std::map<std::string, Sample> EmptyByUrgency();

// Whether it says for good what became of a record; that something was done;
// that something was found.
bool IsFinalDisposition(const JointRecord& record);
bool IsAction(const JointRecord& record);
bool IsHit(const JointRecord& record);
bool IsSeizure(const JointRecord& record);

// Whether it is an alert about a seizure.
bool TellsOfSeizure(const JointRecord& record);

// Whether it says that a record arrived, and not that it is turned down.
bool IsTakenUp(const JointRecord& record);

// Whether `later` was made before `record` lost its validity.
bool InTime(const JointRecord& record, const JointRecord& later);

// Whether it is an alert that takes back another.
bool TakesBack(const JointRecord& alert);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_RESULT_COHORT_H_

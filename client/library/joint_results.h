// The joint indicators of a quarter: what both nations' logs must give alike.
//
//   I1   trace requests                   I3   answered
//   I4   time to an answer                I5   traced to the first purchaser
//   I6   sourced in the answering nation  I7   time to crime
//   I8   followed up                      I9   states that took part
//   I10  leads                            I11  acted on
//   I12  time to a financial reply        I13  alerts acknowledged in time
//   I14  disposed of in time              I15  with a hit
//   I16  seizures told                    I21  reciprocity
//   I23  consent                          I27  corrections acknowledged
//
// A record belongs to the quarter in which its originator made it, and what is
// said about it counts up to the instant of `joint`.  docs/results.md defines
// each.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_JOINT_RESULTS_H_
#define ENLACE_CLIENT_LIBRARY_JOINT_RESULTS_H_

#include "absl/time/time.h"
#include "client/library/joint_record.h"
#include "client/library/quarter.h"
#include "client/library/results.h"

namespace enlace::client {

// A lead counts once whoever got it had this long to act.
inline constexpr absl::Duration kLeadMatures = absl::Hours(24 * 60);
// By then a correction or a recall should be acknowledged.
inline constexpr absl::Duration kCorrectionTerm = absl::Hours(24 * 5);

// `smallest` is that of PublishingLimits: agencies with less are one row.
Results JointResults(const JointRecords& joint, const Quarter& quarter,
                     uint64_t smallest);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_JOINT_RESULTS_H_

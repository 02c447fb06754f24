// Where inspectors look at the contents of records: logged, then opened, then
// shown.
//
// Who may look is an entry of the register, which two other persons stand
// behind; no role of the configuration gives that right, but the person must
// be one of this node's.  The core decides whether the entry covers the record
// in the commit that logs the look.  docs/inspection.md, "Looking at contents".
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_INSPECTION_DESK_H_
#define ENLACE_SERVER_GATE_INSPECTION_DESK_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/inspection_service.pb.h"
#include "server/gate/drafts.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

// Of a record that may be looked at, but of which nothing is left.
inline constexpr absl::string_view kRecordNotKept = "RECORD_NOT_KEPT";

class InspectionDesk {
 public:
  // All must outlive the desk.
  struct Environment {
    const Parties* parties = nullptr;
    Pipeline* pipeline = nullptr;
    Drafts* drafts = nullptr;
    // What was sealed of a record.  kNotFound if it was dropped or never kept.
    std::function<absl::StatusOr<std::string>(absl::string_view transfer_id)>
        read_content;
  };

  explicit InspectionDesk(Environment environment);

  // Calls `done` with the record once the log says durably that `person` is
  // shown it, or with why not, logged as well: NOT_ENTITLED, in the same words
  // whatever is missing; RECORD_NOT_KEPT; CLOCK_UNTRUSTED.  Nothing is opened
  // before the entry is durable, and nothing shown if it cannot be.
  using Done = std::function<void(absl::StatusOr<v1::InspectRecordResponse>)>;
  void Inspect(const std::string& person,
               const v1::InspectRecordRequest& request, Done done) const;

 private:
  // REQUIRES: the log has the look.
  absl::StatusOr<v1::InspectRecordResponse> Open(
      const v1::InspectRecordRequest& request) const;
  void Refuse(const std::string& person, const absl::Status& problem,
              const Done& done) const;

  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_INSPECTION_DESK_H_

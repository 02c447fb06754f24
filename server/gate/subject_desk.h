// Where data-protection officers find the records that concern a person.
//
// A search rests on a request that two persons entered into the register, is
// logged before its answer is shown, and reads the whole journal: what it does
// not find was never tagged, or in a year whose key is gone.  Identifiers are
// compared by their keyed digests and kept nowhere.  docs/persons.md.
//
// Stateless; thread-safe.

#ifndef ENLACE_SERVER_GATE_SUBJECT_DESK_H_
#define ENLACE_SERVER_GATE_SUBJECT_DESK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/identity.h"
#include "enlace/v1/subject_service.pb.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

// The role of a person who answers what the law gives persons.
inline constexpr absl::string_view kDataProtectionRole = "data-protection";

class SubjectDesk {
 public:
  // All must outlive the desk.
  struct Environment {
    const Parties* parties = nullptr;
    const Pipeline* pipeline = nullptr;
    Drafts* drafts = nullptr;
    // Calls `visit` with the serialized EventBatch of every batch after
    // `after`, in order, until it fails.
    std::function<absl::Status(
        uint64_t after,
        const std::function<absl::Status(absl::string_view events)>& visit)>
        read_events;
    // The keyed digest of `identifier` in the record of a transfer; none if the
    // key of that year is gone.
    std::function<std::optional<std::string>(uint32_t year,
                                             absl::string_view transfer_id,
                                             absl::string_view identifier)>
        tag_subject;
    std::function<uint32_t()> first_year;
    // Record types of which the law lets a person be told.
    std::set<std::string> may_be_told;
  };

  explicit SubjectDesk(Environment environment);

  // The note that logs the search, or its refusal: NOT_ENTITLED if `caller`
  // has not the role or no such request stands, FIELD_INVALID.
  Admission Admit(const certs::Identity& caller,
                  const v1::FindSubjectRequest& request, absl::Time now) const;

  // One page of what an admitted `request` finds.  Takes as long as reading the
  // journal does.  Fails as `read_events` does, and with kCancelled once
  // `cancelled` says so.
  absl::StatusOr<v1::FindSubjectResponse> Find(
      const v1::FindSubjectRequest& request, absl::Time now,
      const std::function<bool()>& cancelled) const;

 private:
  absl::Status Check(const certs::Identity& caller,
                     const v1::FindSubjectRequest& request,
                     absl::Time now) const;

  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_SUBJECT_DESK_H_

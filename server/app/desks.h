// What persons ask their nation's node: the desks that answer them, and the
// services that bring the calls there.
//
// Held records, overrides, the register, inspections, what the law gives
// persons, and planned maintenance.  A desk is a row here and little elsewhere
// in the node.  Thread-safe once open.

#ifndef ENLACE_SERVER_APP_DESKS_H_
#define ENLACE_SERVER_APP_DESKS_H_

#include <grpcpp/impl/service_type.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/app/trust.h"
#include "server/gate/inspection_desk.h"
#include "server/gate/maintenance_desk.h"
#include "server/gate/override_desk.h"
#include "server/gate/register_desk.h"
#include "server/gate/review_desk.h"
#include "server/gate/subject_desk.h"
#include "server/rpc/admission_call.h"
#include "server/rpc/inspection_service.h"
#include "server/rpc/register_service.h"
#include "server/rpc/review_service.h"
#include "server/rpc/subject_service.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"

namespace enlace::app {

class Desks {
 public:
  // All must outlive the desks.
  struct Environment {
    const Trust* trust = nullptr;
    const gate::Gate* gate = nullptr;
    rpc::AdmissionCall::Environment calls;
    // What was sealed of a record.  kNotFound once it was dropped.
    std::function<absl::StatusOr<std::string>(absl::string_view transfer_id)>
        read_record;
    store::KeyStore* keys = nullptr;
    store::SqliteStore* store = nullptr;
    std::set<std::string> may_be_told;  // record types; gate::SubjectDesk
  };

  // Fails if the own nation's root cannot be read.
  static absl::StatusOr<std::unique_ptr<Desks>> Open(
      const Environment& environment);

  // For the agencies' door.
  std::vector<grpc::Service*> services();

  const gate::MaintenanceDesk& maintenance() const {
    return *maintenance_desk_;
  }

  // Decides again about held records that are due.
  void ReleaseDue(absl::Time now) const { review_desk_->ReleaseDue(now); }

 private:
  Desks() = default;

  std::unique_ptr<gate::ReviewDesk> review_desk_;
  std::unique_ptr<gate::OverrideDesk> override_desk_;
  std::unique_ptr<gate::RegisterDesk> register_desk_;
  std::unique_ptr<gate::InspectionDesk> inspection_desk_;
  std::unique_ptr<gate::SubjectDesk> subject_desk_;
  std::unique_ptr<gate::MaintenanceDesk> maintenance_desk_;

  std::unique_ptr<rpc::ReviewService> review_service_;
  std::unique_ptr<rpc::RegisterService> register_service_;
  std::unique_ptr<rpc::InspectionService> inspection_service_;
  std::unique_ptr<rpc::SubjectService> subject_service_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_DESKS_H_

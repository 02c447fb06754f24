// The register as persons see and change it: who may, what they signed, what is
// in it.
//
// The core journals the changes and says what stands for a record
// (server/core/register.h); here is what needs keys, configuration and a clock.
// docs/register.md.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_REGISTER_DESK_H_
#define ENLACE_SERVER_GATE_REGISTER_DESK_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "enlace/v1/register_service.pb.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

// The role of a person who keeps the register.
inline constexpr absl::string_view kRegistrarRole = "registrar";

class RegisterDesk {
 public:
  // All must outlive the desk.
  struct Environment {
    const Parties* parties = nullptr;
    Pipeline* pipeline = nullptr;
    Drafts* drafts = nullptr;
    // Of a text that must not stand in the journal.
    std::function<std::string(absl::string_view text)> tag_content;
  };

  // `root` is the own nation's.
  RegisterDesk(Environment environment, certs::TrustAnchor root);

  // Entries by name.  Fails with kPermissionDenied, NOT_ENTITLED, unless
  // `caller` is a person of this node who has a role.
  absl::StatusOr<v1::ListRegisterResponse> List(
      const certs::Identity& caller, const v1::ListRegisterRequest& asked,
      absl::Time now) const;

  // The change to sequence, or the note that logs its refusal: NOT_ENTITLED,
  // the problems of wire::ReadRegisterEntry() and VerifyRegisterAct(), and
  // FIELD_INVALID if the act is of another entry, nobody holds the role that it
  // lets a person stand in for, or who would inspect is not known here.
  Admission Admit(const certs::Identity& caller,
                  const v1::ChangeRegisterRequest& request,
                  absl::Time now) const;

  // The entry that an admitted `request` was about, and what it stopped.
  v1::ChangeRegisterResponse Describe(const v1::ChangeRegisterRequest& request,
                                      absl::Time now) const;

 private:
  // Whether `caller` may change an entry of `kind`.
  absl::Status CheckMayChange(const certs::Identity& caller,
                              v1::RegisterKind kind) const;
  // Of the entry of that name; unspecified if there is none.
  v1::RegisterKind KindOf(const std::string& entry_id) const;
  // Whether who is stood in for by `entry` holds the role, if anybody is.
  absl::Status CheckSubstitution(const v1::RegisterEntry& entry) const;
  // Whether who may look by `entry` is known here, if anybody may.
  absl::Status CheckInspector(const v1::RegisterEntry& entry) const;
  absl::StatusOr<core::Input> InputOf(const certs::Identity& caller,
                                      const v1::ChangeRegisterRequest& request,
                                      absl::Time now) const;

  const Environment environment_;
  const certs::TrustAnchor root_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_REGISTER_DESK_H_

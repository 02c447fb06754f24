// First contact with another nation: which of our persons may accept its link
// file, and what the two nodes tell each other about it.
//
// The core journals the acceptances and lets nothing pass before them
// (server/core/first_contact.h); here is what needs keys, configuration and a
// clock.  docs/identity.md.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_FIRST_CONTACT_H_
#define ENLACE_SERVER_GATE_FIRST_CONTACT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "enlace/v1/link.pb.h"
#include "enlace/v1/node_service.pb.h"
#include "server/core/state.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"

namespace enlace::gate {

class FirstContact {
 public:
  // All must outlive the object.
  struct Environment {
    const Parties* parties = nullptr;
    const certs::KeyDirectory* keys = nullptr;
    const certs::Signer* statement_signer = nullptr;
    Drafts* drafts = nullptr;
  };

  explicit FirstContact(Environment environment);

  // The acceptance of the person `caller`, or the note that logs its refusal:
  // CALLER_UNKNOWN, NOT_ENTITLED, LINK_UNKNOWN, FINGERPRINT_MISMATCH,
  // LINK_FILE_EXPIRED.
  Admission AdmitAcceptance(const std::string& caller,
                            const v1::AcceptLinkRequest& request,
                            absl::Time now) const;

  // The word of `nation`'s node, or the note that logs its refusal: the
  // problems of wire::VerifyLinkAcceptance(), SENDER_MISMATCH,
  // FINGERPRINT_MISMATCH if it accepted another file than the one we have.
  Admission AdmitAnnouncement(const std::string& nation,
                              const v1::SignedLinkAcceptance& word) const;

  // Our own word to `nation`, signed now; nothing unless `state` has accepted
  // its file.  Fails as the signer does.
  absl::StatusOr<std::optional<v1::SignedLinkAcceptance>> OwnWord(
      const std::string& nation, const core::State& state,
      absl::Time now) const;

  // The link, as far as first contact goes.
  void Describe(const std::string& nation, const core::State& state,
                v1::LinkStatus& status) const;

  core::LinkFiles FilesTowards(const std::string& nation) const {
    return environment_.parties->FilesTowards(nation);
  }

 private:
  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_FIRST_CONTACT_H_

// Whether two nations have accepted each other's link file, so that records may
// pass between them (docs/identity.md, "First contact").  Pure.

#ifndef ENLACE_SERVER_CORE_FIRST_CONTACT_H_
#define ENLACE_SERVER_CORE_FIRST_CONTACT_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/core/input.h"
#include "server/core/state.h"

namespace enlace::core {

// How many persons must accept a link file.
inline constexpr size_t kAcceptingPersons = 2;

// OK if own persons accepted the file `files.peer`, the other nation said under
// that very file that it accepted `files.own`, and both files hold at the
// instant.  Fails with kFailedPrecondition, LINK_NOT_ACCEPTED or
// LINK_FILE_EXPIRED, saying what to do.
absl::Status CheckLinkOpen(const State& state, absl::string_view link,
                           const LinkFiles& files, int64_t instant_ms);

// The folds of the two events of first contact (server/core/apply.h).  Fails
// with kDataLoss if one person accepts one file twice.
absl::Status FoldAcceptance(const journal::v1::LinkAccepted& event,
                            FirstContact& contact);
void FoldPeersWord(const journal::v1::LinkAcceptedByPeer& event,
                   FirstContact& contact);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_FIRST_CONTACT_H_

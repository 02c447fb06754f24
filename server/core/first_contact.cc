#include "server/core/first_contact.h"

#include "proto/wire/problem.h"

namespace enlace::core {
namespace {

absl::Status Closed(absl::string_view reason, absl::string_view message) {
  return wire::Refusal(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

absl::Status CheckLinkOpen(const State& state, absl::string_view link,
                           const LinkFiles& files, int64_t instant_ms) {
  const Link* const found = state.FindLink(link);
  // A file that is not there has no digest, and nobody accepted it.
  if (found == nullptr || files.peer.empty() ||
      !found->contact.Accepted(files.peer)) {
    return Closed(wire::kLinkNotAccepted,
                  "this nation has not accepted the other's link file; two "
                  "operators compare its fingerprint with the other nation "
                  "and run `enlace link accept`");
  }
  if (files.own.empty() || found->contact.own_file_digest != files.own ||
      found->contact.peer_file_digest != files.peer) {
    return Closed(wire::kLinkNotAccepted,
                  "the other nation has not said that it accepted this "
                  "nation's link file; its operators must, and its node must "
                  "be reached");
  }
  if (instant_ms >= files.valid_until_ms) {
    return Closed(wire::kLinkFileExpired,
                  "a link file of the two has expired; exchange new ones and "
                  "accept them");
  }
  return absl::OkStatus();
}

absl::Status FoldAcceptance(const journal::v1::LinkAccepted& event,
                            FirstContact& contact) {
  if (contact.file_digest != event.file_digest()) {
    contact.file_digest = event.file_digest();
    contact.accepted_by.clear();
    contact.accepted_at_ms = 0;
  }
  if (!contact.accepted_by.insert(event.person()).second) {
    return absl::DataLossError("journal: a person accepted a link file twice");
  }
  if (event.complete()) contact.accepted_at_ms = event.accepted_at_ms();
  return absl::OkStatus();
}

void FoldPeersWord(const journal::v1::LinkAcceptedByPeer& event,
                   FirstContact& contact) {
  contact.own_file_digest = event.file_digest();
  contact.peer_file_digest = event.peer_file_digest();
}

}  // namespace enlace::core

#include "server/gate/first_contact.h"

#include <utility>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/link_acceptance.h"
#include "proto/wire/problem.h"
#include "server/core/first_contact.h"
#include "server/gate/key_lookup.h"
#include "server/gate/operators.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

absl::Status CheckFile(const Parties::LinkFile& file,
                       absl::string_view fingerprint, absl::Time now) {
  if (!wire::IsFingerprintOf(fingerprint, HashFromBytes(file.digest))) {
    return Refusal(StatusCode::kFailedPrecondition, wire::kFingerprintMismatch,
                   "fingerprint is not that of the link file at this node; "
                   "accept nothing and ask the other nation by another way");
  }
  const int64_t now_ms = absl::ToUnixMillis(now);
  if (now_ms < file.valid_from_ms || now_ms >= file.valid_until_ms) {
    return Refusal(StatusCode::kFailedPrecondition, wire::kLinkFileExpired,
                   "the nation's link file does not hold now; ask it for its "
                   "new one");
  }
  return absl::OkStatus();
}

}  // namespace

FirstContact::FirstContact(Environment environment)
    : environment_(environment) {}

Admission FirstContact::AdmitAcceptance(const std::string& caller,
                                        const v1::AcceptLinkRequest& request,
                                        absl::Time now) const {
  const auto check = [&]() -> absl::Status {
    RETURN_IF_ERROR(CheckOperator(*environment_.parties, caller));
    const auto nation = environment_.parties->nations.find(request.nation());
    if (nation == environment_.parties->nations.end()) {
      return Refusal(StatusCode::kNotFound, wire::kLinkUnknown,
                     "nation is none that this node has a link file of");
    }
    return CheckFile(nation->second.link_file, request.fingerprint(), now);
  };
  absl::Status problem = check();
  if (!problem.ok()) {
    core::Note note =
        environment_.drafts->ForRefusal(caller, problem, nullptr, "");
    return {std::move(note), std::move(problem)};
  }
  return {core::LinkAcceptance{request.nation(),
                               FilesTowards(request.nation()).peer, caller,
                               environment_.drafts->ForLink(caller)},
          absl::OkStatus()};
}

Admission FirstContact::AdmitAnnouncement(
    const std::string& nation, const v1::SignedLinkAcceptance& word) const {
  const core::LinkFiles files = FilesTowards(nation);
  const auto check = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(
        const v1::LinkAcceptance acceptance,
        wire::VerifyLinkAcceptance(word, LookUpIn(*environment_.keys)));
    const auto peer = environment_.parties->nations.find(nation);
    if (peer == environment_.parties->nations.end() ||
        peer->second.node != acceptance.node()) {
      return Refusal(StatusCode::kPermissionDenied, wire::kSenderMismatch,
                     "the acceptance is of another node than the caller");
    }
    if (acceptance.accepted_domain() != environment_.parties->trust_domain ||
        acceptance.file_digest() != files.own) {
      return Refusal(StatusCode::kFailedPrecondition,
                     wire::kFingerprintMismatch,
                     "another link file was accepted than the one that this "
                     "node goes by; give the other nation the present one");
    }
    return absl::OkStatus();
  };
  absl::Status problem = check();
  if (!problem.ok()) {
    core::Note note =
        environment_.drafts->ForRefusal(nation, problem, nullptr, "");
    return {std::move(note), std::move(problem)};
  }
  return {core::LinkAcceptanceByPeer{nation, files,
                                     environment_.drafts->ForLink(nation)},
          absl::OkStatus()};
}

absl::StatusOr<std::optional<v1::SignedLinkAcceptance>> FirstContact::OwnWord(
    const std::string& nation, const core::State& state, absl::Time now) const {
  const std::string digest = FilesTowards(nation).peer;
  const core::Link* const link = state.FindLink(nation);
  if (link == nullptr || digest.empty() || !link->contact.Accepted(digest)) {
    return std::nullopt;
  }
  v1::LinkAcceptance acceptance;
  acceptance.set_version(1);
  acceptance.set_node(environment_.parties->node);
  acceptance.set_accepted_domain(nation);
  acceptance.set_file_digest(digest);
  acceptance.set_stated_at_ms(absl::ToUnixMillis(now));
  ASSIGN_OR_RETURN(
      v1::SignedLinkAcceptance word,
      wire::SignLinkAcceptance(acceptance, *environment_.statement_signer));
  return word;
}

void FirstContact::Describe(const std::string& nation, const core::State& state,
                            v1::LinkStatus& status) const {
  const core::LinkFiles files = FilesTowards(nation);
  status.set_nation(nation);
  status.set_link_file_digest(files.peer);
  const core::Link* const link = state.FindLink(nation);
  if (link == nullptr) return;
  const core::FirstContact& contact = link->contact;
  status.set_accepted(contact.Accepted(files.peer));
  status.set_accepted_by_peer(contact.own_file_digest == files.own &&
                              contact.peer_file_digest == files.peer);
  if (contact.file_digest != files.peer) return;
  for (const std::string& person : contact.accepted_by) {
    status.add_accepted_by(person);
  }
}

}  // namespace enlace::gate

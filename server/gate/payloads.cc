#include "server/gate/payloads.h"

#include <utility>

#include "base/status_macros.h"
#include "proto/wire/release.h"
#include "proto/wire/released_record.h"

namespace enlace::gate {

absl::StatusOr<std::vector<core::SealedPayload>> SignAndSeal(
    std::vector<UnsealedPayload> payloads, const certs::Signer& signer,
    Random& random, const Sealer& seal) {
  std::vector<v1::ReleaseStatement> statements;
  for (UnsealedPayload& payload : payloads) {
    if (!payload.release) continue;
    statements.push_back(std::move(payload.release->release));
  }
  ASSIGN_OR_RETURN(std::vector<v1::SignedRelease> releases,
                   wire::SignReleases(statements, signer, random));
  auto next = releases.begin();
  std::vector<core::SealedPayload> sealed;
  sealed.reserve(payloads.size());
  for (UnsealedPayload& payload : payloads) {
    if (payload.release) {
      UnsignedRelease& release = *payload.release;
      release.nodes.push_back(std::move(*next++));
      payload.content.set_record(wire::MakeReleasedRecord(
          std::move(release.statement), std::move(release.form),
          /*full=*/false, std::move(release.nodes)));
    }
    ASSIGN_OR_RETURN(
        sealed.emplace_back(),
        seal(payload.content.SerializeAsString(), payload.transfer_id));
    sealed.back().retention_class = std::move(payload.type);
  }
  return sealed;
}

}  // namespace enlace::gate

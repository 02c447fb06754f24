#include "certs/key_directory.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/status_macros.h"

namespace enlace::certs {

absl::Status KeyDirectory::Add(const TrustAnchor& anchor,
                               absl::string_view chain_pem, Purpose purpose,
                               absl::Time at) {
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(chain_pem));
  const Certificate& leaf = chain[0];
  RETURN_IF_ERROR(
      anchor.Verify(leaf, absl::MakeSpan(chain).subspan(1), purpose, at));
  ASSIGN_OR_RETURN(Identity identity, leaf.identity());
  Entry entry{.key = leaf.public_key(),
              .identity = std::move(identity),
              .purpose = purpose,
              .not_before = leaf.not_before(),
              .not_after = leaf.not_after()};
  const auto known = entries_.find(entry.key.key_id());
  if (known == entries_.end()) {
    entries_.emplace(entry.key.key_id(), std::move(entry));
    return absl::OkStatus();
  }
  Entry& old = known->second;
  if (old.identity != entry.identity || old.purpose != purpose) {
    return absl::AlreadyExistsError(
        "key directory: the key is known for another identity or purpose; "
        "issue a certificate for a new key");
  }
  if (entry.not_after <= old.not_after) return absl::OkStatus();
  if (entry.not_before <= old.not_after) {
    entry.not_before = std::min(entry.not_before, old.not_before);
  }
  old = std::move(entry);
  return absl::OkStatus();
}

const KeyDirectory::Entry* KeyDirectory::Find(absl::string_view key_id) const {
  const auto found = entries_.find(key_id);
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace enlace::certs

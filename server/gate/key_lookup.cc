#include "server/gate/key_lookup.h"

namespace enlace::gate {

std::function<std::optional<wire::SigningKey>(absl::string_view key_id)>
LookUpIn(const certs::KeyDirectory& keys) {
  return [&keys](absl::string_view key_id) -> std::optional<wire::SigningKey> {
    const certs::KeyDirectory::Entry* const entry = keys.Find(key_id);
    if (entry == nullptr ||
        entry->purpose != certs::Purpose::kStatementSigning) {
      return std::nullopt;
    }
    return wire::SigningKey{entry->key, entry->identity.Uri(),
                            entry->not_before, entry->not_after};
  };
}

}  // namespace enlace::gate

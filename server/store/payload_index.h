// Where the payloads lie that were stored and not dropped: a fold over the
// manifests.
//
// Rows are stored in the order of commit, since keys as random as transfer ids
// would make each commit rewrite pages all over the file; so this index is in
// memory, about 80 bytes for each payload.  Not thread-safe.

#ifndef ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_
#define ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/store/manifest.h"

namespace enlace::store {

// The position of the `ordinal`-th payload of a batch.
inline uint64_t PayloadPosition(uint64_t number, size_t ordinal) {
  static_assert(kBatchPayloadsMax == 0xffff);
  return number << 16 | ordinal;
}

struct PayloadLocation {
  uint64_t position = 0;
  Hash digest = {};  // what the row must be
};

class PayloadIndex {
 public:
  // What the batch adds takes the place of what the transfer had; what it drops
  // is gone, be it of the same batch.
  void Apply(uint64_t number, const Manifest& manifest) {
    for (size_t i = 0; i < manifest.payloads.size(); ++i) {
      const PayloadDigest& payload = manifest.payloads[i];
      locations_[Key(payload.transfer_id)] = {
          .position = PayloadPosition(number, i), .digest = payload.row};
    }
    for (const std::string& transfer_id : manifest.dropped_payloads) {
      locations_.erase(Key(transfer_id));
    }
  }

  // Null if there is none.
  const PayloadLocation* Find(absl::string_view transfer_id) const {
    if (transfer_id.size() > kTransferIdSizeMax) return nullptr;
    const auto found = locations_.find(Key(transfer_id));
    return found == locations_.end() ? nullptr : &found->second;
  }

 private:
  // A transfer id without memory of its own: its size, then its bytes.
  using IdKey = std::array<char, 1 + kTransferIdSizeMax>;

  static IdKey Key(absl::string_view transfer_id) {
    IdKey key = {static_cast<char>(transfer_id.size())};
    std::copy(transfer_id.begin(), transfer_id.end(), key.begin() + 1);
    return key;
  }

  absl::flat_hash_map<IdKey, PayloadLocation> locations_;
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_

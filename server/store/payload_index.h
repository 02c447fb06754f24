// Where the payloads lie that were stored and not dropped: a fold over the
// manifests.
//
// Payloads are stored in the order of commit, since keys as random as transfer
// ids would make each commit rewrite pages all over the file.  So this index is
// a table beside them: as that of a state it has in memory what changed since
// the newest snapshot, and the rest in its rows.  To fold a manifest once more
// changes nothing as long as those behind it follow, so the rows may be of a
// later batch than their snapshot says.

#ifndef ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_
#define ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/core/state_rows.h"
#include "server/core/stored_table.h"
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

// As the value of a row: u64 position || digest.
std::string RowValue(const PayloadLocation& location);
bool ParseRowValue(absl::string_view bytes, PayloadLocation& location);

// Not thread-safe, not even for readers.
class PayloadIndex {
 public:
  // Everything is in memory, about 150 bytes for each payload.
  PayloadIndex() = default;
  // Reads from `rows`, which must outlive it, what is not in memory.
  explicit PayloadIndex(core::StateRows& rows) : base_(std::in_place, rows) {
    table_.SetBase(&*base_);
  }
  PayloadIndex(const PayloadIndex&) = delete;
  PayloadIndex& operator=(const PayloadIndex&) = delete;

  // What the batch adds takes the place of what the transfer had; what it drops
  // is gone, be it of the same batch.
  void Apply(uint64_t number, const Manifest& manifest);

  // None if there is none.  Fails with kDataLoss, then and ever after, if a row
  // cannot be read.
  absl::StatusOr<std::optional<PayloadLocation>> Find(
      absl::string_view transfer_id) const;

  absl::Status fault() const {
    return base_ ? base_->fault() : absl::OkStatus();
  }
  // From now on it fails for `reason`: it is not whole.  REQUIRES: it has rows.
  void Lose(const absl::Status& reason) { base_->Lose(reason); }

  // As those of a StoredTable.
  std::function<void(std::vector<core::RowChange>&)> Freeze() {
    return table_.Freeze();
  }
  void Thaw(bool written) { table_.Thaw(written); }

 private:
  // Of what was read from the rows; so many are kept.
  static constexpr size_t kFetchedMax = 4096;

  std::optional<core::TableBase> base_;
  core::StoredTable<core::TableId::kPayloadPlaces, std::string, PayloadLocation>
      table_;
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_PAYLOAD_INDEX_H_

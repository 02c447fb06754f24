#include "server/store/payload_index.h"

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace enlace::store {

std::string RowValue(const PayloadLocation& location) {
  std::string bytes;
  AppendU64(bytes, location.position);
  absl::StrAppend(&bytes, AsBytes(location.digest));
  return bytes;
}

bool ParseRowValue(absl::string_view bytes, PayloadLocation& location) {
  if (bytes.size() != sizeof(uint64_t) + kHashSize) return false;
  location.position = ReadU64(bytes);
  location.digest = HashFromBytes(bytes.substr(sizeof(uint64_t)));
  return true;
}

void PayloadIndex::Apply(uint64_t number, const Manifest& manifest) {
  for (size_t i = 0; i < manifest.payloads.size(); ++i) {
    const PayloadDigest& payload = manifest.payloads[i];
    table_.Put(payload.transfer_id,
               {.position = PayloadPosition(number, i), .digest = payload.row});
  }
  for (const std::string& transfer_id : manifest.dropped_payloads) {
    table_.Erase(transfer_id);
  }
}

absl::StatusOr<std::optional<PayloadLocation>> PayloadIndex::Find(
    absl::string_view transfer_id) const {
  if (table_.fetched() >= kFetchedMax) table_.ForgetFetched();
  const PayloadLocation* const found = table_.Find(std::string(transfer_id));
  if (absl::Status status = fault(); !status.ok()) return status;
  if (found == nullptr) return std::nullopt;
  return *found;
}

}  // namespace enlace::store

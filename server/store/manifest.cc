#include "server/store/manifest.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace enlace::store {
namespace {

constexpr char kVersion = 1;
constexpr absl::string_view kBatchLabel("enlace.batch.v1\0", 16);
constexpr absl::string_view kPayloadLabel("enlace.payload.v1\0", 18);
constexpr size_t kCountMax = 0xffffffff;

// Takes fields off the front of an encoding.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  absl::StatusOr<absl::string_view> Take(size_t size) {
    if (rest_.size() < size) {
      return absl::DataLossError("a manifest in the journal is cut off");
    }
    const absl::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  absl::StatusOr<Hash> TakeHash() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, Take(kHashSize));
    return HashFromBytes(bytes);
  }

  absl::StatusOr<uint32_t> TakeU32() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, Take(4));
    return ReadU32(bytes);
  }

  absl::StatusOr<std::string> TakeId() {
    ASSIGN_OR_RETURN(const absl::string_view size, Take(1));
    const auto length = static_cast<uint8_t>(size[0]);
    if (length > kTransferIdSizeMax) {
      return absl::DataLossError("a manifest in the journal has a long id");
    }
    ASSIGN_OR_RETURN(const absl::string_view id, Take(length));
    return std::string(id);
  }

  bool empty() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
};

void AppendId(std::string& out, absl::string_view id) {
  out.push_back(static_cast<char>(id.size()));
  out.append(id.data(), id.size());
}

void AppendHash(std::string& out, const Hash& hash) {
  const absl::string_view bytes = AsBytes(hash);
  out.append(bytes.data(), bytes.size());
}

}  // namespace

absl::StatusOr<Manifest> MakeManifest(const core::Batch& batch,
                                      uint64_t audit_size) {
  if (batch.payloads.size() > kBatchPayloadsMax ||
      batch.audit.size() > kCountMax ||
      batch.dropped_payloads.size() > kCountMax) {
    return absl::InvalidArgumentError("a batch has too many rows; split it");
  }
  Manifest manifest;
  manifest.events = Sha256(batch.events);
  manifest.first_audit = audit_size;
  for (const core::AuditRow& row : batch.audit) {
    if (row.index != manifest.audit_end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("audit entry ", row.index, " where ",
                       manifest.audit_end(), " is next"));
    }
    manifest.audit.push_back(DigestsOf(row.entry, row.annex));
  }
  for (const core::PayloadRow& row : batch.payloads) {
    if (row.transfer_id.size() > kTransferIdSizeMax) {
      return absl::InvalidArgumentError("transfer id is too long");
    }
    manifest.payloads.push_back(
        {row.transfer_id, DigestOf(row.transfer_id, row.payload)});
  }
  for (const std::string& transfer_id : batch.dropped_payloads) {
    if (transfer_id.size() > kTransferIdSizeMax) {
      return absl::InvalidArgumentError("transfer id is too long");
    }
    manifest.dropped_payloads.push_back(transfer_id);
  }
  return manifest;
}

AuditDigests DigestsOf(absl::string_view entry, absl::string_view annex) {
  return {.entry = Sha256(entry), .annex = Sha256(annex)};
}

Hash DigestOf(absl::string_view transfer_id, const core::SealedPayload& row) {
  std::string head;
  AppendId(head, transfer_id);
  AppendU32(head, static_cast<uint32_t>(row.retention_class.size()));
  head.append(row.retention_class);
  AppendU32(head, row.key_epoch);
  AppendU32(head, static_cast<uint32_t>(row.wrapped_key.size()));
  head.append(row.wrapped_key);
  return Sha256({kPayloadLabel, head, row.sealed});
}

std::string EncodeManifest(const Manifest& manifest) {
  std::string out(1, kVersion);
  AppendHash(out, manifest.events);
  AppendU64(out, manifest.first_audit);
  AppendU32(out, static_cast<uint32_t>(manifest.audit.size()));
  for (const AuditDigests& row : manifest.audit) {
    AppendHash(out, row.entry);
    AppendHash(out, row.annex);
  }
  AppendU32(out, static_cast<uint32_t>(manifest.payloads.size()));
  for (const PayloadDigest& payload : manifest.payloads) {
    AppendId(out, payload.transfer_id);
    AppendHash(out, payload.row);
  }
  AppendU32(out, static_cast<uint32_t>(manifest.dropped_payloads.size()));
  for (const std::string& transfer_id : manifest.dropped_payloads) {
    AppendId(out, transfer_id);
  }
  return out;
}

absl::StatusOr<Manifest> DecodeManifest(absl::string_view bytes) {
  Reader reader(bytes);
  ASSIGN_OR_RETURN(const absl::string_view version, reader.Take(1));
  if (version[0] != kVersion) {
    return absl::DataLossError(
        "a manifest in the journal has no known version");
  }
  Manifest manifest;
  ASSIGN_OR_RETURN(manifest.events, reader.TakeHash());
  ASSIGN_OR_RETURN(const absl::string_view first, reader.Take(8));
  manifest.first_audit = ReadU64(first);
  ASSIGN_OR_RETURN(const uint32_t audit, reader.TakeU32());
  for (uint32_t i = 0; i < audit; ++i) {
    AuditDigests row;
    ASSIGN_OR_RETURN(row.entry, reader.TakeHash());
    ASSIGN_OR_RETURN(row.annex, reader.TakeHash());
    manifest.audit.push_back(row);
  }
  ASSIGN_OR_RETURN(const uint32_t payloads, reader.TakeU32());
  for (uint32_t i = 0; i < payloads; ++i) {
    PayloadDigest payload;
    ASSIGN_OR_RETURN(payload.transfer_id, reader.TakeId());
    ASSIGN_OR_RETURN(payload.row, reader.TakeHash());
    manifest.payloads.push_back(std::move(payload));
  }
  ASSIGN_OR_RETURN(const uint32_t dropped, reader.TakeU32());
  for (uint32_t i = 0; i < dropped; ++i) {
    ASSIGN_OR_RETURN(std::string transfer_id, reader.TakeId());
    manifest.dropped_payloads.push_back(std::move(transfer_id));
  }
  if (!reader.empty()) {
    return absl::DataLossError("a manifest in the journal is too long");
  }
  return manifest;
}

Hash ChainDigest(const Hash& previous, uint64_t number,
                 absl::string_view manifest) {
  std::string position;
  AppendU64(position, number);
  return Sha256({kBatchLabel, AsBytes(previous), position, manifest});
}

}  // namespace enlace::store

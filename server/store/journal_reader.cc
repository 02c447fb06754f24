#include "server/store/journal_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace enlace::store {
namespace {

absl::Status Damaged(absl::string_view what, uint64_t position) {
  return absl::DataLossError(
      absl::StrCat("the journal is damaged: ", what, " ", position,
                   " does not verify; restore it from a backup"));
}

// Holds the journal still while it is read.
class ReadTransaction {
 public:
  ReadTransaction(sqlite::Statement& begin, sqlite::Statement& end)
      : end_(end) {
    status_ = begin.Run();
  }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  // An error may have ended it already.
  ~ReadTransaction() { end_.Run().IgnoreError(); }

  const absl::Status& status() const { return status_; }

 private:
  sqlite::Statement& end_;
  absl::Status status_;
};

// The rows of a table that a batch could have are below this position.
uint64_t PayloadsEnd(const JournalEnd& end) {
  return PayloadPosition(end.number + 1, 0);
}

}  // namespace

absl::StatusOr<JournalReader> JournalReader::Open(absl::string_view path,
                                                  sqlite::Database::Mode mode) {
  ASSIGN_OR_RETURN(sqlite::Database database,
                   sqlite::Database::Open(path, mode));
  RETURN_IF_ERROR(database.Run("PRAGMA cell_size_check = ON"));
  JournalReader reader(std::move(database));
  RETURN_IF_ERROR(reader.Prepare());
  return reader;
}

absl::Status JournalReader::Prepare() {
  ASSIGN_OR_RETURN(begin_, database_.Prepare("BEGIN"));
  ASSIGN_OR_RETURN(end_, database_.Prepare("END"));
  ASSIGN_OR_RETURN(
      follow_, database_.Prepare("SELECT number, digest, manifest FROM events "
                                 "WHERE number > ? ORDER BY number"));
  ASSIGN_OR_RETURN(head_, database_.Prepare("SELECT number, digest FROM head"));
  ASSIGN_OR_RETURN(events_, database_.Prepare("SELECT bytes FROM events "
                                              "WHERE number = ?"));
  ASSIGN_OR_RETURN(audit_,
                   database_.Prepare("SELECT position, batch, entry, annex "
                                     "FROM audit WHERE position >= ? AND "
                                     "position < ? ORDER BY position"));
  ASSIGN_OR_RETURN(
      payload_,
      database_.Prepare("SELECT transfer_id, retention_class, sealed, "
                        "key_epoch, wrapped FROM payloads LEFT JOIN keys "
                        "USING (position) WHERE position = ?"));
  ASSIGN_OR_RETURN(
      of_epoch_,
      database_.Prepare("SELECT position, transfer_id FROM keys LEFT JOIN "
                        "payloads USING (position) WHERE key_epoch = ? "
                        "ORDER BY position LIMIT ?"));
  ASSIGN_OR_RETURN(
      digest_, database_.Prepare("SELECT digest FROM events WHERE number = ?"));
  ASSIGN_OR_RETURN(manifest_,
                   database_.Prepare("SELECT digest, manifest FROM events "
                                     "WHERE number = ?"));
  return absl::OkStatus();
}

absl::StatusOr<JournalEnd> JournalReader::Follow(
    uint64_t after,
    absl::FunctionRef<absl::Status(uint64_t, const Manifest&)> visit) {
  const ReadTransaction transaction(begin_, end_);
  RETURN_IF_ERROR(transaction.status());
  JournalEnd end{.number = after};
  ASSIGN_OR_RETURN(end.digest, DigestOfBatch(after));
  if (after > 0) {
    ASSIGN_OR_RETURN(const Manifest manifest, ReadManifest(after));
    end.audit_size = manifest.audit_end();
  }
  const sqlite::ScopedReset reset(follow_);
  follow_.Bind(1, after);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, follow_.Step());
    if (!found) break;
    const uint64_t number = end.number + 1;
    const absl::string_view bytes = follow_.Bytes(2);
    end.digest = ChainDigest(end.digest, number, bytes);
    if (follow_.Integer(0) != number ||
        follow_.Bytes(1) != AsBytes(end.digest)) {
      return Damaged("batch", number);
    }
    ASSIGN_OR_RETURN(const Manifest manifest, DecodeManifest(bytes));
    if (manifest.first_audit != end.audit_size) return Damaged("batch", number);
    RETURN_IF_ERROR(visit(number, manifest));
    end.number = number;
    end.audit_size = manifest.audit_end();
  }
  const sqlite::ScopedReset reset_head(head_);
  ASSIGN_OR_RETURN(const bool found, head_.Step());
  if (!found || head_.Integer(0) != end.number ||
      head_.Bytes(1) != AsBytes(end.digest)) {
    return absl::DataLossError(
        absl::StrCat("the journal is damaged: it ends at batch ", end.number,
                     ", which is not its head; restore it from a backup"));
  }
  return end;
}

absl::Status JournalReader::CheckEnds(const JournalEnd& end) {
  ASSIGN_OR_RETURN(
      const uint64_t audit_end,
      database_.QueryInteger("SELECT ifnull(max(position) + 1, 0) FROM audit"));
  if (audit_end != end.audit_size) return Damaged("audit entry", audit_end);
  ASSIGN_OR_RETURN(const uint64_t payloads,
                   database_.QueryInteger(
                       "SELECT ifnull(max(position) + 1, 0) FROM payloads"));
  ASSIGN_OR_RETURN(
      const uint64_t keys,
      database_.QueryInteger("SELECT ifnull(max(position) + 1, 0) FROM keys"));
  if (payloads > PayloadsEnd(end) || payloads != keys) {
    return Damaged("payload", payloads);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> JournalReader::LastNumber() {
  const sqlite::ScopedReset reset(head_);
  ASSIGN_OR_RETURN(const bool found, head_.Step());
  if (found) return head_.Integer(0);
  return absl::DataLossError(
      "the journal is damaged: it has no head; restore it from a backup");
}

absl::StatusOr<std::string> JournalReader::ReadEvents(
    uint64_t number, const Manifest& manifest) {
  const sqlite::ScopedReset reset(events_);
  events_.Bind(1, number);
  ASSIGN_OR_RETURN(const bool found, events_.Step());
  if (!found || Sha256(events_.Bytes(0)) != manifest.events) {
    return Damaged("batch", number);
  }
  return std::string(events_.Bytes(0));
}

absl::StatusOr<std::vector<core::AuditRow>> JournalReader::ReadAudit(
    uint64_t first, uint64_t end) {
  std::vector<core::AuditRow> rows;
  uint64_t batch = 0;
  Manifest manifest;
  const sqlite::ScopedReset reset(audit_);
  audit_.Bind(1, first);
  audit_.Bind(2, end);
  for (uint64_t index = first; index < end; ++index) {
    ASSIGN_OR_RETURN(const bool found, audit_.Step());
    if (!found || audit_.Integer(0) != index) {
      return Damaged("audit entry", index);
    }
    if (batch == 0 || audit_.Integer(1) != batch) {
      batch = audit_.Integer(1);
      ASSIGN_OR_RETURN(manifest, ReadManifest(batch));
    }
    const absl::string_view entry = audit_.Bytes(2);
    const absl::string_view annex = audit_.Bytes(3);
    if (index < manifest.first_audit || index >= manifest.audit_end() ||
        DigestsOf(entry, annex) !=
            manifest.audit[index - manifest.first_audit]) {
      return Damaged("audit entry", index);
    }
    rows.push_back({.index = index,
                    .entry = std::string(entry),
                    .annex = std::string(annex)});
  }
  return rows;
}

absl::StatusOr<core::SealedPayload> JournalReader::ReadPayload(
    absl::string_view transfer_id, const PayloadLocation& location) {
  const sqlite::ScopedReset reset(payload_);
  payload_.Bind(1, location.position);
  ASSIGN_OR_RETURN(const bool found, payload_.Step());
  if (!found) return Damaged("payload", location.position);
  core::SealedPayload payload{
      .sealed = std::string(payload_.Bytes(2)),
      .wrapped_key = std::string(payload_.Bytes(4)),
      .key_epoch = static_cast<uint32_t>(payload_.Integer(3)),
      .retention_class = std::string(payload_.Bytes(1))};
  if (payload_.Bytes(0) != transfer_id ||
      DigestOf(transfer_id, payload) != location.digest) {
    return Damaged("payload", location.position);
  }
  return payload;
}

absl::StatusOr<std::vector<std::string>> JournalReader::PayloadsOfEpoch(
    uint32_t key_epoch, size_t max) {
  std::vector<std::string> ids;
  const sqlite::ScopedReset reset(of_epoch_);
  of_epoch_.Bind(1, key_epoch);
  of_epoch_.Bind(2, max);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, of_epoch_.Step());
    if (!found) return ids;
    const absl::string_view id = of_epoch_.Bytes(1);
    if (id.empty()) return Damaged("payload", of_epoch_.Integer(0));
    ids.emplace_back(id);
  }
}

absl::StatusOr<Hash> JournalReader::DigestOfBatch(uint64_t number) {
  if (number == 0) return Hash{};
  const sqlite::ScopedReset reset(digest_);
  digest_.Bind(1, number);
  ASSIGN_OR_RETURN(const bool found, digest_.Step());
  if (!found || digest_.Bytes(0).size() != kHashSize) {
    return Damaged("batch", number);
  }
  return HashFromBytes(digest_.Bytes(0));
}

absl::StatusOr<Manifest> JournalReader::ReadManifest(uint64_t number) {
  if (number == 0) return Damaged("batch", number);
  ASSIGN_OR_RETURN(const Hash previous, DigestOfBatch(number - 1));
  const sqlite::ScopedReset reset(manifest_);
  manifest_.Bind(1, number);
  ASSIGN_OR_RETURN(const bool found, manifest_.Step());
  const absl::string_view bytes = manifest_.Bytes(1);
  if (!found ||
      manifest_.Bytes(0) != AsBytes(ChainDigest(previous, number, bytes))) {
    return Damaged("batch", number);
  }
  return DecodeManifest(bytes);
}

}  // namespace enlace::store

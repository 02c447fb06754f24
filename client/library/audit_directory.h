// Reads a published audit log from files and believes none of them.
//
//   AUDIT_DIR/checkpoint        signed by the log, cosigned by the other nation
//   AUDIT_DIR/tile/...          tlog-tiles, entry bundles included
//   ANNEX_DIR/<N>.jsonl         openings of the 256 entries of bundle N, one
//                               proto3 JSON AnnexEntry a line; <N> is spelled
//                               as in tlog-tiles (000, x001/234)
//
// Every entry is hashed again up to the signed root, every tile is derived
// again, every opening must open its entry: root checks alone read only a
// tree's right edge and would let a changed bundle pass.
//
//   const AuditSummary summary =
//       ReadAuditDirectory(files, keys, [&](const OpenedEntry& e) { ... });
//   if (!summary.findings.empty()) ...
//
// Needs no server and no network.  docs/cli.md, "Audit directories".

#ifndef ENLACE_CLIENT_LIBRARY_AUDIT_DIRECTORY_H_
#define ENLACE_CLIENT_LIBRARY_AUDIT_DIRECTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/verifier_key.h"

namespace enlace::client {

struct AuditFiles {
  std::string audit_dir;
  std::string annex_dir;  // empty: entries only

  // The reader was given only some openings, as a party or the other nation is.
  // Otherwise an entry without its opening is a finding: it may have been
  // removed.
  bool partial_annex = false;

  // Checkpoints of this log that were kept.  What one of them covers must be in
  // the log; else it was rolled back, or has a second history, which nothing in
  // its folder can tell.  Findings about one name its path as it stands here.
  std::vector<std::string> kept_checkpoints = {};
};

struct AuditKeys {
  wire::VerifierKey log;
  std::vector<wire::VerifierKey> witnesses;  // each must have cosigned
};

// One thing that does not verify.
struct AuditFinding {
  std::string file;               // below its directory; of one kept, its path
  std::optional<uint64_t> index;  // of the entry, where there is one
  std::string what;
};

// An entry of the log, with what the annex tells of it: of one record, if the
// entry covers a batch.
struct OpenedEntry {
  uint64_t index = 0;
  wire::AuditEntry entry;
  Hash leaf_hash{};
  std::string transfer_id;  // that it is about; of an unopened batch, its own
  std::optional<v1::SharedOpening> shared;
  std::optional<v1::NationalOpening> national;

  // The annex has a line for it, which may open nothing: what it opened was
  // erased, or this reader is not shown it.
  bool in_annex = false;
  // Of a batch: where the record stands, and how many places of the entry do
  // not open.  Decoys cannot be told from records that were erased.
  std::optional<uint32_t> place;
  uint64_t closed_places = 0;
};

struct AuditSummary {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  std::string checkpoint;  // the note, with the signatures that verified
  std::vector<wire::CosignedBy> cosignatures;
  uint64_t bundles = 0;
  uint64_t tiles = 0;
  uint64_t opened = 0;                 // entries with an opening that fits
  uint64_t not_covered = 0;            // openings beyond the checkpoint
  int64_t last_log_time_ms = 0;        // 0: no entry
  std::vector<AuditFinding> findings;  // the first kAuditFindingsMax of them
  uint64_t findings_count = 0;
};

inline constexpr size_t kAuditFindingsMax = 100;

// Calls `visit` with every entry that can be read, in order, and with a batch
// once for each of its records.  An opening that does not fit its entry is not
// handed on.  Whatever is wrong, a missing file
// included, is a finding.
AuditSummary ReadAuditDirectory(
    const AuditFiles& files, const AuditKeys& keys,
    absl::FunctionRef<void(const OpenedEntry&)> visit);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_AUDIT_DIRECTORY_H_

// Proofs that an entry stands in a published log, made from the log's files.
//
//   LogProver prover(files.audit_dir, summary);
//   ASSIGN_OR_RETURN(const wire::TlogProof proof, prover.Prove(opened));
//
// A proof is a c2sp.org/tlog-proof@v1 with the checkpoint as it was verified:
// whoever has the 90 bytes of the entry and the log's key checks it without
// this project.  Of a batch, PathInBatch() leads on from the entry to one
// record and stands in the proof's `extra` line.

#ifndef ENLACE_CLIENT_LIBRARY_ENTRY_PROOF_H_
#define ENLACE_CLIENT_LIBRARY_ENTRY_PROOF_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "client/library/audit_directory.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::client {

// Not thread-safe.
class LogProver {
 public:
  // `summary` is of that folder, read before.
  LogProver(std::string audit_dir, const AuditSummary& summary);

  // Leads from the entry to the signed root.  Fails with kDataLoss if the tiles
  // do not, as of a folder that changed since it was read.
  absl::StatusOr<wire::TlogProof> Prove(const OpenedEntry& opened);

 private:
  absl::StatusOr<std::string> Read(absl::string_view path);

  std::string audit_dir_;
  uint64_t size_;
  Hash root_;
  std::string checkpoint_;
  // Neighbours share their tiles.
  std::map<std::string, absl::StatusOr<std::string>> read_;
};

// One level on the way up from a leaf.
struct ProofStep {
  Hash sibling{};
  bool sibling_is_left = false;
  Hash node{};  // that both hash to
};

// The way that an inclusion proof leads (RFC 9162 section 2.1.3.2).  REQUIRES:
// index < size, and a proof that holds.
std::vector<ProofStep> StepsOf(uint64_t index, uint64_t size, const Hash& leaf,
                               absl::Span<const Hash> proof);

// What leads from the shared commitment at `place` to the entry's shared root.
// Fails with kInvalidArgument if the annex is of no batch with such a place.
absl::StatusOr<wire::LeafPath> PathInBatch(const v1::AnnexEntry& annex,
                                           uint32_t place);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ENTRY_PROOF_H_

// What this node says and proves of a transfer, for its own agencies and for
// the other nation's node: a signed decision, and proofs out of the log.
//
// Holds nothing national: rules, law and silent removals stay in the annex.
// docs/receipts.md.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_EVIDENCE_H_
#define ENLACE_SERVER_GATE_EVIDENCE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/key.h"
#include "enlace/v1/receipt.pb.h"
#include "server/core/state.h"

namespace enlace::gate {

class EvidenceMaker {
 public:
  // A proof of what entry `index` says of the transfer, in a checkpoint of
  // `level`.  Fails with kUnavailable, RECEIPT_NOT_READY, while none covers it.
  using Prove = std::function<absl::StatusOr<v1::EntryProof>(
      uint64_t index, absl::string_view transfer_id, v1::ReceiptLevel level)>;

  // All must outlive the maker.
  struct Environment {
    std::string node;                       // own identity URI
    const certs::Signer* signer = nullptr;  // statement key
    v1::SignedLinkFile link_file;           // the own nation's
    Prove prove;
  };

  explicit EvidenceMaker(Environment environment)
      : environment_(std::move(environment)) {}

  // The signed decision; from L1 on its proof, and one of each later entry that
  // a checkpoint covers by now.  Fails as `prove` does for the decision, and
  // with kInvalidArgument if no level is stated.
  absl::StatusOr<v1::NodeEvidence> Of(const core::Transfer& transfer,
                                      v1::ReceiptLevel level) const;

 private:
  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_EVIDENCE_H_

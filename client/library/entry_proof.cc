#include "client/library/entry_proof.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile_reader.h"
#include "proto/wire/tree_proof.h"

namespace enlace::client {
namespace {

constexpr size_t kFilesKeptMax = 64;

}  // namespace

LogProver::LogProver(std::string audit_dir, const AuditSummary& summary)
    : audit_dir_(std::move(audit_dir)),
      size_(summary.size),
      root_(summary.root),
      checkpoint_(summary.checkpoint) {}

absl::StatusOr<std::string> LogProver::Read(absl::string_view path) {
  const auto known = read_.find(std::string(path));
  if (known != read_.end()) return known->second;
  if (read_.size() >= kFilesKeptMax) read_.clear();
  return read_.emplace(path, ReadFile(absl::StrCat(audit_dir_, "/", path)))
      .first->second;
}

absl::StatusOr<wire::TlogProof> LogProver::Prove(const OpenedEntry& opened) {
  const auto files = [this](absl::string_view path) { return Read(path); };
  const auto nodes = [&](wire::NodeId node) {
    return wire::ReadNode(node, size_, files);
  };
  auto proof = wire::InclusionProof(opened.index, size_, nodes);
  if (!proof.ok() || !wire::VerifyInclusion(opened.index, size_,
                                            opened.leaf_hash, *proof, root_)
                          .ok()) {
    return absl::DataLossError(
        absl::StrCat("the tiles do not lead from entry ", opened.index,
                     " to the signed root; read the log again"));
  }
  wire::TlogProof proven;
  proven.index = opened.index;
  proven.proof = *std::move(proof);
  proven.checkpoint = checkpoint_;
  return proven;
}

std::vector<ProofStep> StepsOf(uint64_t index, uint64_t size, const Hash& leaf,
                               absl::Span<const Hash> proof) {
  std::vector<ProofStep> steps;
  uint64_t node = index;
  uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    const bool left = node % 2 == 1 || node == last;
    hash = left ? wire::HashNode(sibling, hash) : wire::HashNode(hash, sibling);
    steps.push_back({sibling, left, hash});
    // At the right edge, levels without a sibling are passed over.
    while (left && node % 2 == 0 && node != 0) {
      node >>= 1;
      last >>= 1;
    }
    node >>= 1;
    last >>= 1;
  }
  return steps;
}

absl::StatusOr<wire::LeafPath> PathInBatch(const v1::AnnexEntry& annex,
                                           uint32_t place) {
  if (annex.leaves().empty()) {
    return absl::InvalidArgumentError("the entry covers no batch");
  }
  ASSIGN_OR_RETURN(const wire::BatchLeaves leaves, wire::LeavesOf(annex));
  if (place >= leaves.shared.size()) {
    return absl::InvalidArgumentError("the batch has no such place");
  }
  return wire::BatchPath(leaves.shared, place);
}

}  // namespace enlace::client

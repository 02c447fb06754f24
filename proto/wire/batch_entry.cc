#include "proto/wire/batch_entry.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kPathLabel("enlace.path.v1\0", 15);
constexpr absl::string_view kDrawLabel("enlace.draw.v1\0", 15);
constexpr size_t kPathLengthMin = 3;  // of kBatchWidthMin leaves
constexpr size_t kBatchWidthMax = size_t{1} << kBatchPathLengthMax;

bool IsWidth(size_t count) {
  return count >= kBatchWidthMin && count <= kBatchWidthMax &&
         (count & (count - 1)) == 0;
}

void Climb(std::vector<Hash>& level) {
  for (size_t i = 0; i < level.size() / 2; ++i) {
    level[i] = HashNode(level[2 * i], level[2 * i + 1]);
  }
  level.resize(level.size() / 2);
}

// Independent random values out of one seed.
Hash Draw(absl::string_view seed, char kind, uint32_t number) {
  std::string input(1, kind);
  AppendU32(input, number);
  return Sha256({kDrawLabel, seed, input});
}

absl::Status BadPath(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("the receipt's path inside its entry ", why));
}

absl::StatusOr<Hash> LeafHash(absl::string_view blind,
                              absl::string_view opening,
                              Hash (*commit)(absl::string_view,
                                             absl::string_view)) {
  if (blind.size() != kBlindSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("a place of the batch needs ", kBlindSize,
                     " bytes for its blind; read the annex again"));
  }
  return opening.empty() ? HashFromBytes(blind) : commit(blind, opening);
}

}  // namespace

Hash BatchRoot(absl::Span<const Hash> leaves) {
  CHECK(IsWidth(leaves.size())) << leaves.size() << " leaves";
  std::vector<Hash> level(leaves.begin(), leaves.end());
  while (level.size() > 1) Climb(level);
  return level.front();
}

LeafPath BatchPath(absl::Span<const Hash> leaves, uint32_t place) {
  CHECK(IsWidth(leaves.size()) && place < leaves.size()) << "place " << place;
  LeafPath path{place, {}};
  std::vector<Hash> level(leaves.begin(), leaves.end());
  for (; level.size() > 1; place /= 2) {
    path.siblings.push_back(level[place ^ 1]);
    Climb(level);
  }
  return path;
}

Hash RootOfPath(const Hash& leaf, const LeafPath& path) {
  CHECK(path.siblings.size() <= kBatchPathLengthMax) << "path";
  Hash hash = leaf;
  uint32_t place = path.place;
  for (const Hash& sibling : path.siblings) {
    hash = place % 2 == 0 ? HashNode(hash, sibling) : HashNode(sibling, hash);
    place /= 2;
  }
  return hash;
}

std::string EncodeLeafPath(const LeafPath& path) {
  std::string bytes(kPathLabel);
  AppendU32(bytes, path.place);
  for (const Hash& sibling : path.siblings) {
    absl::StrAppend(&bytes, AsBytes(sibling));
  }
  return bytes;
}

absl::StatusOr<LeafPath> DecodeLeafPath(absl::string_view bytes) {
  constexpr size_t kHead = kPathLabel.size() + sizeof(uint32_t);
  if (!absl::StartsWith(bytes, kPathLabel) || bytes.size() < kHead) {
    return BadPath("is none");
  }
  LeafPath path;
  path.place = ReadU32(bytes.substr(kPathLabel.size()));
  bytes.remove_prefix(kHead);
  const size_t count = bytes.size() / kHashSize;
  if (bytes.size() % kHashSize != 0 || count < kPathLengthMin ||
      count > kBatchPathLengthMax) {
    return BadPath("has a wrong length");
  }
  if (path.place >> count != 0) return BadPath("starts outside its tree");
  for (size_t i = 0; i < count; ++i) {
    path.siblings.push_back(
        HashFromBytes(bytes.substr(i * kHashSize, kHashSize)));
  }
  return path;
}

DrawnBatch DrawBatch(absl::string_view seed, size_t records) {
  CHECK(seed.size() == kBatchSeedSize) << "batch seed";
  CHECK(records >= 1 && records <= kBatchWidthMax) << records << " records";
  size_t width = kBatchWidthMin;
  while (width < records) width *= 2;
  DrawnBatch batch;
  batch.id = ToBytes(Draw(seed, 'i', 0)).substr(0, kTransferIdSize);
  std::vector<uint32_t> places(width);
  std::iota(places.begin(), places.end(), 0u);
  for (size_t i = width; i > 1; --i) {
    // The bias of the remainder is below 2^-47.
    const uint64_t drawn =
        ReadU64(AsBytes(Draw(seed, 'o', static_cast<uint32_t>(i))));
    std::swap(places[i - 1], places[drawn % i]);
  }
  for (uint32_t place = 0; place < width; ++place) {
    v1::AnnexLeaf& leaf = batch.leaves.emplace_back();
    leaf.set_shared_blind(ToBytes(Draw(seed, 's', place)));
    leaf.set_national_blind(ToBytes(Draw(seed, 'n', place)));
  }
  places.resize(records);
  batch.order = std::move(places);
  return batch;
}

absl::StatusOr<BatchLeaves> LeavesOf(const v1::AnnexEntry& annex) {
  if (!IsWidth(static_cast<size_t>(annex.leaves_size()))) {
    return absl::InvalidArgumentError(
        "the places of the batch are not all there; read the annex again");
  }
  BatchLeaves leaves;
  for (const v1::AnnexLeaf& leaf : annex.leaves()) {
    ASSIGN_OR_RETURN(
        leaves.shared.emplace_back(),
        LeafHash(leaf.shared_blind(), leaf.shared(), &SharedCommitment));
    ASSIGN_OR_RETURN(
        leaves.national.emplace_back(),
        LeafHash(leaf.national_blind(), leaf.national(), &NationalCommitment));
  }
  return leaves;
}

}  // namespace enlace::wire

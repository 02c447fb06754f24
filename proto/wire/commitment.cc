#include "proto/wire/commitment.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kLeafLabel("enlace.leaf.v1\0", 15);
constexpr absl::string_view kRootLabel("enlace.root.v1\0", 15);
constexpr absl::string_view kBodyLabel = "enlace.body.v1";

}  // namespace

Hash LeafSalt(absl::string_view seed, absl::string_view path) {
  CHECK(seed.size() == kSeedSize) << "seed";
  return HmacSha256(seed, path);
}

Hash LeafCommitment(const LeafView& leaf, absl::string_view salt) {
  CHECK(salt.size() == kSaltSize) << "salt";
  std::string size;
  AppendU32(size, static_cast<uint32_t>(leaf.path.size()));
  const auto tag = static_cast<char>(leaf.tag);
  return Sha256({kLeafLabel, salt, size, leaf.path, absl::string_view(&tag, 1),
                 leaf.value});
}

Hash CommitmentRoot(absl::Span<const Hash> commitments) {
  std::string bytes;
  bytes.reserve(sizeof(uint32_t) + commitments.size() * kHashSize);
  AppendU32(bytes, static_cast<uint32_t>(commitments.size()));
  for (const Hash& commitment : commitments) {
    const absl::string_view part = AsBytes(commitment);
    bytes.append(part.data(), part.size());
  }
  return Sha256({kRootLabel, bytes});
}

std::vector<CommittedLeaf> CommitTo(std::vector<Leaf> leaves,
                                    absl::string_view seed) {
  std::vector<CommittedLeaf> committed;
  committed.reserve(leaves.size());
  CHECK(seed.size() == kSeedSize) << "seed";
  const HmacKey key(seed);
  for (Leaf& leaf : leaves) {
    const Hash salt = key.Sign(leaf.path);
    const Hash commitment = LeafCommitment(leaf, AsBytes(salt));
    committed.push_back({std::move(leaf), salt, commitment});
  }
  return committed;
}

Hash CommitmentRoot(absl::Span<const CommittedLeaf> leaves) {
  std::vector<Hash> commitments;
  commitments.reserve(leaves.size());
  for (const CommittedLeaf& leaf : leaves) {
    commitments.push_back(leaf.commitment);
  }
  return CommitmentRoot(commitments);
}

Hash BodyDigest(absl::string_view seed, absl::string_view body) {
  CHECK(seed.size() == kSeedSize) << "seed";
  return HmacSha256(AsBytes(HmacSha256(seed, kBodyLabel)), body);
}

}  // namespace enlace::wire

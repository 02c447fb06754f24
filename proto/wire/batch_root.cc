#include "proto/wire/batch_root.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"

namespace enlace::wire {
namespace {

constexpr size_t kBlindBytes = 32;
constexpr absl::string_view kLeafPrefix("\0", 1);
constexpr absl::string_view kNodePrefix("\1", 1);

Hash NodeOf(absl::string_view left, absl::string_view right) {
  return Sha256({kNodePrefix, left, right});
}

// `count` places in random order (Fisher and Yates).
std::vector<uint32_t> RandomOrder(uint32_t count, Random& random) {
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  const std::string bytes = random.Bytes(size_t{count} * sizeof(uint64_t));
  for (uint32_t i = count; i > 1; --i) {
    // The bias of the remainder is below 2^-47.
    const uint64_t drawn =
        ReadU64(absl::string_view(bytes).substr((i - 1) * sizeof(uint64_t)));
    std::swap(order[i - 1], order[drawn % i]);
  }
  return order;
}

}  // namespace

Batch MakeBatch(absl::Span<const Hash> statement_digests, Random& random) {
  const size_t count = statement_digests.size();
  CHECK(count >= 1 && count <= kBatchMax) << "batch size";
  uint32_t width = 2;
  while (width < count + 1) width *= 2;

  const std::vector<uint32_t> place = RandomOrder(width, random);
  const std::string fill = random.Bytes(size_t{width} * kHashSize);
  Batch batch;
  batch.covers.resize(count);
  std::vector<Hash> level(width);
  for (size_t i = 0; i < width; ++i) {
    const absl::string_view drawn =
        absl::string_view(fill).substr(i * kHashSize, kHashSize);
    if (i >= count) {
      level[place[i]] = HashFromBytes(drawn);
      continue;
    }
    level[place[i]] =
        Sha256({kLeafPrefix, drawn, AsBytes(statement_digests[i])});
    batch.covers[i].set_blind(std::string(drawn));
    batch.covers[i].set_index(place[i]);
  }
  for (int height = 0; level.size() > 1; ++height) {
    for (v1::BatchCover& cover : batch.covers) {
      cover.add_path(ToBytes(level[(cover.index() >> height) ^ 1]));
    }
    std::vector<Hash> above(level.size() / 2);
    for (size_t i = 0; i < above.size(); ++i) {
      above[i] = NodeOf(AsBytes(level[2 * i]), AsBytes(level[2 * i + 1]));
    }
    level = std::move(above);
  }
  batch.root = level[0];
  return batch;
}

absl::StatusOr<Hash> RootOfCover(const Hash& statement_digest,
                                 const v1::BatchCover& cover) {
  const auto depth = static_cast<size_t>(cover.path_size());
  const bool sizes_fit = std::all_of(
      cover.path().begin(), cover.path().end(),
      [](const std::string& hash) { return hash.size() == kHashSize; });
  if (cover.blind().size() != kBlindBytes || depth < 1 ||
      depth > kBatchPathMax || cover.index() >> depth != 0 || !sizes_fit) {
    return Refusal(absl::StatusCode::kInvalidArgument, kSignatureInvalid,
                   "the batch cover has not the form of one");
  }
  Hash hash = Sha256({kLeafPrefix, cover.blind(), AsBytes(statement_digest)});
  uint32_t index = cover.index();
  for (const std::string& sibling : cover.path()) {
    hash = index % 2 == 0 ? NodeOf(AsBytes(hash), sibling)
                          : NodeOf(sibling, AsBytes(hash));
    index /= 2;
  }
  return hash;
}

absl::StatusOr<std::vector<v1::SignedStatement>> SignBatch(
    const certs::Signer& signer, absl::Span<const std::string> statements,
    Random& random) {
  std::vector<Hash> digests;
  digests.reserve(statements.size());
  for (const std::string& statement : statements) {
    digests.push_back(RecordId(statement));
  }
  Batch batch = MakeBatch(digests, random);
  ASSIGN_OR_RETURN(const v1::Signature signature,
                   SignPayload(signer, kBatchPayload, AsBytes(batch.root)));
  std::vector<v1::SignedStatement> result(statements.size());
  for (size_t i = 0; i < statements.size(); ++i) {
    result[i].set_statement(statements[i]);
    *result[i].mutable_signature() = signature;
    *result[i].mutable_batch() = std::move(batch.covers[i]);
  }
  return result;
}

}  // namespace enlace::wire

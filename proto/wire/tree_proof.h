// Makes roots and proofs of RFC 6962 section 2.1 from stored subtree hashes.
//
// The caller says where the hashes of complete subtrees come from: memory, a
// database, tiles (proto/wire/tile_reader.h).  A proof over n entries reads
// about 2 log2(n) of them.
//
//   auto reader = [&](NodeId node) -> absl::StatusOr<Hash> { ... };
//   ASSIGN_OR_RETURN(std::vector<Hash> proof,
//                    InclusionProof(index, size, reader));
//
// Pure but for the reader, whose errors are passed on.

#ifndef ENLACE_PROTO_WIRE_TREE_PROOF_H_
#define ENLACE_PROTO_WIRE_TREE_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "base/sha256.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {

// The hash of a complete subtree that lies within the tree asked about.
using HashReader = absl::FunctionRef<absl::StatusOr<Hash>(NodeId)>;

// MTH(D[size]).
absl::StatusOr<Hash> RootHash(uint64_t size, HashReader reader);

// PATH(index, D[size]).  Fails with kOutOfRange unless index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 HashReader reader);

// PROOF(old_size, D[new_size]); empty if `old_size` is 0 or `new_size`.  Fails
// with kOutOfRange unless old_size <= new_size.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size,
                                                   uint64_t new_size,
                                                   HashReader reader);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_TREE_PROOF_H_

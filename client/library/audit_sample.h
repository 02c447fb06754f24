// A random sample that nobody chooses and everybody can draw again.
//
//   key(i) = SHA-256("enlace.sample.v1" || 0x00 || seed || i as u64 big-endian)
//
// The sample of n is the n members of the population with the smallest keys, in
// the order of their keys; so a larger sample begins with the smaller one.  The
// seed is the root hash of a checkpoint.  docs/inspection.md, "Sampling". Pure.

#ifndef ENLACE_CLIENT_LIBRARY_AUDIT_SAMPLE_H_
#define ENLACE_CLIENT_LIBRARY_AUDIT_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/sha256.h"

namespace enlace::client {

struct Drawn {
  uint64_t index = 0;
  Hash key{};
};

Hash SampleKey(const Hash& seed, uint64_t index);

// All of `population` if it has no more than `size` members.  REQUIRES: no
// index twice.
std::vector<Drawn> DrawSample(const Hash& seed,
                              absl::Span<const uint64_t> population,
                              size_t size);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_AUDIT_SAMPLE_H_

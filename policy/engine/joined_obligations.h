// What sets of rules ask for together, joined once a set.
//
// A book has many rules, but records meet few combinations of them.  A set is a
// bitmap over the rules of one record type and direction.  Sets are added and
// never removed, so whoever looks one up takes no lock and waits for nobody.
// Thread-safe.

#ifndef ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_
#define ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "policy/engine/joined_terms.h"

namespace enlace::policy {

class JoinedObligations {
 public:
  // Sets beyond these are joined every time.
  static constexpr size_t kMax = 512;

  JoinedObligations() = default;
  ~JoinedObligations();
  JoinedObligations(const JoinedObligations&) = delete;
  JoinedObligations& operator=(const JoinedObligations&) = delete;

  // The terms of a set that was added, or null.  Valid as long as this object.
  const JoinedTerms* Find(absl::Span<const uint64_t> set) const noexcept;

  // Adds the terms of `set`, unless it is known or there are kMax.
  void Add(absl::Span<const uint64_t> set, const JoinedTerms& terms);

 private:
  struct Node {
    std::vector<uint64_t> set;
    JoinedTerms terms;
    const Node* next;
  };
  static constexpr size_t kChains = 128;

  static size_t ChainOf(absl::Span<const uint64_t> set) noexcept;

  std::array<std::atomic<const Node*>, kChains> chains_{};
  std::atomic<size_t> size_ = 0;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_

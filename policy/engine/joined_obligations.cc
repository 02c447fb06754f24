#include "policy/engine/joined_obligations.h"

#include <memory>

namespace enlace::policy {

JoinedObligations::~JoinedObligations() {
  for (const auto& chain : chains_) {
    for (const Node* node = chain.load(); node != nullptr;) {
      const std::unique_ptr<const Node> last(node);
      node = node->next;
    }
  }
}

// Sets are sparse: words without a rule cost no multiplication.
size_t JoinedObligations::ChainOf(absl::Span<const uint64_t> set) noexcept {
  uint64_t hash = 0;
  for (size_t i = 0; i < set.size(); ++i) {
    if (set[i] == 0) continue;
    hash = (hash ^ set[i] ^ i) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash % kChains;
}

const JoinedTerms* JoinedObligations::Find(
    absl::Span<const uint64_t> set) const noexcept {
  const Node* node = chains_[ChainOf(set)].load(std::memory_order_acquire);
  for (; node != nullptr; node = node->next) {
    if (set == absl::MakeConstSpan(node->set)) return &node->terms;
  }
  return nullptr;
}

// Two threads that add the same set at once leave it twice; the first found
// serves, and both are equal.
void JoinedObligations::Add(absl::Span<const uint64_t> set,
                            const JoinedTerms& terms) {
  if (Find(set) != nullptr) return;
  if (size_.fetch_add(1, std::memory_order_relaxed) >= kMax) {
    size_.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  std::atomic<const Node*>& chain = chains_[ChainOf(set)];
  auto node = std::make_unique<Node>(
      Node{{set.begin(), set.end()}, terms, chain.load()});
  while (!chain.compare_exchange_weak(node->next, node.get())) {
  }
  node.release();
}

}  // namespace enlace::policy

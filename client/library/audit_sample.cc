#include "client/library/audit_sample.h"

#include <algorithm>
#include <string>

#include "absl/strings/string_view.h"
#include "base/encoding.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kLabel("enlace.sample.v1\0", 17);

}  // namespace

Hash SampleKey(const Hash& seed, uint64_t index) {
  std::string number;
  AppendU64(number, index);
  return Sha256({kLabel, AsBytes(seed), number});
}

std::vector<Drawn> DrawSample(const Hash& seed,
                              absl::Span<const uint64_t> population,
                              size_t size) {
  std::vector<Drawn> drawn;
  drawn.reserve(population.size());
  for (const uint64_t index : population) {
    drawn.push_back({index, SampleKey(seed, index)});
  }
  size = std::min(size, drawn.size());
  const auto end = drawn.begin() + static_cast<std::ptrdiff_t>(size);
  std::partial_sort(
      drawn.begin(), end, drawn.end(),
      [](const Drawn& a, const Drawn& b) { return a.key < b.key; });
  drawn.erase(end, drawn.end());
  return drawn;
}

}  // namespace enlace::client

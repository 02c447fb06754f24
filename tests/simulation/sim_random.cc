#include "tests/simulation/sim_random.h"

#include "base/encoding.h"

namespace enlace::simulation {

uint64_t SimRandom::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

int64_t SimRandom::Between(int64_t low, int64_t high) {
  const uint64_t width = static_cast<uint64_t>(high - low) + 1;
  return low + static_cast<int64_t>(Next() % width);
}

bool SimRandom::Percent(int percent) { return Between(1, 100) <= percent; }

std::string SimRandom::Bytes(size_t size) {
  std::string bytes;
  while (bytes.size() < size) AppendU64(bytes, Next());
  bytes.resize(size);
  return bytes;
}

}  // namespace enlace::simulation

// Randomness as a dependency.

#ifndef ENLACE_BASE_RANDOM_H_
#define ENLACE_BASE_RANDOM_H_

#include <cstddef>
#include <string>

namespace enlace {

// Implementations are thread-safe.
class Random {
 public:
  virtual ~Random() = default;

  // `size` bytes fit for keys, seeds and blinds.  Never fails: a process whose
  // generator is broken ends.
  virtual std::string Bytes(size_t size) = 0;
};

// OpenSSL's generator.  Never destroyed.
Random& SystemRandom();

}  // namespace enlace

#endif  // ENLACE_BASE_RANDOM_H_

#include "base/random.h"

#include <openssl/rand.h>

#include "base/check.h"

namespace enlace {
namespace {

class OpensslRandom final : public Random {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                     static_cast<int>(size)) == 1)
        << "the system's random generator failed";
    return bytes;
  }
};

}  // namespace

Random& SystemRandom() {
  static auto& random = *new OpensslRandom;
  return random;
}

}  // namespace enlace

#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "base/check.h"

namespace enlace {
namespace {

void Draw(unsigned char* bytes, size_t size) {
  CHECK(RAND_bytes(bytes, static_cast<int>(size)) == 1)
      << "the system's random generator failed";
}

// A thread's store of random bytes: a call of the generator costs more than the
// bytes that a salt or a key needs.  What was handed out is wiped.
class Store {
 public:
  ~Store() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  void Take(unsigned char* bytes, size_t size) {
    // A child process must not hand out what its parent does.
    if (bytes_.size() - used_ < size || forks_ != Forks()) {
      Draw(bytes_.data(), bytes_.size());
      used_ = 0;
      forks_ = Forks();
    }
    std::copy_n(bytes_.data() + used_, size, bytes);
    OPENSSL_cleanse(bytes_.data() + used_, size);
    used_ += size;
  }

 private:
  // How often this process is a child of the one that started the program.
  static unsigned Forks() {
    static std::atomic<unsigned> forks = 0;
    static const bool watched =
        pthread_atfork(nullptr, nullptr, [] { ++forks; }) == 0;
    CHECK(watched) << "pthread_atfork";
    return forks.load(std::memory_order_relaxed);
  }

  std::array<unsigned char, 4096> bytes_ = {};
  size_t used_ = bytes_.size();
  unsigned forks_ = 0;
};

class OpensslRandom final : public Random {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
    if (size > kSmall) {
      Draw(out, size);
    } else {
      thread_local Store store;
      store.Take(out, size);
    }
    return bytes;
  }

 private:
  static constexpr size_t kSmall = 256;
};

}  // namespace

Random& SystemRandom() {
  static auto& random = *new OpensslRandom;
  return random;
}

}  // namespace enlace

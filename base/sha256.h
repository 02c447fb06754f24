// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104).  Pure and thread-safe.

#ifndef ENLACE_BASE_SHA256_H_
#define ENLACE_BASE_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace {

inline constexpr size_t kHashSize = 32;
using Hash = std::array<uint8_t, kHashSize>;

// The hash of the concatenation of `parts`, without copying them.
Hash Sha256(std::initializer_list<absl::string_view> parts);
Hash Sha256(absl::string_view message);

Hash HmacSha256(absl::string_view key, absl::string_view message);

// A key for many messages: each then costs half of what HmacSha256() takes.
// Forgets the key when it goes.  Thread-safe.
class HmacKey {
 public:
  explicit HmacKey(absl::string_view key);
  HmacKey(const HmacKey&) = delete;
  HmacKey& operator=(const HmacKey&) = delete;
  ~HmacKey();

  Hash Sign(absl::string_view message) const;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

// A hash as bytes, and back.  `HashFromBytes` REQUIRES exactly 32 bytes: check
// the size of what comes from outside first.
absl::string_view AsBytes(const Hash& hash);
std::string ToBytes(const Hash& hash);
Hash HashFromBytes(absl::string_view bytes);

// True if both are equal; the time taken tells nothing of where they differ.
bool ConstantTimeEquals(absl::string_view a, absl::string_view b);

}  // namespace enlace

#endif  // ENLACE_BASE_SHA256_H_

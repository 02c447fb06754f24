// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104).  Pure and thread-safe.

#ifndef ENLACE_BASE_SHA256_H_
#define ENLACE_BASE_SHA256_H_

#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace {

inline constexpr size_t kHashSize = 32;
using Hash = std::array<uint8_t, kHashSize>;

// The hash of the concatenation of `parts`, without copying them.
Hash Sha256(std::initializer_list<absl::string_view> parts);
Hash Sha256(absl::string_view message);

Hash HmacSha256(absl::string_view key, absl::string_view message);

// The same for many messages under one key, which is hashed once.
class HmacKey {
 public:
  explicit HmacKey(absl::string_view key);
  ~HmacKey();
  HmacKey(const HmacKey&) = delete;
  HmacKey& operator=(const HmacKey&) = delete;

  Hash Sign(absl::string_view message) const;

 private:
  SHA256_CTX inner_;
  SHA256_CTX outer_;
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

#include "base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace enlace {
namespace {

// Fetched once: an implicit fetch costs more than hashing a small message.
const EVP_MD* Sha256Method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(method != nullptr) << "OpenSSL offers no SHA-256";
  return method;
}

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* ThreadContext() {
  thread_local const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context(
      EVP_MD_CTX_new());
  return context.get();
}

}  // namespace

Hash Sha256(std::initializer_list<absl::string_view> parts) {
  EVP_MD_CTX* const context = ThreadContext();
  Hash hash;
  bool ok = EVP_DigestInit_ex(context, Sha256Method(), nullptr) == 1;
  for (const absl::string_view part : parts) {
    ok = ok && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  }
  ok = ok && EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1;
  CHECK(ok) << "SHA-256 failed";
  return hash;
}

Hash Sha256(absl::string_view message) { return Sha256({message}); }

// RFC 2104 section 2.  Five times as fast for a short message as OpenSSL's
// HMAC(), which sets up three contexts a call.
Hash HmacSha256(absl::string_view key, absl::string_view message) {
  constexpr size_t kBlockSize = 64;
  constexpr uint8_t kInnerPad = 0x36;
  constexpr uint8_t kOuterPad = 0x5c;
  std::array<char, kBlockSize> block{};
  if (key.size() > kBlockSize) {
    const Hash short_key = Sha256(key);
    std::copy(short_key.begin(), short_key.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  const absl::string_view padded(block.data(), block.size());
  for (char& byte : block) byte = static_cast<char>(byte ^ kInnerPad);
  const Hash inner = Sha256({padded, message});
  for (char& byte : block) {
    byte = static_cast<char>(byte ^ kInnerPad ^ kOuterPad);
  }
  const Hash outer = Sha256({padded, AsBytes(inner)});
  OPENSSL_cleanse(block.data(), block.size());
  return outer;
}

absl::string_view AsBytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string ToBytes(const Hash& hash) { return std::string(AsBytes(hash)); }

Hash HashFromBytes(absl::string_view bytes) {
  CHECK(bytes.size() == kHashSize) << "a hash has 32 bytes";
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

bool ConstantTimeEquals(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace enlace

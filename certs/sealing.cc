#include "certs/sealing.h"

#include <array>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {
namespace {

constexpr size_t kNonceSize = 12;
constexpr std::array<unsigned char, kNonceSize> kNonce = {};
constexpr size_t kPlaintextSizeMax = 1 << 30;
constexpr size_t kWrappedSizeMax = (1 << 20) + 16;
constexpr size_t kWrapBlock = 8;

// Fetched once: a fetch costs more than sealing a small record.
const EVP_CIPHER* Gcm() {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

const EVP_CIPHER* KeyWrap() {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-WRAP-PAD", nullptr);
  return cipher;
}

CipherCtxPtr NewContext(absl::string_view key, const EVP_CIPHER* cipher,
                        const unsigned char* nonce, bool encrypt) {
  CHECK(key.size() == kSealingKeySize) << "sealing key has " << key.size();
  CHECK(cipher != nullptr) << OpensslErrors();
  CipherCtxPtr ctx(EVP_CIPHER_CTX_new());
  CHECK(ctx != nullptr) << "out of memory";
  EVP_CIPHER_CTX_set_flags(ctx.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  CHECK(EVP_CipherInit_ex2(ctx.get(), cipher, Bytes(key), nonce,
                           encrypt ? 1 : 0, nullptr) == 1)
      << OpensslErrors();
  return ctx;
}

// Whether all of `input` went through.
bool Update(EVP_CIPHER_CTX* ctx, unsigned char* out, absl::string_view input) {
  if (input.empty()) return true;  // Null input means something else to EVP.
  int written = 0;
  return EVP_CipherUpdate(ctx, out, &written, Bytes(input),
                          static_cast<int>(input.size())) == 1 &&
         static_cast<size_t>(written) == input.size();
}

}  // namespace

std::string Seal(absl::string_view key, absl::string_view plaintext,
                 absl::string_view associated_data) {
  CHECK(plaintext.size() < kPlaintextSizeMax &&
        associated_data.size() < kPlaintextSizeMax)
      << "too long to seal";
  const CipherCtxPtr ctx = NewContext(key, Gcm(), kNonce.data(), true);
  std::string sealed(plaintext.size() + kSealingOverhead, '\0');
  int written = 0;
  CHECK(Update(ctx.get(), nullptr, associated_data) &&
        Update(ctx.get(), MutableBytes(sealed), plaintext) &&
        EVP_CipherFinal_ex(ctx.get(), MutableBytes(sealed), &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, kSealingOverhead,
                            &sealed[plaintext.size()]) == 1)
      << OpensslErrors();
  return sealed;
}

absl::StatusOr<std::string> Open(absl::string_view key,
                                 absl::string_view sealed,
                                 absl::string_view associated_data) {
  if (sealed.size() < kSealingOverhead || sealed.size() > kPlaintextSizeMax ||
      associated_data.size() > kPlaintextSizeMax) {
    return absl::DataLossError("sealed bytes: wrong length");
  }
  const CipherCtxPtr ctx = NewContext(key, Gcm(), kNonce.data(), false);
  std::string tag(sealed.substr(sealed.size() - kSealingOverhead));
  sealed.remove_suffix(kSealingOverhead);
  std::string plaintext(sealed.size(), '\0');
  int written = 0;
  unsigned char none = 0;
  const bool intact = Update(ctx.get(), nullptr, associated_data) &&
                      Update(ctx.get(), MutableBytes(plaintext), sealed) &&
                      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG,
                                          kSealingOverhead, tag.data()) == 1 &&
                      EVP_CipherFinal_ex(ctx.get(), &none, &written) == 1;
  if (!intact) {
    ERR_clear_error();
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return absl::DataLossError(
        "sealed bytes: altered, or sealed under another key or for another "
        "record");
  }
  return plaintext;
}

std::string WrapKey(absl::string_view kek, absl::string_view keys) {
  CHECK(!keys.empty() && keys.size() <= kWrappedSizeMax - 16)
      << "cannot wrap " << keys.size() << " bytes";
  const CipherCtxPtr ctx = NewContext(kek, KeyWrap(), nullptr, true);
  const size_t padded =
      (keys.size() + kWrapBlock - 1) / kWrapBlock * kWrapBlock;
  std::string wrapped(padded + kWrapBlock, '\0');
  int written = 0;
  CHECK(EVP_CipherUpdate(ctx.get(), MutableBytes(wrapped), &written,
                         Bytes(keys), static_cast<int>(keys.size())) == 1 &&
        static_cast<size_t>(written) == wrapped.size())
      << OpensslErrors();
  return wrapped;
}

absl::StatusOr<std::string> UnwrapKey(absl::string_view kek,
                                      absl::string_view wrapped) {
  if (wrapped.size() < 2 * kWrapBlock || wrapped.size() > kWrappedSizeMax ||
      wrapped.size() % kWrapBlock != 0) {
    return absl::DataLossError("wrapped keys: wrong length");
  }
  const CipherCtxPtr ctx = NewContext(kek, KeyWrap(), nullptr, false);
  std::string keys(wrapped.size(), '\0');
  int written = 0;
  if (EVP_CipherUpdate(ctx.get(), MutableBytes(keys), &written, Bytes(wrapped),
                       static_cast<int>(wrapped.size())) != 1 ||
      written <= 0) {
    ERR_clear_error();
    OPENSSL_cleanse(keys.data(), keys.size());
    return absl::DataLossError(
        "wrapped keys: altered, or wrapped under another key");
  }
  keys.resize(static_cast<size_t>(written));
  return keys;
}

}  // namespace enlace::certs

// Sealing of records at rest: AES-256-GCM (NIST SP 800-38D) under a data key
// that seals one plaintext only, and AES-256 key wrap with padding (RFC 5649)
// of data keys under a key-encryption key.
//
//   const std::string key = random.Bytes(kSealingKeySize);
//   const std::string sealed = Seal(key, plaintext, record_id);
//   const std::string wrapped = WrapKey(kek, key);
//
// Pure and thread-safe.  To rewrite a plaintext, draw a new key: the nonce is
// fixed, so two plaintexts under one key would tell their difference.

#ifndef ENLACE_CERTS_SEALING_H_
#define ENLACE_CERTS_SEALING_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::certs {

inline constexpr size_t kSealingKeySize = 32;
inline constexpr size_t kSealingOverhead = 16;  // The tag, at the end.

// REQUIRES: `key` has kSealingKeySize bytes and has sealed nothing else;
// `plaintext` and `associated_data` are below 1 GiB.
std::string Seal(absl::string_view key, absl::string_view plaintext,
                 absl::string_view associated_data);

// The plaintext.  Fails with kDataLoss if one bit of `sealed` or of
// `associated_data` is not what was sealed, or if the key is another.
// REQUIRES: `key` has kSealingKeySize bytes.
absl::StatusOr<std::string> Open(absl::string_view key,
                                 absl::string_view sealed,
                                 absl::string_view associated_data);

// `keys` is one key or several after each other.
// REQUIRES: `kek` has kSealingKeySize bytes, `keys` 1 to 2^20 bytes.
std::string WrapKey(absl::string_view kek, absl::string_view keys);

// Fails with kDataLoss if `wrapped` was altered or `kek` is another.
// REQUIRES: `kek` has kSealingKeySize bytes.
absl::StatusOr<std::string> UnwrapKey(absl::string_view kek,
                                      absl::string_view wrapped);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_SEALING_H_

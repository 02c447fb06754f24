// PEM (RFC 7468), strictly: blocks of one label and nothing beside them.
//
// OpenSSL's reader skips what it does not know, so a file could show an
// inspector one thing and the program another.

#ifndef ENLACE_CERTS_PEM_TEXT_H_
#define ENLACE_CERTS_PEM_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::certs {

inline constexpr size_t kPemBlocksMax = 8;
inline constexpr size_t kPemBlockSizeMax = 64 << 10;

std::string PemEncode(absl::string_view der, absl::string_view label);

// The contents of one to kPemBlocksMax blocks.  Lines may end in CR LF.  Fails
// with kInvalidArgument on another label, text between blocks, headers, or
// Base64 that is not exact.
absl::StatusOr<std::vector<std::string>> PemDecode(absl::string_view pem,
                                                   absl::string_view label);

// As above, for exactly one block.
absl::StatusOr<std::string> PemDecodeOne(absl::string_view pem,
                                         absl::string_view label);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_PEM_TEXT_H_

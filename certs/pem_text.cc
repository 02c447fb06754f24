#include "certs/pem_text.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace enlace::certs {
namespace {

constexpr size_t kLineSize = 64;

absl::Status PemError(absl::string_view label, absl::string_view reason) {
  return absl::InvalidArgumentError(absl::StrCat("PEM ", label, ": ", reason));
}

}  // namespace

std::string PemEncode(absl::string_view der, absl::string_view label) {
  std::string pem = absl::StrCat("-----BEGIN ", label, "-----\n");
  const std::string base64 = Base64Encode(der);
  for (size_t at = 0; at < base64.size(); at += kLineSize) {
    absl::StrAppend(&pem, absl::string_view(base64).substr(at, kLineSize),
                    "\n");
  }
  absl::StrAppend(&pem, "-----END ", label, "-----\n");
  return pem;
}

absl::StatusOr<std::vector<std::string>> PemDecode(absl::string_view pem,
                                                   absl::string_view label) {
  if (pem.size() > kPemBlocksMax * kPemBlockSizeMax) {
    return PemError(label, "too long");
  }
  const std::string begin = absl::StrCat("-----BEGIN ", label, "-----");
  const std::string end = absl::StrCat("-----END ", label, "-----");
  std::vector<std::string> blocks;
  std::string base64;
  bool inside = false;
  for (absl::string_view line : absl::StrSplit(pem, '\n')) {
    absl::ConsumeSuffix(&line, "\r");
    if (inside && line == end) {
      auto der = Base64Decode(base64);
      if (!der.ok()) return PemError(label, "contents are not Base64");
      if (der->empty() || der->size() > kPemBlockSizeMax) {
        return PemError(label, "block is empty or too long");
      }
      blocks.push_back(*std::move(der));
      inside = false;
    } else if (inside) {
      base64.append(line.data(), line.size());
    } else if (line == begin) {
      if (blocks.size() == kPemBlocksMax) {
        return PemError(label, "too many blocks");
      }
      base64.clear();
      inside = true;
    } else if (!line.empty()) {
      return PemError(label, "expected a block of this label and nothing else");
    }
  }
  if (inside) return PemError(label, "block has no end");
  if (blocks.empty()) return PemError(label, "no block");
  return blocks;
}

absl::StatusOr<std::string> PemDecodeOne(absl::string_view pem,
                                         absl::string_view label) {
  ASSIGN_OR_RETURN(std::vector<std::string> blocks, PemDecode(pem, label));
  if (blocks.size() != 1) return PemError(label, "expected exactly one block");
  return std::move(blocks[0]);
}

}  // namespace enlace::certs

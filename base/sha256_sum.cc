#define OPENSSL_SUPPRESS_DEPRECATED  // as base/sha256.cc

#include "base/sha256_sum.h"

#include "base/check.h"

namespace enlace {

Sha256Sum::Sha256Sum() {
  CHECK(SHA256_Init(&context_) == 1) << "SHA-256 failed";
}

void Sha256Sum::Add(absl::string_view part) {
  CHECK(SHA256_Update(&context_, part.data(), part.size()) == 1)
      << "SHA-256 failed";
}

Hash Sha256Sum::Finish() {
  Hash hash;
  CHECK(SHA256_Final(hash.data(), &context_) == 1) << "SHA-256 failed";
  return hash;
}

}  // namespace enlace

// SHA-256 of what comes in pieces, such as a file.
//
//   Sha256Sum sum;
//   while (...) sum.Add(piece);
//   const Hash hash = sum.Finish();

#ifndef ENLACE_BASE_SHA256_SUM_H_
#define ENLACE_BASE_SHA256_SUM_H_

#include <openssl/sha.h>

#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace enlace {

// Not thread-safe.
class Sha256Sum {
 public:
  Sha256Sum();

  void Add(absl::string_view part);

  // REQUIRES: once, and last.
  Hash Finish();

 private:
  SHA256_CTX context_;
};

}  // namespace enlace

#endif  // ENLACE_BASE_SHA256_SUM_H_

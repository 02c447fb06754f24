// Remembers which signatures were verified, so that the one over a batch's root
// is verified once and not for every record that it covers.
//
// Holds only what verified, by a digest of message and signature; forgets the
// oldest beyond its bound.  Thread-safe.

#ifndef ENLACE_CERTS_VERIFIED_SIGNATURES_H_
#define ENLACE_CERTS_VERIFIED_SIGNATURES_H_

#include <cstddef>
#include <deque>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/sha256.h"

namespace enlace::certs {

class VerifiedSignatures {
 public:
  // The roots of all batches that are under way fit many times over.
  static constexpr size_t kMax = 512;

  // Names the pair: SHA-256 over the message's length, it, and the signature.
  static Hash NameOf(absl::string_view message, absl::string_view signature);

  bool Contains(const Hash& name) const ABSL_LOCKS_EXCLUDED(mutex_);
  void Add(const Hash& name) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::set<Hash> known_ ABSL_GUARDED_BY(mutex_);
  std::deque<Hash> order_ ABSL_GUARDED_BY(mutex_);  // the oldest first
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_VERIFIED_SIGNATURES_H_

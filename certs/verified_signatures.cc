#include "certs/verified_signatures.h"

#include <string>

#include "base/encoding.h"

namespace enlace::certs {

Hash VerifiedSignatures::NameOf(absl::string_view message,
                                absl::string_view signature) {
  std::string length;
  AppendU64(length, message.size());
  return Sha256({length, message, signature});
}

bool VerifiedSignatures::Contains(const Hash& name) const {
  const absl::ReaderMutexLock lock(&mutex_);
  return known_.contains(name);
}

void VerifiedSignatures::Add(const Hash& name) {
  const absl::MutexLock lock(&mutex_);
  if (!known_.insert(name).second) return;
  order_.push_back(name);
  if (order_.size() <= kMax) return;
  known_.erase(order_.front());
  order_.pop_front();
}

}  // namespace enlace::certs

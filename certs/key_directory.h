// The keys we know and whose they are.
//
//   KeyDirectory keys;
//   RETURN_IF_ERROR(keys.Add(root, chain_pem, Purpose::kStatementSigning,
//   now)); const KeyDirectory::Entry* entry = keys.Find(signature.key_id());
//
// A key gets in only with a certificate that verified.  Entries stay when a
// certificate expires: a statement signed within its time still counts, so
// compare the instant of the signature with `not_before` and `not_after`.
//
// Copyable; const methods may be called concurrently, Add() may not.

#ifndef ENLACE_CERTS_KEY_DIRECTORY_H_
#define ENLACE_CERTS_KEY_DIRECTORY_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"

namespace enlace::certs {

class KeyDirectory {
 public:
  struct Entry {
    PublicKey key;
    Identity identity;
    Purpose purpose = Purpose::kStatementSigning;
    absl::Time not_before;
    absl::Time not_after;

    bool ValidAt(absl::Time at) const {
      return not_before <= at && at <= not_after;
    }
  };

  // Takes the key of the first certificate of `chain_pem` (the leaf, then its
  // intermediates) once it verified against `anchor` at `at`.  A renewed
  // certificate of a known key extends the entry, or replaces it if there was
  // a gap; an older one changes nothing.  Fails with kInvalidArgument or
  // kUnauthenticated if the certificate is refused, with kAlreadyExists if the
  // key stands for another identity or purpose: one key, one use.
  absl::Status Add(const TrustAnchor& anchor, absl::string_view chain_pem,
                   Purpose purpose, absl::Time at);

  // Null if the key is unknown.  Valid until the next Add().
  const Entry* Find(absl::string_view key_id) const;

  size_t size() const { return entries_.size(); }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_KEY_DIRECTORY_H_

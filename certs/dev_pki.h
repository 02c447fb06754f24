// A throw-away certification authority of one nation, for the demo, for
// development and for tests; never for production (docs/identity.md).
//
//   ASSIGN_OR_RETURN(DevPki us, DevPki::Create({"us.enlace.example"}, now));
//   ASSIGN_OR_RETURN(IssuedKey node, us.IssueTls(identity));
//
// The shape is the one production must have: a constrained self-signed root
// that signs one issuing CA, which signs short-lived leaves.  Issue() also
// makes every certificate that must be refused.

#ifndef ENLACE_CERTS_DEV_PKI_H_
#define ENLACE_CERTS_DEV_PKI_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/certificate_request.h"
#include "certs/identity.h"
#include "certs/key.h"

namespace enlace::certs {

struct DevRootProfile {
  std::string trust_domain;
  absl::Duration validity = absl::Hours(24 * 7);

  // What a sound root has; tests switch one off.
  bool constrained = true;
  bool critical_constraints = true;
  bool excludes_addresses = true;
  int path_length = 1;  // -1: unlimited
};

// One leaf, taken literally: neither names nor usages are checked.
struct DevLeafProfile {
  std::vector<std::string> uris;
  std::vector<std::string> dns_names = {};
  std::vector<std::string> addresses = {};
  std::vector<std::string> extended_key_usages = {};  // OIDs or OpenSSL's names
  absl::Time not_before;
  absl::Time not_after;
  KeyType key_type = KeyType::kEcdsaP256;
  std::string key_pem = {};  // PKCS #8, to renew; empty: a key is drawn
  bool is_ca = false;
  bool signed_by_root = false;  // instead of the issuing CA
};

struct IssuedKey {
  std::string key_pem;    // PKCS #8
  std::string chain_pem;  // leaf, then issuing CA
};

// An authority that was kept, less its root's key.
struct DevPkiFiles {
  std::string root_pem;
  std::string issuing_pem;
  std::string issuing_key_pem;
};

// Movable; const methods may be called concurrently.
class DevPki {
 public:
  // Keys are drawn, certificates valid from 5 minutes before `now`.  Fails with
  // kInvalidArgument if the trust domain is none.
  static absl::StatusOr<DevPki> Create(DevRootProfile profile, absl::Time now);

  // The authority again, which issues for `validity` from now on, never beyond
  // the end of the issuing CA.  Fails with kInvalidArgument if the files do not
  // belong together or that end has come.
  static absl::StatusOr<DevPki> Open(const DevPkiFiles& files,
                                     absl::Duration validity, absl::Time now);

  DevPki(DevPki&&) noexcept;
  DevPki& operator=(DevPki&&) noexcept;
  ~DevPki();

  const std::string& trust_domain() const;
  const std::string& root_pem() const;
  const std::string& issuing_pem() const;
  std::string root_key_pem() const;  // REQUIRES: created, not opened
  std::string issuing_key_pem() const;

  // Client and server for a node, client alone for others.
  absl::StatusOr<IssuedKey> IssueTls(const Identity& identity) const;
  absl::StatusOr<IssuedKey> IssueStatementSigning(
      const Identity& identity) const;

  // Fails with kInvalidArgument if OpenSSL cannot write what is asked for.
  absl::StatusOr<IssuedKey> Issue(const DevLeafProfile& profile) const;

  // The chain that certifies what `request` asks for.  Fails with
  // kInvalidArgument if it is for another nation.
  absl::StatusOr<std::string> Certify(const CertificateRequest& request) const;

  // The profile of IssueTls(), to be spoilt.
  DevLeafProfile TlsProfile(const Identity& identity) const;
  DevLeafProfile StatementProfile(const Identity& identity) const;

 private:
  struct Authority;
  absl::StatusOr<std::string> CertifyKey(evp_pkey_st* key,
                                         const std::string& key_id,
                                         const DevLeafProfile& profile) const;
  explicit DevPki(std::unique_ptr<const Authority> authority);

  std::unique_ptr<const Authority> authority_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_DEV_PKI_H_

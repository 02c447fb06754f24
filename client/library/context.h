// A context: who an agency is, which node it talks to, and whom it believes.
//
//   agency = "spiffe://us.enlace.example/agency/us-atf"
//   language = "en"                        # optional
//
//   [node]
//   endpoint = "127.0.0.1:7443"
//   identity = "spiffe://us.enlace.example/node/1"
//
//   [tls]
//   key = "us-atf.tls.key"                 # PKCS #8, mode 0600
//   chain = "us-atf.tls.pem"               # leaf, then issuing CA
//   root = "../us/root.pem"                # the own nation's root
//
//   [signing]
//   key = "us-atf.signing.key"
//   chain = "us-atf.signing.pem"
//
//   [[nation]]                             # one for each nation, the own first
//   root = "../us/root.pem"
//   log_vkey = "../us/audit.vkey"
//   witness_vkey = "../us/witness.vkey"
//
// An operator's has `person` instead of `agency` and needs neither [signing]
// nor [[nation]]: a person signs no records.  Who approves enrolments needs
// [signing].
//
// Paths are relative to the file's folder.  A key that is not listed here is an
// error: a misspelt one must never be a setting that is silently off.  Parsing
// touches no other file; LoadTrust() and LoadSigner() do.

#ifndef ENLACE_CLIENT_LIBRARY_CONTEXT_H_
#define ENLACE_CLIENT_LIBRARY_CONTEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "proto/wire/verifier_key.h"

namespace enlace::client {

// A nation's public keys, as files.
struct NationFiles {
  std::string root_path;
  std::string log_vkey_path;
  std::string witness_vkey_path;
};

struct Context {
  certs::Identity agency;
  std::optional<certs::Identity> person;  // then there is no agency
  std::string language;                   // "en", "es" or empty
  std::string endpoint;                   // host:port
  certs::Identity node;
  std::string tls_key_path;
  std::string tls_chain_path;
  std::string tls_root_path;
  std::string signing_key_path;
  std::string signing_chain_path;
  std::vector<NationFiles> nations;  // the own nation first

  // Whose it is: the person, else the agency.
  const certs::Identity& Party() const {
    return person.has_value() ? *person : agency;
  }
};

// Fails with kInvalidArgument naming the line or key; `folder` is what relative
// paths stand in.
absl::StatusOr<Context> ParseContext(absl::string_view toml,
                                     absl::string_view folder);

// The TOML that ParseContext() reads as `context`.
std::string FormatContext(const Context& context);

// Fails with kInvalidArgument if the file cannot be read, else as above.
absl::StatusOr<Context> LoadContext(absl::string_view path);

// One nation's public keys.
struct Nation {
  certs::TrustAnchor root;
  wire::VerifierKey log;
  wire::VerifierKey witness;
};

// The keys of every nation of the context.  Fails with kInvalidArgument naming
// the file, or if two nations share a trust domain.
absl::StatusOr<std::vector<Nation>> LoadTrust(const Context& context);

// The agency's signing key.  Fails with kInvalidArgument naming the file, if
// others than its owner can read it, and if the context is a person's.
absl::StatusOr<certs::PrivateKey> LoadSigner(const Context& context);

// The person's signing key, for what persons approve.  Fails with
// kInvalidArgument naming the file, if others than its owner can read it, and
// if the context is an agency's or has no [signing].
absl::StatusOr<certs::PrivateKey> LoadPersonSigner(const Context& context);

// Fails with kInvalidArgument unless the file holds one verifier key.
absl::StatusOr<wire::VerifierKey> LoadVerifierKey(absl::string_view path);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_CONTEXT_H_

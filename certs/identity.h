// Who a party is: the one URI in its certificate.
//
//   spiffe://<trust-domain>/<agency|node|person>/<id>
//
//   ASSIGN_OR_RETURN(Identity sender, ParseIdentity(text));
//   sender.Uri() == text
//
// There is exactly one spelling of an identity, so that two texts never name
// the same party and comparing texts is comparing parties.  The grammar is a
// subset of SPIFFE-ID (section 2): the trust domain is two or more lower-case
// DNS labels, none of them internationalised ("xn--"), the last not a number;
// the id is letters, digits and single hyphens between them.  What a person
// may do stands in the register, never in the identity.

#ifndef ENLACE_CERTS_IDENTITY_H_
#define ENLACE_CERTS_IDENTITY_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::certs {

inline constexpr size_t kIdentitySizeMax = 255;

struct Identity {
  enum class Kind { kAgency, kNode, kPerson };

  std::string trust_domain;  // "us.enlace.example"
  Kind kind = Kind::kAgency;
  std::string id;  // "us-atf"

  std::string Uri() const;

  bool operator==(const Identity&) const = default;
};

// "agency", "node" or "person".
absl::string_view KindName(Identity::Kind kind);

// Whether `name` may be the trust domain of an identity.
bool IsTrustDomain(absl::string_view name);

// Fails with kInvalidArgument on anything but the one spelling of an identity:
// user info, port, query, fragment, percent, dot segment, upper case, trailing
// dot or slash, more than kIdentitySizeMax bytes.
absl::StatusOr<Identity> ParseIdentity(absl::string_view uri);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_IDENTITY_H_

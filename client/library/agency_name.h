// Agencies by the short names that people and other systems use.

#ifndef ENLACE_CLIENT_LIBRARY_AGENCY_NAME_H_
#define ENLACE_CLIENT_LIBRARY_AGENCY_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"
#include "client/library/context.h"

namespace enlace::client {

// The agency that `name` stands for: a URI, or an id such as "us-atf", whose
// nation is the one of `trust_domains` that begins with the letters before the
// first hyphen ("us.enlace.example").  Fails with kInvalidArgument if none or
// more than one does.
absl::StatusOr<certs::Identity> AgencyOf(
    absl::string_view name, const std::vector<std::string>& trust_domains);

// The same among the nations of `context`.  Fails also as LoadTrust().
absl::StatusOr<certs::Identity> AgencyOf(absl::string_view name,
                                         const Context& context);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_AGENCY_NAME_H_

#include "client/library/agency_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace enlace::client {
namespace {

absl::Status NotAnAgency() {
  return absl::InvalidArgumentError(
      "the agency must be spiffe://<trust domain>/agency/<id>, or an <id> "
      "that begins with a nation of the context");
}

}  // namespace

absl::StatusOr<certs::Identity> AgencyOf(
    absl::string_view name, const std::vector<std::string>& trust_domains) {
  if (absl::StrContains(name, ":")) {
    auto identity = certs::ParseIdentity(name);
    if (!identity.ok() || identity->kind != certs::Identity::Kind::kAgency) {
      return NotAnAgency();
    }
    return identity;
  }
  const std::string nation = absl::StrCat(name.substr(0, name.find('-')), ".");
  const std::string* found = nullptr;
  for (const std::string& domain : trust_domains) {
    if (!absl::StartsWith(domain, nation)) continue;
    if (found != nullptr) return NotAnAgency();
    found = &domain;
  }
  if (found == nullptr) return NotAnAgency();
  const certs::Identity agency{.trust_domain = *found,
                               .kind = certs::Identity::Kind::kAgency,
                               .id = std::string(name)};
  // The id's letters are checked where all identities are.
  const auto checked = certs::ParseIdentity(agency.Uri());
  return checked.ok() ? *checked
                      : absl::StatusOr<certs::Identity>(NotAnAgency());
}

absl::StatusOr<certs::Identity> AgencyOf(absl::string_view name,
                                         const Context& context) {
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(context));
  std::vector<std::string> domains;
  domains.reserve(nations.size());
  for (const Nation& nation : nations) {
    domains.push_back(nation.root.trust_domain());
  }
  return AgencyOf(name, domains);
}

}  // namespace enlace::client

#include "certs/dev/dev_book_charter.h"

#include <set>

#include "base/status_macros.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "proto/wire/book_charter.h"

namespace enlace::certs {

absl::StatusOr<std::string> DevBookCharter(
    const DevPki& pki, const std::vector<std::string>& reviewers,
    absl::Time valid_from, absl::Time valid_until, uint64_t serial) {
  std::set<std::string> persons;
  for (const std::string& id : reviewers) {
    persons.insert(Identity{.trust_domain = pki.trust_domain(),
                            .kind = Identity::Kind::kPerson,
                            .id = id}
                       .Uri());
  }
  v1::BookCharter charter;
  charter.set_version(1);
  charter.set_trust_domain(pki.trust_domain());
  charter.set_serial(serial);
  charter.set_valid_from_ms(absl::ToUnixMillis(valid_from));
  charter.set_valid_until_ms(absl::ToUnixMillis(valid_until));
  charter.set_approvals_needed(wire::kBookApprovalsMin);
  for (const std::string& person : persons) {
    v1::BookReviewer& reviewer = *charter.add_reviewers();
    reviewer.set_person(person);
    reviewer.add_languages("en");
    reviewer.add_languages("es");
    reviewer.set_may_tighten(true);
  }
  ASSIGN_OR_RETURN(const PrivateKey root,
                   PrivateKey::FromPem(pki.root_key_pem()));
  return wire::SignBookCharter(charter, root);
}

}  // namespace enlace::certs

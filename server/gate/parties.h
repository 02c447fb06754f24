// Who takes part: the own nation's agencies and persons and, for each other
// nation, its node and its agencies, as the nations' link files name them.
//
// Configuration, not code: no nation's name is known here.  Immutable once the
// node runs, hence thread-safe.

#ifndef ENLACE_SERVER_GATE_PARTIES_H_
#define ENLACE_SERVER_GATE_PARTIES_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "server/core/input.h"

namespace enlace::gate {

struct Parties {
  // A nation's link file (docs/identity.md).
  struct LinkFile {
    std::string digest;  // SHA-256; empty if there is none
    int64_t valid_from_ms = 0;
    int64_t valid_until_ms = 0;
  };

  std::string node;                // own node's identity URI
  std::string trust_domain;        // own
  std::set<std::string> agencies;  // own agencies' identity URIs
  LinkFile link_file;              // own
  // Own persons' identity URIs, and their roles.
  std::map<std::string, std::set<std::string>> persons;
  // Own agencies that have roles of the rule book, and these.
  std::map<std::string, std::set<std::string>> agency_roles;

  struct Nation {
    std::string node;                // its node's identity URI
    std::set<std::string> agencies;  // its agencies' identity URIs
    LinkFile link_file;
  };
  std::map<std::string, Nation> nations;  // trust domain ->

  // The nation whose agency `agency` is, or null.
  const Nation* FindNationOf(absl::string_view agency,
                             std::string* nation_domain) const {
    for (const auto& [domain, nation] : nations) {
      if (nation.agencies.contains(std::string(agency))) {
        *nation_domain = domain;
        return &nation;
      }
    }
    return nullptr;
  }

  // The roles of an own person or agency; none if it has none.
  std::set<std::string> RolesOf(const std::string& identity) const {
    for (const auto* const holders : {&persons, &agency_roles}) {
      const auto found = holders->find(identity);
      if (found != holders->end()) return found->second;
    }
    return {};
  }

  // The files under which this nation and `nation` talk; empty ones, under
  // which nothing passes, if it is not known.
  core::LinkFiles FilesTowards(const std::string& nation) const {
    const auto found = nations.find(nation);
    if (found == nations.end()) return {};
    const LinkFile& theirs = found->second.link_file;
    return {.own = link_file.digest,
            .peer = theirs.digest,
            .valid_until_ms =
                std::min(link_file.valid_until_ms, theirs.valid_until_ms)};
  }
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PARTIES_H_

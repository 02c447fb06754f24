// Who takes part: the own nation's agencies and, for each other nation, its
// node and its agencies.
//
// Configuration, not code: no nation's name is known here.  Immutable once the
// node runs, hence thread-safe.

#ifndef ENLACE_SERVER_GATE_PARTIES_H_
#define ENLACE_SERVER_GATE_PARTIES_H_

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace::gate {

struct Parties {
  std::string node;                // own node's identity URI
  std::string trust_domain;        // own
  std::set<std::string> agencies;  // own agencies' identity URIs

  struct Nation {
    std::string node;                // its node's identity URI
    std::set<std::string> agencies;  // its agencies' identity URIs
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
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PARTIES_H_

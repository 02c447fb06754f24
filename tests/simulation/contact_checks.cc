#include "tests/simulation/contact_checks.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

// What a log says of one link, up to some entry.
struct Acceptances {
  std::map<std::string, std::set<std::string>> persons;  // by file digest
  bool by_peer = false;
  int files = 0;  // accepted by enough persons

  bool Open() const { return files > 0 && by_peer; }
};

bool IsFileOf(const Environment& env, const std::string& nation,
              const std::string& digest) {
  for (uint64_t serial = env.link_serial(nation); serial > 0; --serial) {
    if (LinkFileDigest(nation, serial) == digest) return true;
  }
  return false;
}

void CheckNode(const Environment& env, SimNode& node, Ledger& ledger) {
  const auto fail = [&](absl::string_view what) {
    ledger.Violation(absl::StrCat(what, " (", node.trust_domain(), ")"));
  };
  std::map<std::string, Acceptances> links;
  for (const AuditView::Entry& entry : node.audit().entries()) {
    const v1::NationalOpening& national = entry.national;
    Acceptances& link = links[national.link_nation()];
    switch (entry.entry.step) {
      case v1::AUDIT_STEP_LINK_ACCEPTED: {
        if (national.persons_size() != 1 ||
            TrustDomainOf(national.persons(0)) != node.trust_domain()) {
          fail("P3: an acceptance names no person of its nation");
          return;
        }
        if (!IsFileOf(env, national.link_nation(),
                      national.link_file_digest())) {
          fail("P5: a nation's link file was accepted as another's");
        }
        auto& persons = link.persons[national.link_file_digest()];
        persons.insert(national.persons(0));
        if (persons.size() == 2 && ++link.files == 2) {
          SIM_REACHED("link_reopened");
        }
        break;
      }
      case v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER:
        if (!IsFileOf(env, node.trust_domain(), national.link_file_digest())) {
          fail("P5: a peer accepted a link file that is not this nation's");
        }
        link.by_peer = true;
        break;
      case v1::AUDIT_STEP_DECIDED_OUTGOING:
      case v1::AUDIT_STEP_DECIDED_INCOMING: {
        const core::Transfer* transfer =
            node.state().FindTransfer(entry.entry.transfer_id);
        if (transfer != nullptr && transfer->link.empty()) break;  // domestic
        if (transfer == nullptr || !links[transfer->link].Open()) {
          fail("P3: a record passed before first contact");
        }
        break;
      }
      default:
        break;
    }
  }
}

}  // namespace

void CheckFirstContact(Environment& env) {
  for (const auto& [domain, node] : env.nodes) {
    if (!env.Lies(domain)) CheckNode(env, *node, env.ledger);
  }
}

}  // namespace enlace::simulation

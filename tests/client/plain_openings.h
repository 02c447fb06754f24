// What the exported openings of a log say, read without the library: an annex
// is lines of JSON, and plain loops do the rest.

#ifndef ENLACE_TESTS_CLIENT_PLAIN_OPENINGS_H_
#define ENLACE_TESTS_CLIENT_PLAIN_OPENINGS_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {

// Of each transfer what it says of itself, and its steps with their outcomes.
struct Told {
  v1::SharedOpening self;
  std::map<std::string, std::string> measures;
  std::vector<std::pair<v1::AuditStep, v1::DecisionOutcome>> steps;

  bool Has(v1::AuditStep step) const {
    return std::any_of(steps.begin(), steps.end(),
                       [&](const auto& each) { return each.first == step; });
  }
  bool WasDenied() const {
    return !steps.empty() &&
           std::any_of(steps.begin(), steps.end(), [](const auto& each) {
             return each.second == v1::DECISION_OUTCOME_DENY;
           });
  }
  bool Came() const {
    return Has(v1::AUDIT_STEP_RELAYED) || Has(v1::AUDIT_STEP_REPORTED) ||
           Has(v1::AUDIT_STEP_DECIDED_INCOMING);
  }
};

// What came to the receiver, was not denied by it, and was made before
// `as_of_ms`.
std::vector<Told> ReadPlainly(const PublishedLog& log, int64_t as_of_ms);

// One entry and what opens it; one of each record of a batch.
struct PlainEntry {
  int64_t at_ms = 0;
  int step = 0;
  v1::SharedOpening shared;
  v1::NationalOpening national;
};

// All that open, in their order.
std::vector<PlainEntry> ReadEntriesPlainly(const PublishedLog& log);

// Whether it was made in kMadeQuarter.
bool OfQuarter(const Told& told);

// The earliest that the receiver of `about` said and that `is`.
template <typename Is>
const Told* Earliest(const std::vector<Told>& all, const Told& about, Is is) {
  const Told* found = nullptr;
  for (const Told& each : all) {
    if (each.self.parent() != about.self.record_id() ||
        each.self.sender() != about.self.recipient() || !is(each)) {
      continue;
    }
    if (found == nullptr ||
        each.self.created_at_ms() < found->self.created_at_ms()) {
      found = &each;
    }
  }
  return found;
}

bool Answers(const Told& told);

// Whether it is a disposition with one of these outcomes.
bool Disposes(const Told& told, const std::set<std::string>& outcomes);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_PLAIN_OPENINGS_H_

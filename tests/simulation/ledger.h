// What was promised to somebody outside the nodes: kept by no node, lost in no
// crash.  The checks compare the nodes with it.

#ifndef ENLACE_TESTS_SIMULATION_LEDGER_H_
#define ENLACE_TESTS_SIMULATION_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/simulation/preparation.h"

namespace enlace::simulation {

class Ledger {
 public:
  // (sender, message id).
  using MessageKey = std::pair<std::string, std::string>;

  struct Acknowledged {
    std::string record_id;
    std::string outcome;  // bytes
    bool warns = false;
  };

  // An agency was told the outcome of its record.
  void Outcome(const SimRecord& record, absl::string_view bytes);
  // A node was given the answer to a relay.
  void RelayAnswer(absl::string_view transfer_id, absl::string_view bytes);
  // A collector applied a delivery to its own system.
  void Effect(const SimRecord& record);
  // Content may be sent twice, in records of different instants.
  static std::string EffectOf(const core::RecordFacts& facts,
                              absl::string_view body);
  // A recipient was told that its confirmation is logged.
  void Confirmed(absl::string_view transfer_id);
  // Somebody saw this root of `node`'s log.
  void Root(const std::string& node, uint64_t size, const Hash& root);

  void Violation(std::string what);

  // One line of the trace: two runs of one seed must write the same ones.
  void Trace(absl::string_view line);

  const std::map<MessageKey, Acknowledged>& acknowledged() const {
    return acknowledged_;
  }
  const std::set<std::string>& confirmed() const { return confirmed_; }
  const std::map<std::string, int>& effects() const { return effects_; }
  // Node -> size -> root.
  const std::map<std::string, std::map<uint64_t, Hash>>& roots() const {
    return roots_;
  }
  const std::vector<std::string>& violations() const { return violations_; }
  const Hash& trace() const { return trace_; }

 private:
  std::map<MessageKey, Acknowledged> acknowledged_;
  std::map<std::string, std::string> relay_answers_;  // transfer id -> bytes
  std::map<std::string, int> effects_;                // EffectOf() -> times
  std::set<std::string> confirmed_;
  std::map<std::string, std::map<uint64_t, Hash>> roots_;
  std::vector<std::string> violations_;
  Hash trace_{};
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_LEDGER_H_

#include "tests/simulation/notice_checks.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

v1::Outcome ParsedOutcome(const std::string& bytes) {
  v1::Outcome outcome;
  outcome.ParseFromString(bytes);
  return outcome;
}

// Whether the book denied, and neither the clock nor the thread.
bool DeniedByBook(const v1::Outcome& outcome) {
  static const auto* const kOthers =
      new std::set<std::string>{"B05", "T01", "T05"};
  return outcome.decision() == v1::DECISION_OUTCOME_DENY &&
         kOthers->count(outcome.reason()) == 0;
}

class NoticeChecks {
 public:
  explicit NoticeChecks(Ledger& ledger) : ledger_(ledger) {}

  void Read(SimNode& node) {
    const absl::Status read =
        node.store().Replay(0, [&](absl::string_view bytes) {
          journal::v1::EventBatch batch;
          batch.ParseFromString(std::string(bytes));
          ReadBatch(batch);
          return absl::OkStatus();
        });
    if (!read.ok()) ledger_.Violation("P3: the journal cannot be read");
  }

  // REQUIRES: every node was read.
  void CheckDenials() {
    for (const auto& [key, acknowledged] : ledger_.acknowledged()) {
      const v1::Outcome outcome = ParsedOutcome(acknowledged.outcome);
      if (acknowledged.warns && DeniedByBook(outcome) &&
          notices_of_.count(outcome.transfer_id()) == 0) {
        ledger_.Violation("P3: a warning was denied, and no notice decided");
      }
    }
  }

 private:
  void ReadBatch(const journal::v1::EventBatch& batch) {
    told_.clear();
    for (const journal::v1::Event& event : batch.events()) {
      if (event.has_decided()) ReadDecided(event.decided());
    }
    for (const auto& [denial, notice] : told_) {
      if (!notice.empty()) {
        ledger_.Violation("P3: the sender is told of a notice that is none");
      }
    }
  }

  void ReadDecided(const journal::v1::Decided& decided) {
    const std::string& id = decided.record().transfer_id();
    if (decided.record().type() == "SafetyNotice") {
      return ReadNotice(id, decided);
    }
    const v1::Outcome outcome = ParsedOutcome(decided.outcome());
    if (!decided.notice_of().empty()) {
      ledger_.Violation("P3: another record goes instead of a denied one");
    }
    if (decided.decision() == v1::DECISION_OUTCOME_DENY) {
      told_[id] = outcome.safety_notice();
    } else if (!outcome.safety_notice().empty()) {
      ledger_.Violation("P3: a notice goes instead of what was not denied");
    }
  }

  void ReadNotice(const std::string& id, const journal::v1::Decided& decided) {
    const auto denial = told_.find(decided.notice_of());
    if (denial == told_.end()) {
      ledger_.Violation("P3: a notice stands without its denial");
      return;
    }
    const bool permitted = decided.decision() == v1::DECISION_OUTCOME_PERMIT;
    if (denial->second != (permitted ? id : "")) {
      ledger_.Violation("P3: the sender is told of another notice than went");
    }
    notices_of_.insert(denial->first);
    told_.erase(denial);
  }

  Ledger& ledger_;
  // Of the batch: denial -> notice that its sender is told of.
  std::map<std::string, std::string> told_;
  std::set<std::string> notices_of_;  // denials
};

}  // namespace

void CheckNotices(Environment& env) {
  NoticeChecks checks(env.ledger);
  for (const auto& [domain, node] : env.nodes) checks.Read(*node);
  checks.CheckDenials();
}

}  // namespace enlace::simulation

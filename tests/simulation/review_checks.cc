#include "tests/simulation/review_checks.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/register_checks.h"
#include "tests/simulation/sample_book.h"

namespace enlace::simulation {
namespace {

using Entry = AuditView::Entry;

// Told from the log alone: what the state counts is not asked.
class ReviewLog {
 public:
  ReviewLog(const AuditView& audit, const core::Transfer& transfer)
      : id_(transfer.record.transfer_id()),
        decided_(transfer.incoming ? v1::AUDIT_STEP_DECIDED_INCOMING
                                   : v1::AUDIT_STEP_DECIDED_OUTGOING) {
    for (const Entry& entry : audit.entries()) {
      if (entry.transfer_id != id_) continue;
      if (entry.entry.step == decided_) decisions.push_back(&entry);
      if (entry.entry.step == v1::AUDIT_STEP_REVIEWED) {
        reviews.push_back(&entry);
      }
      if (entry.entry.step == v1::AUDIT_STEP_OVERRIDDEN) {
        overrides.push_back(&entry);
      }
      if (entry.entry.step == v1::AUDIT_STEP_OVERRIDE_REVIEWED) {
        looks.push_back(&entry);
      }
    }
  }

  std::vector<const Entry*> decisions;
  std::vector<const Entry*> reviews;
  std::vector<const Entry*> overrides;
  std::vector<const Entry*> looks;

 private:
  const std::string id_;
  const v1::AuditStep decided_;
};

const policy::Book& BookOf(const Entry& decision) {
  return SampleBook(
      decision.national.book_digest() == ToBytes(SampleBook(1).digest()) ? 1
                                                                         : 2);
}

// Whether `review` was made in the own place, or in another's by an entry of
// the register that counted then.
bool MayStandIn(SimNode& node, const Entry& review) {
  const std::string& principal = review.national.review().substitute_for();
  if (principal.empty()) return true;
  if (review.national.register_entries_size() != 1) return false;
  const std::string& id = review.national.register_entries(0);
  if (!Counted(node.audit(), review).contains(id)) return false;
  const v1::RegisterEntry& entry = node.state().register_items.at(id).entry;
  SIM_REACHED("reviewed_by_a_substitute");
  return entry.principal() == principal &&
         entry.substitute() == review.national.caller() &&
         entry.term() == review.national.review().role() &&
         entry.valid_from_ms() <= review.entry.log_time_ms &&
         review.entry.log_time_ms < entry.valid_until_ms();
}

// Whether different persons approved `rule` in every role that it asks for,
// none in the place of one who did.
bool IsApproved(const policy::Rule& rule, const ReviewLog& log) {
  std::set<std::string> persons;
  std::set<std::string> places;
  for (const policy::Review& review : rule.reviews) {
    int count = 0;
    for (const Entry* entry : log.reviews) {
      const v1::NationalOpening& national = entry->national;
      if (national.outcome() == v1::DECISION_OUTCOME_PERMIT &&
          national.rule_ids(0) == rule.id &&
          national.review().role() == review.role &&
          national.review().rule_digest() == AsBytes(rule.digest) &&
          persons.insert(national.caller()).second &&
          places
              .insert(national.review().substitute_for().empty()
                          ? national.caller()
                          : national.review().substitute_for())
              .second) {
        ++count;
      }
    }
    if (count < review.count) return false;
  }
  return true;
}

// Whether enough different persons set `rule` aside, for a record that is
// urgent, and said why.
bool IsOverridden(const policy::Rule& rule, const core::Transfer& transfer,
                  const ReviewLog& log) {
  if (!rule.urgent_override ||
      transfer.record.urgency() != v1::URGENCY_URGENT) {
    return false;
  }
  std::set<std::string> persons;
  for (const Entry* entry : log.overrides) {
    const v1::NationalOpening& national = entry->national;
    if (national.rule_ids(0) == rule.id && !national.statement().empty() &&
        national.review().role() == rule.urgent_override->role &&
        national.review().rule_digest() == AsBytes(rule.digest)) {
      persons.insert(national.caller());
    }
  }
  return static_cast<int>(persons.size()) >= rule.urgent_override->count;
}

// What was released by an override says so, and is to be looked at, by another
// than who made it, until somebody did.
bool IsLookedAfter(const policy::Rule& rule, const core::Transfer& transfer,
                   const Entry& decision, const ReviewLog& log) {
  const auto& named = decision.national.overridden_rules();
  if (std::find(named.begin(), named.end(), rule.id) == named.end()) {
    return false;
  }
  const bool waits =
      std::any_of(transfer.unreviewed.begin(), transfer.unreviewed.end(),
                  [&](const auto& each) { return each.rule_id == rule.id; });
  for (const Entry* look : log.looks) {
    if (look->national.rule_ids(0) != rule.id) continue;
    SIM_REACHED("override_reviewed");
    return !waits &&
           std::none_of(log.overrides.begin(), log.overrides.end(),
                        [&](const Entry* each) {
                          return each->national.rule_ids(0) == rule.id &&
                                 each->national.caller() ==
                                     look->national.caller();
                        });
  }
  return waits;
}

}  // namespace

void CheckReviews(Environment& env, SimNode& node,
                  const core::Transfer& transfer) {
  const auto fail = [&](absl::string_view what) {
    env.ledger.Violation(absl::StrCat(what, " (", node.trust_domain(), ")"));
  };
  const ReviewLog log(node.audit(), transfer);
  if (log.decisions.empty()) return;
  const Entry& first = *log.decisions.front();
  const Entry& last = *log.decisions.back();
  if (first.national.outcome() != v1::DECISION_OUTCOME_HOLD) {
    if (!log.reviews.empty()) fail("P5: what was not held was reviewed");
    return;
  }
  for (const Entry* review : log.reviews) {
    if (!MayStandIn(node, *review)) fail("P3: somebody stood in for nobody");
  }
  if (last.national.outcome() == v1::DECISION_OUTCOME_PERMIT) {
    for (const std::string& id : first.national.rule_ids()) {
      const policy::Rule* const rule = BookOf(last).FindRule(id);
      if (rule == nullptr || IsApproved(*rule, log)) continue;
      if (IsOverridden(*rule, transfer, log)) {
        if (!IsLookedAfter(*rule, transfer, last, log)) {
          fail("P5: an override that nobody is to look at");
        }
        SIM_REACHED("released_by_override");
        continue;
      }
      if (!WaitsForClearance(id) || !WasCleared(node, transfer, last)) {
        fail("P3: what was held was released without its approvals");
        continue;
      }
      SIM_REACHED("released_by_the_register");
    }
    SIM_REACHED(transfer.incoming ? "released_to_inbox" : "released_to_leave");
  }
  if (last.national.outcome() == v1::DECISION_OUTCOME_DENY) {
    if (node.store().ReadPayload(transfer.record.transfer_id()).ok()) {
      fail("P7: a rejected record has a payload");
    }
    SIM_REACHED("denied_after_hold");
  }
  if (transfer.state == v1::RECORD_STATE_HELD) fail("P8: a hold does not end");
}

}  // namespace enlace::simulation

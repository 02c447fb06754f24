#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "policy/engine/book.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/extract.h"
#include "policy/engine/joined_obligations.h"
#include "policy/engine/reason.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/engine/stability.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

// How far a permit got.  The order says how near it was to applying.
enum class Stage { kNotInForce, kOtherParties, kConditions, kBasis, kApplies };

using RuleList = std::vector<const Rule*>;

std::vector<std::string> ToList(const std::set<std::string>& set) {
  return {set.begin(), set.end()};
}

class Decider {
 public:
  Decider(const Vocabulary& vocabulary, const JoinedObligations& obligations,
          const RuleList& rules, const Occasion& occasion)
      : vocabulary_(vocabulary),
        obligations_(obligations),
        rules_(rules),
        occasion_(occasion) {}

  // Section by section of docs/policy-language.md, "Decision".
  Decision Decide(const RecordType& type) {
    Sort();
    if (!forbids_.empty()) {
      Deny(type);
      Cite(forbids_);
      GiveReasons(forbids_, {});
    } else if (permits_.empty()) {
      Deny(type);
      GiveReasons({}, missing_);
    } else if (!holds_.empty()) {
      decision_.outcome = Outcome::kHold;
      Cite(holds_);
      GiveReasons(holds_, {});
      AskForReview();
      Oblige(type);
    } else {
      decision_.outcome = Outcome::kPermit;
      RuleList cited = permits_;
      cited.insert(cited.end(), requires_.begin(), requires_.end());
      Cite(cited);
      Oblige(type);
    }
    return std::move(decision_);
  }

 private:
  void Sort() {
    Stage nearest = Stage::kNotInForce;
    for (const Rule* rule : rules_) {
      if (rule->effect == Effect::kPermit) {
        SortPermit(*rule, nearest);
      } else if (InForce(*rule, occasion_) && PartiesMatch(*rule, occasion_) &&
                 ConditionsMatch(*rule, occasion_)) {
        if (rule->effect == Effect::kForbid) forbids_.push_back(rule);
        if (rule->effect == Effect::kRequire) requires_.push_back(rule);
        if (rule->effect == Effect::kHold && !Approved(*rule)) {
          holds_.push_back(rule);
        }
        decision_.silent |= !rule->disclose && rule->effect != Effect::kRequire;
      }
    }
    if (missing_.empty()) missing_.push_back(NoBasisReason());
  }

  void SortPermit(const Rule& rule, Stage& nearest) {
    const Stage stage = StageOf(rule);
    if (stage == Stage::kApplies) {
      permits_.push_back(&rule);
      return;
    }
    if (stage > nearest) missing_.clear();
    if (stage >= nearest) {
      nearest = stage;
      missing_.push_back(ReasonAt(rule, stage));
    }
  }

  Stage StageOf(const Rule& rule) const {
    if (!InForce(rule, occasion_)) return Stage::kNotInForce;
    if (!PartiesMatch(rule, occasion_)) return Stage::kOtherParties;
    if (!ConditionsMatch(rule, occasion_)) return Stage::kConditions;
    return BasisClaimed(rule) ? Stage::kApplies : Stage::kBasis;
  }

  std::string ReasonAt(const Rule& rule, Stage stage) const {
    switch (stage) {
      case Stage::kNotInForce:
        return "B03";
      case Stage::kOtherParties:
        return "B05";
      case Stage::kConditions:
        return rule.reason.empty() ? "B06" : rule.reason;
      default:
        return NoBasisReason();
    }
  }

  // Nothing claimed, or nothing that serves.
  std::string NoBasisReason() const {
    return ClaimedBases() == nullptr ? "B01" : "B02";
  }

  const StringSet* ClaimedBases() const {
    const auto fact = vocabulary_.facts.find(vocabulary_.claims);
    if (fact == vocabulary_.facts.end()) return nullptr;
    const Value* value = occasion_.facts.Find(fact->second.path);
    return value == nullptr ? nullptr : std::get_if<StringSet>(value);
  }

  bool BasisClaimed(const Rule& rule) const {
    if (rule.from_node) return true;
    if (rule.basis_of_parent) {
      return occasion_.facts.state(kFactParentState) == FactState::kKnown;
    }
    const StringSet* claimed = ClaimedBases();
    return claimed != nullptr &&
           std::includes(claimed->begin(), claimed->end(), rule.basis.begin(),
                         rule.basis.end());
  }

  bool Approved(const Rule& rule) const {
    return std::all_of(
        rule.reviews.begin(), rule.reviews.end(), [&](const Review& review) {
          const Value* value =
              occasion_.facts.Find(ApprovalFact(rule.id, review.role));
          const auto* count =
              value == nullptr ? nullptr : std::get_if<int64_t>(value);
          return count != nullptr && *count >= review.count;
        });
  }

  void Deny(const RecordType& type) {
    decision_.outcome = Outcome::kDeny;
    decision_.fields = obligations_.Of(type, {}).fields;
  }

  void Cite(const RuleList& rules) {
    std::set<std::string> ids, citations, public_ids, public_citations;
    for (const Rule* rule : rules) {
      ids.insert(rule->id);
      citations.insert(rule->implements.begin(), rule->implements.end());
      if (!rule->disclose) continue;
      public_ids.insert(rule->id);
      public_citations.insert(rule->implements.begin(), rule->implements.end());
    }
    decision_.rule_ids = ToList(ids);
    decision_.citations = ToList(citations);
    decision_.public_rule_ids = ToList(public_ids);
    decision_.public_citations = ToList(public_citations);
    decision_.disclose = !public_ids.empty();
  }

  // Reasons of `rules`, or those that come from having no permit: these say
  // only what the sender claimed itself, so the peer may know them.
  void GiveReasons(const RuleList& rules,
                   const std::vector<std::string>& open) {
    std::vector<std::string> all = open;
    std::vector<std::string> told = open;
    for (const Rule* rule : rules) {
      all.push_back(rule->reason);
      if (rule->disclose) told.push_back(rule->reason);
    }
    all = SortReasons(std::move(all));
    told = SortReasons(std::move(told));
    decision_.reason = all.front();
    decision_.secondary_reasons.assign(all.begin() + 1, all.end());
    decision_.public_reason = told.empty() ? "R01" : told.front();
  }

  void AskForReview() {
    std::map<std::string, int> counts;
    absl::Duration within = absl::InfiniteDuration();
    for (const Rule* rule : holds_) {
      within = std::min(within, rule->within);
      for (const Review& review : rule->reviews) {
        int& count = counts[review.role];
        count = std::max(count, review.count);
      }
    }
    for (const auto& [role, count] : counts) {
      decision_.reviews.push_back({role, count});
    }
    decision_.deadline = occasion_.instant + within;
  }

  void Oblige(const RecordType& type) {
    RuleList asking = permits_;
    asking.insert(asking.end(), requires_.begin(), requires_.end());
    JoinedTerms joined = obligations_.Of(type, asking);
    decision_.fields = std::move(joined.fields);
    decision_.caveats = std::move(joined.caveats);
    decision_.retention = joined.retention;
    decision_.answer = joined.answer;
  }

  const Vocabulary& vocabulary_;
  const JoinedObligations& obligations_;
  const RuleList& rules_;
  const Occasion& occasion_;
  RuleList permits_, forbids_, holds_, requires_;
  std::vector<std::string> missing_;  // reasons of the nearest permits
  Decision decision_;
};

}  // namespace

std::string ApprovalFact(absl::string_view rule_id, absl::string_view role) {
  return absl::StrCat("approval.", rule_id, ".", role);
}

Decision Book::Decide(const Facts& facts, absl::Time instant) const {
  const absl::string_view name = facts.StringOrEmpty(kFactType);
  const RecordType* type = schema_->Find(name);
  Decision decision;
  if (type == nullptr || facts.StringOrEmpty(kFactDirection).empty()) {
    decision.reason = decision.public_reason = "T01";
  } else {
    const auto partition = partitions_.find(
        absl::StrCat(facts.StringOrEmpty(kFactDirection), "/", name));
    static const auto* const none = new RuleList();
    const RuleList& rules =
        partition == partitions_.end() ? *none : partition->second;
    const Occasion occasion{facts, instant,
                            absl::ToCivilDay(instant, vocabulary_->zone)};
    decision =
        Decider(*vocabulary_, *obligations_, rules, occasion).Decide(*type);
    for (const Rule* rule : rules) {
      decision.stable_until =
          std::min(decision.stable_until,
                   NextChange(*rule, occasion, vocabulary_->zone));
    }
  }
  decision.book_digest = ToBytes(digest_);
  return decision;
}

}  // namespace enlace::policy

#include "policy/engine/near_miss.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "policy/engine/applied_rules.h"
#include "policy/engine/atom_text.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/keyword.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

class PermitReader {
 public:
  PermitReader(const Rule& rule, const Occasion& occasion,
               const Vocabulary& vocabulary, Language language)
      : rule_(rule),
        occasion_(occasion),
        vocabulary_(vocabulary),
        language_(language) {}

  std::vector<std::string> Missing() {
    if (!InForce(rule_, occasion_)) {
      missing_.push_back(Say("is not in force", "no está vigente"));
    }
    AddParties();
    for (const Condition& condition : rule_.when) AddWhen(condition);
    for (const Condition& condition : rule_.unless) AddUnless(condition);
    AddBasis();
    return std::move(missing_);
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return std::string(language_ == Language::kEnglish ? en : es);
  }

  std::string Text(const Atom& atom) const {
    return AtomText(atom, vocabulary_, language_);
  }

  std::string Joined(const Condition& condition) const {
    const std::string between =
        condition.all ? Say(" and ", " y ") : Say(" or ", " o ");
    return absl::StrJoin(
        condition.atoms, between,
        [&](std::string* out, const Atom& atom) { out->append(Text(atom)); });
  }

  void AddParties() {
    for (const Atom& atom : rule_.parties.atoms) {
      if (!Holds(atom, occasion_, /*unknown=*/false)) {
        missing_.push_back(Text(atom));
      }
    }
  }

  void AddWhen(const Condition& condition) {
    if (Holds(condition, occasion_, /*unknown=*/false)) return;
    if (!condition.all) return missing_.push_back(Joined(condition));
    for (const Atom& atom : condition.atoms) {
      if (!Holds(atom, occasion_, /*unknown=*/false)) {
        missing_.push_back(Text(atom));
      }
    }
  }

  void AddUnless(const Condition& condition) {
    if (!Holds(condition, occasion_, /*unknown=*/true)) return;
    missing_.push_back(absl::StrCat(Say("not: ", "no: "), Joined(condition)));
  }

  void AddBasis() {
    if (rule_.basis_of_parent) {
      if (occasion_.facts.state(kFactParentState) != FactState::kKnown) {
        missing_.push_back(Say("answers a record that this node knows",
                               "contesta un registro que este nodo conoce"));
      }
      return;
    }
    const StringSet* claimed = ClaimedBases(vocabulary_, occasion_.facts);
    for (const std::string& basis : rule_.basis) {
      if (claimed != nullptr && claimed->count(basis) > 0) continue;
      missing_.push_back(absl::StrCat(Say("claims ", "invoca "), basis));
    }
  }

  const Rule& rule_;
  const Occasion& occasion_;
  const Vocabulary& vocabulary_;
  const Language language_;
  std::vector<std::string> missing_;
};

bool IsPermitFor(const Rule& rule, const Facts& facts) {
  return rule.effect == Effect::kPermit &&
         facts.StringOrEmpty(kFactDirection) == DirectionName(rule.direction) &&
         std::binary_search(rule.types.begin(), rule.types.end(),
                            facts.StringOrEmpty(kFactType));
}

}  // namespace

std::vector<NearMiss> NearMisses(const Book& book, const Facts& facts,
                                 absl::Time instant, Language language) {
  const Vocabulary& vocabulary = book.vocabulary();
  const Occasion occasion{facts, instant,
                          absl::ToCivilDay(instant, vocabulary.zone)};
  std::vector<NearMiss> misses;
  for (const Rule& rule : book.rules()) {
    if (!IsPermitFor(rule, facts)) continue;
    NearMiss miss{rule.id,
                  PermitReader(rule, occasion, vocabulary, language).Missing()};
    if (!miss.missing.empty()) misses.push_back(std::move(miss));
  }
  std::stable_sort(misses.begin(), misses.end(),
                   [](const NearMiss& a, const NearMiss& b) {
                     return a.missing.size() < b.missing.size();
                   });
  return misses;
}

}  // namespace enlace::policy

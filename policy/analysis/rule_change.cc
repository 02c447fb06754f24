#include "policy/analysis/rule_change.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

// Rules of `book` in the partition that `other` does not have like that.
std::vector<const Rule*> OnlyIn(const Book& book, const Book& other,
                                const Partition& partition) {
  std::vector<const Rule*> only;
  for (const Rule& rule : book.rules()) {
    if (!IsAbout(rule, partition)) continue;
    const Rule* twin = other.FindRule(rule.id);
    if (twin == nullptr || !IsAbout(*twin, partition) ||
        !SaysTheSame(rule, *twin)) {
      only.push_back(&rule);
    }
  }
  return only;
}

bool SamePhrases(const Group& a, const Group& b) {
  return std::equal(
      a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
      [](const Word& x, const Word& y) { return x.text == y.text; });
}

// The field that holds the claimed bases, or "".
std::string ClaimsPath(const Vocabulary& words) {
  const auto claims = words.facts.find(words.claims);
  return claims == words.facts.end() ? "" : claims->second.path;
}

// Whether words that rules do not spell out mean the same in both, or less: a
// caveat that the book can name lets records pass that ask for it, and the
// first list of phrases makes what was not known known.
bool SameWords(const Vocabulary& before, const Vocabulary& after) {
  return before.zone.name() == after.zone.name() &&
         ClaimsPath(before) == ClaimsPath(after) &&
         before.phrases.empty() == after.phrases.empty() &&
         std::all_of(after.caveats.begin(), after.caveats.end(),
                     [&](const auto& caveat) {
                       return before.caveats.contains(caveat.first);
                     }) &&
         std::all_of(before.phrases.begin(), before.phrases.end(),
                     [&](const auto& list) {
                       const auto twin = after.phrases.find(list.first);
                       return twin != after.phrases.end() &&
                              SamePhrases(list.second, twin->second);
                     });
}

}  // namespace

bool SaysTheSame(const Rule& a, const Rule& b) {
  const auto plain = [](const Rule& rule) {
    return std::tie(rule.effect, rule.direction, rule.implements, rule.basis,
                    rule.basis_of_parent, rule.from_node, rule.exception_to,
                    rule.limit, rule.obligations, rule.reviews, rule.within,
                    rule.urgent_override, rule.reason, rule.in_force_from,
                    rule.in_force_until, rule.disclose, rule.parties, rule.when,
                    rule.unless);
  };
  return plain(a) == plain(b);
}

bool IsAbout(const Rule& rule, const Partition& partition) {
  return rule.direction == partition.direction &&
         std::binary_search(rule.types.begin(), rule.types.end(),
                            partition.type);
}

bool RuleChanges::OnlyTighten() const {
  return removed.empty() &&
         std::none_of(added.begin(), added.end(), [](const Rule* rule) {
           // What may be named to the other nation tells it something.
           return rule->effect == Effect::kPermit ||
                  rule->effect == Effect::kExcept || rule->disclose;
         });
}

RuleChanges ChangesOf(const Partition& partition, const Book& before,
                      const Book& after) {
  return {OnlyIn(before, after, partition), OnlyIn(after, before, partition)};
}

bool OnlyTightens(const Book& before, const Book& after) {
  if (!SameWords(before.vocabulary(), after.vocabulary())) return false;
  const std::vector<Partition> partitions = PartitionsOf(before, after);
  return std::all_of(partitions.begin(), partitions.end(),
                     [&](const Partition& partition) {
                       return ChangesOf(partition, before, after).OnlyTighten();
                     });
}

std::vector<Partition> PartitionsOf(const Book& before, const Book& after) {
  std::set<Partition> all;
  for (const Book* book : {&before, &after}) {
    for (const Rule& rule : book->rules()) {
      for (const std::string& type : rule.types) {
        all.insert({rule.direction, type});
      }
    }
  }
  return {all.begin(), all.end()};
}

}  // namespace enlace::policy

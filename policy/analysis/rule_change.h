// Which rules of two books say something else.
//
// Places, digests and the order of words make no difference.  Pure.

#ifndef ENLACE_POLICY_ANALYSIS_RULE_CHANGE_H_
#define ENLACE_POLICY_ANALYSIS_RULE_CHANGE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// Whether both rules do the same on every record.
bool SaysTheSame(const Rule& a, const Rule& b);

// Records of one type that go one way.
struct Partition {
  Direction direction = Direction::kOutgoing;
  std::string type;

  friend auto operator<=>(const Partition&, const Partition&) = default;
};

bool IsAbout(const Rule& rule, const Partition& partition);

// What of a partition differs between two books.
struct RuleChanges {
  std::vector<const Rule*> removed;  // of the old book, the changed ones too
  std::vector<const Rule*> added;    // of the new book, likewise

  bool empty() const { return removed.empty() && added.empty(); }

  // Nothing went, and what came only denies, holds or asks for more, without
  // the other nation's being told.
  bool OnlyTighten() const;
};

RuleChanges ChangesOf(const Partition& partition, const Book& before,
                      const Book& after);

// Whether `after` only denies, holds or asks for more than `before`, as follows
// from the rules and the words alone: every rule is still there, what came are
// forbids, holds and requires that are not disclosed, what days, claims and
// lists of phrases mean is the same, and no caveat can be named that could not
// be.  Texts for readers may differ.  False says nothing but that it does not
// follow.
bool OnlyTightens(const Book& before, const Book& after);

// Every partition that a rule of either book is about, sorted.
std::vector<Partition> PartitionsOf(const Book& before, const Book& after);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_RULE_CHANGE_H_

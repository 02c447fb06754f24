// Facts and instants drawn at random around what the rules of a book look at:
// the values that they name, one more or less than their limits, absent,
// unreadable and of a wrong kind; instants at which rules come into force or
// end, and the ends of days.

#ifndef ENLACE_TESTS_POLICY_GENERATED_DRAWN_FACTS_H_
#define ENLACE_TESTS_POLICY_GENERATED_DRAWN_FACTS_H_

#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

class FactDrawer {
 public:
  struct Drawn {
    Facts facts;
    absl::Time instant;

    // Whether an exception of `book` lifts a rule that would apply.
    bool IsExcepted(const Book& book) const;
  };

  // REQUIRES: `book` has rules and outlives the object.
  FactDrawer(const Book& book, uint32_t seed);

  // Half of them are aimed at a permit, which then applies more often.
  Drawn Draw();

 private:
  struct FactUse {
    bool set = false;
    std::vector<const Atom*> atoms;
  };
  // What the rules of one direction and type look at.
  struct Subject {
    std::string type;
    Direction direction = Direction::kOutgoing;
    std::map<std::string, FactUse> facts;
    // Of single elements, by list.
    std::map<std::string, std::map<std::string, FactUse>> lists;
    std::vector<const Rule*> rules;
  };

  int Below(int n);
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }

  void Look(Subject& subject, const Atom& atom, const std::string& type);
  void Look(Subject& subject, const ElementClause& clause,
            const std::string& type);
  void DrawFact(const std::string& name, const FactUse& use, Facts& facts);
  void DrawElements(const Subject& subject, Facts& facts);
  absl::Time Instant(const Subject& subject);
  Value Fitting(const FactUse& use, const Atom& atom);
  std::string Text(const FactUse& use);
  Value AnyValue();
  void Aim(const Subject& subject, Facts& facts);
  void Approve(const Subject& subject, Facts& facts);
  void Override(const Rule& rule, Facts& facts);
  void Count(const Subject& subject, Facts& facts);

  const Book& book_;
  std::mt19937 random_;
  std::string claims_;  // path
  std::vector<Subject> subjects_;
  absl::CivilDay today_;
};

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_GENERATED_DRAWN_FACTS_H_

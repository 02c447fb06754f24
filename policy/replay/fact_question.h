// What the rules of a book ask of a fact.
//
// A fact has endless values, and the rules about records of one direction and
// type tell few of them apart: the texts that they name, the numbers and days
// from which on they say something else, yes from no.  The questions of a book
// are what a coarse fact is made with (policy/replay/coarse_fact.h), and what
// it is held against when another book decides.

#ifndef ENLACE_POLICY_REPLAY_FACT_QUESTION_H_
#define ENLACE_POLICY_REPLAY_FACT_QUESTION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/engine/book.h"
#include "policy/engine/schema.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct FactQuestion {
  FactType type = {};
  StringSet texts = {};
  // The first of those of which some rule says otherwise than of those before.
  std::set<int64_t> numbers = {};
  std::set<absl::CivilDay> days = {};
  bool truth = false;
  // Whether the day of the decision is past it, or before it.
  bool past = false;
  bool future = false;

  // Of a fact of single elements ("associates[].role"): how many of them the
  // schema allows.
  int elements_max = 0;

  // What the answer rests on beside the record, as lower-case hexadecimal of a
  // SHA-256: the rule that is approved or has a limit, or all the phrases that
  // are looked for.  Under other words the same fact says nothing.
  std::string under = {};

  // `days`, and the days that end what is past and begin what is to come.
  std::set<absl::CivilDay> DaysOn(absl::CivilDay today) const;
};

// By name; facts of single elements by the name that the vocabulary has for
// those of each.
using FactQuestions = std::map<std::string, FactQuestion>;

// All questions of a book.  To find them takes a while: keep them for as long
// as the book decides.  Immutable, hence thread-safe.
class AskedFacts {
 public:
  // Keeps the book.  REQUIRES: there is one.
  explicit AskedFacts(std::shared_ptr<const Book> book);
  // REQUIRES: `book` outlives the object.
  explicit AskedFacts(const Book& book);

  const Book& book() const { return *book_; }
  // Of a book that is not kept it keeps nothing either.
  const std::shared_ptr<const Book>& shared_book() const { return book_; }

  // Those about records of that direction ("outgoing") and type; none if there
  // is no such record.
  const FactQuestions& Of(absl::string_view direction,
                          absl::string_view type) const;

 private:
  const std::shared_ptr<const Book> book_;
  // By direction and type.
  std::map<std::pair<std::string, std::string>, FactQuestions> questions_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_FACT_QUESTION_H_

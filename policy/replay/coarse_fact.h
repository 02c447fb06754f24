// What is told of a fact when no more of it may be told than a book could tell
// apart.
//
// Of a text the text if a rule names it, else that it is none of those that
// rules name; of a number or a day only between which limits it lies; of a set
// which of the named texts it has, and whether it has others.  So a coarse fact
// holds no value of a record that the law does not name itself.
//
// Plain values, comparable.

#ifndef ENLACE_POLICY_REPLAY_COARSE_FACT_H_
#define ENLACE_POLICY_REPLAY_COARSE_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/time/civil_time.h"
#include "policy/facts/facts.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

struct NoFact {
  bool operator==(const NoFact&) const = default;
};

// An error: something that could not be read or was not known.
struct UnreadableFact {
  bool operator==(const UnreadableFact&) const = default;
};

struct CoarseTruth {
  std::optional<bool> value = {};  // nothing: one of both

  bool operator==(const CoarseTruth&) const = default;
};

// Both ends are part of it; nothing: no end.
struct CoarseNumber {
  std::optional<int64_t> from = {};
  std::optional<int64_t> through = {};

  bool operator==(const CoarseNumber&) const = default;
};

// Likewise, of a day that exists.
struct CoarseDay {
  std::optional<absl::CivilDay> from = {};
  std::optional<absl::CivilDay> through = {};

  bool operator==(const CoarseDay&) const = default;
};

// A date that lacks its day.
struct PartialDate {
  bool operator==(const PartialDate&) const = default;
};

struct CoarseText {
  std::optional<std::string> text = {};
  StringSet none_of = {};  // without `text`

  bool operator==(const CoarseText&) const = default;
};

// What a set of days is to the day of the decision.
enum class DaysInSet { kUnreadable, kNeither, kPast, kFuture, kBoth };

struct CoarseSet {
  StringSet has = {};
  StringSet none_of = {};
  bool others = false;
  std::optional<DaysInSet> days = {};  // nothing: not told

  bool operator==(const CoarseSet&) const = default;
};

using CoarseValue =
    std::variant<NoFact, UnreadableFact, CoarseTruth, CoarseNumber, CoarseDay,
                 PartialDate, CoarseText, CoarseSet>;

struct CoarseFact {
  CoarseValue value = {};
  std::string under = {};  // FactQuestion::under

  bool operator==(const CoarseFact&) const = default;
};

// Of the fact `name` among `facts` what `question` tells apart on the day
// `today`.  `whole`: a text and a truth are told as they are.
CoarseFact CoarseOf(const Facts& facts, absl::string_view name,
                    const FactQuestion& question, absl::CivilDay today,
                    bool whole);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_COARSE_FACT_H_

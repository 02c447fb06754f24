// One thing that rules look at, as a number.
//
// A fact has endless values, but rules tell few of them apart: the texts that
// they name and any other, the numbers between two limits, a day before, on or
// after that of the decision.  A dimension numbers what its atoms tell apart:
// of two values with one code every atom says the same.  Its samples are one
// value for each code; what an atom says of them it says of all.
//
//   Dimension purpose("context.purpose_code", Dimension::Aspect::kText);
//   for (const Atom* atom : atoms) purpose.Add(*atom);
//   purpose.Seal();
//   const auto code = purpose.CodeOf(value, today);

#ifndef ENLACE_POLICY_ENGINE_DIMENSION_H_
#define ENLACE_POLICY_ENGINE_DIMENSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/engine/facts.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// Immutable once sealed, and then thread-safe.
class Dimension {
 public:
  // What is looked at.  A fact that is looked at in two ways has a dimension
  // for each.
  enum class Aspect {
    kPresence,  // whether it is there
    kText,      // which of the named texts it is
    kElement,   // whether a set has one of the texts of one atom
    kClaim,     // as kElement, but a single text is no set
    kTruth,     // yes or no
    kNumber,    // where it lies among limits
    kDate,      // likewise
    kDay,       // before, on or after the day of the decision
    kNode,      // whether the identity is that of a node
  };

  // Codes that every dimension has.
  static constexpr uint32_t kAbsent = 0;
  static constexpr uint32_t kError = 1;
  static constexpr uint32_t kUnfit = 2;  // known, and no atom is for its kind

  // The day of the decision that the samples are meant for.
  static constexpr absl::CivilDay kSampleToday{2000, 1, 2};

  Dimension(absl::string_view fact, Aspect aspect)
      : fact_(fact), aspect_(aspect) {}

  // What `atom` looks at.  `set` says whether its fact has several values.
  static Aspect AspectOf(const Atom& atom, bool set);

  // Makes the dimension tell apart what `atom` does.  Atoms of one dimension
  // are about the same fact and aspect, those of an element or claim also about
  // the same texts.  REQUIRES: not sealed.
  void Add(const Atom& atom);
  void Seal();

  const std::string& fact() const { return fact_; }
  Aspect aspect() const { return aspect_; }

  // Codes are less than this.
  uint32_t size() const { return size_; }

  // The code of a known value; nothing for a value of a kind that the book
  // states otherwise and that has no code here.
  std::optional<uint32_t> CodeOf(const Value& value,
                                 absl::CivilDay today) const;

  // The fact in a state that has this code.
  Facts Sample(uint32_t code) const;

 private:
  // First code of those that differ by dimension.
  static constexpr uint32_t kFirst = 3;

  uint32_t CodeOfText(absl::string_view text) const;
  std::optional<uint32_t> CodeOfTexts(const StringSet& texts) const;
  uint32_t CodeOfLimits(int64_t value) const;
  uint32_t CodeOfDay(const Date& date, absl::CivilDay today) const;
  uint32_t CodeOfDays(const StringSet& texts, absl::CivilDay today) const;
  bool HasNamed(const StringSet& texts) const;
  Value SampleValue(uint32_t code) const;
  int64_t SampleBetweenLimits(uint32_t code) const;

  std::string fact_;
  Aspect aspect_;
  uint32_t size_ = kFirst;
  absl::flat_hash_map<std::string, uint32_t> texts_;  // with their codes
  std::vector<int64_t> limits_;  // numbers, or days since 1970; sorted
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_DIMENSION_H_

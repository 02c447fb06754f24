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
//   const uint32_t code = purpose.CodeOf("CRIM_INVESTIGATION");

#ifndef ENLACE_POLICY_ENGINE_DIMENSION_H_
#define ENLACE_POLICY_ENGINE_DIMENSION_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/engine/rule.h"
#include "policy/engine/text_codes.h"
#include "policy/facts/fact_view.h"
#include "policy/facts/facts.h"

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

  // No code.
  static constexpr uint32_t kUncoded = ~uint32_t{0};

  // Codes that every dimension has.
  static constexpr uint32_t kAbsent = 0;
  static constexpr uint32_t kError = 1;
  static constexpr uint32_t kUnfit = 2;  // known, and no atom is for its kind

  // And those of kElement and kClaim.
  static constexpr uint32_t kWithout = 3;  // none of the texts
  static constexpr uint32_t kWith = 4;

  // The day of the decision that the samples are meant for.
  static constexpr absl::CivilDay kSampleToday{2000, 1, 2};

  Dimension(absl::string_view fact, Aspect aspect)
      : aspect_(aspect), fact_(fact) {}

  // What `atom` looks at.  `set` says whether its fact has several values.
  static Aspect AspectOf(const Atom& atom, bool set);

  // Makes the dimension tell apart what `atom` does.  Atoms of one dimension
  // are about the same fact and aspect, those of an element or claim also about
  // the same texts.  REQUIRES: not sealed.
  void Add(const Atom& atom);
  void Seal();

  const std::string& fact() const { return fact_; }
  Aspect aspect() const { return aspect_; }

  // Whether it is about texts of a set: kElement, kClaim.
  bool is_of_set() const {
    return aspect_ == Aspect::kElement || aspect_ == Aspect::kClaim;
  }

  // The texts that its atoms name.  REQUIRES: sealed.
  const std::vector<std::string>& texts() const { return texts_.texts(); }

  // Codes are less than this.
  uint32_t size() const { return size_; }

  // The code of what is there, kUncoded for a value of a kind that the book
  // states otherwise.  REQUIRES: sealed, and of an aspect other than kElement
  // and kClaim, which are coded together (policy/engine/fact_coder.h).
  uint32_t CodeOf(bool value) const;
  uint32_t CodeOf(int64_t value) const;
  uint32_t CodeOf(absl::string_view value) const;
  uint32_t CodeOf(const Date& value, absl::CivilDay today) const;
  template <typename Texts>  // StringSet or TextViews
  uint32_t CodeOf(const Texts& value, absl::CivilDay today) const;

  // The fact in a state that has this code.
  Facts Sample(uint32_t code) const;

 private:
  // First code of those that differ by dimension.
  static constexpr uint32_t kFirst = 3;

  uint32_t CodeOfText(absl::string_view text) const;
  uint32_t CodeOfLimits(int64_t value) const;
  uint32_t CodeOfDay(const Date& date, absl::CivilDay today) const;
  template <typename Texts>
  uint32_t CodeOfDays(const Texts& texts, absl::CivilDay today) const;
  Value SampleValue(uint32_t code) const;
  int64_t SampleBetweenLimits(uint32_t code) const;
  Date SampleDate(uint32_t code) const;

  // What coding looks at stands together.
  Aspect aspect_;
  uint32_t size_ = kFirst;
  std::vector<int64_t> limits_;  // numbers, or days as 20260308; sorted
  TextCodes texts_;              // less kFirst, and less one for any other
  std::string fact_;
  std::set<std::string> named_;  // until it is sealed
};

// Puts `dimensions` into the order in which a FactCoder takes them: by fact;
// those about texts of a set first, and of them kElement.  Returns the new
// place of each.
std::vector<uint32_t> Sort(std::vector<Dimension>& dimensions);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_DIMENSION_H_

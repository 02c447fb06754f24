// Codes one fact for all dimensions that are about it, in one pass.
//
// Rules ask mostly which of certain texts a fact is, or whether a set has one
// of them.  A text is looked up once, however many rules name it.  What a
// single text means to every dimension is known beforehand: a row for each text
// that rules name, and one for any other.

#ifndef ENLACE_POLICY_ENGINE_FACT_CODER_H_
#define ENLACE_POLICY_ENGINE_FACT_CODER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/engine/dimension.h"
#include "policy/engine/text_codes.h"
#include "policy/facts/fact_view.h"

namespace enlace::policy {

// Immutable, hence thread-safe.
class FactCoder {
 public:
  // Of dimensions `first` until `end`, which are all those of one fact, sealed,
  // and in the order of Sort().  REQUIRES: the elements of
  // `dimensions` stay in their place.
  FactCoder(const std::vector<Dimension>& dimensions, uint32_t first,
            uint32_t end);

  const std::string& fact() const { return fact_; }

  // Sets the codes of its dimensions in `codes`, which has one for each
  // dimension there is.  False if one of them is Dimension::kUncoded.
  // REQUIRES: those of its own are Dimension::kAbsent.
  bool Code(const FactView& view, absl::CivilDay today, uint32_t* codes) const {
    if (const auto* text = std::get_if<absl::string_view>(&view)) {
      CodeText(*text, codes);
      return true;
    }
    return IsAbsent(view) || CodeOther(view, today, codes);
  }

  // The same of a single text, which is not empty.
  void CodeText(absl::string_view text, uint32_t* codes) const {
    const uint32_t found = texts_.Find(text);
    if (found != TextCodes::kNone) return CodeRow(found, codes);
    CodeRow(other_, codes);
    for (const uint32_t i : read_) codes[i] = dimensions_[i].CodeOf(text);
  }

  // The row of a single text, so that a caller who knows the text beforehand
  // need not look it up: kNone if the text has to be read each time.
  static constexpr uint32_t kNone = TextCodes::kNone;
  uint32_t RowOf(absl::string_view text) const;

  // Sets the codes of its dimensions to those of the row.  REQUIRES: `row` is
  // one of RowOf(), and not kNone.
  void CodeRow(uint32_t row, uint32_t* codes) const {
    const uint32_t* of_row = rows_.data() + size_t{row} * width();
    for (uint32_t i = first_; i < end_; ++i) codes[i] = *of_row++;
  }

 private:
  uint32_t width() const { return end_ - first_; }
  void AddRow(absl::string_view text);
  void Fill(uint32_t* codes, uint32_t code) const;
  bool CodeOther(const FactView& view, absl::CivilDay today,
                 uint32_t* codes) const;
  template <typename Texts>
  bool CodeSet(const Texts& texts, absl::CivilDay today, uint32_t* codes) const;
  template <typename CodeOf>
  bool CodeOthers(const CodeOf& code_of, uint32_t* codes) const;

  // What coding a single text looks at stands together.
  const Dimension* dimensions_;  // all
  // Those of aspect kElement, then kClaim, then others.
  uint32_t first_, claims_, others_, end_;
  uint32_t other_ = 0;  // the row of any text that no rule names
  std::vector<uint32_t> rows_;
  TextCodes texts_;                   // of all
  std::vector<uint32_t> read_;        // dimensions that look into any text
  std::vector<uint32_t> with_first_;  // by text: its place in with_; and an end
  std::vector<uint32_t> with_;  // the dimensions of a set that have the text
  std::string fact_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_FACT_CODER_H_

// Codes one fact for all dimensions that are about it, in one pass.
//
// Rules ask of a set mostly whether it has certain texts, a dimension for each
// group of them: every text of the set is looked up once, however many rules
// name it.

#ifndef ENLACE_POLICY_ENGINE_FACT_CODER_H_
#define ENLACE_POLICY_ENGINE_FACT_CODER_H_

#include <cstdint>
#include <string>
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
  bool Code(const FactView& view, absl::CivilDay today, uint32_t* codes) const;

 private:
  void Fill(uint32_t* codes, uint32_t code) const;
  void NoteElement(absl::string_view text, uint32_t* codes) const;
  template <typename Texts>
  bool CodeSet(const Texts& texts, absl::CivilDay today, uint32_t* codes) const;
  template <typename CodeOf>
  bool CodeOthers(const CodeOf& code_of, uint32_t* codes) const;

  const Dimension* dimensions_;  // all
  // Those of aspect kElement, then kClaim, then others.
  uint32_t first_, claims_, others_, end_;
  TextCodes texts_;                   // of the first two
  std::vector<uint32_t> with_first_;  // by text: its place in with_; and an end
  std::vector<uint32_t> with_;        // the dimensions that have the text
  std::string fact_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_FACT_CODER_H_

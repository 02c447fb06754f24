// A fact as it stands in the record or header that it is read from: nothing is
// copied.  Facts (policy/facts/facts.h) are made of views, and so are the codes
// that the compiled rules look at; what is read is read in one way.
//
// Plain data.  Texts are valid as long as what they were read from is there and
// unchanged.

#ifndef ENLACE_POLICY_FACTS_FACT_VIEW_H_
#define ENLACE_POLICY_FACTS_FACT_VIEW_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// Something stands there that could not be read or is not known here.
struct FactError {};

// A text that is the short name of a value of the field's enum.
struct EnumName {
  const std::string* text;
  int number;
};

// Texts of a set, in any order, and perhaps more than once.
using TextViews = absl::Span<const absl::string_view>;

// Monostate is absent.
using FactView =
    std::variant<std::monostate, FactError, bool, int64_t, Date,
                 absl::string_view, EnumName, const StringSet*, TextViews>;

inline bool IsAbsent(const FactView& view) { return view.index() == 0; }

// "" counts as nothing.
inline FactView TextView(absl::string_view text) {
  return text.empty() ? FactView() : FactView(text);
}

// What `facts` has under that name.
FactView ViewOf(const Facts& facts, absl::string_view name);

// Sets the fact to what `view` shows; an absent one is left as it is.
void SetFact(absl::string_view name, const FactView& view, Facts& facts);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_FACT_VIEW_H_

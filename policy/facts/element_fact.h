// Names of facts that each element of a list has for itself.
//
// A vocabulary writes them with an empty index, `associates[].role`, facts with
// that of the element, `associates[2].role`, from 0.  How many elements there
// are is the number fact of the list's own path, `associates`.  Pure.

#ifndef ENLACE_POLICY_FACTS_ELEMENT_FACT_H_
#define ENLACE_POLICY_FACTS_ELEMENT_FACT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// "associates" of "associates[].role"; "" of a fact of the whole record.
absl::string_view ListOf(absl::string_view fact);

// "associates.role" of "associates[].role": the fields that lead there.
std::string FieldPathOf(absl::string_view fact);

// "associates[2]".
std::string ElementPath(absl::string_view list, int index);

// "associates[2].role" of "associates[].role".
// REQUIRES: a fact of single elements.
std::string ElementFact(absl::string_view fact, int index);

// Takes the index off a name: "associates[2]" becomes "associates" and 2.
// False, and nothing changes, if it ends with none from 0 to 9999.
bool TakeIndex(std::string& name, int& index);

// How many elements of `list` the facts know, at most `most`; 0 where the
// number is not known: then nothing is known of any element.
int ElementCount(const Facts& facts, absl::string_view list, int most);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_ELEMENT_FACT_H_

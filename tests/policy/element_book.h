// A small book with facts of single associates, and rules that drop some.

#ifndef ENLACE_TESTS_POLICY_ELEMENT_BOOK_H_
#define ENLACE_TESTS_POLICY_ELEMENT_BOOK_H_

#include <memory>
#include <string>

#include "policy/facts/element_fact.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {

inline constexpr char kElementWords[] = R"(
```vocabulary
fact associates associates "associates" / "personas relacionadas"
fact associate-role associates[].role "role" / "calidad"
fact associate-nation associates[].nationalities "nationality" / "nacionalidad"
fact other-role other_persons[].role "role" / "calidad"
fact associate-born associates[].birth_date "born" / "nacimiento"
```
)";

inline constexpr char kElementPermit[] = R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  release firearm, associates
```
)";

inline std::string ElementRule(absl::string_view clause,
                               absl::string_view id = "R-1") {
  return RuleBlock(id, absl::StrCat("require outgoing FirearmTraceRequest\n"
                                    "  implements LAW/1\n  ",
                                    clause));
}

inline std::shared_ptr<const Book> ElementBook(absl::string_view rules) {
  return TestBook(absl::StrCat(kElementWords, kElementPermit, rules));
}

inline constexpr char kDropWitnesses[] =
    "drop each associates because S10 when associate-role is in VICTIM, "
    "WITNESS";

// As many associates, nothing known of them.
inline Facts FactsWithAssociates(int associates) {
  Facts facts = RequestFacts();
  facts.Set("associates", Value(int64_t{associates}));
  return facts;
}

inline std::string RoleFact(int index) {
  return ElementFact("associates[].role", index);
}

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_ELEMENT_BOOK_H_

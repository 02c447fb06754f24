// A text of this program in both languages.
//
// Made of literals alone, so that it can stand at namespace scope; a rule
// book's texts are policy::Bilingual.  Plain values.

#ifndef ENLACE_SERVER_APP_WORDING_H_
#define ENLACE_SERVER_APP_WORDING_H_

#include "absl/strings/string_view.h"
#include "policy/engine/language.h"

namespace enlace::app {

struct Wording {
  const char* en;
  const char* es;

  constexpr absl::string_view In(policy::Language language) const {
    return language == policy::Language::kEnglish ? en : es;
  }
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_WORDING_H_

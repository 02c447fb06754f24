// The language of what people read.  Machine output and stable reasons are
// never translated.

#ifndef ENLACE_CLIENT_CLI_LANGUAGE_H_
#define ENLACE_CLIENT_CLI_LANGUAGE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace enlace::client {

enum class Language { kEnglish, kSpanish };

// A text in both languages, written side by side so that neither is forgotten.
struct Phrase {
  absl::string_view en;
  absl::string_view es;

  std::string In(Language language) const {
    return std::string(language == Language::kSpanish ? es : en);
  }
};

// The language that `name` ("es", "es-MX", "es_MX.UTF-8", "en", "C") asks for;
// nothing if it asks for another or for none.
std::optional<Language> LanguageOf(absl::string_view name);

// "en-US" or "es-MX": what a node is asked for.
absl::string_view LocaleOf(Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_LANGUAGE_H_

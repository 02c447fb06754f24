#include "client/cli/language.h"

#include "absl/strings/ascii.h"

namespace enlace::client {

std::optional<Language> LanguageOf(absl::string_view name) {
  const std::string tag =
      absl::AsciiStrToLower(name.substr(0, name.find_first_of("-_.@")));
  if (tag == "es") return Language::kSpanish;
  if (tag == "en" || tag == "c" || tag == "posix") return Language::kEnglish;
  return std::nullopt;
}

absl::string_view LocaleOf(Language language) {
  return language == Language::kSpanish ? "es-MX" : "en-US";
}

}  // namespace enlace::client

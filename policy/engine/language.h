// The two languages of a rule book.

#ifndef ENLACE_POLICY_ENGINE_LANGUAGE_H_
#define ENLACE_POLICY_ENGINE_LANGUAGE_H_

#include <string>

namespace enlace::policy {

enum class Language { kEnglish, kSpanish };

// A text for people, in both languages.
struct Bilingual {
  std::string en;
  std::string es;

  // The text in `language`, or the other one where it is missing.
  const std::string& In(Language language) const {
    const bool english =
        language == Language::kEnglish ? !en.empty() : es.empty();
    return english ? en : es;
  }

  bool operator==(const Bilingual&) const = default;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_LANGUAGE_H_

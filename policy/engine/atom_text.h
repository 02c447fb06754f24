// A condition in words, for whoever reads a rule or asks why it applies.

#ifndef ENLACE_POLICY_ENGINE_ATOM_TEXT_H_
#define ENLACE_POLICY_ENGINE_ATOM_TEXT_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "policy/engine/language.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {

// The words for a code of the fact at `path`.
using CodeWords =
    std::function<std::string(absl::string_view path, const std::string& code)>;

// "purpose is CRIM_INVESTIGATION or PROSECUTION": facts by their labels in the
// vocabulary, agencies by their short names, codes in `words`, if given.
std::string AtomText(const Atom& atom, const Vocabulary& vocabulary,
                     Language language, const CodeWords& words = nullptr);

// "when role is WITNESS", "unless role is SUSPECT or age is at least 18": which
// elements the clause drops.
std::string ElementText(const ElementClause& clause,
                        const Vocabulary& vocabulary, Language language,
                        const CodeWords& words = nullptr);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_ATOM_TEXT_H_

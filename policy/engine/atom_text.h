// A condition in words, for whoever reads a rule or asks why it applies.

#ifndef ENLACE_POLICY_ENGINE_ATOM_TEXT_H_
#define ENLACE_POLICY_ENGINE_ATOM_TEXT_H_

#include <string>

#include "policy/engine/language.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {

// "purpose is CRIM_INVESTIGATION or PROSECUTION", with the vocabulary's labels
// of facts, agencies and bases in `language`; a word without one stands for
// itself.
std::string AtomText(const Atom& atom, const Vocabulary& vocabulary,
                     Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_ATOM_TEXT_H_

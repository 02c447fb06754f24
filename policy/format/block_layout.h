// One block in the layout that every book shares, in either language.
//
//   - One blank between words; none before a comma, one on each side of a
//     stroke.
//   - A clause is indented by two, a list item by four; what follows the word
//     of a clause starts in the column of its kind of block, or after one blank
//     where the word is longer (docs/policy-language.md, "Layout").
//   - Where its author broke a line it stays broken, and what goes on stands
//     below the first word of the clause's list.
//   - The grid of a table stands in columns, each as wide as its widest cell.
//   - Empty lines part groups of vocabulary and stand nowhere else.
//
// Only words of the language are translated.  Pure.

#ifndef ENLACE_POLICY_FORMAT_BLOCK_LAYOUT_H_
#define ENLACE_POLICY_FORMAT_BLOCK_LAYOUT_H_

#include <string>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/language.h"

namespace enlace::policy {

// `block` in `language`, fences and all.  What cannot be read, or what would be
// read otherwise in the other language, is reported to `diagnostics`; what is
// returned then is of no use.
std::vector<std::string> LayOut(const Block& block, Language language,
                                Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FORMAT_BLOCK_LAYOUT_H_

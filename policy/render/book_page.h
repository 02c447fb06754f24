// A rule book as one page that reads on paper: who may receive what, then the
// documents with the law beside the rules, in the reader's language.
//
// One file, without scripts and without anything loaded from elsewhere; the
// same book gives the same bytes.

#ifndef ENLACE_POLICY_RENDER_BOOK_PAGE_H_
#define ENLACE_POLICY_RENDER_BOOK_PAGE_H_

#include <string>

#include "policy/engine/book.h"
#include "policy/engine/language.h"

namespace enlace::policy {

// HTML in UTF-8.  REQUIRES: `book` was made of `files`.
std::string BookPage(const Book& book, const BookFiles& files,
                     Language language);

// The same, with what changed since `before`: listed first, and in each rule
// what was struck out beside what is (policy/render/redline.h).
std::string ChangedBookPage(const Book& before, const Book& book,
                            const BookFiles& files, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_BOOK_PAGE_H_

// The data-protection protocol of a book: for each type of record and way what
// passes, on which basis, for what, between whom, how long it is kept, and what
// the person concerned can rely on; in both languages side by side.
//
// Made from the rules, so it says what the node does.  One file, without
// scripts; the same book gives the same bytes.

#ifndef ENLACE_POLICY_RENDER_PROTOCOL_PAGE_H_
#define ENLACE_POLICY_RENDER_PROTOCOL_PAGE_H_

#include <string>

#include "policy/engine/book.h"

namespace enlace::policy {

// HTML in UTF-8.
std::string ProtocolPage(const Book& book);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_PROTOCOL_PAGE_H_

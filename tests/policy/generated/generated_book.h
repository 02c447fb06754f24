// Rule books of any size and of the shape of real ones, as text.
//
// Each record type has some eight facts that its rules look at, each in one
// way, and most rules look at two to five of them.  Permits are about few
// agencies; what forbids, holds or requires often is about everyone.  The same
// shape gives the same book.

#ifndef ENLACE_TESTS_POLICY_GENERATED_GENERATED_BOOK_H_
#define ENLACE_TESTS_POLICY_GENERATED_GENERATED_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/engine/book.h"

namespace enlace::policy {

struct BookShape {
  size_t rules = 100;
  uint32_t seed = 1;
  std::vector<std::string> types;  // that rules are about; none: all there are
  bool incoming = true;            // whether there are also incoming rules

  // More facts, each looked at in every way that there is, and more
  // alternatives than lawyers write: to compare engines, not to measure one.
  bool varied = false;
};

inline constexpr int kGeneratedAgencies = 24;

// "spiffe://a.example/agency/a3" for 3.
std::string GeneratedIdentity(int agency);

// Parses without a mistake.
BookFiles GeneratedBook(const BookShape& shape);

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_GENERATED_GENERATED_BOOK_H_

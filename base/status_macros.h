// Early return on error.  Both macros expand to statements, so put braces
// around them in an `if`.
//
//   absl::StatusOr<Receipt> Issue(const Request& request) {
//     RETURN_IF_ERROR(CheckSize(request));
//     ASSIGN_OR_RETURN(const Decision decision, Decide(request));
//     ...
//   }
//
// Newer Abseil releases ship the same two macros; this file goes when Debian
// does.

#ifndef ENLACE_BASE_STATUS_MACROS_H_
#define ENLACE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// NOLINTBEGIN(bugprone-macro-parentheses): `lhs` may be a declaration.
#define RETURN_IF_ERROR(expr)                                  \
  do {                                                         \
    absl::Status status_macro_result = (expr);                 \
    if (!status_macro_result.ok()) return status_macro_result; \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_INNER_(STATUS_MACRO_CONCAT_(result_, __LINE__), lhs, expr)

#define ASSIGN_OR_RETURN_INNER_(result, lhs, expr)     \
  auto result = (expr);                                \
  if (!result.ok()) return std::move(result).status(); \
  lhs = *std::move(result)

#define STATUS_MACRO_CONCAT_INNER_(a, b) a##b
#define STATUS_MACRO_CONCAT_(a, b) STATUS_MACRO_CONCAT_INNER_(a, b)

// NOLINTEND(bugprone-macro-parentheses)

#endif  // ENLACE_BASE_STATUS_MACROS_H_

// One line of an annex file: an AnnexEntry in proto3 JSON.

#ifndef ENLACE_SERVER_AUDIT_ANNEX_LINE_H_
#define ENLACE_SERVER_AUDIT_ANNEX_LINE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "server/core/store.h"

namespace enlace::audit {

// The path of the annex file of a bundle below the annex folder: "000.jsonl",
// "x001/234.jsonl".
std::string AnnexPath(uint64_t bundle);

// The line, with its newline.  A row whose annex was erased opens nothing.
// Fails with kDataLoss if the annex is not that of the row's entry.
absl::StatusOr<std::string> AnnexLine(const core::AuditRow& row);

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_ANNEX_LINE_H_

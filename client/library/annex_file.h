// One file of the annex: the openings of the entries of one bundle.

#ifndef ENLACE_CLIENT_LIBRARY_ANNEX_FILE_H_
#define ENLACE_CLIENT_LIBRARY_ANNEX_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/library/audit_directory.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::client {

// "000.jsonl", "x001/234.jsonl".
std::string AnnexPath(uint64_t bundle);

// The lines of the file of `bundle`, by entry index.  Tells `wrong` of each
// line that is not an AnnexEntry of that bundle, stands twice or out of order.
std::map<uint64_t, v1::AnnexEntry> ParseAnnexFile(
    absl::string_view text, uint64_t bundle,
    absl::FunctionRef<void(std::string)> wrong);

// The line for one entry, as it stands in the folder.  Fails with kNotFound if
// there is none, with kInvalidArgument if the file cannot be read as an annex.
absl::StatusOr<v1::AnnexEntry> ReadAnnexEntry(absl::string_view annex_dir,
                                              uint64_t index);

// What `annex` tells of `entry`, which is not opened yet: one opened entry, or
// one for each record of a batch.  Fails with kInvalidArgument if an opening is
// not that of the entry or contradicts it.
absl::StatusOr<std::vector<OpenedEntry>> OpenEntry(const v1::AnnexEntry& annex,
                                                   const OpenedEntry& entry);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ANNEX_FILE_H_

// Entry bundles: the files a log's entries are published in.
//
// Each entry is its length as u16 big-endian, then its bytes as they were
// hashed.  A full bundle has 256 entries; how many a partial one has stands in
// its path.  Pure.  Source: c2sp.org/tlog-tiles, "Log entries".

#ifndef ENLACE_PROTO_WIRE_ENTRY_BUNDLE_H_
#define ENLACE_PROTO_WIRE_ENTRY_BUNDLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::wire {

inline constexpr size_t kEntrySizeMax = 65535;

// Appends one entry to `bundle`.  Fails with kInvalidArgument, changing
// nothing, if the entry is longer than kEntrySizeMax.
absl::Status AppendEntry(std::string& bundle, absl::string_view entry);

// The `width` entries of `bundle`, as views into it.  Fails with
// kInvalidArgument if it holds fewer, more, or a torn one.
absl::StatusOr<std::vector<absl::string_view>> DecodeBundle(
    absl::string_view bundle, int width);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_ENTRY_BUNDLE_H_

// The last step of what is made beside its place: its name.

#ifndef ENLACE_BASE_RENAME_H_
#define ENLACE_BASE_RENAME_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace {

// Gives the file or folder `from` the name `to`, on the same device; on disk
// once this returns OK.  What lies in a folder must be on disk before.  Fails
// with kAlreadyExists, and changes nothing, if there is a `to`.
absl::Status RenameDurably(absl::string_view from, absl::string_view to);

}  // namespace enlace

#endif  // ENLACE_BASE_RENAME_H_

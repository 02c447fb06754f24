// Finds a record of the inbox by what a person types.

#ifndef ENLACE_CLIENT_CLI_INBOX_SEARCH_H_
#define ENLACE_CLIENT_CLI_INBOX_SEARCH_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/shell.h"
#include "client/library/inbox.h"

namespace enlace::client {

// Every delivery of the context's agency.
absl::StatusOr<std::vector<InboxItem>> ReadInboxOf(Shell& shell,
                                                   const InboxQuery& query);

// The delivery whose transfer id or record id `typed` is, or begins.  Fails
// with kNotFound if there is none, with kInvalidArgument if there are several.
absl::StatusOr<InboxItem> FindDelivery(absl::string_view typed, Shell& shell);

// The same, and the record must verify.  Fails with kDataLoss if it does not.
absl::StatusOr<InboxItem> FindVerified(absl::string_view typed, Shell& shell);

// The 32 bytes of a record id: `typed` itself if it is whole, else of the
// record of the inbox that it begins.
absl::StatusOr<std::string> ResolveRecordId(absl::string_view typed,
                                            Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_INBOX_SEARCH_H_

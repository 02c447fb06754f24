#include "client/cli/inbox_search.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/short_form.h"
#include "client/library/context.h"
#include "client/library/node.h"

namespace enlace::client {

absl::StatusOr<std::vector<InboxItem>> ReadInboxOf(Shell& shell,
                                                   const InboxQuery& query) {
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(*context));
  Recipient recipient{context->agency, {}};
  for (const Nation& nation : nations) recipient.roots.push_back(nation.root);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  return ReadInbox(*node, recipient, query, shell.clock());
}

absl::StatusOr<InboxItem> FindDelivery(absl::string_view typed, Shell& shell) {
  ASSIGN_OR_RETURN(std::vector<InboxItem> items,
                   ReadInboxOf(shell, {.include_confirmed = true}));
  InboxItem* found = nullptr;
  for (InboxItem& item : items) {
    const bool matches =
        IdMatches(item.delivery.transfer_id(), typed) ||
        (item.record.ok() && IdMatches(item.record->record_id, typed));
    if (!matches) continue;
    if (found != nullptr) {
      return absl::InvalidArgumentError("the id begins more than one record");
    }
    found = &item;
  }
  if (found == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no such record in the inbox; give at least ",
                     kIdPrefixMin, " digits of its id"));
  }
  return std::move(*found);
}

absl::StatusOr<InboxItem> FindVerified(absl::string_view typed, Shell& shell) {
  ASSIGN_OR_RETURN(InboxItem item, FindDelivery(typed, shell));
  if (!item.record.ok()) {
    return absl::DataLossError(absl::StrCat("the record does not verify: ",
                                            item.record.status().message()));
  }
  return item;
}

absl::StatusOr<std::string> ResolveRecordId(absl::string_view typed,
                                            Shell& shell) {
  const auto whole = HexDecode(absl::AsciiStrToLower(typed));
  if (whole.ok() && whole->size() == kHashSize) return *whole;
  ASSIGN_OR_RETURN(const InboxItem item, FindVerified(typed, shell));
  return item.record->record_id;
}

}  // namespace enlace::client

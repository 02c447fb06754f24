// The records that wait for an agency, each verified on arrival.
//
//   ASSIGN_OR_RETURN(std::vector<InboxItem> items,
//                    ReadInbox(node, recipient, clock));
//
// A node is trusted to keep records, not to vouch for them: the originator's
// and the nodes' signatures are checked here, against the national roots of the
// context.

#ifndef ENLACE_CLIENT_LIBRARY_INBOX_H_
#define ENLACE_CLIENT_LIBRARY_INBOX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key_directory.h"
#include "client/library/node.h"
#include "proto/wire/released_record.h"

namespace enlace::client {

// Who collects, and whom it believes.
struct Recipient {
  certs::Identity agency;
  std::vector<certs::TrustAnchor> roots;
};

struct InboxItem {
  v1::Delivery delivery;
  absl::StatusOr<wire::VerifiedRecord> record;  // or why it is not believed
};

// The signing keys that `chains` (PEM) certify under one of `roots`.  An
// expired certificate is judged at its end: whether a signature was made within
// its time is checked with the signature.  What does not verify is left out.
certs::KeyDirectory KeysFrom(const std::vector<std::string>& chains,
                             const std::vector<certs::TrustAnchor>& roots,
                             absl::Time now);

// The record of `delivery`.  Fails as wire::VerifyReleasedRecord() does, and
// with kInvalidArgument if it is another transfer's or another agency's.
absl::StatusOr<wire::VerifiedRecord> VerifyDelivery(
    const v1::Delivery& delivery, const certs::Identity& agency,
    const certs::KeyDirectory& keys);

struct InboxQuery {
  uint64_t after = 0;  // cursor
  bool include_confirmed = false;
};

// The deliveries that `request` asks for, in the order of their cursors.  Fails
// as the node does, and with kDataLoss if its cursors do not go up.
absl::StatusOr<std::vector<InboxItem>> ReadInboxPage(
    Node& node, const Recipient& recipient, const v1::CollectRequest& request,
    Clock& clock);

// Every delivery, page by page.  Fails as ReadInboxPage().
absl::StatusOr<std::vector<InboxItem>> ReadInbox(Node& node,
                                                 const Recipient& recipient,
                                                 const InboxQuery& query,
                                                 Clock& clock);

// Those of `items` that await an answer, overdue ones included, by when it is
// due.
std::vector<InboxItem> AwaitingAnswer(std::vector<InboxItem> items);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_INBOX_H_

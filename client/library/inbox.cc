#include "client/library/inbox.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "proto/wire/signing_key.h"

namespace enlace::client {
namespace {

constexpr uint32_t kPageSize = 128;

const certs::TrustAnchor* RootOf(const certs::Certificate& leaf,
                                 const std::vector<certs::TrustAnchor>& roots) {
  const auto identity = leaf.identity();
  if (!identity.ok()) return nullptr;
  const auto it = std::find_if(roots.begin(), roots.end(), [&](const auto& r) {
    return r.trust_domain() == identity->trust_domain;
  });
  return it == roots.end() ? nullptr : &*it;
}

}  // namespace

certs::KeyDirectory KeysFrom(const std::vector<std::string>& chains,
                             const std::vector<certs::TrustAnchor>& roots,
                             absl::Time now) {
  certs::KeyDirectory keys;
  for (const std::string& pem : chains) {
    const auto chain = certs::Certificate::ListFromPem(pem);
    if (!chain.ok()) continue;
    const certs::Certificate& leaf = chain->front();
    const certs::TrustAnchor* root = RootOf(leaf, roots);
    if (root == nullptr) continue;
    // A refused certificate is one that is not there: the signature then fails
    // with KEY_UNKNOWN.
    keys.Add(*root, pem, certs::Purpose::kStatementSigning,
             std::min(now, leaf.not_after() - absl::Seconds(1)))
        .IgnoreError();
  }
  return keys;
}

absl::StatusOr<wire::VerifiedRecord> VerifyDelivery(
    const v1::Delivery& delivery, const certs::Identity& agency,
    const certs::KeyDirectory& keys) {
  const auto find =
      [&](absl::string_view key_id) -> std::optional<wire::SigningKey> {
    const certs::KeyDirectory::Entry* entry = keys.Find(key_id);
    if (entry == nullptr) return std::nullopt;
    return wire::SigningKey{entry->key, entry->identity.Uri(),
                            entry->not_before, entry->not_after};
  };
  ASSIGN_OR_RETURN(wire::VerifiedRecord record,
                   wire::VerifyReleasedRecord(delivery.record(),
                                              wire::Stage::kDelivered, find));
  if (record.transfer_id != delivery.transfer_id()) {
    return absl::InvalidArgumentError(
        "the record belongs to another transfer than its delivery says");
  }
  if (record.header.recipient() != agency.Uri()) {
    return absl::InvalidArgumentError("the record is for another agency");
  }
  return record;
}

absl::StatusOr<std::vector<InboxItem>> ReadInboxPage(
    Node& node, const Recipient& recipient, const v1::CollectRequest& request,
    Clock& clock) {
  ASSIGN_OR_RETURN(v1::CollectResponse page, node.Collect(request));
  const certs::KeyDirectory keys =
      KeysFrom({page.certificates().begin(), page.certificates().end()},
               recipient.roots, clock.TimeNow());
  std::vector<InboxItem> items;
  uint64_t last = request.after();
  for (v1::Delivery& delivery : *page.mutable_deliveries()) {
    if (delivery.cursor() <= last) {
      return absl::DataLossError("the node's inbox repeats a cursor");
    }
    last = delivery.cursor();
    auto record = VerifyDelivery(delivery, recipient.agency, keys);
    items.push_back({std::move(delivery), std::move(record)});
  }
  return items;
}

absl::StatusOr<std::vector<InboxItem>> ReadInbox(Node& node,
                                                 const Recipient& recipient,
                                                 const InboxQuery& query,
                                                 Clock& clock) {
  std::vector<InboxItem> items;
  v1::CollectRequest request;
  request.set_after(query.after);
  request.set_page_size(kPageSize);
  request.set_include_confirmed(query.include_confirmed);
  while (true) {
    ASSIGN_OR_RETURN(std::vector<InboxItem> page,
                     ReadInboxPage(node, recipient, request, clock));
    if (page.empty()) return items;
    request.set_after(page.back().delivery.cursor());
    std::move(page.begin(), page.end(), std::back_inserter(items));
  }
}

std::vector<InboxItem> AwaitingAnswer(std::vector<InboxItem> items) {
  items.erase(std::remove_if(items.begin(), items.end(),
                             [](const InboxItem& item) {
                               const v1::AnswerState state =
                                   item.delivery.answer().state();
                               return state != v1::ANSWER_STATE_AWAITED &&
                                      state != v1::ANSWER_STATE_OVERDUE;
                             }),
              items.end());
  std::stable_sort(
      items.begin(), items.end(), [](const InboxItem& a, const InboxItem& b) {
        return a.delivery.answer().due_ms() < b.delivery.answer().due_ms();
      });
  return items;
}

}  // namespace enlace::client

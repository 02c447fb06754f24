#include "server/core/apply_register.h"

#include <utility>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "server/core/register.h"
#include "server/core/retention.h"
#include "server/core/transfer_move.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

RegisterItem* FindItem(State& state, const std::string& entry_id) {
  const auto found = state.register_items.find(entry_id);
  return found == state.register_items.end() ? nullptr : &found->second;
}

// Whom or what it is about: an inspection and a delegation to a person, that
// person; an erasure order, each of its records.
std::vector<std::string> IndexKeysOf(const RegisterItem& item) {
  const v1::RegisterEntry& entry = item.entry;
  if (entry.kind() == v1::REGISTER_KIND_ERASURE_ORDER) {
    return {entry.transfer_ids().begin(), entry.transfer_ids().end()};
  }
  for (const std::string* about :
       {&entry.inspector(), &entry.substitute(), &entry.holder()}) {
    if (!about->empty()) return {*about};
  }
  return {item.matter_tag};
}

// What `entry` orders to be erased, or no longer does.
void UpdateOrdered(State& state, const v1::RegisterEntry& entry) {
  if (entry.kind() != v1::REGISTER_KIND_ERASURE_ORDER) return;
  for (const std::string& id : entry.transfer_ids()) {
    const Transfer* const transfer = state.FindTransfer(id);
    if (transfer != nullptr) UpdateRetention(state, *transfer);
  }
}

}  // namespace

absl::StatusOr<RegisterItem> RegisterItemOf(const std::string& entry,
                                            const std::string& matter_tag) {
  RegisterItem item;
  if (!item.entry.ParseFromString(entry)) {
    return Misfit("a register entry that cannot be read");
  }
  item.bytes = entry;
  item.digest = ToBytes(Sha256(entry));
  item.matter_tag = matter_tag;
  return item;
}

absl::Status InsertRegisterItem(State& state, RegisterItem item) {
  const std::string id = item.entry.entry_id();
  const std::vector<std::string> keys = IndexKeysOf(item);
  if (!state.register_items.emplace(id, std::move(item)).second) {
    return Misfit("a register entry appears twice");
  }
  for (const std::string& key : keys) state.register_index[key].insert(id);
  return absl::OkStatus();
}

void UpdateWithdrawal(State& state, const Transfer& transfer) {
  if (transfer.record.register_entries().empty()) return;
  const std::string& id = transfer.record.transfer_id();
  if (MustBeWithdrawn(state, transfer)) {
    state.withdrawals.insert(id);
  } else {
    state.withdrawals.erase(id);
  }
}

absl::Status ApplyRegisterProposed(State& state,
                                   const jv1::RegisterProposed& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  ASSIGN_OR_RETURN(RegisterItem item,
                   RegisterItemOf(event.entry(), event.matter_tag()));
  if (item.entry.entry_id() != event.entry_id()) {
    return Misfit("a register entry under another name");
  }
  item.persons.insert(event.person());
  return InsertRegisterItem(state, std::move(item));
}

absl::Status ApplyRegisterApproved(State& state,
                                   const jv1::RegisterApproved& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  RegisterItem* const item = FindItem(state, event.entry_id());
  if (item == nullptr || !item->persons.insert(event.person()).second) {
    return Misfit("an approval of a register entry that cannot be");
  }
  if (!event.complete()) return absl::OkStatus();
  item->approved_at_ms = event.approved_at_ms();
  UpdateOrdered(state, item->entry);
  return absl::OkStatus();
}

absl::Status ApplyRegisterRevoked(State& state,
                                  const jv1::RegisterRevoked& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  RegisterItem* const item = FindItem(state, event.entry_id());
  if (item == nullptr || item->revoked_at_ms != 0) {
    return Misfit("a revocation of a register entry that cannot be");
  }
  item->revoked_at_ms = event.revoked_at_ms();
  item->revoked_by = event.person();
  const std::string& revoked = item->entry.entry_id();
  state.resting.Scan({revoked, ""}, [&](const Names& named, Nothing) {
    if (named.first != revoked) return false;
    UpdateWithdrawal(state, state.TransferAt(named.second));
    return true;
  });
  UpdateOrdered(state, item->entry);
  return absl::OkStatus();
}

}  // namespace enlace::core

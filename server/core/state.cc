#include "server/core/state.h"

#include <iterator>
#include <utility>

#include "base/check.h"

namespace enlace::core {
namespace {

// Rows of one table that stay in memory after they were read.
constexpr size_t kFetchedMax = 4096;

}  // namespace

bool Transfer::PeerHolds() const {
  // Only a hold or a denial comes with a reason, and a denial ends it.
  return state == v1::RECORD_STATE_HELD_BY_PEER ||
         (state == v1::RECORD_STATE_REVOKED && peer_answered &&
          !peer_reason.empty());
}

bool Link::HasReceived(uint64_t sequence) const {
  if (sequence <= received_sequence) return true;
  const auto after = received_ahead.upper_bound(sequence);
  return after != received_ahead.begin() &&
         sequence <= std::prev(after)->second;
}

void Link::MarkReceived(uint64_t sequence) {
  CHECK(sequence > 0 && !HasReceived(sequence)) << "sequence " << sequence;
  uint64_t first = sequence;
  uint64_t last = sequence;
  auto after = received_ahead.upper_bound(sequence);
  if (after != received_ahead.end() && after->first - 1 == sequence) {
    last = after->second;
    after = received_ahead.erase(after);
  }
  if (after != received_ahead.begin()) {
    const auto before = std::prev(after);
    if (before->second + 1 == sequence) {
      first = before->first;
      received_ahead.erase(before);
    }
  }
  if (first == received_sequence + 1) {
    received_sequence = last;
  } else {
    received_ahead.emplace(first, last);
  }
}

const Transfer* State::FindTransfer(absl::string_view transfer_id) const {
  return transfers.Find(std::string(transfer_id));
}

const Transfer* State::FindRecord(absl::string_view record_id) const {
  const std::string* id = by_record.Find(std::string(record_id));
  return id == nullptr ? nullptr : transfers.Find(*id);
}

const Transfer* State::FindMessage(const std::string& sender,
                                   const std::string& message_id) const {
  const std::string* id = by_message.Find({sender, message_id});
  return id == nullptr ? nullptr : transfers.Find(*id);
}

const Transfer& State::TransferAt(const std::string& transfer_id) const {
  static const auto* const kNone = new Transfer();
  const Transfer* transfer = transfers.Find(transfer_id);
  if (transfer != nullptr) return *transfer;
  CHECK(base != nullptr) << "a name without its transfer";
  base->Damaged(TableId::kTransfers);
  return *kNone;
}

void State::SetBase(StateRows& rows) {
  base = std::make_shared<TableBase>(rows);
  ForEachTable(*this, [&](auto& table) { table.SetBase(base.get()); });
}

std::function<std::vector<RowChange>()> State::Freeze() {
  std::vector<std::function<void(std::vector<RowChange>&)>> tables;
  ForEachTable(*this, [&](auto& table) { tables.push_back(table.Freeze()); });
  return [tables = std::move(tables)] {
    std::vector<RowChange> changes;
    for (const auto& add_changes : tables) add_changes(changes);
    return changes;
  };
}

void State::Thaw(bool written) {
  ForEachTable(*this, [&](auto& table) { table.Thaw(written); });
}

size_t State::changed_rows() const {
  size_t rows = 0;
  ForEachTable(*this, [&](const auto& table) { rows += table.changed(); });
  return rows;
}

void State::Trim() const {
  ForEachTable(*this, [](const auto& table) {
    if (table.fetched() > kFetchedMax) table.ForgetFetched();
  });
}

const Link* State::FindLink(absl::string_view trust_domain) const {
  const auto it = links.find(trust_domain);
  return it == links.end() ? nullptr : &it->second;
}

}  // namespace enlace::core

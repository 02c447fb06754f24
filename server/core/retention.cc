#include "server/core/retention.h"

#include <algorithm>
#include <iterator>

#include "absl/time/time.h"
#include "server/core/lapse.h"
#include "server/core/register.h"
#include "server/core/state_index.h"
#include "server/core/transfer_move.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

// Whether nobody waits for the payload any more.
bool IsAtRest(const Transfer& transfer) {
  return transfer.decision == v1::DECISION_OUTCOME_PERMIT && !transfer.erased &&
         !ExpiresByItself(transfer);
}

// Whether it went when the record came to its end.
bool WasDropped(const Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_REFUSED ||
         transfer.state == v1::RECORD_STATE_EXPIRED ||
         transfer.state == v1::RECORD_STATE_REVOKED;
}

// Names of the entries under `key` of the index that `counts` picks.
template <typename Counts>
std::vector<std::string> EntriesUnder(const State& state,
                                      const std::string& key,
                                      const Counts& counts) {
  std::vector<std::string> ids;
  if (key.empty()) return ids;
  const auto named = state.register_index.find(key);
  if (named == state.register_index.end()) return ids;
  std::copy_if(named->second.begin(), named->second.end(),
               std::back_inserter(ids), [&](const std::string& id) {
                 return counts(state.register_items.at(id));
               });
  return ids;
}

// Whether two persons ordered, and nobody took it back, that it be erased: now
// or at another time.
bool IsOrdered(const State& state, const std::string& transfer_id) {
  return !EntriesUnder(state, transfer_id, [](const RegisterItem& item) {
            return item.entry.kind() == v1::REGISTER_KIND_ERASURE_ORDER &&
                   item.approved_at_ms != 0 && item.revoked_at_ms == 0;
          }).empty();
}

}  // namespace

std::vector<std::string> LegalHoldsOn(const State& state,
                                      const jv1::RecordFacts& record,
                                      int64_t instant_ms) {
  return EntriesUnder(
      state, record.matter_tag(), [&](const RegisterItem& item) {
        return item.entry.kind() == v1::REGISTER_KIND_LEGAL_HOLD &&
               item.Stands(instant_ms) && IsForType(item.entry, record.type());
      });
}

std::vector<std::string> ErasureOrdersOn(const State& state,
                                         const std::string& transfer_id,
                                         int64_t instant_ms) {
  return EntriesUnder(state, transfer_id, [&](const RegisterItem& item) {
    return item.entry.kind() == v1::REGISTER_KIND_ERASURE_ORDER &&
           item.Stands(instant_ms);
  });
}

void LimitRetention(const policy::Decision& decision, int64_t instant_ms,
                    jv1::RecordFacts& record) {
  if (decision.outcome != policy::Outcome::kPermit) return;
  const absl::Time until =
      policy::RetainUntil(decision.retention, absl::FromUnixMillis(instant_ms));
  if (until == absl::InfiniteFuture()) return;
  record.set_retain_until_ms(
      EarlierEndMs(record.retain_until_ms(), absl::ToUnixMillis(until)));
}

std::vector<std::string> DueToErase(const State& state, int64_t instant_ms,
                                    size_t max) {
  std::vector<std::string> ids;
  state.retentions.Scan({}, [&](const Due& due, Nothing) {
    const auto& [until_ms, id] = due;
    if (ids.size() == max || until_ms > instant_ms) return false;
    if (LegalHoldsOn(state, state.TransferAt(id).record, instant_ms).empty()) {
      ids.push_back(id);
    }
    return true;
  });
  for (const std::string& id : state.ordered_erasures) {
    if (ids.size() == max) break;
    if (!ErasureOrdersOn(state, id, instant_ms).empty() &&
        LegalHoldsOn(state, state.TransferAt(id).record, instant_ms).empty() &&
        std::find(ids.begin(), ids.end(), id) == ids.end()) {
      ids.push_back(id);
    }
  }
  return ids;
}

void UpdateRetention(State& state, const Transfer& transfer) {
  const int64_t until_ms = transfer.record.retain_until_ms();
  const std::string& id = transfer.record.transfer_id();
  const bool rests = IsAtRest(transfer) && !WasDropped(transfer);
  if (rests && until_ms != 0) {
    state.retentions.Put({until_ms, id}, {});
  } else if (until_ms != 0) {
    state.retentions.Erase({until_ms, id});
  }
  if (rests && IsOrdered(state, id)) {
    state.ordered_erasures.insert(id);
  } else {
    state.ordered_erasures.erase(id);
  }
}

absl::Status MarkErased(State& state, const jv1::Erased& event) {
  Transfer* const transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr) return Misfit("erasure of what is not there");
  const Due due = {transfer->record.retain_until_ms(), event.transfer_id()};
  const bool is_due = state.retentions.Contains(due);
  const size_t ordered = state.ordered_erasures.erase(event.transfer_id());
  if (!is_due && ordered == 0) {
    return Misfit("erasure of what is not to be erased");
  }
  state.retentions.Erase(due);
  transfer->erased = true;
  transfer->event_entries.push_back(event.entry_index());
  return absl::OkStatus();
}

absl::Status NoteRewrapped(const State& state,
                           const jv1::KeysRewrapped& event) {
  if (event.key_epoch() <= state.closed_epoch) {
    return Misfit("a key that is wrapped under a closed epoch");
  }
  for (const std::string& id : event.transfer_ids()) {
    const Transfer* const transfer = state.FindTransfer(id);
    if (transfer == nullptr || transfer->erased) {
      return Misfit("a key of a payload that is not there");
    }
  }
  return absl::OkStatus();
}

absl::Status CloseEpochs(State& state, const jv1::EpochsClosed& event) {
  if (event.last_epoch() <= state.closed_epoch) {
    return Misfit("an epoch that is closed twice");
  }
  state.closed_epoch = event.last_epoch();
  return absl::OkStatus();
}

}  // namespace enlace::core

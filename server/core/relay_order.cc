#include "server/core/relay_order.h"

#include <algorithm>
#include <map>

#include "server/core/lapse.h"
#include "server/core/plan.h"

namespace enlace::core {
namespace {

// Whether `log` has what must prove the permit.  An unknown level is never met.
bool IsProven(const Transfer& transfer, const ProvenLog& log) {
  switch (transfer.record.receipt_level()) {
    case v1::RECEIPT_LEVEL_UNSPECIFIED:
      return true;
    case v1::RECEIPT_LEVEL_L1:
      return transfer.entry_index < log.signed_size;
    case v1::RECEIPT_LEVEL_L2:
      return transfer.entry_index < log.cosigned_size;
    default:
      return false;
  }
}

// Chooses records one by one.
class RelayChoice {
 public:
  RelayChoice(const State& state, absl::string_view link, const ProvenLog& log,
              absl::Time now, const std::set<std::string>& set_aside)
      : state_(state),
        link_(link),
        log_(log),
        instant_ms_(BatchInstantMs(state, now)),
        set_aside_(set_aside) {}

  // Takes the record, before it those that it must not overtake, as long as
  // there are not more than `max`.
  void Take(const Transfer& transfer, size_t max) {
    std::vector<const Transfer*> chain = {&transfer};
    while (const Transfer* before = ParentBefore(*chain.back())) {
      chain.push_back(before);
    }
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
      if (ids_.size() == max || !TakeOne(**it)) return;
    }
  }

  // The same with all of an urgency above routine, in their order.
  void TakeHurried(v1::Urgency urgency, size_t max) {
    const std::pair<std::string, uint64_t> here(link_, urgency);
    state_.hurried.Scan({here, 0}, [&](const auto& key, Nothing) {
      if (key.first != here || ids_.size() >= max) return false;
      const std::string* id = state_.outbox.Find({here.first, key.second});
      if (id != nullptr) Take(state_.TransferAt(*id), max);
      return true;
    });
  }

  size_t size() const { return ids_.size(); }
  std::vector<std::string> ids() && { return std::move(ids_); }

 private:
  // Of those that came before it on the link and still wait there.
  const Transfer* ParentBefore(const Transfer& transfer) const {
    if (transfer.record.parent().empty()) return nullptr;
    const Transfer* parent = state_.FindRecord(transfer.record.parent());
    const bool before = parent != nullptr && !parent->incoming &&
                        parent->state == v1::RECORD_STATE_QUEUED &&
                        parent->link == link_ &&
                        parent->link_sequence < transfer.link_sequence;
    return before && !IsOver(*parent) ? parent : nullptr;
  }

  bool IsOver(const Transfer& transfer) const {
    return EndMs(transfer.record) <= instant_ms_ ||
           state_.withdrawals.contains(transfer.record.transfer_id());
  }

  // Whether what comes after it in its thread may go.
  bool TakeOne(const Transfer& transfer) {
    const std::string& id = transfer.record.transfer_id();
    if (taken_.contains(id) || IsOver(transfer)) return true;
    if (!IsProven(transfer, log_) || set_aside_.contains(id) ||
        IsHeldUp(transfer)) {
      HoldUp(transfer.record.record_id(), transfer.link_sequence);
      HoldUp(transfer.record.parent(), transfer.link_sequence);
      return false;
    }
    taken_.insert(id);
    ids_.push_back(id);
    return true;
  }

  // Order holds in a thread: by a record that waits, what comes after it.
  bool IsHeldUp(const Transfer& transfer) const {
    const auto found = held_up_.find(transfer.record.parent());
    return found != held_up_.end() && found->second < transfer.link_sequence;
  }
  void HoldUp(const std::string& record_id, uint64_t sequence) {
    if (record_id.empty()) return;
    const auto [it, added] = held_up_.emplace(record_id, sequence);
    it->second = std::min(it->second, sequence);
  }

  const State& state_;
  const absl::string_view link_;
  const ProvenLog& log_;
  const int64_t instant_ms_;
  const std::set<std::string>& set_aside_;
  std::set<std::string> taken_;
  std::vector<std::string> ids_;
  // Record id -> first sequence from which on its answers wait.
  std::map<std::string, uint64_t> held_up_;
};

// Of `room`, what the more urgent may take while others wait.
size_t ShareOf(size_t room) {
  return room < 2 ? room : room - std::max<size_t>(1, room / 4);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): each is a part of the question.
std::vector<std::string> PendingRelays(const State& state,
                                       absl::string_view link,
                                       const ProvenLog& log, absl::Time now,
                                       size_t max,
                                       const std::set<std::string>& set_aside) {
  RelayChoice choice(state, link, log, now, set_aside);
  choice.TakeHurried(v1::URGENCY_URGENT, ShareOf(max));
  choice.TakeHurried(v1::URGENCY_PRIORITY,
                     choice.size() + ShareOf(max - choice.size()));
  const std::string here(link);
  state.outbox.Scan({here, 0}, [&](const Place& place, const std::string& id) {
    if (place.first != here || choice.size() >= max) return false;
    const Transfer& transfer = state.TransferAt(id);
    if (transfer.record.urgency() <= v1::URGENCY_ROUTINE) {
      choice.Take(transfer, max);
    }
    return true;
  });
  // What was kept for others and they did not need.
  choice.TakeHurried(v1::URGENCY_URGENT, max);
  choice.TakeHurried(v1::URGENCY_PRIORITY, max);
  return std::move(choice).ids();
}

}  // namespace enlace::core

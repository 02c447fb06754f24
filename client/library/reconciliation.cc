#include "client/library/reconciliation.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"

namespace enlace::client {
namespace {

bool IsOfDirection(const Crossing& crossing, const std::string& from,
                   const std::string& to) {
  const v1::SharedOpening& shared = crossing.shared;
  // Of a record that did not come, its revocation knows where from alone.
  return shared.from_nation() == from &&
         (shared.to_nation() == to || shared.to_nation().empty());
}

class Reconciler {
 public:
  Reconciler(const ReconciledLog& first, const ReconciledLog& second)
      : first_(first), second_(second) {}

  Reconciliation Run() {
    found_.as_of_ms = std::max(first_.ledger.last_log_time_ms(),
                               second_.ledger.last_log_time_ms());
    Direction(first_, second_, /*first_sends=*/true);
    Direction(second_, first_, /*first_sends=*/false);
    for (const ReconciledLog* log : {&first_, &second_}) {
      for (const auto& [id, crossing] : log->ledger.crossings()) {
        if (!IsOfDirection(crossing, first_.nation, second_.nation) &&
            !IsOfDirection(crossing, second_.nation, first_.nation)) {
          ++found_.elsewhere;
        }
      }
    }
    std::stable_sort(
        found_.gaps.begin(), found_.gaps.end(),
        [](const Gap& a, const Gap& b) { return a.since_ms < b.since_ms; });
    return std::move(found_);
  }

 private:
  void Direction(const ReconciledLog& sender, const ReconciledLog& receiver,
                 bool first_sends) {
    DirectionCount& count = found_.directions.emplace_back();
    count.from = sender.nation;
    count.to = receiver.nation;
    std::map<uint64_t, std::set<std::string>> numbers;
    for (const auto& [id, sent] : sender.ledger.crossings()) {
      if (!IsOfDirection(sent, sender.nation, receiver.nation)) continue;
      ++count.sent;
      numbers[sent.shared.link_sequence()].insert(id);
      const auto received = receiver.ledger.crossings().find(id);
      if (received != receiver.ledger.crossings().end()) {
        ++count.matched;
        Compare(sent, sender, received->second, receiver, first_sends);
      } else if (sent.expired && !sent.answered && !sent.reported) {
        ++count.never_left;
      } else {
        AddGap(sent.answered || sent.reported ? Gap::Kind::kNotReceived
                                              : Gap::Kind::kInTransit,
               sent, sender, receiver, receiver);
      }
    }
    for (const auto& [id, received] : receiver.ledger.crossings()) {
      if (!IsOfDirection(received, sender.nation, receiver.nation)) continue;
      ++count.received;
      numbers[received.shared.link_sequence()].insert(id);
      if (!sender.ledger.crossings().contains(id)) {
        AddGap(Gap::Kind::kNotSent, received, sender, receiver, sender);
      }
    }
    LookThrough(numbers, count);
  }

  static void LookThrough(
      const std::map<uint64_t, std::set<std::string>>& numbers,
      DirectionCount& count) {
    uint64_t next = 1;
    for (const auto& [number, ids] : numbers) {
      if (number > next) count.holes.emplace_back(next, number - 1);
      if (ids.size() > 1) count.twice.push_back(number);
      next = number + 1;
    }
    count.last_sequence = next - 1;
  }

  void AddGap(Gap::Kind kind, const Crossing& crossing,
              const ReconciledLog& sender, const ReconciledLog& receiver,
              const ReconciledLog& lacking) {
    Gap& gap = found_.gaps.emplace_back();
    gap.kind = kind;
    gap.transfer_id = crossing.transfer_id;
    gap.from = sender.nation;
    gap.to = receiver.nation;
    gap.lacking = lacking.nation;
    gap.link_sequence = crossing.shared.link_sequence();
    gap.entry = crossing.first_entry;
    gap.since_ms = crossing.first_log_time_ms;
    gap.age_ms = found_.as_of_ms - crossing.first_log_time_ms;
    Trace(crossing, lacking.ledger, gap);
  }

  // An entry names its transfer, and hashes to what was answered, even if
  // nobody is given what opens it.
  static void Trace(const Crossing& crossing, const CrossingLedger& lacking,
                    Gap& gap) {
    const auto leave = [&gap](Gap::Trace trace, uint64_t entry) {
      // Of several, what shows most.
      if (gap.trace == Gap::Trace::kNotOpened) return;
      gap.trace = trace;
      gap.trace_entry = entry;
    };
    for (const PeerEntry& named : crossing.peer_entries) {
      const auto there = lacking.hashes().find(named.index);
      if (there != lacking.hashes().end()) {
        leave(ToBytes(there->second) == named.hash ? Gap::Trace::kNotOpened
                                                   : Gap::Trace::kAnotherEntry,
              named.index);
      } else if (lacking.hashes().empty() ||
                 named.index > lacking.hashes().rbegin()->first) {
        leave(Gap::Trace::kEndsBefore, named.index);
      }
    }
    const auto closed = lacking.closed().find(crossing.transfer_id);
    if (closed != lacking.closed().end()) {
      leave(Gap::Trace::kNotOpened, closed->second.index);
    }
  }

  void Compare(const Crossing& sent, const ReconciledLog& sender,
               const Crossing& received, const ReconciledLog& receiver,
               bool first_sends) {
    const auto differ = [&](const char* what, std::string of_sender,
                            std::string of_receiver) {
      if (of_sender == of_receiver) return;
      if (!first_sends) std::swap(of_sender, of_receiver);
      found_.differences.push_back({sent.transfer_id, what,
                                    std::move(of_sender),
                                    std::move(of_receiver)});
    };
    const v1::SharedOpening& a = sent.shared;
    const v1::SharedOpening& b = received.shared;
    differ("linkSequence", absl::StrCat(a.link_sequence()),
           absl::StrCat(b.link_sequence()));
    if (!received.IsUnseen()) {
      differ("recordId", HexEncode(a.record_id()), HexEncode(b.record_id()));
      differ("type", a.type(), b.type());
      differ("sender", a.sender(), b.sender());
      differ("recipient", a.recipient(), b.recipient());
      differ("channel", v1::Channel_Name(a.channel()),
             v1::Channel_Name(b.channel()));
      differ("urgency", v1::Urgency_Name(a.urgency()),
             v1::Urgency_Name(b.urgency()));
      differ("toNation", a.to_nation(), b.to_nation());
    }
    CompareAnswer(sent, received, differ);
    CompareEntries(sent, receiver, [&](std::string named, std::string there) {
      differ("entryHash", std::move(named), std::move(there));
    });
    CompareEntries(received, sender, [&](std::string named, std::string there) {
      differ("entryHash", std::move(there), std::move(named));
    });
  }

  // What the sender's log says the other node answered, the other decided.
  template <typename Differ>
  static void CompareAnswer(const Crossing& sent, const Crossing& received,
                            const Differ& differ) {
    if (!sent.answered.has_value() ||
        std::find(received.decided.begin(), received.decided.end(),
                  *sent.answered) != received.decided.end()) {
      return;
    }
    // What was taken back before it came was answered with a denial.
    if (received.IsUnseen()) return;
    differ("answer", v1::DecisionOutcome_Name(*sent.answered),
           received.decided.empty()
               ? "none"
               : v1::DecisionOutcome_Name(received.decided.front()));
  }

  // An entry of the other log that this one names is the one that stands there.
  template <typename Differ>
  void CompareEntries(const Crossing& crossing, const ReconciledLog& other,
                      const Differ& differ) {
    for (const PeerEntry& named : crossing.peer_entries) {
      const auto there = other.ledger.hashes().find(named.index);
      if (there == other.ledger.hashes().end()) {
        ++found_.not_covered;
        continue;
      }
      const std::string hash = ToBytes(there->second);
      if (hash == named.hash) continue;
      differ(absl::StrCat(named.index, " ", HexEncode(named.hash)),
             absl::StrCat(named.index, " ", HexEncode(hash)));
    }
  }

  const ReconciledLog& first_;
  const ReconciledLog& second_;
  Reconciliation found_;
};

}  // namespace

bool Reconciliation::AllMatched() const {
  return gaps.empty() && differences.empty() && broken_words.empty() &&
         std::all_of(directions.begin(), directions.end(),
                     [](const DirectionCount& each) {
                       return each.holes.empty() && each.twice.empty();
                     });
}

Reconciliation Reconcile(const ReconciledLog& first,
                         const ReconciledLog& second) {
  return Reconciler(first, second).Run();
}

}  // namespace enlace::client

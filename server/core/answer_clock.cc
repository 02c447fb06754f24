#include "server/core/answer_clock.h"

#include <algorithm>
#include <tuple>

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

constexpr int64_t kMinuteMs = int64_t{60} * 1000;

struct Clock {
  int64_t due_ms = 0;
  bool put_off = false;
  const Transfer* answer = nullptr;      // the first that stands
  const Transfer* withdrawal = nullptr;  // likewise
};

bool AsksForAnswer(const Transfer& transfer) {
  return transfer.decision == v1::DECISION_OUTCOME_PERMIT &&
         transfer.record.answer().due_ms() != 0;
}

// Whether its recipient's nation has the record, or will as far as this node
// knows.
bool Stands(const Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_QUEUED ||
         transfer.state == v1::RECORD_STATE_DELIVERED ||
         transfer.state == v1::RECORD_STATE_COLLECTED;
}

bool Waits(const Transfer& transfer) {
  return Stands(transfer) || transfer.state == v1::RECORD_STATE_HELD_BY_PEER;
}

// Whoever was asked answers or puts off; whoever asked withdraws.
bool ComesFromWhoMay(const jv1::RecordFacts& reply,
                     const jv1::RecordFacts& asked) {
  const bool withdraws = reply.answer().effect() == v1::ANSWER_EFFECT_WITHDRAWS;
  const std::string& from = withdraws ? asked.sender() : asked.recipient();
  const std::string& to = withdraws ? asked.recipient() : asked.sender();
  return reply.sender() == from && reply.recipient() == to;
}

// Those that stand, in the order in which they were decided.
std::vector<const Transfer*> RepliesTo(const State& state,
                                       const Transfer& transfer) {
  std::vector<const Transfer*> replies;
  const std::string& asked = transfer.record.record_id();
  state.replies.Scan({asked, ""}, [&](const Names& named, Nothing) {
    if (named.first != asked) return false;
    const Transfer& reply = state.TransferAt(named.second);
    if (Stands(reply) && ComesFromWhoMay(reply.record, transfer.record)) {
      replies.push_back(&reply);
    }
    return true;
  });
  std::sort(replies.begin(), replies.end(),
            [](const Transfer* a, const Transfer* b) {
              return std::tie(a->decided_at_ms, a->record.transfer_id()) <
                     std::tie(b->decided_at_ms, b->record.transfer_id());
            });
  return replies;
}

// A notice counts once, and only before the answer was due.
void PutOff(const Transfer& notice, int64_t latest_ms, Clock& clock) {
  const int64_t until_ms =
      std::min(notice.record.answer().until_ms(), latest_ms);
  if (clock.put_off || notice.decided_at_ms >= clock.due_ms ||
      until_ms <= clock.due_ms) {
    return;
  }
  clock.due_ms = until_ms;
  clock.put_off = true;
}

// REQUIRES: AsksForAnswer().
Clock ReadClock(const State& state, const Transfer& transfer) {
  Clock clock;
  clock.due_ms = transfer.record.answer().due_ms();
  for (const Transfer* reply : RepliesTo(state, transfer)) {
    switch (reply->record.answer().effect()) {
      case v1::ANSWER_EFFECT_ANSWERS:
        if (clock.answer == nullptr) clock.answer = reply;
        break;
      case v1::ANSWER_EFFECT_PUTS_OFF:
        PutOff(*reply, transfer.record.answer().latest_ms(), clock);
        break;
      case v1::ANSWER_EFFECT_WITHDRAWS:
        if (clock.withdrawal == nullptr) clock.withdrawal = reply;
        break;
      default:
        break;
    }
  }
  return clock;
}

// Half open: at exactly the instant at which it is due, what comes is late.
bool CameInTime(const Transfer* reply, const Clock& clock) {
  return reply != nullptr && reply->decided_at_ms < clock.due_ms;
}

// What comes late leaves the alarm on: the log is to say so.  Once it does, the
// record counts as overdue until the answer is there.
void SetAlarm(State& state, Transfer& transfer) {
  const std::string& id = transfer.record.transfer_id();
  if (transfer.alarm_ms != 0) state.alarms.erase({transfer.alarm_ms, id});
  transfer.alarm_ms = 0;
  state.overdue.erase(id);
  if (!AsksForAnswer(transfer)) return;
  const Clock clock = ReadClock(state, transfer);
  if (transfer.answer_overdue) {
    if (Waits(transfer) && clock.answer == nullptr &&
        clock.withdrawal == nullptr) {
      state.overdue.insert(id);
    }
    return;
  }
  if (!Waits(transfer) || CameInTime(clock.answer, clock) ||
      CameInTime(clock.withdrawal, clock)) {
    return;
  }
  transfer.alarm_ms = clock.due_ms;
  state.alarms.emplace(transfer.alarm_ms, id);
}

Transfer* FindParentOf(State& state, const Transfer& transfer) {
  const std::string* id = state.by_record.Find(transfer.record.parent());
  return id == nullptr ? nullptr : state.transfers.Change(*id);
}

v1::AnswerState StateOf(const Transfer& transfer, const Clock& clock,
                        int64_t now_ms) {
  if (clock.answer != nullptr) {
    return CameInTime(clock.answer, clock) ? v1::ANSWER_STATE_ANSWERED
                                           : v1::ANSWER_STATE_ANSWERED_LATE;
  }
  if (clock.withdrawal != nullptr || !Waits(transfer)) {
    return v1::ANSWER_STATE_ENDED;
  }
  return now_ms >= clock.due_ms ? v1::ANSWER_STATE_OVERDUE
                                : v1::ANSWER_STATE_AWAITED;
}

}  // namespace

void AskForAnswer(const policy::Decision& decision, int64_t instant_ms,
                  jv1::RecordFacts& record) {
  if (decision.outcome != policy::Outcome::kPermit ||
      decision.answer.minutes == 0) {
    return;
  }
  const int64_t due_ms = instant_ms + decision.answer.minutes * kMinuteMs;
  JoinAnswerTime(due_ms, due_ms + decision.answer.extension_minutes * kMinuteMs,
                 *record.mutable_answer());
}

void JoinAnswerTime(int64_t due_ms, int64_t latest_ms,
                    jv1::AnswerFacts& facts) {
  if (due_ms <= 0) return;
  latest_ms = std::max(latest_ms, due_ms);
  if (facts.due_ms() == 0) {
    facts.set_due_ms(due_ms);
    facts.set_latest_ms(latest_ms);
    return;
  }
  facts.set_due_ms(std::min(facts.due_ms(), due_ms));
  facts.set_latest_ms(std::min(facts.latest_ms(), latest_ms));
}

v1::AnswerStatus AnswerStatusOf(const State& state, const Transfer& transfer,
                                int64_t now_ms) {
  v1::AnswerStatus status;
  if (!AsksForAnswer(transfer)) return status;
  const Clock clock = ReadClock(state, transfer);
  status.set_state(StateOf(transfer, clock, now_ms));
  status.set_due_ms(clock.due_ms);
  status.set_latest_ms(transfer.record.answer().latest_ms());
  status.set_put_off(clock.put_off);
  if (clock.answer != nullptr) {
    status.set_answered_by(clock.answer->record.record_id());
    status.set_answered_at_ms(clock.answer->decided_at_ms);
  }
  return status;
}

std::vector<std::string> OverdueAnswers(const State& state, int64_t now_ms,
                                        size_t max) {
  std::vector<std::string> ids;
  for (const auto& [due_ms, id] : state.alarms) {
    if (ids.size() == max || due_ms > now_ms) break;
    ids.push_back(id);
  }
  return ids;
}

void UpdateAnswerClocks(State& state, Transfer& transfer) {
  SetAlarm(state, transfer);
  if (transfer.record.answer().effect() == v1::ANSWER_EFFECT_UNSPECIFIED) {
    return;
  }
  Transfer* parent = FindParentOf(state, transfer);
  if (parent != nullptr) SetAlarm(state, *parent);
}

void IndexReply(State& state, const Transfer& transfer) {
  if (transfer.record.answer().effect() == v1::ANSWER_EFFECT_UNSPECIFIED) {
    return;
  }
  state.replies.Put({transfer.record.parent(), transfer.record.transfer_id()},
                    {});
}

absl::Status MarkOverdue(State& state, const jv1::AnswerOverdue& event) {
  Transfer* const transfer = state.transfers.Change(event.transfer_id());
  if (transfer == nullptr || transfer->alarm_ms == 0) {
    return absl::DataLossError(
        "journal: an answer is overdue that nothing awaits");
  }
  transfer->answer_overdue = true;
  SetAlarm(state, *transfer);
  return absl::OkStatus();
}

}  // namespace enlace::core

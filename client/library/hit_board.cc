#include "client/library/hit_board.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/record.h"
#include "proto/wire/statement.h"

namespace enlace::client {
namespace {

// A record of either side.
struct Entry {
  const std::string* record_id;
  const v1::Header* header;
  const google::protobuf::Message* message;
  bool sent;
};

template <typename T>
const T* As(const Entry& entry) {
  return google::protobuf::DynamicCastToGenerated<T>(entry.message);
}

std::vector<Entry> EntriesOf(absl::Span<const InboxItem> items,
                             absl::Span<const SentRecord> sent) {
  std::vector<Entry> entries;
  for (const InboxItem& item : items) {
    if (!item.record.ok()) continue;
    entries.push_back({&item.record->record_id, &item.record->header,
                       item.record->message.get(), false});
  }
  for (const SentRecord& record : sent) {
    entries.push_back(
        {&record.record_id, &record.header, record.message.get(), true});
  }
  return entries;
}

// The newest answer to `request` of the agency that it was sent to.
const Entry* AnswerTo(const Entry& request, const std::vector<Entry>& entries) {
  const Entry* newest = nullptr;
  for (const Entry& entry : entries) {
    if (As<v1::HitConfirmationReply>(entry) == nullptr ||
        entry.header->parent() != *request.record_id ||
        entry.header->sender() != request.header->recipient()) {
      continue;
    }
    if (newest == nullptr ||
        entry.header->created_at_ms() > newest->header->created_at_ms()) {
      newest = &entry;
    }
  }
  return newest;
}

void Judge(Hit& hit, absl::Time lapses, absl::Time now) {
  const absl::Duration limit = HitLimit(hit.record.level());
  hit.due = hit.asked_at + limit;
  switch (hit.answer.answer()) {
    case v1::HIT_ANSWER_CONFIRMED:
      hit.state = HitState::kConfirmed;
      return;
    case v1::HIT_ANSWER_NOT_CONFIRMED:
      hit.state = HitState::kNotConfirmed;
      return;
    case v1::HIT_ANSWER_NEEDS_TIME:
      hit.state = HitState::kExtended;
      hit.due = absl::FromUnixNanos(
          google::protobuf::util::TimeUtil::TimestampToNanoseconds(
              hit.answer.answer_by()));
      break;
    default:
      break;
  }
  if (now >= lapses) {
    hit.state = HitState::kLapsed;
  } else if (now >= hit.due) {
    hit.state = HitState::kOverdue;
    hit.steps_late = static_cast<int>((now - hit.due) / limit) + 1;
  }
}

}  // namespace

absl::string_view HitStateName(HitState state) {
  switch (state) {
    case HitState::kRunning:
      return "RUNNING";
    case HitState::kExtended:
      return "EXTENDED";
    case HitState::kOverdue:
      return "OVERDUE";
    case HitState::kConfirmed:
      return "CONFIRMED";
    case HitState::kNotConfirmed:
      return "NOT_CONFIRMED";
    case HitState::kLapsed:
      return "LAPSED";
  }
  return "LAPSED";
}

bool Open(HitState state) {
  return state == HitState::kRunning || state == HitState::kExtended ||
         state == HitState::kOverdue;
}

absl::Duration HitLimit(v1::HitLevel level) {
  return level == v1::HIT_LEVEL_ROUTINE ? absl::Hours(1) : absl::Minutes(10);
}

absl::StatusOr<SentRecord> ReadSentRecord(absl::string_view submission) {
  v1::Submission parsed;
  if (!parsed.ParseFromString(std::string(submission))) {
    return absl::InvalidArgumentError("is no signed record");
  }
  const std::string& statement = parsed.statement().statement();
  ASSIGN_OR_RETURN(const v1::Statement read, wire::ParseStatement(statement));
  SentRecord record;
  record.record_id = ToBytes(wire::RecordId(statement));
  record.header = read.header();
  ASSIGN_OR_RETURN(record.message,
                   wire::ParseRecord(record.header.type(), parsed.body()));
  return record;
}

std::vector<Hit> HitBoard(absl::Span<const InboxItem> items,
                          absl::Span<const SentRecord> sent, absl::Time now) {
  const std::vector<Entry> entries = EntriesOf(items, sent);
  std::vector<Hit> board;
  std::set<std::string> seen;
  for (const Entry& entry : entries) {
    const auto* request = As<v1::HitConfirmationRequest>(entry);
    if (request == nullptr || !seen.insert(*entry.record_id).second) continue;
    Hit& hit = board.emplace_back();
    hit.request = *entry.record_id;
    hit.alert = entry.header->parent();
    hit.counterpart =
        entry.sent ? entry.header->recipient() : entry.header->sender();
    hit.sent = entry.sent;
    hit.asked_at = absl::FromUnixMillis(entry.header->created_at_ms());
    hit.record = *request;
    if (const Entry* answer = AnswerTo(entry, entries)) {
      hit.answer = *As<v1::HitConfirmationReply>(*answer);
    }
    Judge(hit, absl::FromUnixMillis(entry.header->valid_until_ms()), now);
  }
  std::sort(board.begin(), board.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.state != HitState::kOverdue, !Open(a.state), a.due,
                      a.request) < std::tuple(b.state != HitState::kOverdue,
                                              !Open(b.state), b.due, b.request);
  });
  return board;
}

}  // namespace enlace::client

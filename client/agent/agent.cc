#include "client/agent/agent.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/agent/agent_message.h"
#include "client/library/answer.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

constexpr size_t kKeyMax = 200;
constexpr size_t kDrawnKeySize = 16;  // bytes

absl::StatusOr<std::string> RecordIdOf(absl::string_view hex) {
  auto id = HexDecode(hex);
  if (!id.ok() || id->size() != kHashSize) {
    return wire::FieldInvalid("record_id", "must be 64 lower-case hex digits");
  }
  return id;
}

absl::StatusOr<std::string> KeyOf(const std::string& asked, Random& random) {
  if (asked.empty()) return HexEncode(random.Bytes(kDrawnKeySize));
  const bool plain = std::all_of(asked.begin(), asked.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
  if (!plain || asked.size() > kKeyMax) {
    return wire::FieldInvalid(
        "key", "must be at most 200 printable ASCII characters, no blanks");
  }
  return asked;
}

}  // namespace

Agent::Agent(Client& client, std::unique_ptr<Spool> spool, Random& random)
    : client_(client),
      spool_(std::move(spool)),
      random_(random),
      sender_(client_, *spool_, random_) {}

absl::StatusOr<std::unique_ptr<Agent>> Agent::Start(
    Client& client, absl::string_view spool_path, Clock& clock,
    Random& random) {
  ASSIGN_OR_RETURN(std::unique_ptr<Spool> spool,
                   Spool::Open(spool_path, clock));
  return absl::WrapUnique(new Agent(client, std::move(spool), random));
}

absl::StatusOr<RecordDraft> Agent::DraftOf(
    const agent::v1::SendRequest& request, absl::string_view recipient) const {
  if (!request.has_record()) {
    return wire::FieldInvalid("record", "is missing; give the record's fields");
  }
  const std::string json = JsonLine(request.record());
  RecordDraft draft;
  if (recipient.empty()) {
    ASSIGN_OR_RETURN(draft, DraftFromJson(request.type(), json));
  } else {
    ASSIGN_OR_RETURN(draft, client_.Draft(request.type(), json, recipient));
  }
  if (request.channel() != v1::CHANNEL_UNSPECIFIED) {
    draft.channel = request.channel();
  }
  if (request.urgency() != v1::URGENCY_UNSPECIFIED) {
    draft.urgency = request.urgency();
  }
  if (request.has_valid_for()) {
    draft.valid_for = absl::Milliseconds(
        google::protobuf::util::TimeUtil::DurationToMilliseconds(
            request.valid_for()));
    if (draft.valid_for <= absl::ZeroDuration()) {
      return wire::FieldInvalid("valid_for", "must be above zero");
    }
  }
  return draft;
}

absl::StatusOr<agent::v1::SentRecord> Agent::SendDraft(
    const std::string& asked_key, const RecordDraft& draft,
    const AgentCall& call) {
  ASSIGN_OR_RETURN(const std::string key, KeyOf(asked_key, random_));
  ASSIGN_OR_RETURN(const SignedRecord record, client_.Sign(draft));
  ASSIGN_OR_RETURN(std::vector<SpooledRecord> kept,
                   spool_->Keep({{key, record}}));
  const std::string& first = kept.front().record.draft_digest;
  if (!first.empty() && first != record.draft_digest) {
    return wire::FieldInvalid(
        "key",
        "was used for something else, which is what was sent; give this record "
        "a key of its own");
  }
  if (kept.front().result.has_value()) {
    return SentRecordOf(kept.front(), call.language);
  }
  sender_.SendNow(call.wait);
  return FindSent(key, call);
}

absl::StatusOr<agent::v1::SentRecord> Agent::Send(
    const agent::v1::SendRequest& request, const AgentCall& call) {
  if (request.to().empty()) {
    return wire::FieldInvalid("to", "is missing; name the receiving agency");
  }
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(request, request.to()));
  if (!request.in_reply_to().empty()) {
    ASSIGN_OR_RETURN(draft.parent, RecordIdOf(request.in_reply_to()));
  }
  return SendDraft(request.key(), draft, call);
}

absl::StatusOr<v1::TryResponse> Agent::Try(
    const agent::v1::SendRequest& request) {
  if (request.to().empty()) {
    return wire::FieldInvalid("to", "is missing; name the receiving agency");
  }
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(request, request.to()));
  if (!request.in_reply_to().empty()) {
    ASSIGN_OR_RETURN(draft.parent, RecordIdOf(request.in_reply_to()));
  }
  return client_.Try(draft);
}

absl::StatusOr<InboxItem> Agent::ItemAt(uint64_t cursor) {
  v1::CollectRequest request;
  request.set_after(cursor - 1);
  request.set_page_size(1);
  request.set_include_confirmed(true);
  std::vector<InboxItem> items;
  if (cursor > 0) {
    ASSIGN_OR_RETURN(items, client_.InboxPage(request));
  }
  if (items.empty() || items.front().delivery.cursor() != cursor) {
    return absl::NotFoundError("the inbox has no record at that cursor");
  }
  return std::move(items.front());
}

absl::StatusOr<agent::v1::SentRecord> Agent::Reply(
    uint64_t cursor, const agent::v1::SendRequest& request,
    const AgentCall& call) {
  if (!request.to().empty() || !request.in_reply_to().empty() ||
      request.channel() != v1::CHANNEL_UNSPECIFIED) {
    return wire::FieldInvalid(
        "to",
        "an answer goes to whoever sent the record, on its channel; "
        "leave out to, in_reply_to and channel");
  }
  ASSIGN_OR_RETURN(const InboxItem item, ItemAt(cursor));
  if (!item.record.ok()) return NotBelieved(item);
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(request, ""));
  const v1::Urgency urgency = draft.urgency;
  RETURN_IF_ERROR(BindAnswer(*item.record, draft));
  if (request.urgency() != v1::URGENCY_UNSPECIFIED) {
    draft.urgency = urgency;
  }
  return SendDraft(request.key(), draft, call);
}

absl::StatusOr<agent::v1::SentRecord> Agent::Acknowledge(
    uint64_t cursor, const agent::v1::AcknowledgeRequest& request,
    const AgentCall& call) {
  ASSIGN_OR_RETURN(const InboxItem item, ItemAt(cursor));
  if (!item.record.ok()) return NotBelieved(item);
  const auto status = request.status() == v1::ACKNOWLEDGEMENT_STATUS_UNSPECIFIED
                          ? v1::ACKNOWLEDGEMENT_STATUS_RECEIVED
                          : request.status();
  ASSIGN_OR_RETURN(
      const RecordDraft draft,
      AcknowledgementOf(*item.record, item.delivery.delivered_at_ms(), status,
                        request.reason()));
  RETURN_IF_ERROR(client_.Confirm({item.delivery.transfer_id()}));
  return SendDraft(
      absl::StrCat("acknowledge:", HexEncode(item.delivery.transfer_id()), ":",
                   static_cast<int>(status)),
      draft, call);
}

absl::Status Agent::Confirm(uint64_t cursor) {
  ASSIGN_OR_RETURN(const InboxItem item, ItemAt(cursor));
  if (!item.record.ok()) return NotBelieved(item);
  return client_.Confirm({item.delivery.transfer_id()});
}

absl::StatusOr<agent::v1::SentRecord> Agent::FindSent(absl::string_view key,
                                                      const AgentCall& call) {
  ASSIGN_OR_RETURN(const std::optional<SpooledRecord> found, spool_->Find(key));
  if (!found.has_value()) {
    return absl::NotFoundError(
        "nothing was given to this agent under that key");
  }
  return SentRecordOf(*found, call.language);
}

absl::StatusOr<agent::v1::Inbox> Agent::ReadInbox(uint64_t after,
                                                  bool confirmed_too,
                                                  uint32_t limit,
                                                  const AgentCall& call) {
  v1::CollectRequest request;
  request.set_after(after);
  request.set_page_size(limit);
  request.set_include_confirmed(confirmed_too);
  ASSIGN_OR_RETURN(const std::vector<InboxItem> items,
                   client_.InboxPage(request));
  agent::v1::Inbox inbox;
  inbox.set_next(after);
  for (const InboxItem& item : items) {
    *inbox.add_records() = InboxRecordOf(item, call.language);
    inbox.set_next(item.delivery.cursor());
  }
  return inbox;
}

absl::StatusOr<agent::v1::RecordStatus> Agent::StatusOf(
    absl::string_view record_id) {
  ASSIGN_OR_RETURN(const std::string id, RecordIdOf(record_id));
  ASSIGN_OR_RETURN(const v1::GetStatusResponse response, client_.StatusOf(id));
  agent::v1::RecordStatus status;
  status.set_record_id(std::string(record_id));
  status.set_transfer_id(HexEncode(response.transfer_id()));
  status.set_state(response.state());
  status.set_type(response.type());
  status.set_counterpart(response.counterpart());
  status.set_peer_reason(response.peer_reason());
  status.set_end_reason(response.end_reason());
  if (response.has_answer()) {
    *status.mutable_answer() = AnswerOf(response.answer());
  }
  v1::Outcome outcome;
  if (!response.outcome().empty() &&
      outcome.ParseFromString(response.outcome())) {
    *status.mutable_decision() = DecisionOf(outcome);
  }
  return status;
}

absl::StatusOr<ObtainedReceipt> Agent::Receipt(absl::string_view record_id,
                                               v1::ReceiptLevel level) {
  ASSIGN_OR_RETURN(const std::string id, RecordIdOf(record_id));
  return client_.Receipt(id, level);
}

absl::StatusOr<agent::v1::RecordStatus> Agent::Revoke(
    absl::string_view record_id, absl::string_view reason) {
  ASSIGN_OR_RETURN(const std::string id, RecordIdOf(record_id));
  RETURN_IF_ERROR(client_.Revoke(id, reason).status());
  return StatusOf(record_id);
}

absl::StatusOr<agent::v1::Health> Agent::Health(const AgentCall& call) {
  agent::v1::Health health;
  health.set_agency(client_.context().agency.Uri());
  const auto answered =
      client_.node().GetNodeStatus(v1::GetNodeStatusRequest());
  const absl::Status why = answered.ok() ? sender_.last() : answered.status();
  health.set_node_answers(answered.ok());
  if (!why.ok()) *health.mutable_error() = ErrorMessageOf(why, call.language);
  ASSIGN_OR_RETURN(const uint64_t pending, spool_->PendingCount());
  health.set_pending(static_cast<uint32_t>(pending));
  return health;
}

}  // namespace enlace::client

// enlace ack ID: takes a record over, and tells its sender so.
//
// The delivery is confirmed first: an acknowledgement that cannot be sent must
// not leave a record to be collected twice, and `enlace ack` may be run again.

#include <google/protobuf/util/time_util.h>

#include <memory>

#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"
#include "enlace/v1/context.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::client {
namespace {

struct AckWords {
  std::string id;
  TravelWords travel;
  bool confirm_only = false;
};

// Purpose, case, basis and handling of the record that is acknowledged; nothing
// about persons.
v1::RecordContext ContextOf(const google::protobuf::Message& record) {
  v1::RecordContext context;
  const auto* field = record.GetDescriptor()->FindFieldByName("context");
  const auto* reflection = record.GetReflection();
  if (field == nullptr || !reflection->HasField(record, field)) return context;
  const auto* parent =
      google::protobuf::DynamicCastToGenerated<v1::RecordContext>(
          &reflection->GetMessage(record, field));
  if (parent == nullptr) return context;
  if (parent->has_purpose_code()) {
    context.set_purpose_code(parent->purpose_code());
  }
  if (parent->has_case_ref()) context.set_case_ref(parent->case_ref());
  *context.mutable_legal_basis() = parent->legal_basis();
  if (parent->has_handling()) *context.mutable_handling() = parent->handling();
  if (parent->has_evidence_status()) {
    context.set_evidence_status(parent->evidence_status());
  }
  if (parent->has_language()) context.set_language(parent->language());
  return context;
}

absl::StatusOr<RecordDraft> DraftFor(const wire::VerifiedRecord& record,
                                     int64_t delivered_at_ms) {
  auto ack = std::make_unique<v1::Acknowledgement>();
  *ack->mutable_context() = ContextOf(*record.message);
  ack->set_status(v1::ACKNOWLEDGEMENT_STATUS_RECEIVED);
  *ack->mutable_received_at() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
          delivered_at_ms);
  RecordDraft draft;
  draft.record = std::move(ack);
  ASSIGN_OR_RETURN(draft.recipient,
                   certs::ParseIdentity(record.header.sender()));
  draft.parent = record.record_id;
  draft.channel = record.header.channel();
  draft.urgency = record.header.urgency();
  return draft;
}

absl::StatusOr<ExitCode> Ack(const AckWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const InboxItem item, FindVerified(words.id, shell));
  ASSIGN_OR_RETURN(RecordDraft draft,
                   DraftFor(*item.record, item.delivery.delivered_at_ms()));
  RETURN_IF_ERROR(ApplyTravelWords(words.travel, draft));
  if (words.travel.dry_run) return Deliver(draft, words.travel, shell);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::ConfirmRequest request;
  request.add_transfer_ids(item.delivery.transfer_id());
  ASSIGN_OR_RETURN(const v1::ConfirmResponse confirmed, node->Confirm(request));
  if (words.confirm_only) {
    shell.Print(
        Json::Object().Add("confirmed", Json::Number(confirmed.confirmed())),
        shell.Say({"confirmed\n", "confirmado\n"}));
    return ExitCode::kDone;
  }
  return Deliver(draft, words.travel, shell);
}

}  // namespace

void AddAck(CLI::App& app, Shell& shell) {
  CLI::App* verb = app.add_subcommand(
      "ack", "Confirm a record of the inbox and acknowledge it to its sender");
  auto words = std::make_shared<AckWords>();
  verb->add_option("ID", words->id, "Transfer or record id")->required();
  verb->add_flag("--confirm-only", words->confirm_only,
                 "Confirm to the own node, send nothing");
  AddTravelWords(*verb, words->travel);
  verb->callback([&shell, words] {
    shell.Choose("ack", [&shell, words] { return Ack(*words, shell); });
  });
}

}  // namespace enlace::client

#include "client/library/client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "certs/tls.h"
#include "client/library/agency_name.h"
#include "client/library/answer.h"
#include "client/library/node_session.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"

namespace enlace::client {
namespace {

// Limits of one call of Submit and Confirm.
constexpr size_t kRecordsMax = 128;
constexpr size_t kBytesMax = 512 << 10;

constexpr uint32_t kPageSize = 128;

absl::StatusOr<v1::Outcome> OutcomeOf(const v1::SubmitResult& result) {
  if (result.has_problem()) return wire::FromProblem(result.problem());
  v1::Outcome outcome;
  if (!outcome.ParseFromString(result.outcome())) {
    return absl::InternalError("the node's outcome cannot be read");
  }
  return outcome;
}

}  // namespace

absl::Status NotBelieved(const InboxItem& item) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the record does not verify: ", item.record.status().message()));
}

Client::Client(std::unique_ptr<Node> node, Context context,
               std::vector<certs::TrustAnchor> roots, certs::PrivateKey signer,
               Clock& clock, Random& random)
    : node_(std::move(node)),
      context_(std::move(context)),
      roots_(std::move(roots)),
      signer_(std::move(signer)),
      clock_(clock),
      random_(random) {}

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(
    absl::string_view context_path, absl::string_view locale) {
  RETURN_IF_ERROR(certs::InstallTlsConfiguration());
  ASSIGN_OR_RETURN(Context context, LoadContext(context_path));
  const std::string language(locale.empty() ? context.language : locale);
  ASSIGN_OR_RETURN(
      std::unique_ptr<Node> node,
      OpenNodeSession(context, language, RealClock(), SystemRandom()));
  return Over(std::move(node), std::move(context), RealClock(), SystemRandom());
}

absl::StatusOr<std::unique_ptr<Client>> Client::Over(std::unique_ptr<Node> node,
                                                     Context context,
                                                     Clock& clock,
                                                     Random& random) {
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(context));
  std::vector<certs::TrustAnchor> roots;
  roots.reserve(nations.size());
  for (const Nation& nation : nations) roots.push_back(nation.root);
  ASSIGN_OR_RETURN(certs::PrivateKey signer, LoadSigner(context));
  return absl::WrapUnique(new Client(std::move(node), std::move(context),
                                     std::move(roots), std::move(signer), clock,
                                     random));
}

absl::StatusOr<RecordDraft> Client::Draft(absl::string_view type,
                                          absl::string_view json,
                                          absl::string_view recipient) const {
  ASSIGN_OR_RETURN(RecordDraft draft, DraftFromJson(type, json));
  std::vector<std::string> domains;
  domains.reserve(roots_.size());
  for (const certs::TrustAnchor& root : roots_) {
    domains.push_back(root.trust_domain());
  }
  ASSIGN_OR_RETURN(draft.recipient, AgencyOf(recipient, domains));
  return draft;
}

absl::StatusOr<SignedRecord> Client::Sign(const RecordDraft& draft) const {
  ASSIGN_OR_RETURN(const v1::Submission submission,
                   ComposeSubmission(draft, {.sender = context_.agency,
                                             .signer = signer_,
                                             .clock = clock_,
                                             .random = random_}));
  const Hash id = wire::RecordId(submission.statement().statement());
  const Hash asked = DraftDigest(draft);
  return SignedRecord{std::string(id.begin(), id.end()),
                      submission.SerializeAsString(),
                      std::string(asked.begin(), asked.end())};
}

size_t Client::CallSize(absl::Span<const SignedRecord> records) {
  size_t bytes = 0;
  size_t count = 0;
  while (count < records.size() && count < kRecordsMax) {
    bytes += records[count].bytes.size();
    if (count > 0 && bytes > kBytesMax) break;
    ++count;
  }
  return count;
}

absl::StatusOr<std::vector<v1::SubmitResult>> Client::SubmitCall(
    absl::Span<const SignedRecord> records) {
  v1::SubmitRequest request;
  for (const SignedRecord& record : records) {
    request.add_submissions(record.bytes);
  }
  ASSIGN_OR_RETURN(const v1::SubmitResponse response, node_->Submit(request));
  if (response.results_size() != request.submissions_size()) {
    return absl::InternalError("the node did not answer for each record");
  }
  return std::vector<v1::SubmitResult>(response.results().begin(),
                                       response.results().end());
}

std::vector<absl::StatusOr<v1::Outcome>> Client::Submit(
    absl::Span<const SignedRecord> records) {
  std::vector<absl::StatusOr<v1::Outcome>> outcomes;
  outcomes.reserve(records.size());
  while (outcomes.size() < records.size()) {
    const auto rest = records.subspan(outcomes.size());
    const size_t count = CallSize(rest);
    const auto results = SubmitCall(rest.first(count));
    for (size_t i = 0; i < count; ++i) {
      outcomes.push_back(results.ok() ? OutcomeOf((*results)[i])
                                      : results.status());
    }
  }
  return outcomes;
}

absl::StatusOr<v1::Outcome> Client::Send(const RecordDraft& draft) {
  ASSIGN_OR_RETURN(const SignedRecord record, Sign(draft));
  return std::move(Submit(absl::MakeConstSpan(&record, 1)).front());
}

absl::StatusOr<v1::TryResponse> Client::Try(const RecordDraft& draft) {
  ASSIGN_OR_RETURN(SignedRecord record, Sign(draft));
  v1::TryRequest request;
  request.set_submission(std::move(record.bytes));
  return node_->Try(request);
}

absl::Status Client::Subscribe(
    const Subscription& subscription,
    absl::FunctionRef<absl::Status(const InboxItem& item)> take) {
  v1::CollectRequest request;
  request.set_after(subscription.after);
  request.set_page_size(kPageSize);
  while (subscription.stop == nullptr || !subscription.stop()) {
    ASSIGN_OR_RETURN(const std::vector<InboxItem> page, InboxPage(request));
    std::vector<std::string> taken;
    absl::Status verdict;
    for (const InboxItem& item : page) {
      verdict = take(item);
      if (!verdict.ok()) break;
      request.set_after(item.delivery.cursor());
      if (item.record.ok()) taken.push_back(item.delivery.transfer_id());
    }
    if (subscription.confirm && !taken.empty()) RETURN_IF_ERROR(Confirm(taken));
    RETURN_IF_ERROR(verdict);
    if (page.empty()) absl::SleepFor(subscription.pause);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<InboxItem>> Client::Inbox(const InboxQuery& query) {
  return ReadInbox(*node_, {context_.agency, roots_}, query, clock_);
}

absl::StatusOr<std::vector<InboxItem>> Client::InboxPage(
    const v1::CollectRequest& request) {
  return ReadInboxPage(*node_, {context_.agency, roots_}, request, clock_);
}

absl::Status Client::Confirm(absl::Span<const std::string> transfer_ids) {
  v1::ConfirmRequest request;
  for (const std::string& id : transfer_ids) request.add_transfer_ids(id);
  return node_->Confirm(request).status();
}

absl::StatusOr<v1::Outcome> Client::Acknowledge(
    const InboxItem& item, v1::AcknowledgementStatus status,
    v1::ReasonCode reason) {
  if (!item.record.ok()) return NotBelieved(item);
  ASSIGN_OR_RETURN(
      const RecordDraft draft,
      AcknowledgementOf(*item.record, item.delivery.delivered_at_ms(), status,
                        reason));
  const std::string& transfer = item.delivery.transfer_id();
  RETURN_IF_ERROR(Confirm(absl::MakeConstSpan(&transfer, 1)));
  return Send(draft);
}

absl::StatusOr<v1::Outcome> Client::Reply(const InboxItem& item,
                                          RecordDraft answer) {
  if (!item.record.ok()) return NotBelieved(item);
  RETURN_IF_ERROR(BindAnswer(*item.record, answer));
  return Send(answer);
}

absl::StatusOr<v1::GetStatusResponse> Client::StatusOf(
    absl::string_view record_id) {
  v1::GetStatusRequest request;
  request.set_record_id(std::string(record_id));
  return node_->GetStatus(request);
}

absl::StatusOr<ObtainedReceipt> Client::Receipt(absl::string_view record_id,
                                                v1::ReceiptLevel level) {
  v1::GetReceiptRequest request;
  request.set_record_id(std::string(record_id));
  request.set_level(level);
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse response,
                   node_->GetReceipt(request));
  ObtainedReceipt obtained;
  obtained.receipt = response.receipt();
  ASSIGN_OR_RETURN(obtained.proven,
                   VerifyJointReceipt(obtained.receipt, roots_, level));
  if (obtained.proven.record_id != record_id) {
    return absl::DataLossError("the receipt is another record's");
  }
  if (response.has_missing()) {
    obtained.missing = wire::FromProblem(response.missing());
  }
  return obtained;
}

absl::StatusOr<v1::RecordState> Client::Revoke(absl::string_view record_id,
                                               absl::string_view reason) {
  v1::RevokeRequest request;
  request.set_record_id(std::string(record_id));
  request.set_reason(std::string(reason));
  ASSIGN_OR_RETURN(const v1::RevokeResponse response, node_->Revoke(request));
  return response.state();
}

}  // namespace enlace::client

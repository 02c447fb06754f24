#include "client/library/link_trial.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/library/error.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/link_test.pb.h"
#include "proto/wire/statement.h"

namespace enlace::client {
namespace {

// Every rule book that takes part in tests names it so.
constexpr char kBasis[] = "LINK-TEST";
constexpr absl::string_view kType = "LinkTest";
constexpr size_t kCodeSize = 16;
constexpr size_t kKeptSizeMax = 64 << 10;
constexpr absl::Duration kPause = absl::Milliseconds(250);

// The receipt, if both halves are there by now.
absl::StatusOr<std::optional<ObtainedReceipt>> ProofOf(
    Client& client, const std::string& record_id) {
  auto receipt = client.Receipt(record_id, v1::RECEIPT_LEVEL_L2);
  if (!receipt.ok()) {
    if (ErrorOf(receipt.status(), "en").again) return std::nullopt;
    return receipt.status();
  }
  if (!receipt->missing.ok() || !receipt->proven.joint()) return std::nullopt;
  return *std::move(receipt);
}

bool Arrived(v1::RecordState state) {
  return state == v1::RECORD_STATE_DELIVERED ||
         state == v1::RECORD_STATE_COLLECTED;
}

// Where the record stands now.
absl::StatusOr<Trial> LookAfter(Client& client, const std::string& record_id) {
  ASSIGN_OR_RETURN(const v1::GetStatusResponse status,
                   client.StatusOf(record_id));
  Trial trial;
  trial.state = status.state();
  v1::Outcome outcome;
  const bool decided =
      !status.outcome().empty() && outcome.ParseFromString(status.outcome());
  trial.reason = !status.end_reason().empty()    ? status.end_reason()
                 : !status.peer_reason().empty() ? status.peer_reason()
                 : decided                       ? outcome.reason()
                                                 : "";
  if (Arrived(trial.state)) {
    ASSIGN_OR_RETURN(trial.receipt, ProofOf(client, record_id));
  }
  return trial;
}

}  // namespace

RecordDraft LinkTestDraft(const certs::Identity& recipient, Random& random) {
  auto test = std::make_unique<v1::LinkTest>();
  v1::RecordContext& context = *test->mutable_context();
  context.set_purpose_code(v1::PURPOSE_CODE_LINK_TEST);
  context.add_legal_basis()->set_basis_id(kBasis);
  context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
  context.set_language("en");
  test->set_code(HexEncode(random.Bytes(kCodeSize)));
  RecordDraft draft;
  draft.record = std::move(test);
  draft.recipient = recipient;
  return draft;
}

absl::StatusOr<SignedRecord> ReadTrial(const std::string& path) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, kKeptSizeMax));
  v1::Submission submission;
  if (submission.ParseFromString(bytes)) {
    const std::string& statement = submission.statement().statement();
    const auto read = wire::ParseStatement(statement);
    if (read.ok() && read->header().type() == kType) {
      return SignedRecord{ToBytes(wire::RecordId(statement)), std::move(bytes),
                          /*draft_digest=*/""};
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": holds no test record; nothing was sent"));
}

absl::StatusOr<SignedRecord> KeepTrial(Client& client,
                                       const certs::Identity& recipient,
                                       const std::string& path,
                                       Random& random) {
  if (FileExists(path)) return ReadTrial(path);
  ASSIGN_OR_RETURN(SignedRecord record,
                   client.Sign(LinkTestDraft(recipient, random)));
  RETURN_IF_ERROR(
      ReplaceFileDurably(path, record.bytes, /*private_to_owner=*/true));
  return record;
}

bool Trial::failed() const {
  switch (state) {
    case v1::RECORD_STATE_UNSPECIFIED:
    case v1::RECORD_STATE_QUEUED:
    case v1::RECORD_STATE_DELIVERED:
    case v1::RECORD_STATE_COLLECTED:
      return false;
    default:
      return true;
  }
}

absl::StatusOr<Trial> FollowTrial(Client& client, const SignedRecord& record,
                                  absl::Duration wait, Clock& clock) {
  const absl::Time until = clock.TimeNow() + wait;
  const auto submitted = client.Submit({record});
  RETURN_IF_ERROR(submitted.front().status());
  while (true) {
    ASSIGN_OR_RETURN(Trial trial, LookAfter(client, record.record_id));
    if (trial.proven() || trial.failed() || clock.TimeNow() >= until) {
      return trial;
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace enlace::client

#include "client/library/disclosure.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/decision_statement.h"
#include "proto/wire/full_form.h"
#include "proto/wire/note.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::client {
namespace {

constexpr size_t kDisclosureSizeMax = size_t{8} << 20;

absl::Status Invalid(absl::string_view why) {
  return wire::Refusal(absl::StatusCode::kInvalidArgument,
                       wire::kReceiptInvalid, why);
}

absl::StatusOr<OpenableRecord> OpenAll(const v1::SignedStatement& statement,
                                       absl::string_view body,
                                       absl::string_view seed) {
  ASSIGN_OR_RETURN(const v1::Statement parsed,
                   wire::ParseStatement(statement.statement()));
  ASSIGN_OR_RETURN(const wire::VerifiedFullForm full,
                   wire::VerifyFullForm(parsed, body, seed));
  return OpenableRecord{statement,
                        wire::OpenForm(full.leaves, [](absl::string_view) {
                          return false;
                        }).form};
}

// The proof with the lines of the log and of those who are shown to have
// cosigned; others are vouched for by nobody here.
absl::Status KeepVerifiedLines(const ProvenNode& node, v1::EntryProof& proof) {
  ASSIGN_OR_RETURN(wire::TlogProof parsed, wire::ParseTlogProof(proof.proof()));
  ASSIGN_OR_RETURN(wire::Note note, wire::ParseNote(parsed.checkpoint));
  const std::string origin = note.text.substr(0, note.text.find('\n'));
  std::erase_if(note.signatures, [&](const wire::NoteSignature& line) {
    return line.key_name != origin &&
           std::none_of(node.cosignatures.begin(), node.cosignatures.end(),
                        [&line](const wire::CosignedBy& by) {
                          return by.witness == line.key_name;
                        });
  });
  parsed.checkpoint = wire::FormatNote(note);
  proof.set_proof(wire::FormatTlogProof(parsed));
  return absl::OkStatus();
}

// Whether the checkpoint bears one line of the log and those that cosigned.
absl::StatusOr<bool> HasOnlyVerifiedLines(const ProvenNode& node,
                                          const v1::EntryProof& proof) {
  ASSIGN_OR_RETURN(const wire::TlogProof parsed,
                   wire::ParseTlogProof(proof.proof()));
  ASSIGN_OR_RETURN(const wire::Note note, wire::ParseNote(parsed.checkpoint));
  return note.signatures.size() == 1 + node.cosignatures.size();
}

absl::Status CheckNothingBeside(const v1::JointReceipt& receipt,
                                const ProvenReceipt& proven) {
  for (int i = 0; i < receipt.nodes_size(); ++i) {
    const v1::NodeEvidence& evidence = receipt.nodes(i);
    if (!evidence.events().empty()) {
      return Invalid("a disclosure tells of no later events");
    }
    if (!evidence.has_decided()) continue;
    ASSIGN_OR_RETURN(const bool only,
                     HasOnlyVerifiedLines(proven.nodes[static_cast<size_t>(i)],
                                          evidence.decided()));
    if (!only) {
      return Invalid("a checkpoint has signatures that nobody here knows");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OpenableRecord> OpenableOf(const v1::Submission& submission) {
  return OpenAll(submission.statement(), submission.body(), submission.seed());
}

absl::StatusOr<OpenableRecord> OpenableOf(const v1::ReleasedRecord& released) {
  if (released.has_opened()) {
    return OpenableRecord{released.statement(), released.opened()};
  }
  v1::FullForm full;
  if (!full.ParseFromString(released.full())) {
    return Invalid("the record is in no form that can be read");
  }
  return OpenAll(released.statement(), full.body(), full.seed());
}

absl::StatusOr<v1::Disclosure> Disclose(
    const OpenableRecord& record, absl::string_view path,
    const v1::JointReceipt& receipt,
    const std::vector<certs::TrustAnchor>& roots) {
  ASSIGN_OR_RETURN(const v1::Statement statement,
                   wire::ParseStatement(record.statement.statement()));
  ASSIGN_OR_RETURN(const wire::VerifiedForm form,
                   wire::VerifyOpenedForm(statement, record.opened));
  const std::vector<std::string> opened = form.Opened();
  if (std::find(opened.begin(), opened.end(), path) == opened.end()) {
    return absl::NotFoundError(
        "the record has no such field that its holder can open");
  }
  v1::JointReceipt with_statement = receipt;
  *with_statement.mutable_statement() = record.statement;
  with_statement.set_level(v1::RECEIPT_LEVEL_L2);
  ASSIGN_OR_RETURN(
      const ProvenReceipt proven,
      VerifyJointReceipt(with_statement, roots, v1::RECEIPT_LEVEL_L2));
  v1::Disclosure disclosure;
  *disclosure.mutable_receipt() = std::move(with_statement);
  for (int i = 0; i < receipt.nodes_size(); ++i) {
    v1::NodeEvidence& evidence =
        *disclosure.mutable_receipt()->mutable_nodes(i);
    evidence.clear_events();
    if (!evidence.has_decided()) continue;
    RETURN_IF_ERROR(KeepVerifiedLines(proven.nodes[static_cast<size_t>(i)],
                                      *evidence.mutable_decided()));
  }
  const wire::Minimized one = wire::Withhold(
      record.opened, [path](absl::string_view each) { return each != path; });
  CHECK(disclosure.mutable_opened()->ParseFromString(one.form));
  // What does not verify is not handed out.
  RETURN_IF_ERROR(VerifyDisclosure(disclosure, roots).status());
  return disclosure;
}

std::string FormatDisclosure(const v1::Disclosure& disclosure) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(disclosure, &text, options);
  CHECK(status.ok()) << status.ToString();
  return text;
}

absl::StatusOr<v1::Disclosure> ParseDisclosure(absl::string_view text) {
  v1::Disclosure disclosure;
  if (text.size() > kDisclosureSizeMax ||
      !google::protobuf::util::JsonStringToMessage(std::string(text),
                                                   &disclosure)
           .ok() ||
      FormatDisclosure(disclosure) != text) {
    return Invalid("the file is no disclosure as it was written");
  }
  return disclosure;
}

absl::StatusOr<ProvenField> VerifyDisclosure(
    const v1::Disclosure& disclosure,
    const std::vector<certs::TrustAnchor>& roots) {
  const v1::JointReceipt& receipt = disclosure.receipt();
  if (receipt.level() != v1::RECEIPT_LEVEL_L2) {
    return Invalid("a disclosure has a receipt of level L2");
  }
  // The form first, which is quickly done; it counts once the statement that it
  // fits is verified.
  ASSIGN_OR_RETURN(const v1::Statement statement,
                   wire::ParseStatement(receipt.statement().statement()));
  const std::string form = disclosure.opened().SerializeAsString();
  ASSIGN_OR_RETURN(wire::VerifiedForm verified,
                   wire::VerifyOpenedForm(statement, form));
  const std::vector<std::string> opened = verified.Opened();
  if (opened.size() != 1) return Invalid("a disclosure opens one field");
  ProvenField field{.path = opened.front(),
                    .record = std::move(verified.message),
                    .withheld = verified.WithheldCount(),
                    .receipt = {}};
  ASSIGN_OR_RETURN(field.receipt,
                   VerifyJointReceipt(receipt, roots, v1::RECEIPT_LEVEL_L2));
  RETURN_IF_ERROR(CheckNothingBeside(receipt, field.receipt));
  return field;
}

}  // namespace enlace::client

#include "proto/wire/submission.h"

#include <utility>

#include "absl/time/time.h"
#include "base/status_macros.h"
#include "proto/wire/commitment.h"
#include "proto/wire/dsse.h"
#include "proto/wire/full_form.h"
#include "proto/wire/record.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

// Body and statement each have their own limit; this one bounds the parsing.
constexpr size_t kSubmissionSizeMax = kRecordSizeMax + (size_t{16} << 10);

}  // namespace

absl::StatusOr<v1::Submission> MakeSubmission(
    v1::Header header, const google::protobuf::Message& record,
    const certs::Signer& signer, Random& random) {
  RETURN_IF_ERROR(CheckRecord(record));
  v1::Submission submission;
  submission.set_body(SerializeStrictly(record));
  submission.set_seed(random.Bytes(kSeedSize));
  header.set_version(kEnvelopeVersion);
  header.set_type(record.GetDescriptor()->name());
  ASSIGN_OR_RETURN(const std::string statement,
                   MakeStatement(header, submission.body(), submission.seed()));
  ASSIGN_OR_RETURN(*submission.mutable_statement(),
                   SignStatement(signer, statement));
  return submission;
}

absl::StatusOr<VerifiedSubmission> VerifySubmission(absl::string_view bytes,
                                                    KeyLookup keys) {
  VerifiedSubmission verified;
  v1::Submission& submission = verified.submission;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "submission", kSubmissionSizeMax, submission));
  const v1::SignedStatement& signed_statement = submission.statement();
  ASSIGN_OR_RETURN(verified.statement,
                   ParseStatement(signed_statement.statement()));
  const v1::Header& header = verified.statement.header();
  ASSIGN_OR_RETURN(const certs::PublicKey key,
                   KeyOf(header.sender(), signed_statement.signature().key_id(),
                         absl::FromUnixMillis(header.created_at_ms()), keys));
  RETURN_IF_ERROR(VerifyStatement(key, signed_statement));
  ASSIGN_OR_RETURN(
      VerifiedFullForm form,
      VerifyFullForm(verified.statement, submission.body(), submission.seed()));
  verified.message = std::move(form.message);
  verified.leaves = std::move(form.leaves);
  verified.record_id = ToBytes(RecordId(signed_statement.statement()));
  return verified;
}

}  // namespace enlace::wire

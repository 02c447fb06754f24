#include "proto/wire/dsse.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"

namespace enlace::wire {

std::string PreAuthEncoding(absl::string_view payload_type,
                            absl::string_view payload) {
  return absl::StrCat("DSSEv1 ", payload_type.size(), " ", payload_type, " ",
                      payload.size(), " ", payload);
}

absl::StatusOr<v1::Signature> SignPayload(const certs::Signer& signer,
                                          absl::string_view payload_type,
                                          absl::string_view payload) {
  ASSIGN_OR_RETURN(std::string bytes,
                   signer.Sign(PreAuthEncoding(payload_type, payload)));
  v1::Signature signature;
  signature.set_key_id(signer.key_id());
  signature.set_signature(std::move(bytes));
  return signature;
}

absl::Status VerifyPayload(const certs::PublicKey& key,
                           absl::string_view payload_type,
                           absl::string_view payload,
                           const v1::Signature& signature) {
  // The id is no proof, but a wrong one would let the same signature stand in
  // two forms.
  if (signature.key_id() != key.key_id() ||
      !key.Verify(PreAuthEncoding(payload_type, payload),
                  signature.signature())) {
    return Refusal(absl::StatusCode::kInvalidArgument, kSignatureInvalid,
                   "the signature is not by the key that it names, or not over "
                   "these bytes");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SignedStatement> SignStatement(const certs::Signer& signer,
                                                  absl::string_view statement) {
  v1::SignedStatement signed_statement;
  ASSIGN_OR_RETURN(*signed_statement.mutable_signature(),
                   SignPayload(signer, kStatementPayload, statement));
  signed_statement.set_statement(std::string(statement));
  return signed_statement;
}

absl::Status VerifyStatement(const certs::PublicKey& key,
                             const v1::SignedStatement& statement) {
  if (!statement.has_batch()) {
    return VerifyPayload(key, kStatementPayload, statement.statement(),
                         statement.signature());
  }
  ASSIGN_OR_RETURN(const Hash root, RootOfCover(RecordId(statement.statement()),
                                                statement.batch()));
  return VerifyPayload(key, kBatchPayload, AsBytes(root),
                       statement.signature());
}

}  // namespace enlace::wire

// A record as it crosses the border and as its recipient gets it, checked end
// to end.
//
//   ASSIGN_OR_RETURN(VerifiedRecord record,
//                    VerifyReleasedRecord(bytes, Stage::kDelivered, keys));
//
// What holds then: the header's sender signed the statement; every opened leaf
// is as the sender signed it; the last node that let the record pass signed
// this very form; each withheld leaf is announced by a node or is one whose
// removal is silent by its type.  The sender's node, where it is not the last,
// has shown that it permitted this record in a form that is not at hand any
// more: its digest, redactions and caveats are its word, the content of that
// form is not proven.  docs/envelope.md, "Released record".  Pure.

#ifndef ENLACE_PROTO_WIRE_RELEASED_RECORD_H_
#define ENLACE_PROTO_WIRE_RELEASED_RECORD_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/header.pb.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

inline constexpr size_t kReleasedRecordSizeMax = size_t{1} << 20;

// Whose words must be there.
enum class Stage {
  kCrossing,   // the sender's node
  kDelivered,  // the sender's node, then the recipient's if it is another's
};

struct VerifiedRecord {
  v1::ReleasedRecord released;
  v1::Header header;
  std::string record_id;    // 32 bytes
  std::string transfer_id;  // 16 bytes

  // What was released, as the originator signed it.
  std::unique_ptr<google::protobuf::Message> message;
  // Paths of the leaves withheld, in order; silent ones that are not open are
  // among them whether they were there or not.  Empty for a full form.
  std::vector<std::string> withheld;
  // Coarser values of withheld leaves: a node's word, not the originator's, and
  // not in `message`.
  std::vector<v1::Generalization> generalizations;

  // Of all releases, in order.
  std::vector<v1::ReleaseStatement> releases;
  std::vector<std::string> caveats;  // each once
};

// Fails with kInvalidArgument: FIELD_INVALID, TOO_LARGE, TYPE_UNKNOWN,
// SCHEMA_UNSUPPORTED, KEY_UNKNOWN, SIGNATURE_INVALID, COMMITMENT_MISMATCH,
// RELEASE_INVALID, REDACTION_MISMATCH; with kPermissionDenied, SENDER_MISMATCH.
// Whether a permit has lapsed is for whoever has a clock.
absl::StatusOr<VerifiedRecord> VerifyReleasedRecord(absl::string_view record,
                                                    Stage stage,
                                                    KeyLookup keys);

// Paths of the leaves that the originator's signature covers, in order.
std::vector<std::string> OpenedPaths(const VerifiedRecord& record);

// The redactions of all releases, in order.
std::vector<v1::Redaction> RedactionsOf(const VerifiedRecord& record);

// The bytes of a released record: `form` is a serialized OpenedForm or, if
// `full`, a FullForm.  SHA-256(form) is the form digest that the last of
// `releases` names.
std::string MakeReleasedRecord(v1::SignedStatement statement, std::string form,
                               bool full,
                               std::vector<v1::SignedRelease> releases);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_RELEASED_RECORD_H_

// Makes a signed submission of a record that stands in a JSON file.
//
//   const Composer composer{context.agency, signer, RealClock(),
//                           SystemRandom()};
//   ASSIGN_OR_RETURN(RecordDraft draft, DraftFromJson("BorderAlert", json));
//   draft.recipient = ...;
//   ASSIGN_OR_RETURN(v1::Submission submission,
//                    ComposeSubmission(draft, composer));

#ifndef ENLACE_CLIENT_LIBRARY_COMPOSITION_H_
#define ENLACE_CLIENT_LIBRARY_COMPOSITION_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/header.pb.h"

namespace enlace::client {

// How long a record is valid if nobody says: three days, or the type's limit
// if that is shorter.
inline constexpr absl::Duration kUsualValidity = absl::Hours(72);

// A record and how it is to travel.
struct RecordDraft {
  std::unique_ptr<google::protobuf::Message> record;
  certs::Identity recipient;
  v1::Channel channel = v1::CHANNEL_ADMIN;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  std::string parent;                               // record id, or empty
  std::string message_id;                           // 16 bytes; empty draws one
  absl::Duration valid_for = absl::ZeroDuration();  // 0: the usual time
};

// Who sends, and what that takes.
struct Composer {
  certs::Identity sender;
  const certs::Signer& signer;
  Clock& clock;
  Random& random;
};

// A draft of the record that `json` (proto3 JSON) holds.  Fails with
// kInvalidArgument if `type` is no record type, or if `json` is not such a
// record to the letter: an unknown field is an error.  Values that have a
// format come out in its normal spelling: "gode 561231 gr8" as "GODE561231GR8".
absl::StatusOr<RecordDraft> DraftFromJson(absl::string_view type,
                                          absl::string_view json);

// SHA-256 of everything that the draft says, so that the same request is known
// again; not of what signing draws.  REQUIRES: a record.
Hash DraftDigest(const RecordDraft& draft);

// The signed submission.  Fails with kInvalidArgument, naming the field, if the
// record or its header is not well-formed; whether it may travel is the node's
// decision.  REQUIRES: a record.
absl::StatusOr<v1::Submission> ComposeSubmission(const RecordDraft& draft,
                                                 const Composer& composer);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_COMPOSITION_H_

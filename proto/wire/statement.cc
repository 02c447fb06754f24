#include "proto/wire/statement.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/commitment.h"
#include "proto/wire/leaf.h"
#include "proto/wire/message_id.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr size_t kTypeMax = 64;
constexpr size_t kSchemaMax = 16;
constexpr int64_t kInstantMax = 253402300799999;  // end of year 9999

// The name of a message: "FirearmTraceRequest".
bool IsTypeName(absl::string_view name) {
  return !name.empty() && name.size() <= kTypeMax &&
         absl::ascii_isupper(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c); });
}

// Two decimal numbers without leading zeros: "1.0".
bool IsSchemaVersion(absl::string_view version) {
  if (version.size() > kSchemaMax) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(version, '.');
  return parts.size() == 2 &&
         std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return !part.empty() && (part.size() == 1 || part[0] != '0') &&
                  std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
         });
}

using Kind = certs::Identity::Kind;

// A node sends safety notices, and no node receives a record.
absl::Status CheckParties(const v1::Header& header) {
  const auto sender = certs::ParseIdentity(header.sender());
  if (!sender.ok() ||
      (sender->kind != Kind::kAgency && sender->kind != Kind::kNode)) {
    return FieldInvalid("header.sender",
                        "must be the identity of an agency or a node");
  }
  const auto recipient = certs::ParseIdentity(header.recipient());
  if (!recipient.ok() || recipient->kind != Kind::kAgency) {
    return FieldInvalid("header.recipient",
                        "must be the identity of an agency");
  }
  return absl::OkStatus();
}

absl::Status CheckInstants(const v1::Header& header) {
  if (header.created_at_ms() <= 0 || header.created_at_ms() > kInstantMax) {
    return FieldInvalid("header.created_at_ms",
                        "must be milliseconds since 1970 UTC");
  }
  if (header.valid_until_ms() <= header.created_at_ms() ||
      header.valid_until_ms() > kInstantMax) {
    return FieldInvalid("header.valid_until_ms",
                        "must be later than created_at_ms");
  }
  return absl::OkStatus();
}

}  // namespace

Hash RecordId(absl::string_view statement) { return Sha256(statement); }

absl::Status CheckHeader(const v1::Header& header) {
  if (header.version() != kEnvelopeVersion) {
    return Refusal(absl::StatusCode::kInvalidArgument, kSchemaUnsupported,
                   "header.version must be 1");
  }
  if (!IsTypeName(header.type())) {
    return FieldInvalid("header.type", "must be the name of a record type");
  }
  if (!IsSchemaVersion(header.schema())) {
    return FieldInvalid("header.schema", "must be of the form 1.0");
  }
  if (!IsMessageId(header.message_id())) {
    return FieldInvalid("header.message_id",
                        "must be the 16 bytes of a UUIDv7");
  }
  if (!header.parent().empty() && header.parent().size() != kHashSize) {
    return FieldInvalid("header.parent",
                        "must be a record id of 32 bytes, or empty");
  }
  RETURN_IF_ERROR(CheckParties(header));
  if (!v1::Channel_IsValid(header.channel()) ||
      header.channel() == v1::CHANNEL_UNSPECIFIED) {
    return FieldInvalid("header.channel", "must be a known channel");
  }
  if (!v1::Urgency_IsValid(header.urgency()) ||
      header.urgency() == v1::URGENCY_UNSPECIFIED) {
    return FieldInvalid("header.urgency", "must be a known urgency");
  }
  return CheckInstants(header);
}

absl::StatusOr<std::string> MakeStatement(const v1::Header& header,
                                          absl::string_view body,
                                          absl::string_view seed) {
  RETURN_IF_ERROR(CheckHeader(header));
  if (seed.size() != kSeedSize) {
    return FieldInvalid("seed", "must be 32 random bytes");
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> record,
                   ParseRecord(header.type(), body));
  ASSIGN_OR_RETURN(std::vector<Leaf> leaves, LeavesOf(*record));
  v1::Statement statement;
  *statement.mutable_header() = header;
  statement.mutable_header()->DiscardUnknownFields();
  statement.set_body_digest(ToBytes(BodyDigest(seed, body)));
  statement.set_commitment_root(
      ToBytes(CommitmentRoot(CommitTo(std::move(leaves), seed))));
  return SerializeStrictly(statement);
}

absl::StatusOr<v1::Statement> ParseStatement(absl::string_view bytes) {
  v1::Statement statement;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "statement", kStatementSizeMax, statement));
  RETURN_IF_ERROR(CheckHeader(statement.header()));
  if (statement.body_digest().size() != kHashSize) {
    return FieldInvalid("body_digest", "must have 32 bytes");
  }
  if (statement.commitment_root().size() != kHashSize) {
    return FieldInvalid("commitment_root", "must have 32 bytes");
  }
  return statement;
}

}  // namespace enlace::wire

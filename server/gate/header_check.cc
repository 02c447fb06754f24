#include "server/gate/header_check.h"

#include "absl/strings/str_cat.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

}  // namespace

absl::Status CheckType(const v1::Header& header) {
  const auto* const type = wire::FindRecordType(header.type());
  if (type == nullptr) {
    return Refusal(StatusCode::kInvalidArgument, wire::kTypeUnknown,
                   "the header's type names no record type of this node");
  }
  const v1::RecordRules& rules = type->options().GetExtension(v1::record);
  if (rules.schema() != header.schema()) {
    return Refusal(StatusCode::kFailedPrecondition, wire::kSchemaUnsupported,
                   absl::StrCat("this node accepts schema ", rules.schema(),
                                " of the type; send that one"));
  }
  for (const int channel : rules.channels()) {
    if (channel == header.channel()) return absl::OkStatus();
  }
  if (rules.channels().empty()) return absl::OkStatus();
  return wire::FieldInvalid("header.channel",
                            "is not a channel that this type travels on");
}

absl::Status CheckTimes(const v1::Header& header, absl::Time now) {
  const absl::Time created = absl::FromUnixMillis(header.created_at_ms());
  const absl::Time valid_until = absl::FromUnixMillis(header.valid_until_ms());
  if (created > now + kAgencySkewMax) {
    return Refusal(
        StatusCode::kFailedPrecondition, wire::kClockSkew,
        absl::StrCat("header.created_at_ms is ",
                     absl::ToInt64Seconds(created - now),
                     " s ahead of this node's clock; set the sender's clock"));
  }
  if (created < now - kSubmissionAgeMax) {
    return Refusal(StatusCode::kFailedPrecondition, wire::kExpired,
                   "header.created_at_ms is more than 24 h ago; make the "
                   "record anew");
  }
  if (valid_until > created + kValidityMax) {
    return wire::FieldInvalid("header.valid_until_ms",
                              "is more than 30 days after the creation");
  }
  return absl::OkStatus();
}

}  // namespace enlace::gate

#include "client/library/composition.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/normalize.h"
#include "proto/validation/validate.h"
#include "proto/wire/message_id.h"
#include "proto/wire/record.h"
#include "proto/wire/submission.h"

namespace enlace::client {
namespace {

const v1::RecordRules& RulesOf(const google::protobuf::Message& record) {
  return record.GetDescriptor()->options().GetExtension(v1::record);
}

absl::Duration ValidityOf(const RecordDraft& draft) {
  if (draft.valid_for != absl::ZeroDuration()) return draft.valid_for;
  const uint32_t hours = RulesOf(*draft.record).max_validity_hours();
  return hours == 0 ? kUsualValidity
                    : std::min(kUsualValidity, absl::Hours(hours));
}

// The path that protobuf's reader names in "(a.b): invalid value ...": the rest
// of its text would repeat the value.
std::string PathIn(absl::string_view message) {
  const size_t open = message.find('(');
  const size_t close = message.find("):");
  if (open == absl::string_view::npos || close == absl::string_view::npos ||
      close <= open + 1) {
    return "";
  }
  const absl::string_view path = message.substr(open + 1, close - open - 1);
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
           c == '.' || c == '[' || c == ']';
  });
  return plain ? absl::StrCat(" at `", path, "`") : "";
}

}  // namespace

absl::StatusOr<RecordDraft> DraftFromJson(absl::string_view type,
                                          absl::string_view json) {
  RecordDraft draft;
  ASSIGN_OR_RETURN(draft.record, wire::NewRecord(type));
  const auto status = google::protobuf::util::JsonStringToMessage(
      std::string(json), draft.record.get());
  if (!status.ok()) {
    const auto text = status.message();
    return absl::InvalidArgumentError(
        absl::StrCat("the file is not a ", type, " in proto3 JSON",
                     PathIn(absl::string_view(text.data(), text.size()))));
  }
  validation::NormalizeRecord(*draft.record);
  return draft;
}

Hash DraftDigest(const RecordDraft& draft) {
  CHECK(draft.record != nullptr);
  std::string bytes;
  for (const std::string& part :
       {draft.record->GetDescriptor()->full_name(), draft.recipient.Uri(),
        draft.parent, draft.message_id, draft.record->SerializeAsString()}) {
    AppendU64(bytes, part.size());
    bytes += part;
  }
  AppendU64(bytes, draft.channel);
  AppendU64(bytes, draft.urgency);
  AppendU64(bytes, absl::ToInt64Milliseconds(draft.valid_for));
  return Sha256(bytes);
}

absl::StatusOr<v1::Submission> ComposeSubmission(const RecordDraft& draft,
                                                 const Composer& composer) {
  CHECK(draft.record != nullptr);
  RETURN_IF_ERROR(validation::ValidateRecord(*draft.record));
  const absl::Time now = composer.clock.TimeNow();
  v1::Header header;
  header.set_schema(RulesOf(*draft.record).schema());
  header.set_message_id(draft.message_id.empty()
                            ? wire::MakeMessageId(now, composer.random)
                            : draft.message_id);
  header.set_parent(draft.parent);
  header.set_sender(composer.sender.Uri());
  header.set_recipient(draft.recipient.Uri());
  header.set_channel(draft.channel);
  header.set_urgency(draft.urgency);
  header.set_created_at_ms(absl::ToUnixMillis(now));
  header.set_valid_until_ms(absl::ToUnixMillis(now + ValidityOf(draft)));
  return wire::MakeSubmission(std::move(header), *draft.record, composer.signer,
                              composer.random);
}

}  // namespace enlace::client

#include "client/cli/sending.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/decision_text.h"
#include "client/cli/failure.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/library/agency_name.h"
#include "client/library/context.h"
#include "client/library/node.h"
#include "proto/validation/validate.h"
#include "proto/wire/message_id.h"

namespace enlace::client {
namespace {

constexpr size_t kRecordFileSizeMax = 2 << 20;
// No node reads a larger request.
constexpr size_t kKeptFileSizeMax = 640 << 10;

// Says what is worth a second look before the record leaves.
void PrintWarnings(const google::protobuf::Message& record, Shell& shell) {
  for (const v1::FieldViolation& warning :
       validation::Examine(record).warnings) {
    shell.Warn(FieldText(warning, shell.language()));
  }
}

absl::StatusOr<v1::Submission> Sign(const RecordDraft& draft, Shell& shell) {
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const certs::PrivateKey key, LoadSigner(*context));
  return ComposeSubmission(draft, {.sender = context->agency,
                                   .signer = key,
                                   .clock = shell.clock(),
                                   .random = shell.random()});
}

absl::StatusOr<ExitCode> SubmitOne(std::string submission, Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::SubmitRequest request;
  request.add_submissions(std::move(submission));
  ASSIGN_OR_RETURN(const v1::SubmitResponse response, node->Submit(request));
  if (response.results_size() != 1) {
    return absl::InternalError("the node did not answer for the record");
  }
  const v1::SubmitResult& result = response.results(0);
  if (result.has_problem()) {
    const Failure failure = FailureOf(result.problem(), shell.language());
    shell.Complain(failure);
    return failure.code;
  }
  v1::Outcome outcome;
  if (!outcome.ParseFromString(result.outcome())) {
    return absl::InternalError("the node's outcome cannot be read");
  }
  shell.Print(JsonOf(outcome), OutcomeText(outcome, shell.language()));
  return Judge(outcome.decision(), outcome.reason(), shell);
}

absl::StatusOr<ExitCode> TryOne(const v1::Submission& submission,
                                Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::TryRequest request;
  request.set_submission(submission.SerializeAsString());
  ASSIGN_OR_RETURN(const v1::TryResponse response, node->Try(request));
  shell.Print(JsonOf(response), TryText(response, shell.language()));
  return Judge(response.decision(), response.reason(), shell);
}

// It holds the whole record, hence 0600.
absl::Status Keep(const std::string& submission, const std::string& file) {
  const absl::Status taken = ReadFile(file, kRecordFileSizeMax).status();
  if (!absl::IsNotFound(taken)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--keep: ", file, " exists already; name a file that does not"));
  }
  return ReplaceFileDurably(file, submission, /*private_to_owner=*/true);
}

// Numbers of an enum by the short name that people type.
absl::StatusOr<v1::Channel> ChannelOf(const std::string& name) {
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  if (!v1::Channel_Parse(absl::StrCat("CHANNEL_", absl::AsciiStrToUpper(name)),
                         &channel)) {
    return absl::InvalidArgumentError("no such channel");
  }
  return channel;
}

absl::StatusOr<v1::Urgency> UrgencyOf(const std::string& name) {
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  if (!v1::Urgency_Parse(absl::StrCat("URGENCY_", absl::AsciiStrToUpper(name)),
                         &urgency)) {
    return absl::InvalidArgumentError("no such urgency");
  }
  return urgency;
}

}  // namespace

void AddTravelWords(Command verb, TravelWords& words, Shell& shell) {
  verb.AddOption("--channel", words.channel,
                 shell.Say({"Channel it travels on", "Canal por el que viaja"}))
      .OneOf({"intel", "admin", "judicial"})
      .Value("CHANNEL");
  verb.AddOption("--urgency", words.urgency,
                 shell.Say({"How urgent it is", "Qué tan urgente es"}))
      .OneOf({"routine", "priority", "urgent"})
      .Value("URGENCY");
  verb.AddOption("--valid-for", words.valid_for,
                 shell.Say({"How long it may be released, such as 72h",
                            "Cuánto tiempo puede liberarse, como 72h"}))
      .Value("DURATION");
  verb.AddOption(
          "--message-id", words.message_id,
          shell.Say(
              {"UUIDv7 as 32 hex digits; the same one sends once",
               "UUIDv7 como 32 dígitos hexadecimales; el mismo envía una vez"}))
      .Value("HEX");
  verb.AddOption(
          "--keep", words.keep,
          shell.Say(
              {"New file for the signed record, for `enlace resend`",
               "Archivo nuevo para el registro firmado, para `enlace resend`"}))
      .Value("FILE");
  verb.AddFlag("--dry-run", words.dry_run,
               shell.Say({"Only say what the own node would decide",
                          "Solo dice qué decidiría el nodo propio"}));
}

void AddSendWords(Command verb, SendWords& words, Shell& shell) {
  verb.AddOption("TYPE", words.type,
                 shell.Say({"Record type, such as BorderAlert",
                            "Tipo de registro, como BorderAlert"}))
      .Required();
  verb.AddOption("FILE", words.file,
                 shell.Say({"The record in proto3 JSON",
                            "El registro en JSON de proto3"}))
      .Required();
  verb.AddOption("--to", words.to,
                 shell.Say({"Receiving agency: a URI or an id",
                            "Autoridad que recibe: un URI o un identificador"}))
      .Required()
      .Value("AGENCY");
  verb.AddOption(
          "--in-reply-to", words.parent,
          shell.Say({"Record that it answers", "Registro al que responde"}))
      .Value("RECORD");
  AddTravelWords(verb, words.travel, shell);
}

absl::Status ApplyTravelWords(const TravelWords& words, RecordDraft& draft) {
  if (!words.channel.empty()) {
    ASSIGN_OR_RETURN(draft.channel, ChannelOf(words.channel));
  }
  if (!words.urgency.empty()) {
    ASSIGN_OR_RETURN(draft.urgency, UrgencyOf(words.urgency));
  }
  if (!words.valid_for.empty() &&
      (!absl::ParseDuration(words.valid_for, &draft.valid_for) ||
       draft.valid_for <= absl::ZeroDuration() ||
       draft.valid_for == absl::InfiniteDuration())) {
    return absl::InvalidArgumentError(
        "--valid-for must be a duration such as 72h");
  }
  if (words.message_id.empty()) return absl::OkStatus();
  const auto id = HexDecode(words.message_id);
  if (!id.ok() || !wire::IsMessageId(*id)) {
    return absl::InvalidArgumentError(
        "--message-id must be a UUIDv7 as 32 hex digits");
  }
  draft.message_id = *id;
  return absl::OkStatus();
}

absl::StatusOr<RecordDraft> DraftOf(const SendWords& words, Shell& shell) {
  const auto json = ReadFile(words.file, kRecordFileSizeMax);
  if (!json.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(words.file, ": ", json.status().message()));
  }
  ASSIGN_OR_RETURN(RecordDraft draft, DraftFromJson(words.type, *json));
  if (!words.to.empty()) {
    ASSIGN_OR_RETURN(const Context* context, shell.context());
    ASSIGN_OR_RETURN(draft.recipient, AgencyOf(words.to, *context));
  }
  if (!words.parent.empty()) {
    ASSIGN_OR_RETURN(draft.parent, ResolveRecordId(words.parent, shell));
  }
  RETURN_IF_ERROR(ApplyTravelWords(words.travel, draft));
  return draft;
}

absl::StatusOr<ExitCode> Deliver(const RecordDraft& draft,
                                 const TravelWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::Submission submission, Sign(draft, shell));
  PrintWarnings(*draft.record, shell);
  if (words.dry_run) return TryOne(submission, shell);
  std::string bytes = submission.SerializeAsString();
  if (!words.keep.empty()) RETURN_IF_ERROR(Keep(bytes, words.keep));
  return SubmitOne(std::move(bytes), shell);
}

absl::StatusOr<ExitCode> DeliverKept(const std::string& file, Shell& shell) {
  absl::StatusOr<std::string> bytes = ReadFile(file, kKeptFileSizeMax);
  v1::Submission submission;
  if (!bytes.ok() || !submission.ParseFromString(*bytes) ||
      !submission.has_statement()) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": holds no record that `--keep` wrote; nothing was sent"));
  }
  return SubmitOne(*std::move(bytes), shell);
}

}  // namespace enlace::client

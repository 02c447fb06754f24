// enlace subject correct ID FILE, and dispute ID FILE: the agency that sent a
// record tells its recipient that values of it are wrong, or that the person
// concerned disputes them.
//
// A correction is a record like any other: signed, decided by both nations, and
// confirmed by who gets it; `enlace subject find` shows whether it was.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::client {
namespace {

struct CorrectWords {
  SendWords correction;
  bool disputed = false;
};

absl::StatusOr<ExitCode> Correct(const CorrectWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(words.correction, shell));
  auto* const correction =
      google::protobuf::DynamicCastToGenerated<v1::Correction>(
          draft.record.get());
  if (correction == nullptr) {
    return absl::InternalError("the draft is no Correction");
  }
  if (words.disputed) correction->set_disputed(true);
  if (!words.disputed && correction->disputed()) {
    return absl::InvalidArgumentError(
        "disputed: say `enlace subject dispute` for what is only disputed");
  }
  return Deliver(draft, words.correction.travel, shell);
}

void AddVerb(Command group, const char* name, const Phrase& text,
             std::vector<std::string> examples, bool disputed, Shell& shell) {
  Command verb = group.AddVerb(name, shell.Say(text), std::move(examples));
  auto words = std::make_shared<CorrectWords>();
  words->disputed = disputed;
  words->correction.type = "Correction";
  verb.AddOption("ID", words->correction.parent,
                 shell.Say({"Record id of what was sent",
                            "Identificador del registro que se envió"}))
      .Required();
  verb.AddOption("FILE", words->correction.file,
                 shell.Say({"The correction in proto3 JSON; see `enlace schema "
                            "template Correction`",
                            "La corrección en JSON de proto3; vea `enlace "
                            "schema template Correction`"}))
      .Required();
  verb.AddOption("--to", words->correction.to,
                 shell.Say({"Agency that has the record",
                            "Autoridad que tiene el registro"}))
      .Required()
      .Value("AGENCY");
  AddTravelWords(verb, words->correction.travel, shell);
  verb.OnRun(shell, [&shell, words] { return Correct(*words, shell); });
}

}  // namespace

void AddSubjectCorrect(Command group, Shell& shell) {
  AddVerb(group, "correct",
          {"Tell who has a record that values of it were wrong",
           "Avisa a quien tiene un registro que sus valores eran erróneos"},
          {"enlace subject correct ID correction.json --to AGENCY"},
          /*disputed=*/false, shell);
}

void AddSubjectDispute(Command group, Shell& shell) {
  AddVerb(group, "dispute",
          {"Tell who has a record that the person disputes values of it",
           "Avisa a quien tiene un registro que la persona controvierte sus "
           "valores"},
          {"enlace subject dispute ID correction.json --to AGENCY"},
          /*disputed=*/true, shell);
}

}  // namespace enlace::client

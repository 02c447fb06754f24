// enlace audit approve FRAMEWORK --out FILE: a person approves what both
// nations mean to measure and to reach.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/framework_text.h"
#include "client/cli/report_words.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"
#include "client/library/results_framework.h"
#include "proto/wire/framework_approval.h"

namespace enlace::client {
namespace {

struct ApproveWords {
  std::string path;
  std::string out;
};

// What is approved.
std::string TermsOf(const ResultsFramework& framework, Language language) {
  Table table({"INDICATOR", "DEFINITION", "OF", "STATISTIC", "BASELINE",
               "TARGET", "DUE", "OWNER"});
  for (const Commitment& each : framework.commitments) {
    table.Add(
        {each.id, Phrase{each.definition_en, each.definition_es}.In(language),
         ResultLabel(each.group, language),
         StatisticText(each.statistic, language), BaselineText(each),
         TargetText(each, language), each.due_day, ShortParty(each.owner)});
  }
  return table.Format();
}

absl::StatusOr<ExitCode> Approve(const ApproveWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string toml,
                   ReadFile(words.path, kFrameworkSizeMax));
  const auto framework = ParseFramework(toml);
  if (!framework.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(words.path, ": ", framework.status().message()));
  }
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const certs::PrivateKey key, LoadPersonSigner(*context));
  const std::string person = context->person->Uri();
  const auto& signers = framework->signers;
  if (std::find(signers.begin(), signers.end(), person) == signers.end()) {
    return absl::FailedPreconditionError(absl::StrCat(
        words.path, ": ",
        shell.Say({"does not name you as a signer; use the context of one",
                   "no le nombra como firmante; use el contexto de uno"})));
  }
  ASSIGN_OR_RETURN(const std::string chain,
                   ReadFile(context->signing_chain_path));
  ASSIGN_OR_RETURN(const std::string approval,
                   wire::SignFrameworkApproval(toml, *context->person, key,
                                               chain, shell.clock().TimeNow()));
  RETURN_IF_ERROR(ReplaceFileDurably(words.out, approval));
  const std::string digest = HexEncode(AsBytes(Sha256(toml)));
  shell.Print(
      Json::Object()
          .Add("frameworkDigest", Json::String(digest))
          .Add("person", Json::String(person))
          .Add("signers", Json::Strings(signers)),
      absl::StrCat(TermsOf(*framework, shell.language()), "\n",
                   shell.Say({"approved, SHA-256 ", "aprobado, SHA-256 "}),
                   digest, "\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddAuditApprove(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "approve",
      shell.Say({"Approve, as a person, the commitments that `audit report` "
                 "holds figures against",
                 "Aprueba, como persona, los compromisos con que `audit "
                 "report` coteja las cifras"}),
      {"enlace audit approve framework.toml --out framework.approval"});
  auto words = std::make_shared<ApproveWords>();
  verb.AddOption("FILE", words->path, shell.Say({"The framework", "El marco"}))
      .Required();
  verb.AddOption("--out", words->out,
                 shell.Say({"Where the approval is written",
                            "Dónde se escribe la aprobación"}))
      .Required()
      .Value("FILE");
  verb.OnRun(shell, [&shell, words] { return Approve(*words, shell); });
}

}  // namespace enlace::client

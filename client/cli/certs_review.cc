// enlace certs review REQUEST: what an agency asks for, and who has approved.

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/enrolment_text.h"
#include "client/cli/verbs.h"
#include "proto/wire/enrolment_approval.h"

namespace enlace::client {
namespace {

struct ReviewWords {
  std::string request;
  std::string approvals;
};

// Who signed for this request, whether they may or not: that list is the
// issuing authority's.
absl::StatusOr<std::vector<std::string>> PersonsOf(
    const wire::EnrolmentRequest& request, const std::string& path) {
  std::vector<std::string> persons;
  if (path.empty()) return persons;
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kEnrolmentApprovalsSizeMax));
  ASSIGN_OR_RETURN(const v1::EnrolmentApprovals approvals,
                   wire::ReadEnrolmentApprovals(bytes));
  for (const v1::SignedEnrolmentApproval& approval : approvals.approvals()) {
    ASSIGN_OR_RETURN(const certs::Identity person,
                     wire::PersonOfApproval(request, approval));
    persons.push_back(person.Uri());
  }
  return persons;
}

absl::StatusOr<ExitCode> Review(const ReviewWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request,
                   ReadEnrolmentRequest(words.request));
  ASSIGN_OR_RETURN(const std::vector<std::string> persons,
                   PersonsOf(request, words.approvals));
  const bool expired = request.expires_at() <= shell.clock().TimeNow();
  Json json = JsonOf(request);
  json.Add("expired", Json::Bool(expired));
  json.Add("approvedBy", Json::Strings(persons));
  std::string text = TextOf(request, shell);
  if (!persons.empty()) {
    absl::StrAppend(&text, shell.Say({"signed by: ", "firmada por: "}),
                    absl::StrJoin(persons, ", "), "\n");
  }
  absl::StrAppend(
      &text, "\n",
      expired
          ? shell.Say({"Its time has run out: ask the agency for a new one.\n",
                       "Su plazo venció: pida una nueva a la autoridad.\n"})
          : shell.Say(
                {"Before you approve: call the agency on a number that you "
                 "have from elsewhere, and have it read the fingerprint to "
                 "you.\n",
                 "Antes de aprobar: llame a la autoridad a un número que "
                 "tenga por otra vía, y que le lea la huella.\n"}));
  shell.Print(json, text);
  return expired ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace

void AddCertsReview(Command certs, Shell& shell) {
  Command verb = certs.AddVerb(
      "review",
      shell.Say({"Show what an agency's enrolment request asks for; 3 if its "
                 "time has run out",
                 "Muestra lo que pide una solicitud de alta; 3 si su plazo "
                 "venció"}),
      {"enlace certs review request.pb"});
  auto words = std::make_shared<ReviewWords>();
  verb.AddOption("FILE", words->request,
                 shell.Say({"Enrolment request", "Solicitud de alta"}))
      .Required();
  verb.AddOption("--approvals", words->approvals,
                 shell.Say({"File of approvals: name who signed them",
                            "Archivo de aprobaciones: nombra a quienes "
                            "firmaron"}))
      .Value("FILE");
  verb.OnRun(shell, [&shell, words] { return Review(*words, shell); });
}

}  // namespace enlace::client

// enlace certs approve REQUEST --fingerprint F --approvals FILE: one of two
// persons approves an agency's enrolment request.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/enrolment_text.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"
#include "proto/wire/enrolment_approval.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::client {
namespace {

constexpr size_t kChainSizeMax = 64 << 10;

struct ApproveWords {
  std::string request;
  std::string fingerprint;
  std::string approvals;
};

// What is in the file so far; nothing if there is none.
absl::StatusOr<v1::EnrolmentApprovals> ReadSoFar(const std::string& path) {
  const auto bytes = ReadFile(path, wire::kEnrolmentApprovalsSizeMax);
  if (absl::IsNotFound(bytes.status())) return v1::EnrolmentApprovals();
  RETURN_IF_ERROR(bytes.status());
  return wire::ReadEnrolmentApprovals(*bytes);
}

// Refused here already what the issuing authority would refuse of the file.
absl::Status CheckSoFar(const wire::EnrolmentRequest& request,
                        const v1::EnrolmentApprovals& approvals,
                        const certs::Identity& person) {
  for (const v1::SignedEnrolmentApproval& approval : approvals.approvals()) {
    ASSIGN_OR_RETURN(const certs::Identity before,
                     wire::PersonOfApproval(request, approval));
    if (before == person) {
      return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                           wire::kEnrolmentNotApproved,
                           "this person has approved the request already");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Approve(const ApproveWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  if (!context->person.has_value()) {
    return absl::InvalidArgumentError(
        "the context must be a person's: an agency approves no request");
  }
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request,
                   ReadEnrolmentRequest(words.request));
  ASSIGN_OR_RETURN(v1::EnrolmentApprovals approvals,
                   ReadSoFar(words.approvals));
  RETURN_IF_ERROR(CheckSoFar(request, approvals, *context->person));
  ASSIGN_OR_RETURN(const certs::PrivateKey key, LoadPersonSigner(*context));
  ASSIGN_OR_RETURN(const std::string chain,
                   ReadFile(context->signing_chain_path, kChainSizeMax));
  ASSIGN_OR_RETURN(
      *approvals.add_approvals(),
      wire::ApproveEnrolment(
          request, words.fingerprint,
          {.person = *context->person, .key = key, .chain_pem = chain},
          shell.clock().TimeNow()));
  RETURN_IF_ERROR(
      ReplaceFileDurably(words.approvals, wire::SerializeStrictly(approvals)));
  const auto count = static_cast<size_t>(approvals.approvals_size());
  const bool enough = count >= wire::kEnrolmentPersons;
  shell.Print(
      Json::Object()
          .Add("agency", Json::String(request.agency().Uri()))
          .Add("approvals", Json::Number(static_cast<int64_t>(count)))
          .Add("enough", Json::Bool(enough)),
      absl::StrCat(
          request.agency().Uri(), ": ",
          enough ? shell.Say({"approved by two persons; hand request and "
                              "approvals to whoever issues certificates\n",
                              "aprobada por dos personas; entregue solicitud y "
                              "aprobaciones a quien emite certificados\n"})
                 : shell.Say({"another person must approve it too\n",
                              "otra persona debe aprobarla también\n"})));
  return ExitCode::kDone;
}

}  // namespace

void AddCertsApprove(Command certs, Shell& shell) {
  Command verb = certs.AddVerb(
      "approve",
      shell.Say({"Approve an agency's enrolment request, as one of two persons",
                 "Aprueba la solicitud de alta de una autoridad, como una de "
                 "dos personas"}),
      {"enlace certs approve request.pb --fingerprint ENROLMENT --approvals "
       "approvals.pb"});
  auto words = std::make_shared<ApproveWords>();
  verb.AddOption("FILE", words->request,
                 shell.Say({"Enrolment request", "Solicitud de alta"}))
      .Required();
  verb.AddOption("--fingerprint", words->fingerprint,
                 shell.Say({"Fingerprint of the request, as the agency told "
                            "you by another way",
                            "Huella de la solicitud, como la autoridad se la "
                            "dijo por otra vía"}))
      .Required()
      .Value("FINGERPRINT");
  verb.AddOption("--approvals", words->approvals,
                 shell.Say({"File that collects the approvals of the request",
                            "Archivo que reúne las aprobaciones de la "
                            "solicitud"}))
      .Required()
      .Value("FILE");
  verb.OnRun(shell, [&shell, words] { return Approve(*words, shell); });
}

}  // namespace enlace::client

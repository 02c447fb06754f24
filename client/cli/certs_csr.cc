// enlace certs csr REQUEST: the PKCS #10 requests of an enrolment that two
// persons have approved, for the product with which the nation issues.

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "client/cli/enrolment_text.h"
#include "client/cli/verbs.h"
#include "proto/wire/enrolment_approval.h"

namespace enlace::client {
namespace {

struct CsrWords {
  std::string request;
  std::string approvals;
  std::vector<std::string> approvers;
  std::string root;
  std::string out;
};

absl::StatusOr<std::vector<certs::Identity>> ApproversOf(
    const CsrWords& words) {
  std::vector<certs::Identity> approvers;
  for (const std::string& uri : words.approvers) {
    const auto person = certs::ParseIdentity(uri);
    if (!person.ok() || person->kind != certs::Identity::Kind::kPerson) {
      return absl::InvalidArgumentError(
          "--approver must be spiffe://<trust domain>/person/<id>");
    }
    approvers.push_back(*person);
  }
  return approvers;
}

absl::StatusOr<ExitCode> Csr(const CsrWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request,
                   ReadEnrolmentRequest(words.request));
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(words.approvals, wire::kEnrolmentApprovalsSizeMax));
  ASSIGN_OR_RETURN(const v1::EnrolmentApprovals approvals,
                   wire::ReadEnrolmentApprovals(bytes));
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(words.root));
  ASSIGN_OR_RETURN(const certs::TrustAnchor root,
                   certs::TrustAnchor::FromPem(pem));
  ASSIGN_OR_RETURN(std::vector<certs::Identity> approvers, ApproversOf(words));
  ASSIGN_OR_RETURN(
      const std::vector<certs::Identity> persons,
      wire::CheckEnrolmentApprovals(request, approvals,
                                    {.root = root,
                                     .approvers = std::move(approvers),
                                     .now = shell.clock().TimeNow()}));
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(words.out, "/tls.csr"),
                                     request.tls().ToPem()));
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(words.out, "/signing.csr"),
                                     request.signing().ToPem()));
  std::vector<std::string> names;
  names.reserve(persons.size());
  for (const certs::Identity& person : persons) names.push_back(person.Uri());
  Json json = JsonOf(request);
  json.Add("approvedBy", Json::Strings(names));
  shell.Print(json, absl::StrCat(TextOf(request, shell), "\n",
                                 shell.Say({"approved by ", "aprobada por "}),
                                 absl::StrJoin(names, ", "), "\n", words.out,
                                 "/tls.csr, ", words.out, "/signing.csr\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddCertsCsr(Command certs, Shell& shell) {
  Command verb = certs.AddVerb(
      "csr",
      shell.Say({"Write the PKCS #10 requests of an enrolment that two persons "
                 "have approved",
                 "Escribe las solicitudes PKCS #10 de un alta que dos personas "
                 "han aprobado"}),
      {"enlace certs csr request.pb --approvals both.pb --approver PERSON_1 "
       "--approver PERSON_2 --root ROOT.pem --out csr"});
  auto words = std::make_shared<CsrWords>();
  verb.AddOption("FILE", words->request,
                 shell.Say({"Enrolment request", "Solicitud de alta"}))
      .Required();
  verb.AddOption("--approvals", words->approvals,
                 shell.Say({"File of approvals", "Archivo de aprobaciones"}))
      .Required()
      .Value("FILE");
  verb.AddOption("--approver", words->approvers,
                 shell.Say({"Person whom the nation named to approve; again "
                            "for each",
                            "Persona que la nación designó para aprobar; de "
                            "nuevo por cada una"}))
      .Required()
      .Value("PERSON");
  verb.AddOption("--root", words->root,
                 shell.Say({"The own national root", "La raíz de la nación"}))
      .Required()
      .Value("FILE.pem");
  verb.AddOption("--out", words->out,
                 shell.Say({"Folder for tls.csr and signing.csr",
                            "Carpeta para tls.csr y signing.csr"}))
      .Required()
      .Value("FOLDER");
  verb.OnRun(shell, [&shell, words] { return Csr(*words, shell); });
}

}  // namespace enlace::client

#include "certs/dev/issue_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "proto/wire/enrolment_approval.h"
#include "proto/wire/enrolment_request.h"

namespace enlace::certs {
namespace {

struct Order {
  std::string pki;
  std::string request;
  std::string approvals;
  std::vector<std::string> approvers;
  std::string out;
  int days = 7;
};

absl::StatusOr<std::vector<Identity>> ApproversOf(const Order& order) {
  std::vector<Identity> approvers;
  for (const std::string& uri : order.approvers) {
    ASSIGN_OR_RETURN(Identity person, ParseIdentity(uri));
    if (person.kind != Identity::Kind::kPerson) {
      return absl::InvalidArgumentError(
          "--approver must be the identity of a person");
    }
    approvers.push_back(std::move(person));
  }
  return approvers;
}

absl::StatusOr<DevPki> OpenPki(const Order& order, absl::Time now) {
  DevPkiFiles files;
  ASSIGN_OR_RETURN(files.root_pem, ReadFile(order.pki + "/root.pem"));
  ASSIGN_OR_RETURN(files.issuing_pem, ReadFile(order.pki + "/issuing.pem"));
  ASSIGN_OR_RETURN(files.issuing_key_pem, ReadFile(order.pki + "/issuing.key"));
  return DevPki::Open(files, absl::Hours(24 * order.days), now);
}

absl::Status Issue(const Order& order) {
  const absl::Time now = RealClock().TimeNow();
  ASSIGN_OR_RETURN(const std::string request_bytes, ReadFile(order.request));
  ASSIGN_OR_RETURN(const auto request,
                   wire::EnrolmentRequest::Parse(request_bytes));
  ASSIGN_OR_RETURN(const std::string approval_bytes, ReadFile(order.approvals));
  ASSIGN_OR_RETURN(const v1::EnrolmentApprovals approvals,
                   wire::ReadEnrolmentApprovals(approval_bytes));
  ASSIGN_OR_RETURN(const DevPki pki, OpenPki(order, now));
  ASSIGN_OR_RETURN(const TrustAnchor root,
                   TrustAnchor::FromPem(pki.root_pem()));
  ASSIGN_OR_RETURN(std::vector<Identity> approvers, ApproversOf(order));
  ASSIGN_OR_RETURN(
      const std::vector<Identity> persons,
      wire::CheckEnrolmentApprovals(
          request, approvals,
          {.root = root, .approvers = std::move(approvers), .now = now}));
  ASSIGN_OR_RETURN(const std::string tls, pki.Certify(request.tls()));
  ASSIGN_OR_RETURN(const std::string signing, pki.Certify(request.signing()));
  RETURN_IF_ERROR(ReplaceFileDurably(order.out + "/tls.pem", tls));
  RETURN_IF_ERROR(ReplaceFileDurably(order.out + "/signing.pem", signing));
  std::cout << "certificates of " << request.agency().Uri() << " in "
            << order.out << ", valid " << order.days << " days; approved by";
  for (const Identity& person : persons) std::cout << " " << person.Uri();
  std::cout << "\n";
  return absl::OkStatus();
}

}  // namespace

int RunIssue(int argc, char** argv) {
  Order order;
  CLI::App app{
      "Issues the certificates of an approved enrolment request. Not for "
      "production.",
      "enlace-dev-pki issue"};
  app.add_option("REQUEST", order.request, "Enrolment request")->required();
  app.add_option("--pki", order.pki,
                 "Folder with root.pem, issuing.pem and issuing.key")
      ->required();
  app.add_option("--approvals", order.approvals, "File of approvals")
      ->required();
  app.add_option("--approver", order.approvers,
                 "Identity of a person who may approve; repeatable")
      ->required();
  app.add_option("--out", order.out, "Folder for tls.pem and signing.pem")
      ->required();
  app.add_option("--days", order.days, "Validity in days")
      ->check(CLI::Range(1, 366));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const absl::Status status = Issue(order);
  if (status.ok()) return 0;
  std::cerr << "enlace-dev-pki issue: " << status.message() << "\n";
  return absl::IsFailedPrecondition(status) ? 3 : 1;
}

}  // namespace enlace::certs

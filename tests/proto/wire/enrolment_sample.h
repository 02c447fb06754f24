// An agency that asks to be enrolled, and persons of its nation, with
// throw-away keys; for tests.

#ifndef ENLACE_TESTS_PROTO_WIRE_ENROLMENT_SAMPLE_H_
#define ENLACE_TESTS_PROTO_WIRE_ENROLMENT_SAMPLE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/enrolment.pb.h"
#include "proto/wire/enrolment_approval.h"
#include "proto/wire/enrolment_request.h"

namespace enlace::wire {

struct EnrolmentSample {
  EnrolmentSample();

  // Signs `content` with the agency's signing key, whatever it says.
  std::string SignAnyway(const v1::EnrolmentRequest& content) const;
  // The file as it should be.
  std::string Signed() const { return SignAnyway(content); }
  EnrolmentRequest Request() const {
    return EnrolmentRequest::Parse(Signed()).value();
  }

  // What the person approves at `at`; REQUIRES that it may be approved.
  v1::SignedEnrolmentApproval Approve(const EnrolmentRequest& request,
                                      const std::string& person,
                                      absl::Time at) const;
  certs::Identity Person(const std::string& id) const;
  ApprovalRules Rules(absl::Time at) const {
    return {.root = root,
            .approvers = {Person("us-one"), Person("us-two")},
            .now = at};
  }

  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  certs::DevPki pki;
  certs::TrustAnchor root;
  certs::Identity agency;
  certs::PrivateKey tls_key;
  certs::PrivateKey signing_key;
  v1::EnrolmentRequest content;
};

}  // namespace enlace::wire

#endif  // ENLACE_TESTS_PROTO_WIRE_ENROLMENT_SAMPLE_H_

#include "proto/wire/book_charter.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/book_language.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kCharterPayload =
    "application/vnd.enlace.book-charter.v1+protobuf";
constexpr uint32_t kCharterVersion = 1;

absl::Status InvalidCharter(absl::string_view field,
                            absl::string_view problem) {
  return FieldInvalid(absl::StrCat("charter.", field), problem);
}

absl::Status CheckReviewers(const v1::BookCharter& charter) {
  const auto& reviewers = charter.reviewers();
  if (reviewers.size() > kBookReviewersMax) {
    return InvalidCharter("reviewers", "must be at most 64");
  }
  for (int i = 0; i < reviewers.size(); ++i) {
    const absl::StatusOr<certs::Identity> person =
        certs::ParseIdentity(reviewers[i].person());
    if (!person.ok() || person->kind != certs::Identity::Kind::kPerson ||
        person->trust_domain != charter.trust_domain()) {
      return InvalidCharter("reviewers.person",
                            "must be the identity of a person of the nation");
    }
    if (i > 0 && reviewers[i - 1].person() >= reviewers[i].person()) {
      return InvalidCharter("reviewers",
                            "must be sorted and name nobody twice");
    }
    RETURN_IF_ERROR(CheckBookLanguages("charter.reviewers.languages",
                                       reviewers[i].languages()));
  }
  if (charter.approvals_needed() < kBookApprovalsMin ||
      charter.approvals_needed() > static_cast<uint32_t>(reviewers.size())) {
    return InvalidCharter(
        "approvals_needed",
        "must be at least two, and no more than there are reviewers");
  }
  return absl::OkStatus();
}

absl::Status CheckCharter(const v1::BookCharter& charter) {
  if (charter.version() != kCharterVersion) {
    return InvalidCharter("version", "must be 1");
  }
  if (!certs::IsTrustDomain(charter.trust_domain())) {
    return InvalidCharter("trust_domain", "must be that of a nation");
  }
  if (charter.serial() == 0) {
    return InvalidCharter("serial", "must be at least 1");
  }
  if (charter.valid_from_ms() <= 0) {
    return InvalidCharter("valid_from_ms",
                          "must be milliseconds since 1970 UTC");
  }
  if (charter.valid_until_ms() <= charter.valid_from_ms()) {
    return InvalidCharter("valid_until_ms", "must be later than valid_from_ms");
  }
  return CheckReviewers(charter);
}

}  // namespace

absl::StatusOr<v1::BookCharter> ReadBookCharter(
    absl::string_view bytes, const certs::TrustAnchor& root) {
  v1::SignedBookCharter file;
  RETURN_IF_ERROR(ParseStrictly(bytes, "charter", kBookCharterSizeMax, file));
  v1::BookCharter charter;
  RETURN_IF_ERROR(
      ParseStrictly(file.charter(), "charter", kBookCharterSizeMax, charter));
  RETURN_IF_ERROR(CheckCharter(charter));
  if (charter.trust_domain() != root.trust_domain()) {
    return InvalidCharter("trust_domain", "must be that of the national root");
  }
  RETURN_IF_ERROR(VerifyPayload(root.certificate().public_key(),
                                kCharterPayload, file.charter(),
                                file.signature()));
  return charter;
}

absl::StatusOr<std::string> SignBookCharter(const v1::BookCharter& charter,
                                            const certs::Signer& root_key) {
  RETURN_IF_ERROR(CheckCharter(charter));
  v1::SignedBookCharter file;
  file.set_charter(SerializeStrictly(charter));
  ASSIGN_OR_RETURN(*file.mutable_signature(),
                   SignPayload(root_key, kCharterPayload, file.charter()));
  return SerializeStrictly(file);
}

const v1::BookReviewer* FindBookReviewer(const v1::BookCharter& charter,
                                         absl::string_view person) {
  for (const v1::BookReviewer& reviewer : charter.reviewers()) {
    if (reviewer.person() == person) return &reviewer;
  }
  return nullptr;
}

}  // namespace enlace::wire

#include "proto/wire/book_review.h"

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/book_language.h"
#include "proto/wire/dsse.h"
#include "proto/wire/person_signature.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kReviewPayload =
    "application/vnd.enlace.book-review.v1+protobuf";
constexpr uint32_t kReviewVersion = 1;
constexpr size_t kRemarkSizeMax = 4000;
constexpr size_t kRuleIdSizeMax = 200;
// Two machines' clocks may differ by this much.
constexpr absl::Duration kReviewSkewMax = absl::Minutes(5);

absl::Status InvalidReview(absl::string_view field, absl::string_view problem) {
  return FieldInvalid(absl::StrCat("review.", field), problem);
}

absl::Status CheckRemark(const v1::BookRemark& remark) {
  if (remark.kind() == v1::BookRemark::KIND_UNSPECIFIED) {
    return InvalidReview("remarks.kind", "must be stated");
  }
  const bool plain =
      std::none_of(remark.text().begin(), remark.text().end(), [](char c) {
        return c != '\n' && absl::ascii_iscntrl(static_cast<unsigned char>(c));
      });
  if (!plain || remark.text().empty() ||
      remark.text().size() > kRemarkSizeMax) {
    return InvalidReview("remarks.text",
                         "must have 1 to 4000 bytes and no control characters");
  }
  const bool named =
      std::all_of(remark.rule_id().begin(), remark.rule_id().end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return !absl::ascii_iscntrl(byte) && !absl::ascii_isspace(byte);
      });
  if (!named || remark.rule_id().size() > kRuleIdSizeMax) {
    return InvalidReview("remarks.rule_id",
                         "must be the id of a rule, of at most 200 bytes");
  }
  return absl::OkStatus();
}

// Who objects says why, and who approves has no objection.
absl::Status CheckVerdict(const v1::BookReview& review) {
  const bool objection =
      std::any_of(review.remarks().begin(), review.remarks().end(),
                  [](const v1::BookRemark& remark) {
                    return remark.kind() == v1::BookRemark::KIND_OBJECTION;
                  });
  switch (review.verdict()) {
    case v1::BookReview::VERDICT_APPROVE:
      if (!objection) return absl::OkStatus();
      return InvalidReview("remarks",
                           "an approval has no objection: object, or dissent");
    case v1::BookReview::VERDICT_OBJECT:
      if (objection) return absl::OkStatus();
      return InvalidReview("remarks", "must say what is objected to");
    default:
      return InvalidReview("verdict", "must be stated");
  }
}

absl::Status CheckReview(const v1::BookReview& review) {
  if (review.version() != kReviewVersion) {
    return InvalidReview("version", "must be 1");
  }
  if (review.manifest_digest().size() != kHashSize) {
    return InvalidReview("manifest_digest", "must be a SHA-256");
  }
  const absl::StatusOr<certs::Identity> person =
      certs::ParseIdentity(review.person());
  if (!person.ok() || person->kind != certs::Identity::Kind::kPerson) {
    return InvalidReview("person", "must be the identity of a person");
  }
  RETURN_IF_ERROR(CheckBookLanguages("review.languages", review.languages()));
  if (review.remarks_size() > kBookRemarksMax) {
    return InvalidReview("remarks", "must be at most 256");
  }
  for (const v1::BookRemark& remark : review.remarks()) {
    RETURN_IF_ERROR(CheckRemark(remark));
  }
  if (review.stated_at_ms() <= 0) {
    return InvalidReview("stated_at_ms", "must be milliseconds since 1970 UTC");
  }
  return CheckVerdict(review);
}

}  // namespace

absl::StatusOr<std::string> SignBookReview(v1::BookReview review,
                                           const certs::Signer& key,
                                           const std::string& chain_pem) {
  review.set_version(kReviewVersion);
  RETURN_IF_ERROR(CheckReview(review));
  v1::SignedBookReview file;
  file.set_review(SerializeStrictly(review));
  file.set_chain(chain_pem);
  ASSIGN_OR_RETURN(*file.mutable_signature(),
                   SignPayload(key, kReviewPayload, file.review()));
  std::string bytes = SerializeStrictly(file);
  if (bytes.size() <= kBookReviewSizeMax) return bytes;
  return InvalidReview("remarks", "are too long together; shorten them");
}

absl::StatusOr<v1::BookReview> ReadBookReview(absl::string_view bytes,
                                              const certs::TrustAnchor& root,
                                              absl::Time now) {
  v1::SignedBookReview file;
  RETURN_IF_ERROR(ParseStrictly(bytes, "review", kBookReviewSizeMax, file));
  v1::BookReview review;
  RETURN_IF_ERROR(
      ParseStrictly(file.review(), "review", kBookReviewSizeMax, review));
  RETURN_IF_ERROR(CheckReview(review));
  const absl::Time at = absl::FromUnixMillis(review.stated_at_ms());
  if (at > now + kReviewSkewMax) {
    return Refusal(absl::StatusCode::kFailedPrecondition, kClockSkew,
                   "review.stated_at_ms is later than now: look at the clocks");
  }
  ASSIGN_OR_RETURN(const certs::Identity signer,
                   PersonWhoSigned({"review", kReviewPayload, file.review(),
                                    file.signature(), file.chain()},
                                   root, at));
  if (signer.Uri() != review.person()) {
    return Refusal(absl::StatusCode::kPermissionDenied, kSignatureInvalid,
                   "review.signature is by another person than it names");
  }
  return review;
}

}  // namespace enlace::wire

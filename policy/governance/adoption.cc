#include "policy/governance/adoption.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "policy/analysis/rule_change.h"
#include "proto/wire/problem.h"

namespace enlace::policy {
namespace {

absl::Status OutOfOrder(absl::string_view what) {
  return wire::Refusal(absl::StatusCode::kFailedPrecondition, kBookOutOfOrder,
                       what);
}

absl::Status CheckOrder(const wire::BookBundle& candidate,
                        const TrueBook* in_force) {
  const v1::BookManifest& manifest = candidate.manifest;
  if (in_force == nullptr) {
    if (manifest.book_version() == 1) return absl::OkStatus();
    return OutOfOrder(
        "manifest.book_version: no book is in force; begin with version 1");
  }
  const v1::BookManifest& current = in_force->bundle.manifest;
  if (manifest.previous() != in_force->bundle.digest ||
      manifest.book_version() <= current.book_version()) {
    return OutOfOrder(absl::StrCat(
        "manifest.previous: takes the place of another book than version ",
        current.book_version(),
        ", which is in force; bundle it anew, with "
        "--previous"));
  }
  if (manifest.effective_from_ms() < current.effective_from_ms()) {
    return OutOfOrder(
        "manifest.effective_from_ms: is before that of the book in force");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Approval> CheckAdoption(const v1::BookCharter& charter,
                                       const TrueBook& candidate,
                                       absl::Span<const v1::BookReview> reviews,
                                       const TrueBook* in_force,
                                       absl::Time now) {
  const int64_t now_ms = absl::ToUnixMillis(now);
  if (now_ms < charter.valid_from_ms() || now_ms >= charter.valid_until_ms()) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         kBookCharterOutOfTime,
                         "the charter does not hold now; have the national "
                         "root sign a new one");
  }
  if (candidate.bundle.manifest.trust_domain() != charter.trust_domain()) {
    return OutOfOrder("manifest.trust_domain: is another nation's");
  }
  RETURN_IF_ERROR(CheckOrder(candidate.bundle, in_force));
  const bool tightens =
      in_force != nullptr && OnlyTightens(*in_force->book, *candidate.book);
  return CheckApproval(charter, candidate.bundle, reviews, tightens);
}

}  // namespace enlace::policy

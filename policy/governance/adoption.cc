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

absl::Status CheckOrder(const v1::BookManifest& manifest,
                        const Predecessors& before) {
  if (before.in_force == nullptr) {
    if (manifest.book_version() == 1) return absl::OkStatus();
    return OutOfOrder(
        "manifest.book_version: no book is in force; begin with version 1");
  }
  const v1::BookManifest& current = before.in_force->bundle.manifest;
  if (manifest.previous() != before.in_force->bundle.digest) {
    return OutOfOrder(absl::StrCat(
        "manifest.previous: takes the place of another book than version ",
        current.book_version(),
        ", which is in force; bundle it anew, with --previous"));
  }
  const uint64_t last = before.waiting == nullptr
                            ? current.book_version()
                            : before.waiting->bundle.manifest.book_version();
  if (manifest.book_version() != last + 1) {
    return OutOfOrder(absl::StrCat(
        "manifest.book_version: the next one is ", last + 1,
        before.waiting == nullptr
            ? ""
            : "; bundle it anew, with --waiting and the book that waits"));
  }
  if (manifest.effective_from_ms() < current.effective_from_ms()) {
    return OutOfOrder(
        "manifest.effective_from_ms: is before that of the book in force");
  }
  return absl::OkStatus();
}

bool IsTighter(const TrueBook& candidate, const TrueBook* before) {
  return before != nullptr && before->book != nullptr &&
         OnlyTightens(*before->book, *candidate.book);
}

bool TightensBoth(const TrueBook& candidate, const Predecessors& before) {
  if (!IsTighter(candidate, before.in_force)) return false;
  if (before.waiting == nullptr) return true;
  return IsTighter(candidate, before.waiting) &&
         candidate.bundle.manifest.effective_from_ms() <=
             before.waiting->bundle.manifest.effective_from_ms();
}

}  // namespace

absl::StatusOr<Approval> CheckAdoption(const v1::BookCharter& charter,
                                       const TrueBook& candidate,
                                       absl::Span<const v1::BookReview> reviews,
                                       const Predecessors& before,
                                       absl::Time now) {
  const int64_t now_ms = absl::ToUnixMillis(now);
  if (now_ms < charter.valid_from_ms() || now_ms >= charter.valid_until_ms()) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         kBookCharterOutOfTime,
                         "the charter does not hold now; have the national "
                         "root sign a new one");
  }
  if (charter.serial() < before.charter_serial) {
    return wire::Refusal(
        absl::StatusCode::kFailedPrecondition, kBookCharterRolledBack,
        absl::StrCat("charter.serial: a book was adopted by charter ",
                     before.charter_serial,
                     " already; put that one, or a later one, in its place"));
  }
  if (candidate.bundle.manifest.trust_domain() != charter.trust_domain()) {
    return OutOfOrder("manifest.trust_domain: is another nation's");
  }
  RETURN_IF_ERROR(CheckOrder(candidate.bundle.manifest, before));
  return CheckApproval(charter, candidate.bundle, reviews,
                       TightensBoth(candidate, before));
}

}  // namespace enlace::policy

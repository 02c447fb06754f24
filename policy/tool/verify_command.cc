#include "policy/tool/verify_command.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "policy/governance/adoption.h"
#include "policy/tool/bundle_text.h"
#include "proto/wire/book_charter.h"
#include "proto/wire/book_review.h"

namespace enlace::policy {
namespace {

absl::StatusOr<v1::BookCharter> CharterAt(const VerifySettings& settings,
                                          const certs::TrustAnchor& root) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(settings.charter, wire::kBookCharterSizeMax));
  return wire::ReadBookCharter(bytes, root);
}

absl::StatusOr<TrueBook> BundleAt(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kBookBundleSizeMax));
  return OpenBundle(bytes);
}

// A line if the reviewer's word counts for nothing; else "".
absl::string_view WhyNotCounted(const v1::BookReview& review,
                                const v1::BookCharter& charter,
                                const TrueBook& candidate, Language language) {
  const bool english = language == Language::kEnglish;
  if (wire::FindBookReviewer(charter, review.person()) == nullptr) {
    return english ? "    does not count: is not in the charter\n"
                   : "    no cuenta: no figura en el estatuto\n";
  }
  if (Wrote(candidate.bundle.manifest, review.person())) {
    return english ? "    does not count as approval: wrote the book\n"
                   : "    no cuenta como aprobación: redactó el libro\n";
  }
  return "";
}

// One that means otherwise here is a predecessor all the same.
absl::StatusOr<TrueBook> OlderAt(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kBookBundleSizeMax));
  absl::StatusOr<TrueBook> opened = OpenBundle(bytes);
  if (opened.ok()) return opened;
  ASSIGN_OR_RETURN(wire::BookBundle bundle, wire::ReadBookBundle(bytes));
  return TrueBook{std::move(bundle), nullptr};
}

absl::Status Verify(const VerifySettings& settings, absl::Time now,
                    Language language, std::ostream& out) {
  ASSIGN_OR_RETURN(const std::string root_pem, ReadFile(settings.root));
  ASSIGN_OR_RETURN(const certs::TrustAnchor root,
                   certs::TrustAnchor::FromPem(root_pem));
  ASSIGN_OR_RETURN(const v1::BookCharter charter, CharterAt(settings, root));
  ASSIGN_OR_RETURN(const TrueBook candidate, BundleAt(settings.bundle));
  out << ManifestText(candidate.bundle, language);
  std::vector<v1::BookReview> reviews;
  for (const std::string& path : settings.reviews) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadFile(path, wire::kBookReviewSizeMax));
    ASSIGN_OR_RETURN(reviews.emplace_back(),
                     wire::ReadBookReview(bytes, root, now));
  }
  for (const v1::BookReview& review : LastWords(candidate.bundle, reviews)) {
    out << ReviewText(review, language)
        << WhyNotCounted(review, charter, candidate, language);
  }
  std::optional<TrueBook> in_force;
  std::optional<TrueBook> waiting;
  if (!settings.previous.empty()) {
    ASSIGN_OR_RETURN(in_force, OlderAt(settings.previous));
  }
  if (!settings.waiting.empty()) {
    ASSIGN_OR_RETURN(waiting, OlderAt(settings.waiting));
  }
  ASSIGN_OR_RETURN(
      const Approval approval,
      CheckAdoption(charter, candidate, reviews,
                    {.in_force = in_force.has_value() ? &*in_force : nullptr,
                     .waiting = waiting.has_value() ? &*waiting : nullptr},
                    now));
  const bool english = language == Language::kEnglish;
  out << (english ? "may come into force, by " : "puede entrar en vigor, por ")
      << absl::StrJoin(approval.persons, ", ")
      << (approval.by_one
              ? (english ? ": it only tightens" : ": solo hace más estricto")
              : "")
      << "\n";
  return absl::OkStatus();
}

}  // namespace

int VerifyBundle(const VerifySettings& settings, absl::Time now,
                 Language language, std::ostream& out, std::ostream& err) {
  const absl::Status verified = Verify(settings, now, language, out);
  if (verified.ok()) return kExitDone;
  err << "rulebook: " << std::string(verified.message()) << "\n";
  const bool refused = absl::IsInvalidArgument(verified) ||
                       absl::IsFailedPrecondition(verified) ||
                       absl::IsPermissionDenied(verified);
  return refused ? kExitNo : kExitBroke;
}

}  // namespace enlace::policy

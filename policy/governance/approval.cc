#include "policy/governance/approval.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/book_charter.h"
#include "proto/wire/problem.h"

namespace enlace::policy {
namespace {

absl::Status Missing(absl::string_view what) {
  return wire::Refusal(absl::StatusCode::kFailedPrecondition, kBookNotApproved,
                       what);
}

absl::Status Objected(const v1::BookReview& review) {
  std::string about;
  for (const v1::BookRemark& remark : review.remarks()) {
    if (remark.kind() != v1::BookRemark::KIND_OBJECTION) continue;
    absl::StrAppend(&about, about.empty() ? "" : ", ",
                    remark.rule_id().empty() ? "the book" : remark.rule_id());
  }
  return wire::Refusal(
      absl::StatusCode::kFailedPrecondition, kBookObjected,
      absl::StrCat(review.person(), " objects to ", about,
                   "; change the book, or have that person sign otherwise"));
}

// Adds the languages that the reviewer read and answers for.
void AddLanguages(const v1::BookReview& review,
                  const v1::BookReviewer& reviewer,
                  std::set<std::string>& languages) {
  std::set_intersection(review.languages().begin(), review.languages().end(),
                        reviewer.languages().begin(),
                        reviewer.languages().end(),
                        std::inserter(languages, languages.end()));
}

}  // namespace

bool Wrote(const v1::BookManifest& manifest, absl::string_view person) {
  return std::find(manifest.authors().begin(), manifest.authors().end(),
                   person) != manifest.authors().end();
}

std::vector<v1::BookReview> LastWords(
    const wire::BookBundle& bundle, absl::Span<const v1::BookReview> reviews) {
  std::map<std::string, const v1::BookReview*> last;
  for (const v1::BookReview& review : reviews) {
    if (review.manifest_digest() != bundle.digest) continue;
    const v1::BookReview*& known = last[review.person()];
    // Of two words of one instant the objection counts.
    if (known == nullptr ||
        std::pair(known->stated_at_ms(), known->verdict()) <
            std::pair(review.stated_at_ms(), review.verdict())) {
      known = &review;
    }
  }
  std::vector<v1::BookReview> words;
  words.reserve(last.size());
  for (const auto& [person, review] : last) words.push_back(*review);
  return words;
}

absl::StatusOr<Approval> CheckApproval(const v1::BookCharter& charter,
                                       const wire::BookBundle& bundle,
                                       absl::Span<const v1::BookReview> reviews,
                                       bool tightens) {
  Approval approval;
  std::set<std::string> languages;
  std::string tightener;
  absl::Status objection;
  for (const v1::BookReview& review : LastWords(bundle, reviews)) {
    const v1::BookReviewer* const reviewer =
        wire::FindBookReviewer(charter, review.person());
    if (reviewer == nullptr) continue;
    if (review.verdict() == v1::BookReview::VERDICT_OBJECT) {
      if (objection.ok()) objection = Objected(review);
      continue;
    }
    if (Wrote(bundle.manifest, review.person())) continue;
    if (tightens && reviewer->may_tighten()) tightener = review.person();
    approval.persons.push_back(review.person());
    AddLanguages(review, *reviewer, languages);
  }
  if (!objection.ok()) return objection;
  if (!tightener.empty()) return Approval{{tightener}, /*by_one=*/true};
  const size_t needed = charter.approvals_needed();
  if (approval.persons.size() < needed) {
    return Missing(absl::StrCat(
        approval.persons.size(), " of ", needed,
        " reviewers of the charter who did not write the book approve it"));
  }
  for (const v1::BookPage& page : bundle.manifest.pages()) {
    if (languages.contains(page.language())) continue;
    return Missing(absl::StrCat("nobody who answers for the language `",
                                page.language(),
                                "` read the book in it and approves"));
  }
  return approval;
}

}  // namespace enlace::policy

#include "tests/integration/book_office.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sha256.h"
#include "certs/dev/dev_book_charter.h"
#include "policy/governance/bundle.h"
#include "proto/wire/book_review.h"

namespace enlace {
namespace {

constexpr const char* kReviewers[] = {"counsel", "legal"};

certs::Identity PersonIn(const std::string& trust_domain,
                         const std::string& id) {
  return {.trust_domain = trust_domain,
          .kind = certs::Identity::Kind::kPerson,
          .id = id};
}

}  // namespace

BookOffice::BookOffice(const certs::DevPki& pki, std::string home)
    : home_(std::move(home)), trust_domain_(pki.trust_domain()) {
  CHECK_OK(MakeDirectories(library()));
  SignCharter(pki, 1);
  for (const char* id : kReviewers) {
    auto issued = pki.IssueStatementSigning(PersonIn(trust_domain_, id));
    CHECK_OK(issued.status());
    keys_.emplace(id, *std::move(issued));
  }
}

void BookOffice::SignCharter(const certs::DevPki& pki, uint64_t serial) {
  const absl::Time now = RealClock().TimeNow();
  const auto bytes =
      certs::DevBookCharter(pki, {"counsel", "legal"}, now - absl::Hours(1),
                            now + absl::Hours(24), serial);
  CHECK_OK(bytes.status());
  CHECK_OK(ReplaceFileDurably(charter(), *bytes));
}

std::string BookOffice::Publish(const PublishedBook& book) {
  policy::BundleOrder order;
  order.trust_domain = trust_domain_;
  order.book_version = book.version;
  order.previous = book.previous;
  order.effective_from = book.effective_from;
  order.authors = {PersonIn(trust_domain_, "drafter").Uri()};
  for (const char* language : {"en", "es"}) {
    v1::BookPage& page = order.pages.emplace_back();
    page.set_language(language);
    page.set_digest(ToBytes(Sha256("a page")));
  }
  const auto bytes = policy::MakeBundle(book.files, order);
  CHECK_OK(bytes.status());
  const std::string digest = wire::ReadBookBundle(*bytes)->digest;
  const std::string stem = absl::StrCat(library(), "/", book.version);
  for (const std::string& signer : book.signers) {
    const certs::IssuedKey& keys = keys_.at(signer);
    v1::BookReview review;
    review.set_manifest_digest(digest);
    review.set_person(PersonIn(trust_domain_, signer).Uri());
    review.set_verdict(v1::BookReview::VERDICT_APPROVE);
    review.add_languages("en");
    review.add_languages("es");
    review.set_stated_at_ms(absl::ToUnixMillis(RealClock().TimeNow()));
    const auto signed_review = wire::SignBookReview(
        review, certs::PrivateKey::FromPem(keys.key_pem).value(),
        keys.chain_pem);
    CHECK_OK(signed_review.status());
    CHECK_OK(ReplaceFileDurably(absl::StrCat(stem, ".", signer, ".review"),
                                *signed_review));
  }
  CHECK_OK(ReplaceFileDurably(stem + ".book", *bytes));
  return digest;
}

}  // namespace enlace

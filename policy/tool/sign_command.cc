#include "policy/tool/sign_command.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "policy/governance/bundle.h"
#include "policy/render/book_page.h"
#include "policy/tool/bundle_text.h"
#include "proto/wire/book_review.h"

namespace enlace::policy {
namespace {

// The pages that the reviewer read are those of the manifest.
absl::Status CheckPagesRead(const TrueBook& opened,
                            const std::set<std::string>& languages) {
  const BookFiles files = FilesOf(opened.bundle.content);
  for (const std::string& tag : languages) {
    const std::string page =
        BookPage(*opened.book, files,
                 tag == "es" ? Language::kSpanish : Language::kEnglish);
    const std::string digest = ToBytes(Sha256(page));
    bool same = false;
    for (const v1::BookPage& each : opened.bundle.manifest.pages()) {
      same = same || (each.language() == tag && each.digest() == digest);
    }
    if (!same) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the page in `", tag,
          "` is another one than the manifest names: it was bundled by another "
          "version of this program; have it bundled anew"));
    }
  }
  return absl::OkStatus();
}

absl::Status AddRemarks(const std::vector<std::string>& texts,
                        v1::BookRemark::Kind kind, const Book& book,
                        v1::BookReview& review) {
  for (const std::string& text : texts) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits(':', 1));
    const std::string rule(absl::StripAsciiWhitespace(parts.first));
    if (!rule.empty() && book.FindRule(rule) == nullptr) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the book has no rule `", rule,
          "`; write `RULE: text`, or `: text` about the whole book"));
    }
    v1::BookRemark& remark = *review.add_remarks();
    remark.set_kind(kind);
    remark.set_rule_id(rule);
    remark.set_text(std::string(absl::StripAsciiWhitespace(parts.second)));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::BookReview> ReviewOf(const SignSettings& settings,
                                        const TrueBook& opened,
                                        const std::string& chain_pem,
                                        absl::Time now) {
  RETURN_IF_ERROR(CheckPagesRead(opened, settings.languages));
  ASSIGN_OR_RETURN(const std::vector<certs::Certificate> chain,
                   certs::Certificate::ListFromPem(chain_pem));
  ASSIGN_OR_RETURN(const certs::Identity person, chain.front().identity());
  v1::BookReview review;
  review.set_version(1);
  review.set_manifest_digest(opened.bundle.digest);
  review.set_person(person.Uri());
  review.set_verdict(settings.objections.empty()
                         ? v1::BookReview::VERDICT_APPROVE
                         : v1::BookReview::VERDICT_OBJECT);
  for (const std::string& tag : settings.languages) review.add_languages(tag);
  review.set_stated_at_ms(absl::ToUnixMillis(now));
  RETURN_IF_ERROR(AddRemarks(settings.comments, v1::BookRemark::KIND_COMMENT,
                             *opened.book, review));
  RETURN_IF_ERROR(AddRemarks(settings.dissents, v1::BookRemark::KIND_DISSENT,
                             *opened.book, review));
  RETURN_IF_ERROR(AddRemarks(settings.objections,
                             v1::BookRemark::KIND_OBJECTION, *opened.book,
                             review));
  return review;
}

absl::Status Sign(const SignSettings& settings, absl::Time now,
                  Language language, std::ostream& out) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(settings.bundle, wire::kBookBundleSizeMax));
  ASSIGN_OR_RETURN(const TrueBook opened, OpenBundle(bytes));
  ASSIGN_OR_RETURN(const std::string key_pem, ReadFile(settings.key));
  ASSIGN_OR_RETURN(const certs::PrivateKey key,
                   certs::PrivateKey::FromPem(key_pem));
  ASSIGN_OR_RETURN(const std::string chain_pem, ReadFile(settings.chain));
  ASSIGN_OR_RETURN(const v1::BookReview review,
                   ReviewOf(settings, opened, chain_pem, now));
  ASSIGN_OR_RETURN(const std::string file,
                   wire::SignBookReview(review, key, chain_pem));
  RETURN_IF_ERROR(ReplaceFileDurably(settings.out, file));
  out << ManifestText(opened.bundle, language) << ReviewText(review, language);
  return absl::OkStatus();
}

}  // namespace

int SignBundle(const SignSettings& settings, absl::Time now, Language language,
               std::ostream& out, std::ostream& err) {
  const absl::Status done = Sign(settings, now, language, out);
  if (done.ok()) return kExitDone;
  err << "rulebook: " << std::string(done.message()) << "\n";
  const bool refused =
      absl::IsInvalidArgument(done) || absl::IsFailedPrecondition(done);
  return refused ? kExitNo : kExitBroke;
}

}  // namespace enlace::policy

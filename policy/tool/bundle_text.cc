#include "policy/tool/bundle_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "proto/wire/fingerprint.h"

namespace enlace::policy {
namespace {

std::string Instant(int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(ms),
                          absl::UTCTimeZone());
}

Bilingual KindName(v1::BookRemark::Kind kind) {
  switch (kind) {
    case v1::BookRemark::KIND_OBJECTION:
      return {"objection", "objeción"};
    case v1::BookRemark::KIND_DISSENT:
      return {"dissent", "disenso"};
    default:
      return {"comment", "comentario"};
  }
}

}  // namespace

std::string LanguageTag(Language language) {
  return language == Language::kEnglish ? "en" : "es";
}

std::string ManifestText(const wire::BookBundle& bundle, Language language) {
  const v1::BookManifest& manifest = bundle.manifest;
  const auto said = [&](absl::string_view en, absl::string_view es) {
    return language == Language::kEnglish ? en : es;
  };
  return absl::StrCat(
      manifest.book(), ", ", said("version ", "versión "),
      manifest.book_version(), ", ", manifest.trust_domain(), "\n",
      said("  in force from  ", "  vigente desde  "),
      Instant(manifest.effective_from_ms()), "\n",
      said("  fingerprint    ", "  huella         "),
      wire::FingerprintDigits(HashFromBytes(bundle.digest)), "\n",
      said("  digest         ", "  resumen        "), HexEncode(bundle.digest),
      "\n", said("  instead of     ", "  en lugar de    "),
      manifest.previous().empty() ? said("none", "ninguno")
                                  : HexEncode(manifest.previous()),
      "\n", said("  written by     ", "  redactado por  "),
      absl::StrJoin(manifest.authors(), ", "), "\n");
}

std::string ReviewText(const v1::BookReview& review, Language language) {
  const bool english = language == Language::kEnglish;
  const bool approves = review.verdict() == v1::BookReview::VERDICT_APPROVE;
  std::string text =
      absl::StrCat("  ", review.person(), " ",
                   approves ? (english ? "approves" : "aprueba")
                            : (english ? "objects" : "objeta"),
                   ", ", english ? "having read " : "habiendo leído ",
                   absl::StrJoin(review.languages(), ", "), ", ",
                   Instant(review.stated_at_ms()), "\n");
  for (const v1::BookRemark& remark : review.remarks()) {
    absl::StrAppend(&text, "    ", KindName(remark.kind()).In(language),
                    remark.rule_id().empty() ? "" : " ", remark.rule_id(), ": ",
                    absl::StrReplaceAll(remark.text(), {{"\n", "\n      "}}),
                    "\n");
  }
  return text;
}

}  // namespace enlace::policy

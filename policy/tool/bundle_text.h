// A bundle and the reviews of it, as a person reads them.

#ifndef ENLACE_POLICY_TOOL_BUNDLE_TEXT_H_
#define ENLACE_POLICY_TOOL_BUNDLE_TEXT_H_

#include <string>

#include "enlace/v1/rule_book.pb.h"
#include "policy/engine/language.h"
#include "proto/wire/book_manifest.h"

namespace enlace::policy {

// "en" or "es".
std::string LanguageTag(Language language);

// Book, version, fingerprint, when it comes into force, who wrote it.
std::string ManifestText(const wire::BookBundle& bundle, Language language);

// Who said what, with each remark.
std::string ReviewText(const v1::BookReview& review, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_BUNDLE_TEXT_H_

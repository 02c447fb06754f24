#include "policy/engine/field_clause.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::policy {

bool ParseFields(Keyword verb, LineReader& reader, ParsedFields& fields) {
  fields.verb = verb;
  do {
    ParsedTarget target;
    target.category = reader.Accept(Keyword::kCategory);
    if (!reader.Expect("a field", target.name)) return false;
    fields.targets.push_back(std::move(target));
    if (verb != Keyword::kGeneralise) continue;
    Word level;
    if (!reader.Accept(Keyword::kTo)) {
      return reader.Fail(absl::StrCat("expected '",
                                      Phrase(Keyword::kTo, reader.language()),
                                      "' and a level"));
    }
    if (!reader.Expect("a level", level)) return false;
    fields.levels.push_back(std::move(level));
  } while (reader.AcceptComma());
  if (verb != Keyword::kRelease && reader.Accept(Keyword::kBecause) &&
      !reader.Expect("a reason code", fields.reason)) {
    return false;
  }
  if (verb == Keyword::kDrop) fields.silent = reader.Accept(Keyword::kSilently);
  if (verb != Keyword::kRelease && !fields.silent) {
    reader.Accept(Keyword::kAnnounced);
  }
  return true;
}

bool ParseElements(LineReader& reader, ParsedElements& elements) {
  if (!reader.Expect("a list", elements.list)) return false;
  if (reader.Accept(Keyword::kBecause) &&
      !reader.Expect("a reason code", elements.reason)) {
    return false;
  }
  reader.Accept(Keyword::kAnnounced);
  Keyword clause = Keyword::kWhen;
  if (!reader.AcceptOneOf({Keyword::kWhen, Keyword::kUnless},
                          "expected which elements are meant", clause)) {
    return false;
  }
  elements.exception = clause == Keyword::kUnless;
  return true;
}

}  // namespace enlace::policy

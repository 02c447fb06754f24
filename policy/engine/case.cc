#include "policy/engine/case.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/book.h"
#include "policy/engine/keyword.h"

namespace enlace::policy {
namespace {

std::string OutcomeWord(Outcome outcome, Language language) {
  const Keyword word = outcome == Outcome::kPermit ? Keyword::kPermit
                       : outcome == Outcome::kHold ? Keyword::kHold
                                                   : Keyword::kDeny;
  return std::string(Phrase(word, language));
}

std::string ListOf(const std::vector<std::string>& words, Language language) {
  if (words.empty()) {
    return language == Language::kEnglish ? "none" : "ninguna";
  }
  return absl::StrJoin(words, ", ");
}

std::string ActionWord(FieldAction::Kind kind, const std::string& level,
                       Language language) {
  const Keyword word = kind == FieldAction::kRelease      ? Keyword::kRelease
                       : kind == FieldAction::kGeneralise ? Keyword::kGeneralise
                                                          : Keyword::kDrop;
  return absl::StrCat(
      Phrase(word, language),
      level.empty()
          ? ""
          : absl::StrCat(" ", Phrase(Keyword::kTo, language), " ", level));
}

class Comparison {
 public:
  explicit Comparison(Language language) : language_(language) {}

  void Compare(absl::string_view what, const std::string& expected,
               const std::string& found) {
    if (expected == found) return;
    lines_.push_back(language_ == Language::kEnglish
                         ? absl::StrCat(what, ": expected ", expected,
                                        ", the book says ", found)
                         : absl::StrCat(what, ": se espera ", expected,
                                        ", el libro dice ", found));
  }

  // The same, named in the reader's language.
  void Compare(const Bilingual& what, const std::string& expected,
               const std::string& found) {
    Compare(language_ == Language::kEnglish ? what.en : what.es, expected,
            found);
  }

  std::vector<std::string> lines() && { return std::move(lines_); }

 private:
  const Language language_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> Differences(const Case& a_case, const Book& book,
                                     Language language) {
  const Decision decision = book.Decide(a_case.facts, a_case.instant);
  Comparison comparison(language);
  comparison.Compare({"outcome", "resultado"},
                     OutcomeWord(a_case.outcome, language),
                     OutcomeWord(decision.outcome, language));
  comparison.Compare({"rules", "reglas"}, ListOf(a_case.rule_ids, language),
                     ListOf(decision.rule_ids, language));
  if (!a_case.reason.empty()) {
    comparison.Compare({"reason", "motivo"}, a_case.reason,
                       decision.reason.empty() ? "-" : decision.reason);
  }
  if (!a_case.caveats.empty()) {
    comparison.Compare({"caveats", "advertencias"},
                       ListOf(a_case.caveats, language),
                       ListOf(decision.caveats, language));
  }
  for (const ExpectedLeaf& leaf : a_case.leaves) {
    // An element that the case does not speak of is not there to be released.
    static const auto* const kUnknown = new FieldAction();
    const FieldAction* found = FindAction(decision, leaf.path);
    if (found == nullptr) found = kUnknown;
    comparison.Compare(leaf.path, ActionWord(leaf.kind, leaf.level, language),
                       ActionWord(found->kind, found->level, language));
    if (leaf.reason.empty()) continue;
    comparison.Compare(leaf.path, leaf.reason,
                       found->reason.empty() ? "-" : found->reason);
  }
  return std::move(comparison).lines();
}

}  // namespace enlace::policy

// What a page tells of an older version of its book: what is new, what changed,
// struck out beside what it became, and what is gone.
//
// Rules are compared by what is executed, and told in the words of the page.
// Without an older version nothing is marked.

#ifndef ENLACE_POLICY_RENDER_REDLINE_H_
#define ENLACE_POLICY_RENDER_REDLINE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/book.h"
#include "policy/engine/document.h"
#include "policy/engine/language.h"
#include "policy/engine/rule.h"
#include "policy/render/rule_sentence.h"

namespace enlace::policy {

class Redline {
 public:
  // Both must outlive the object; `before` is null if there is none.
  Redline(const Book* before, const Book& after, Language language);

  // The list of a rule's lines, as HTML.
  std::string RuleHtml(const Rule& rule) const;

  // The text of a paragraph of the law, as HTML.
  std::string LawHtml(const Statute& told) const;

  // " new" or " changed", to be added to a class; "" if neither.
  absl::string_view MarkOf(const Rule& rule) const;
  absl::string_view MarkOf(const Statute& told) const;

  // The section that lists the changes, each with a link, and shows what is
  // gone; "" without an older version.
  std::string SummaryHtml() const;

 private:
  std::string Say(absl::string_view en, absl::string_view es) const;
  std::vector<RuleLine> LinesOf(const Rule& rule, const Book& book) const;
  // The law that a rule implements, by its titles, as HTML.
  std::string LawTitles(const Rule& rule, const Book& book, bool links) const;
  std::string LawLineHtml(const Rule& rule) const;
  const Rule* OldRule(const Rule& rule) const;
  const Statute* OldLaw(const Statute& told) const;
  std::vector<std::string> Gone() const;

  const Book* const before_;
  const Book& after_;
  const Language language_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_REDLINE_H_

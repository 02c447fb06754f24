#include "policy/analysis/book_diff.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "policy/analysis/record_search.h"
#include "policy/engine/case.h"
#include "policy/engine/keyword.h"

namespace enlace::policy {
namespace {

std::string Said(Keyword keyword) {
  return std::string(Phrase(keyword, Language::kEnglish));
}

// A list of `words`, in quotation marks where they are not one word.
std::string ListOf(const std::vector<std::string>& words) {
  return absl::StrJoin(
      words, ", ", [](std::string* out, const std::string& word) {
        const bool plain = word.find_first_of(" ,\"") == std::string::npos;
        absl::StrAppend(out, plain ? word : absl::StrCat("\"", word, "\""));
      });
}

// `words` with commas, broken where a line would get long.
std::string Folded(const std::vector<std::string>& words) {
  constexpr size_t kWidth = 60;
  std::string text;
  size_t width = 0;
  for (const std::string& word : words) {
    if (!text.empty()) {
      const bool full = width + word.size() > kWidth;
      text += full ? ",\n" : ", ";
      if (full) width = 0;
    }
    text += word;
    width += word.size() + 2;
  }
  return text;
}

Keyword WordOf(Outcome outcome) {
  if (outcome == Outcome::kPermit) return Keyword::kPermit;
  return outcome == Outcome::kHold ? Keyword::kHold : Keyword::kDeny;
}

// "release a, b", "generalise c to last4", "drop d": what `decision` does with
// the fields among `changes`.
std::string FieldLines(const std::vector<DecisionChange>& changes,
                       const Decision& decision) {
  std::set<std::string> paths;
  for (const DecisionChange& change : changes) {
    if (change.kind == "field") paths.insert(change.path);
  }
  std::map<Keyword, std::vector<std::string>> lists;
  for (const std::string& path : paths) {
    const FieldAction* action = FindAction(decision, path);
    if (action == nullptr || action->silent) continue;
    switch (action->kind) {
      case FieldAction::kRelease:
        lists[Keyword::kRelease].push_back(path);
        break;
      case FieldAction::kGeneralise:
        lists[Keyword::kGeneralise].push_back(
            absl::StrCat(path, " ", Said(Keyword::kTo), " ", action->level));
        break;
      case FieldAction::kDrop:
        lists[Keyword::kDrop].push_back(path);
        break;
    }
  }
  std::string text;
  for (const auto& [keyword, list] : lists) {
    absl::StrAppend(&text, Said(keyword), " ", Folded(list), "\n");
  }
  return text;
}

// The whole block, or nothing if the book has no name for something in it.
std::optional<std::string> CaseBlock(const std::string& id,
                                     const FoundRecord& found,
                                     const Book& book) {
  const auto facts = found.record.CaseText(book);
  if (!facts.has_value()) return std::nullopt;
  const Decision decision =
      book.Decide(found.record.FactsFor(book), found.record.InstantFor(book));
  std::string text =
      absl::StrCat("```case ", id, "\n", *facts, Said(Keyword::kThen), " ",
                   Said(WordOf(decision.outcome)));
  if (!decision.rule_ids.empty()) {
    absl::StrAppend(&text, " ", Said(Keyword::kBy), " ",
                    Folded(decision.rule_ids));
  }
  text += '\n';
  if (!decision.reason.empty()) {
    absl::StrAppend(&text, Said(Keyword::kReason), " ", decision.reason, "\n");
  }
  if (decision.outcome != Outcome::kDeny) {
    text += FieldLines(found.changes, decision);
    const bool caveats = std::any_of(
        found.changes.begin(), found.changes.end(),
        [](const DecisionChange& change) { return change.kind == "caveats"; });
    if (caveats && !decision.caveats.empty()) {
      absl::StrAppend(&text, Said(Keyword::kCaveats), " ",
                      ListOf(decision.caveats), "\n");
    }
  }
  return text + "```\n";
}

// Whether the book of `files`, with `block` added, reads the case and keeps it.
bool IsKept(const BookFiles& files, const std::string& id,
            const std::string& block) {
  BookFiles more = files;
  more["\x7f.md"] = block;  // no file of a book has that name
  const auto book = Book::Parse(more);
  if (!book.ok()) return false;
  for (const Case& each : (*book)->cases()) {
    if (each.id == id) {
      return Differences(each, **book, Language::kEnglish).empty();
    }
  }
  return false;
}

class Differ {
 public:
  Differ(const BookFiles& old_files, const BookFiles& new_files,
         const Book& before, const Book& after, const DiffSettings& settings)
      : old_files_(old_files),
        new_files_(new_files),
        before_(before),
        after_(after),
        settings_(settings) {}

  BookDiff Make() {
    diff_.only_tightens = OnlyTightens(before_, after_);
    for (const Partition& partition : PartitionsOf(before_, after_)) {
      const RuleChanges changes = ChangesOf(partition, before_, after_);
      if (changes.empty()) continue;
      SearchResult result = SearchRecords(before_, after_, partition, changes,
                                          settings_.day, settings_.tries);
      diff_.tried += result.tried;
      diff_.exhaustive = diff_.exhaustive && result.exhaustive;
      if (result.found.empty()) diff_.silent.push_back(partition);
      for (const FoundRecord& found : result.found) Add(partition, found);
    }
    return std::move(diff_);
  }

 private:
  void Add(const Partition& partition, const FoundRecord& found) {
    BookDifference difference{partition, found.changes, "", false};
    const std::string id = absl::StrCat("DIFF-", diff_.differences.size() + 1);
    auto block = CaseBlock(id, found, after_);
    if (!block.has_value()) {
      block = CaseBlock(id, found, before_);
      difference.case_of_old_book = true;
    }
    if (block.has_value() &&
        IsKept(difference.case_of_old_book ? old_files_ : new_files_, id,
               *block)) {
      difference.case_block = *std::move(block);
    }
    diff_.differences.push_back(std::move(difference));
  }

  const BookFiles& old_files_;
  const BookFiles& new_files_;
  const Book& before_;
  const Book& after_;
  const DiffSettings& settings_;
  BookDiff diff_;
};

}  // namespace

absl::StatusOr<BookDiff> DiffBooks(const BookFiles& before,
                                   const BookFiles& after,
                                   const DiffSettings& settings) {
  ASSIGN_OR_RETURN(const auto old_book, Book::Parse(before));
  ASSIGN_OR_RETURN(const auto new_book, Book::Parse(after));
  return Differ(before, after, *old_book, *new_book, settings).Make();
}

}  // namespace enlace::policy

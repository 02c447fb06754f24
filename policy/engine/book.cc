#include "policy/engine/book.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "policy/engine/case_checker.h"
#include "policy/engine/checker.h"
#include "policy/engine/document.h"
#include "policy/engine/read_rules.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {
namespace {

Hash DigestOf(const BookFiles& files) {
  std::string bytes;
  for (const auto& [name, text] : files) {
    for (const std::string* part : {&name, &text}) {
      AppendU64(bytes, part->size());
      bytes += *part;
    }
  }
  return Sha256(bytes);
}

Document ParseFiles(const BookFiles& files, absl::string_view folder,
                    Diagnostics& diagnostics) {
  Document all;
  for (const auto& [name, text] : files) {
    const std::string shown = absl::StrCat(folder, name);
    diagnostics.AddSource(shown, text);
    Document one = ParseDocument(shown, text, diagnostics);
    std::move(one.statutes.begin(), one.statutes.end(),
              std::back_inserter(all.statutes));
    std::move(one.blocks.begin(), one.blocks.end(),
              std::back_inserter(all.blocks));
  }
  return all;
}

// Sorted ids of the paragraphs; each may stand once a language.
std::vector<std::string> StatuteIds(const std::vector<Statute>& statutes,
                                    Diagnostics& diagnostics) {
  std::set<std::pair<std::string, Language>> seen;
  std::set<std::string> ids;
  for (const Statute& statute : statutes) {
    ids.insert(statute.id);
    if (!seen.emplace(statute.id, statute.language).second) {
      diagnostics.Error(statute.at,
                        absl::StrCat("statute paragraph '", statute.id,
                                     "' stands twice in this language"));
    }
  }
  return {ids.begin(), ids.end()};
}

size_t IndexOf(Direction direction) {
  return direction == Direction::kOutgoing ? 0 : 1;
}

TextScan ScanFor(const Vocabulary& vocabulary, Diagnostics& diagnostics) {
  PhraseScan phrases;
  for (const auto& [name, list] : vocabulary.phrases) {
    for (const Word& phrase : list.members) {
      if (!phrases.Add(name, phrase.text)) {
        diagnostics.Error(phrase.at, "this phrase has no word to look for");
      }
    }
  }
  const auto& facts = vocabulary.facts;
  const bool identifiers = std::any_of(
      facts.begin(), facts.end(),
      [](const auto& named) { return named.second.path == kFactIdentifiers; });
  return {std::move(phrases), identifiers};
}

std::vector<std::string> PathsTestedBy(const Rule& rule) {
  std::vector<std::string> paths;
  for (const auto* const conditions : {&rule.when, &rule.unless}) {
    for (const Condition& condition : *conditions) {
      for (const Atom& atom : condition.atoms) paths.push_back(atom.fact);
    }
  }
  for (const auto& [type, asked] : rule.obligations) {
    for (const ElementClause& clause : asked.elements) {
      for (const Atom& atom : clause.condition.atoms) {
        paths.push_back(atom.fact);
      }
    }
  }
  return paths;
}

}  // namespace

Book::Book() = default;
Book::~Book() = default;

absl::StatusOr<std::shared_ptr<const Book>> Book::Parse(
    const BookFiles& files) {
  return Parse(files, Schema::OfThisBuild());
}

absl::StatusOr<std::shared_ptr<const Book>> Book::Parse(const BookFiles& files,
                                                        const Schema& schema) {
  return Compile(files, schema, "");
}

absl::StatusOr<std::shared_ptr<const Book>> Book::Compile(
    const BookFiles& files, const Schema& schema, absl::string_view folder) {
  Diagnostics diagnostics;
  Document document = ParseFiles(files, folder, diagnostics);
  const std::shared_ptr<Book> book(new Book());
  book->digest_ = DigestOf(files);
  book->schema_ = std::make_unique<Schema>(schema);
  const std::string first = files.empty() ? "" : files.begin()->first;
  book->vocabulary_ = std::make_unique<Vocabulary>(
      ParseVocabulary(document.blocks, schema,
                      {absl::StrCat(folder, first), 1, 1}, diagnostics));
  const std::vector<std::string> statutes =
      StatuteIds(document.statutes, diagnostics);
  book->rules_ = ReadRules(document.blocks,
                           {schema, *book->vocabulary_, statutes}, diagnostics);
  book->cases_ =
      CheckCases(document.blocks, book->rules_,
                 {schema, *book->vocabulary_, statutes}, diagnostics);
  book->scan_ = ScanFor(*book->vocabulary_, diagnostics);
  if (!diagnostics.ok()) {
    return absl::InvalidArgumentError(diagnostics.ToString());
  }
  book->statutes_ = std::move(document.statutes);
  std::set<std::string> paths;
  std::set<std::string> elements;
  for (const auto& [name, fact] : book->vocabulary_->facts) {
    if (IsOutsideFields(fact.path)) continue;
    (ListOf(fact.path).empty() ? paths : elements).insert(fact.path);
  }
  book->fact_paths_ = std::make_unique<FactPaths>(
      std::vector<std::string>(paths.begin(), paths.end()),
      std::vector<std::string>(elements.begin(), elements.end()));
  book->IndexRules();
  return book;
}

void Book::IndexRules() {
  std::map<std::string, std::array<std::vector<const Rule*>, 2>> by_type;
  for (const Rule& rule : rules_) {
    for (const std::string& type : rule.types) {
      by_type[type][IndexOf(rule.direction)].push_back(&rule);
      for (std::string& path : PathsTestedBy(rule)) {
        asked_[type][IndexOf(rule.direction)].insert(std::move(path));
      }
    }
  }
  for (const auto& [name, type] : schema_->types()) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      const size_t i = IndexOf(direction);
      indexes_[name][i] = std::make_unique<const RuleIndex>(
          type, std::move(by_type[name][i]), *vocabulary_);
    }
  }
}

const RuleIndex* Book::FindIndex(Direction direction,
                                 absl::string_view type) const {
  const auto found = indexes_.find(type);
  return found == indexes_.end() ? nullptr
                                 : found->second[IndexOf(direction)].get();
}

absl::StatusOr<BookFiles> Book::ReadFiles(absl::string_view directory) {
  namespace fs = std::filesystem;
  const fs::path root{std::string(directory)};
  std::error_code error;
  BookFiles files;
  for (auto it = fs::recursive_directory_iterator(root, error);
       !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (it->path().extension() != ".md") continue;
    ASSIGN_OR_RETURN(std::string text, ReadFile(it->path().string()));
    files.emplace(it->path().lexically_relative(root).generic_string(),
                  std::move(text));
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat("cannot read the rule book in ",
                                            directory, ": ", error.message()));
  }
  if (files.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no rule book in ", directory, ": it has no .md file"));
  }
  return files;
}

absl::StatusOr<std::shared_ptr<const Book>> Book::Load(
    absl::string_view directory) {
  ASSIGN_OR_RETURN(const BookFiles files, ReadFiles(directory));
  const std::filesystem::path root{std::string(directory)};
  return Compile(files, Schema::OfThisBuild(), (root / "").generic_string());
}

const std::string& Book::name() const { return vocabulary_->book; }

bool Book::AsksAbout(Direction direction, absl::string_view type,
                     absl::string_view path) const {
  const auto asked = asked_.find(type);
  return asked != asked_.end() &&
         asked->second[IndexOf(direction)].contains(path);
}

const Rule* Book::FindRule(absl::string_view id) const {
  const auto it = std::lower_bound(
      rules_.begin(), rules_.end(), id,
      [](const Rule& rule, absl::string_view key) { return rule.id < key; });
  return it != rules_.end() && it->id == id ? &*it : nullptr;
}

std::vector<const Rule*> Book::ExceptionsTo(absl::string_view id) const {
  std::vector<const Rule*> exceptions;
  for (const Rule& rule : rules_) {
    if (std::binary_search(rule.exception_to.begin(), rule.exception_to.end(),
                           id)) {
      exceptions.push_back(&rule);
    }
  }
  return exceptions;
}

const Statute* Book::FindStatute(absl::string_view id,
                                 Language language) const {
  const Statute* found = nullptr;
  for (const Statute& statute : statutes_) {
    if (statute.id != id) continue;
    if (statute.language == language) return &statute;
    found = &statute;
  }
  return found;
}

}  // namespace enlace::policy

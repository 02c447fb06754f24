// A nation's rule book: the Markdown documents that lawyers sign and the node
// executes.
//
//   ASSIGN_OR_RETURN(auto book, Book::Load("/etc/enlace/book"));
//   const Facts facts =
//       ExtractFacts(header, record, book->fact_paths(), book->scan());
//   const Decision decision =
//       book->Decide(header, record, facts, clock.TimeNow());
//
// Three promises hold for every book:
//   1. Deny by default: without a matching permit whose legal basis is claimed
//      nothing passes, and a field that no rule releases is dropped.
//   2. Order-free: the order of rules, files and facts never matters.
//   3. Fail closed: whatever a rule cannot read counts against release; and a
//      book with one unknown word does not load.
//
// The language and its semantics are specified in docs/policy-language.md.

#ifndef ENLACE_POLICY_ENGINE_BOOK_H_
#define ENLACE_POLICY_ENGINE_BOOK_H_

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "policy/engine/decision.h"
#include "policy/engine/language.h"
#include "policy/facts/extract.h"
#include "policy/facts/fact_paths.h"
#include "policy/facts/facts.h"
#include "policy/scan/text_scan.h"

namespace enlace::policy {

class RuleIndex;
class Schema;
struct Case;
struct Rule;
struct Statute;
struct Vocabulary;

// File name, relative to the book's directory, to its bytes.
using BookFiles = std::map<std::string, std::string>;

// Immutable, hence thread-safe.
class Book {
 public:
  // Reads every .md file in `directory` and its folders, and parses them
  // against the record types of this build.  Fails with kNotFound if there is
  // no such file, else as Parse().
  static absl::StatusOr<std::shared_ptr<const Book>> Load(
      absl::string_view directory);

  // The files of the book in `directory`, as Load() reads them.
  static absl::StatusOr<BookFiles> ReadFiles(absl::string_view directory);

  // Checks and compiles `files` against `schema` (default: the record types of
  // this build).  Fails with kInvalidArgument; the message lists every mistake
  // as `file:line:column: error: ...` with the line and a caret.
  static absl::StatusOr<std::shared_ptr<const Book>> Parse(
      const BookFiles& files);
  static absl::StatusOr<std::shared_ptr<const Book>> Parse(
      const BookFiles& files, const Schema& schema);

  ~Book();
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  // SHA-256 over the files sorted by name, each as u64 length, name, u64
  // length, bytes.
  const Hash& digest() const { return digest_; }

  // The name that the book gives itself.
  const std::string& name() const;

  // Record fields that the vocabulary names: what ExtractFacts() must read.
  const FactPaths& fact_paths() const { return *fact_paths_; }

  // What the vocabulary asks of the texts of a record.
  const TextScan& scan() const { return scan_; }

  // A pure function of (book, facts, instant).  Facts without a known direction
  // and record type are denied.
  Decision Decide(const Facts& facts, absl::Time instant) const;

  // The same, faster, where `facts` are what ExtractFacts() made of `header`
  // and `record` and others of names that neither has.
  Decision Decide(const RecordFacts& header,
                  const google::protobuf::Message& record, const Facts& facts,
                  absl::Time instant) const;

  // Whether a rule for records of this direction and type tests the fact at
  // `path`.
  bool AsksAbout(Direction direction, absl::string_view type,
                 absl::string_view path) const;

  // The compiled rules about outgoing or incoming records of `type`, also if
  // there are none; null if the schema has no such type.
  const RuleIndex* FindIndex(Direction direction, absl::string_view type) const;

  // The rule, or null.
  const Rule* FindRule(absl::string_view id) const;

  // The exceptions that name the rule, sorted by id.
  std::vector<const Rule*> ExceptionsTo(absl::string_view id) const;

  // The statute paragraph in `language`, else in any language, else null.
  const Statute* FindStatute(absl::string_view id, Language language) const;

  const std::vector<Rule>& rules() const { return rules_; }  // sorted by id
  const std::vector<Case>& cases() const { return cases_; }  // sorted by id
  // In the order of files and lines.
  const std::vector<Statute>& statutes() const { return statutes_; }
  const Vocabulary& vocabulary() const { return *vocabulary_; }
  const Schema& schema() const { return *schema_; }

 private:
  Book();

  void IndexRules();

  // The decision of rules whose facts `code` codes.
  template <typename Code>
  Decision DecideCoded(const RuleIndex* index, const Facts& facts,
                       absl::Time instant, const Code& code) const;

  // `folder` goes before the file names in messages: "policy/us/".
  static absl::StatusOr<std::shared_ptr<const Book>> Compile(
      const BookFiles& files, const Schema& schema, absl::string_view folder);

  Hash digest_{};
  std::vector<Rule> rules_;
  std::vector<Case> cases_;
  std::vector<Statute> statutes_;
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<Schema> schema_;
  std::unique_ptr<FactPaths> fact_paths_;
  TextScan scan_;
  // By record type: outgoing, incoming.
  std::map<std::string, std::array<std::unique_ptr<const RuleIndex>, 2>,
           std::less<>>
      indexes_;
  // Paths that the rules of a type test: outgoing, incoming.
  std::map<std::string, std::array<std::set<std::string, std::less<>>, 2>,
           std::less<>>
      asked_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_BOOK_H_

// Small books for tests: the vocabulary of testdata/ and some rules.

#ifndef ENLACE_TESTS_POLICY_TEST_BOOK_H_
#define ENLACE_TESTS_POLICY_TEST_BOOK_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "policy/engine/book.h"
#include "policy/engine/interpreter.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

inline constexpr char kPoliceOfA[] = "spiffe://a.example/agency/police";
inline constexpr char kTraceOfB[] = "spiffe://b.example/agency/trace";

inline std::string TestVocabulary() {
  auto text = ReadFile("tests/policy/testdata/vocabulary.md");
  EXPECT_TRUE(text.ok()) << text.status();
  return *text;
}

// One rule block.
inline std::string RuleBlock(absl::string_view id, absl::string_view body) {
  return absl::StrCat("```rule ", id, "\n", body, "\n```\n");
}

inline absl::StatusOr<std::shared_ptr<const Book>> TryBook(
    absl::string_view rules) {
  return Book::Parse(
      {{"vocabulary.md", TestVocabulary()}, {"rules.md", std::string(rules)}});
}

inline std::shared_ptr<const Book> TestBook(absl::string_view rules) {
  auto book = TryBook(rules);
  if (!book.ok()) {
    ADD_FAILURE() << book.status().message();
    return *TryBook("");
  }
  return *book;
}

// Facts of an outgoing trace request that claims LAW for an investigation.
inline Facts RequestFacts() {
  RecordFacts header;
  header.type = "FirearmTraceRequest";
  header.sender = kPoliceOfA;
  header.recipient = kTraceOfB;
  header.channel = "ADMIN";
  header.urgency = "ROUTINE";
  header.created_at = absl::FromUnixSeconds(1770000000);
  Facts facts = HeaderFacts(header);
  facts.Set("context.legal_basis.basis_id", Value(StringSet{"LAW"}));
  facts.Set("context.purpose_code", "CRIM_INVESTIGATION");
  return facts;
}

inline absl::Time TestInstant() { return absl::FromUnixSeconds(1770000000); }

// The compiled rules and the interpreter say the same.
inline Decision DecideBothWays(const Book& book, const Facts& facts,
                               absl::Time instant = TestInstant()) {
  Decision decision = book.Decide(facts, instant);
  EXPECT_TRUE(decision == Interpret(book, facts, instant));
  return decision;
}

inline const FieldAction& ActionOn(const Decision& decision,
                                   absl::string_view path) {
  for (const FieldAction& action : decision.fields) {
    if (action.path == path) return action;
  }
  ADD_FAILURE() << "no leaf " << path;
  static const auto* const kNone = new FieldAction();
  return *kNone;
}

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_TEST_BOOK_H_

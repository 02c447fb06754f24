#include "policy/engine/book.h"
#include "policy/engine/extract.h"
#include "policy/engine/interpreter.h"
#include "policy/engine/rule_index.h"

namespace enlace::policy {
namespace {

// The compiled rules that `facts` are about, or null.
const RuleIndex* IndexFor(const Book& book, const Facts& facts) {
  const absl::string_view name = facts.StringOrEmpty(kFactDirection);
  for (const Direction direction :
       {Direction::kOutgoing, Direction::kIncoming}) {
    if (name == DirectionName(direction)) {
      return book.FindIndex(direction, facts.StringOrEmpty(kFactType));
    }
  }
  return nullptr;
}

}  // namespace

Decision Book::Decide(const Facts& facts, absl::Time instant) const {
  const RuleIndex* index = IndexFor(*this, facts);
  if (index == nullptr || !NamesEveryCaveat(facts, *vocabulary_)) {
    return Interpret(*this, facts, instant);
  }
  CodedFacts coded = index->NewFacts();
  if (!index->Code(facts, instant, coded)) {
    return Interpret(*this, facts, instant);
  }
  Verdict verdict = index->NewVerdict();
  index->Decide(coded, verdict);
  Decision decision = index->Expand(verdict, facts, instant);
  decision.book_digest = ToBytes(digest_);
  return decision;
}

}  // namespace enlace::policy

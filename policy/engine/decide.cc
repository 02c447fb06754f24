#include "policy/engine/book.h"
#include "policy/engine/interpreter.h"
#include "policy/engine/rule_index.h"
#include "policy/facts/extract.h"

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

template <typename Code>
Decision Book::DecideCoded(const RuleIndex* index, const Facts& facts,
                           absl::Time instant, const Code& code) const {
  if (index == nullptr || !NamesEveryCaveat(facts, *vocabulary_)) {
    return Interpret(*this, facts, instant);
  }
  CodedFacts coded = index->NewFacts();
  if (!code(coded)) return Interpret(*this, facts, instant);
  Verdict verdict = index->NewVerdict();
  index->Decide(coded, verdict);
  Decision decision = index->Expand(verdict, facts, instant);
  decision.book_digest = ToBytes(digest_);
  return decision;
}

Decision Book::Decide(const Facts& facts, absl::Time instant) const {
  const RuleIndex* index = IndexFor(*this, facts);
  return DecideCoded(index, facts, instant, [&](CodedFacts& coded) {
    return index->Code(facts, instant, coded);
  });
}

Decision Book::Decide(const RecordFacts& header,
                      const google::protobuf::Message& record,
                      const Facts& facts, absl::Time instant) const {
  const RuleIndex* index = FindIndex(header.direction, header.type);
  return DecideCoded(index, facts, instant, [&](CodedFacts& coded) {
    return index->Code(header, record, facts, instant, coded);
  });
}

}  // namespace enlace::policy

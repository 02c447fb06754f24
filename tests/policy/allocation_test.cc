// Deciding allocates nothing, nor does reading a record.  Every allocation of
// this program is counted.

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <random>

#include "policy/engine/rule_index.h"
#include "policy/engine/schema.h"
#include "tests/policy/generated/drawn_facts.h"
#include "tests/policy/generated/generated_book.h"
#include "tests/policy/generated/random_message.h"

namespace {

thread_local int allocations = 0;

void* Counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return Counted(size); }
void* operator new[](std::size_t size) { return Counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace enlace::policy {
namespace {

TEST(Allocation, IsCounted) {
  const int before = allocations;
  const std::string text(1000, 'x');
  EXPECT_GT(allocations, before) << text;
}

TEST(Allocation, NoneWhileDeciding) {
  // One word a type, and many words.
  for (const bool one_type : {false, true}) {
    BookShape shape;
    shape.rules = 1000;
    shape.varied = true;
    if (one_type) shape.types = {"FirearmTraceRequest"};
    const auto book = Book::Parse(GeneratedBook(shape));
    ASSERT_TRUE(book.ok()) << book.status().message();
    FactDrawer drawer(**book, 1);
    int decided = 0;
    for (int i = 0; i < 2000; ++i) {
      const FactDrawer::Drawn drawn = drawer.Draw();
      const RuleIndex* index = (*book)->FindIndex(
          drawn.facts.StringOrEmpty(kFactDirection) == "incoming"
              ? Direction::kIncoming
              : Direction::kOutgoing,
          drawn.facts.StringOrEmpty(kFactType));
      if (index == nullptr) continue;
      CodedFacts coded = index->NewFacts();
      Verdict verdict = index->NewVerdict();
      if (!index->Code(drawn.facts, drawn.instant, coded)) continue;
      const int before = allocations;
      index->Decide(coded, verdict);
      ASSERT_EQ(allocations, before);
      ++decided;
    }
    EXPECT_GT(decided, 1000);
  }
}

// But for sets of days and those of many texts, which few books look at.
TEST(Allocation, NoneWhileReadingARecord) {
  const auto book = Book::Load("policy/us");
  ASSERT_TRUE(book.ok()) << book.status().message();
  std::mt19937 random(1);
  int read = 0;
  for (const auto& [name, type] : (*book)->schema().types()) {
    const RuleIndex& index = *(*book)->FindIndex(Direction::kOutgoing, name);
    RecordFacts header;
    header.type = name;
    const std::unique_ptr<google::protobuf::Message> record(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(&type.descriptor())
            ->New());
    FillAtRandom(*record, random);
    const Facts none;
    CodedFacts coded = index.NewFacts();
    const int before = allocations;
    if (!index.Code(header, *record, none, absl::FromUnixSeconds(1770000000),
                    coded)) {
      continue;
    }
    ASSERT_EQ(allocations, before) << name;
    ++read;
  }
  EXPECT_GT(read, 10);
}

}  // namespace
}  // namespace enlace::policy

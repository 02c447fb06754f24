// A record is decided as its facts are, whether these are named or coded on the
// way: both sample books and generated ones, records of every type at random.

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

#include "policy/engine/interpreter.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"
#include "tests/policy/generated/generated_book.h"
#include "tests/policy/generated/random_message.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;

class RecordDrawer {
 public:
  RecordDrawer(const Book& book, uint32_t seed) : random_(seed) {
    for (const auto& [name, agency] : book.vocabulary().agencies) {
      parties_.push_back(agency.identity);
    }
    for (const auto& [name, type] : book.schema().types()) {
      types_.push_back(&type);
    }
    claims_ = book.vocabulary().facts.at(book.vocabulary().claims).path;
    bases_ = Names(book.vocabulary().bases);
    // What stands in no record, and what stands in none that a book knows.
    for (const auto& [name, fact] : book.vocabulary().facts) {
      if (FindHeaderFact(fact.path) == nullptr && IsOutsideFields(fact.path)) {
        others_.push_back(fact.path);
      }
    }
  }

  const RecordType& Type() { return *OneOf(types_); }

  RecordFacts Header(const RecordType& type) {
    RecordFacts header;
    header.direction = Yes() ? Direction::kOutgoing : Direction::kIncoming;
    header.type = type.name();
    header.sender = OneOf(parties_);
    header.recipient = OneOf(parties_);
    if (!OneIn(4)) header.channel = OneOf<std::string>({"ADMIN", "INTEL"});
    if (!OneIn(4)) header.urgency = OneOf<std::string>({"ROUTINE", "URGENT"});
    if (!OneIn(8)) header.created_at = TestInstant() - absl::Hours(Below(9999));
    header.domestic = OneIn(3);
    if (Yes()) header.repeated = Yes();
    if (OneIn(4)) header.denied_silently = Yes();
    while (OneIn(3)) header.endorsers.insert(OneOf(parties_));
    if (OneIn(6)) header.caveats = {"C1", "no such caveat"};
    header.names_parent = Yes();
    if (header.names_parent && !OneIn(3)) {
      header.parent = {OneOf(types_)->name(), OneOf(parties_), OneOf(parties_),
                       Yes(), OneIn(3)};
    }
    return header;
  }

  // Lets the parties be those of a rule in `index`.
  void Aim(const RuleIndex& index, RecordFacts& header) {
    if (index.rules().empty()) return;
    for (const Atom& atom : OneOf(index.rules())->parties.atoms) {
      if (atom.texts.empty()) continue;
      (atom.fact == kFactSender ? header.sender : header.recipient) =
          *atom.texts.begin();
    }
  }

  std::unique_ptr<Message> Record(const RecordType& type) {
    std::unique_ptr<Message> record(MessageFactory::generated_factory()
                                        ->GetPrototype(&type.descriptor())
                                        ->New());
    FillAtRandom(*record, random_);
    if (!OneIn(4)) Claim(*record, ResolvePath(&type.descriptor(), claims_));
    return record;
  }

  // Some of the facts that no record has, some unreadable.
  void AddOthers(Facts& facts) {
    for (const std::string& name : others_) {
      if (OneIn(3)) facts.Set(name, Value(Yes()));
      if (OneIn(9)) facts.Set(name, Value(StringSet{OneOf(parties_)}));
      if (OneIn(9)) facts.SetError(name);
    }
  }

 private:
  int Below(int n) {
    return static_cast<int>(random_() % static_cast<uint32_t>(n));
  }
  bool OneIn(int n) { return Below(n) == 0; }
  bool Yes() { return OneIn(2); }
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }
  template <typename T>
  T OneOf(std::initializer_list<T> all) {
    return *(all.begin() + random_() % all.size());
  }

  // Lets the text at the end of `fields` be a basis that the book knows.
  void Claim(
      Message& message,
      absl::Span<const google::protobuf::FieldDescriptor* const> fields) {
    if (fields.empty()) return;
    const auto* field = fields.front();
    const auto* reflection = message.GetReflection();
    if (fields.size() == 1) {
      return reflection->SetString(&message, field, OneOf(bases_));
    }
    if (!field->is_repeated()) {
      return Claim(*reflection->MutableMessage(&message, field),
                   fields.subspan(1));
    }
    Claim(*reflection->AddMessage(&message, field), fields.subspan(1));
  }

  std::mt19937 random_;
  std::vector<std::string> parties_;
  std::vector<const RecordType*> types_;
  std::vector<std::string> others_;
  std::string claims_;  // path of the claimed bases
  std::vector<std::string> bases_;
};

struct Seen {
  std::map<Outcome, int> outcomes;
  int coded = 0;
};

void Compare(const Book& book, uint32_t seed, int cases, Seen& seen) {
  RecordDrawer drawer(book, seed);
  for (int i = 0; i < cases; ++i) {
    const RecordType& type = drawer.Type();
    RecordFacts header = drawer.Header(type);
    const RuleIndex& index = *book.FindIndex(header.direction, header.type);
    if (i % 4 != 0) drawer.Aim(index, header);
    const auto record = drawer.Record(type);
    Facts facts = ExtractFacts(header, *record, book.fact_paths(), book.scan());
    drawer.AddOthers(facts);
    CodedFacts of_record = index.NewFacts();
    CodedFacts of_facts = index.NewFacts();
    const bool coded = index.Code(facts, TestInstant(), of_facts);
    ASSERT_EQ(index.Code(header, *record, facts, TestInstant(), of_record),
              coded);
    if (coded) {
      ++seen.coded;
      ASSERT_EQ(of_record.codes, of_facts.codes)
          << book.name() << ", seed " << seed << ", case " << i;
      ASSERT_EQ(of_record.epoch, of_facts.epoch);
      ASSERT_EQ(of_record.approved, of_facts.approved);
      ASSERT_EQ(of_record.within, of_facts.within);
    }
    const Decision decision =
        book.Decide(header, *record, facts, TestInstant());
    ASSERT_TRUE(decision == Interpret(book, facts, TestInstant()))
        << book.name() << ", seed " << seed << ", case " << i;
    ++seen.outcomes[decision.outcome];
  }
}

TEST(RecordDecision, ARecordIsDecidedAsItsFactsAre) {
  Seen seen;
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status().message();
    Compare(**book, 1, 2000, seen);
    ASSERT_FALSE(HasFatalFailure());
  }
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    BookShape shape;
    shape.seed = seed;
    shape.rules = 200 * seed;
    shape.varied = seed % 2 == 0;
    const auto book = Book::Parse(GeneratedBook(shape));
    ASSERT_TRUE(book.ok()) << book.status().message();
    Compare(**book, seed, 2000, seen);
    ASSERT_FALSE(HasFatalFailure());
  }
  EXPECT_GT(seen.coded, 6000);
  EXPECT_GT(seen.outcomes[Outcome::kPermit], 5);
  EXPECT_GT(seen.outcomes[Outcome::kHold], 1);
  EXPECT_GT(seen.outcomes[Outcome::kDeny], 1000);
}

}  // namespace
}  // namespace enlace::policy

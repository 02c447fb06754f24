// What a decision costs, by the number of rules.
//
//   decide   from facts that were coded to the outcome and the rules
//   extract  the same, from the record that was parsed
//   facts    the named facts of that record alone, which the node logs
//   parse    the same, from the bytes of the record
//   explain  from named facts to the whole decision, as the node takes it
//
// Books are generated (tests/policy/generated/generated_book.h); `spread` has
// its rules about all record types in both directions, `one_type` about one in
// one.  Each measurement goes round through records of all types; those of one
// iteration are not told apart, so its figure is their mean.

#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "policy/engine/book.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/schema.h"
#include "policy/facts/extract.h"
#include "tests/policy/generated/generated_book.h"
#include "tests/policy/generated/random_message.h"

namespace enlace::policy {
namespace {

// Some for each record type and direction.  A record that is decided was parsed
// just before, so there are no more than stay in the cache.
constexpr size_t kSubjects = 96;

// One record, and what is made of it on the way.
struct Subject {
  const RuleIndex* index;
  RecordFacts header;
  std::unique_ptr<google::protobuf::Message> record;
  std::string bytes;
  Facts facts;
  CodedFacts coded;
  Verdict verdict;
};

// A book, and records that its rules are about.
class Workload {
 public:
  explicit Workload(const BookShape& shape) {
    auto book = Book::Parse(GeneratedBook(shape));
    CHECK(book.ok()) << book.status().message();
    book_ = *std::move(book);
    const std::vector<std::string> types =
        shape.types.empty() ? book_->schema().TypeNames() : shape.types;
    std::mt19937 random(7);
    for (size_t i = 0; i < kSubjects; ++i) {
      Add(types[i % types.size()], shape.incoming && i % 2 == 1, random);
    }
  }

  Subject& Next() { return subjects_[next_++ % kSubjects]; }
  const Book& book() const { return *book_; }

  static absl::Time Now() { return absl::FromUnixSeconds(1770000000); }

 private:
  void Add(const std::string& type, bool incoming, std::mt19937& random) {
    Subject& subject = subjects_.emplace_back();
    RecordFacts& header = subject.header;
    header.direction = incoming ? Direction::kIncoming : Direction::kOutgoing;
    header.type = type;
    header.sender = GeneratedIdentity(static_cast<int>(random() % 24));
    header.recipient = GeneratedIdentity(static_cast<int>(random() % 24));
    header.channel = "ADMIN";
    header.urgency = random() % 2 == 0 ? "ROUTINE" : "URGENT";
    header.created_at = Now();
    const auto* descriptor = &book_->schema().Find(type)->descriptor();
    subject.record.reset(google::protobuf::MessageFactory::generated_factory()
                             ->GetPrototype(descriptor)
                             ->New());
    FillAtRandom(*subject.record, random);
    subject.bytes = subject.record->SerializeAsString();
    subject.facts = ExtractFacts(header, *subject.record, book_->fact_paths(),
                                 book_->scan());
    subject.index = book_->FindIndex(header.direction, type);
    subject.coded = subject.index->NewFacts();
    subject.verdict = subject.index->NewVerdict();
    CHECK(subject.index->Code(subject.facts, Now(), subject.coded));
    book_->Decide(subject.facts, Now());  // what is joined once is joined
  }

  std::shared_ptr<const Book> book_;
  std::vector<Subject> subjects_;
  size_t next_ = 0;
};

// Books are compiled once for all measurements of them.
Workload& WorkloadOf(int64_t rules, bool one_type) {
  static auto* const all = new std::map<std::pair<int64_t, bool>, Workload>();
  const auto found = all->find({rules, one_type});
  if (found != all->end()) return found->second;
  BookShape shape;
  shape.rules = static_cast<size_t>(rules);
  if (one_type) {
    shape.types = {"FirearmTraceRequest"};
    shape.incoming = false;
  }
  return all->try_emplace({rules, one_type}, shape).first->second;
}

void Decide(Subject& subject) {
  subject.index->Decide(subject.coded, subject.verdict);
  benchmark::DoNotOptimize(subject.verdict.outcome);
}

void Extract(Subject& subject) {
  static const Facts none;  // that stand in no record
  CHECK(subject.index->Code(subject.header, *subject.record, none,
                            Workload::Now(), subject.coded));
  Decide(subject);
}

void BenchDecide(benchmark::State& state, bool one_type) {
  Workload& workload = WorkloadOf(state.range(0), one_type);
  for (auto _ : state) Decide(workload.Next());
}

void BenchExtract(benchmark::State& state, bool one_type) {
  Workload& workload = WorkloadOf(state.range(0), one_type);
  for (auto _ : state) Extract(workload.Next());
}

void BenchParse(benchmark::State& state, bool one_type) {
  Workload& workload = WorkloadOf(state.range(0), one_type);
  for (auto _ : state) {
    Subject& subject = workload.Next();
    CHECK(subject.record->ParseFromString(subject.bytes));
    Extract(subject);
  }
}

void BenchFacts(benchmark::State& state, bool one_type) {
  Workload& workload = WorkloadOf(state.range(0), one_type);
  for (auto _ : state) {
    const Subject& subject = workload.Next();
    const Facts facts =
        ExtractFacts(subject.header, *subject.record,
                     workload.book().fact_paths(), workload.book().scan());
    benchmark::DoNotOptimize(&facts);
  }
}

void BenchExplain(benchmark::State& state, bool one_type) {
  Workload& workload = WorkloadOf(state.range(0), one_type);
  for (auto _ : state) {
    const Decision decision =
        workload.book().Decide(workload.Next().facts, Workload::Now());
    benchmark::DoNotOptimize(&decision);
  }
}

void Register(const char* name, void (*bench)(benchmark::State&, bool)) {
  for (const bool one_type : {false, true}) {
    benchmark::RegisterBenchmark(
        absl::StrCat(name, one_type ? "_one_type" : "").c_str(), bench,
        one_type)
        ->Arg(100)
        ->Arg(1000)
        ->Arg(5000);
  }
}

}  // namespace
}  // namespace enlace::policy

int main(int argc, char** argv) {
  enlace::policy::Register("decide", enlace::policy::BenchDecide);
  enlace::policy::Register("extract", enlace::policy::BenchExtract);
  enlace::policy::Register("parse", enlace::policy::BenchParse);
  enlace::policy::Register("facts", enlace::policy::BenchFacts);
  enlace::policy::Register("explain", enlace::policy::BenchExplain);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

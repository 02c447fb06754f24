// The sample books, and what they decide of the example records.

#ifndef ENLACE_TESTS_POLICY_SAMPLE_BOOKS_H_
#define ENLACE_TESTS_POLICY_SAMPLE_BOOKS_H_

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/facts/extract.h"

namespace enlace::policy {

inline constexpr char kFgr[] = "spiffe://mx.enlace.example/agency/mx-fgr";
inline constexpr char kAnam[] = "spiffe://mx.enlace.example/agency/mx-anam";
inline constexpr char kSemar[] = "spiffe://mx.enlace.example/agency/mx-semar";
inline constexpr char kCofepris[] =
    "spiffe://mx.enlace.example/agency/mx-cofepris";
inline constexpr char kInm[] = "spiffe://mx.enlace.example/agency/mx-inm";
inline constexpr char kUif[] = "spiffe://mx.enlace.example/agency/mx-uif";
inline constexpr char kAtf[] = "spiffe://us.enlace.example/agency/us-atf";
inline constexpr char kCbp[] = "spiffe://us.enlace.example/agency/us-cbp";
inline constexpr char kDea[] = "spiffe://us.enlace.example/agency/us-dea";
inline constexpr char kFincen[] = "spiffe://us.enlace.example/agency/us-fincen";
inline constexpr char kHsi[] = "spiffe://us.enlace.example/agency/us-hsi";

using Names = std::vector<std::string>;

template <typename T>
T Example(const std::string& name) {
  const auto json = ReadFile("tests/scenarios/records/" + name + ".json");
  EXPECT_TRUE(json.ok()) << json.status();
  T record;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &record).ok());
  return record;
}

// `record` without the leaves that `decision` drops: what the peer receives.
template <typename T>
T Minimized(const T& record, const Decision& decision) {
  T out = record;
  for (const FieldAction& action : decision.fields) {
    if (action.kind != FieldAction::kDrop) continue;
    google::protobuf::Message* at = &out;
    const auto fields = ResolvePath(T::descriptor(), action.path);
    for (size_t i = 0; i + 1 < fields.size(); ++i) {
      at = at->GetReflection()->MutableMessage(at, fields[i]);
    }
    at->GetReflection()->ClearField(at, fields.back());
  }
  return out;
}

class SampleBooksTest : public testing::Test {
 protected:
  // Once for all tests of a process: a book does not change, and to read one
  // takes most of the time of a test under a sanitizer.
  static std::shared_ptr<const Book> Load(const char* folder) {
    static std::map<std::string, std::shared_ptr<const Book>> loaded;
    std::shared_ptr<const Book>& book = loaded[folder];
    if (book == nullptr) {
      auto read = Book::Load(folder);
      EXPECT_TRUE(read.ok()) << read.status().message();
      book = *std::move(read);
    }
    return book;
  }

  // Nothing was counted for a limit.
  static Facts FactsOf(const Book& book, const RecordFacts& header,
                       const google::protobuf::Message& record) {
    Facts facts = ExtractFacts(header, record, book.fact_paths(), book.scan());
    for (const Rule& rule : book.rules()) {
      if (rule.limit.has_value()) facts.Set(LimitFact(rule.id), false);
    }
    return facts;
  }

  static Decision DecideOn(const Book& book, const RecordFacts& header,
                           const google::protobuf::Message& record) {
    RecordFacts filled = header;
    filled.type = record.GetDescriptor()->name();
    filled.channel = "ADMIN";
    filled.urgency = "URGENT";
    filled.created_at = Now();
    if (header.direction == Direction::kOutgoing) filled.repeated = false;
    return book.Decide(FactsOf(book, filled, record), Now());
  }

  static absl::Time Now() {
    return absl::FromCivil(absl::CivilSecond(2026, 2, 5, 12, 0, 0),
                           absl::UTCTimeZone());
  }

  static RecordFacts Route(Direction direction, const char* from,
                           const char* to) {
    RecordFacts header;
    header.direction = direction;
    header.sender = from;
    header.recipient = to;
    return header;
  }

  const std::shared_ptr<const Book> us_ = Load("policy/us");
  const std::shared_ptr<const Book> mx_ = Load("policy/mx");
};

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_SAMPLE_BOOKS_H_

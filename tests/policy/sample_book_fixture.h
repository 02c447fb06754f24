// The two sample books, and what they decide on the example records.

#ifndef ENLACE_TESTS_POLICY_SAMPLE_BOOK_FIXTURE_H_
#define ENLACE_TESTS_POLICY_SAMPLE_BOOK_FIXTURE_H_

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {

inline constexpr char kAtf[] = "spiffe://us.enlace.example/agency/us-atf";
inline constexpr char kCbp[] = "spiffe://us.enlace.example/agency/us-cbp";
inline constexpr char kHsi[] = "spiffe://us.enlace.example/agency/us-hsi";
inline constexpr char kOia[] = "spiffe://us.enlace.example/agency/us-doj-oia";
inline constexpr char kFgr[] = "spiffe://mx.enlace.example/agency/mx-fgr";
inline constexpr char kState[] = "spiffe://mx.enlace.example/agency/mx-fge-son";

// The record of tests/scenarios/records/NAME.json.
template <typename T>
T ExampleRecord(const std::string& name) {
  const auto json = ReadFile("tests/scenarios/records/" + name + ".json");
  EXPECT_TRUE(json.ok()) << json.status();
  T record;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &record).ok());
  return record;
}

class SampleBookTest : public testing::Test {
 protected:
  static std::shared_ptr<const Book> Load(const char* folder) {
    auto book = Book::Load(folder);
    EXPECT_TRUE(book.ok()) << book.status().message();
    return *book;
  }

  // The bases of the examples are in force then.
  static absl::Time Now() {
    return absl::FromCivil(absl::CivilSecond(2026, 2, 5, 12, 0, 0),
                           absl::UTCTimeZone());
  }

  static RecordFacts Route(Direction direction, const std::string& from,
                           const std::string& to, const char* channel) {
    RecordFacts header;
    header.direction = direction;
    header.sender = from;
    header.recipient = to;
    header.channel = channel;
    header.urgency = "ROUTINE";
    header.created_at = Now();
    if (direction == Direction::kOutgoing) header.repeated = false;
    return header;
  }

  // `header`, naming an open parent.
  static RecordFacts Answering(RecordFacts header, const char* type,
                               const std::string& sender,
                               const std::string& recipient) {
    header.names_parent = true;
    header.parent = ParentFacts{type, sender, recipient, true};
    return header;
  }

  static Facts FactsOf(const Book& book, RecordFacts header,
                       const google::protobuf::Message& record) {
    header.type = record.GetDescriptor()->name();
    return ExtractFacts(header, record, book.fact_paths(), book.phrases());
  }

  static Decision DecideOn(const Book& book, const RecordFacts& header,
                           const google::protobuf::Message& record) {
    return book.Decide(FactsOf(book, header, record), Now());
  }

  const std::shared_ptr<const Book> us_ = Load("policy/us");
  const std::shared_ptr<const Book> mx_ = Load("policy/mx");
};

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_SAMPLE_BOOK_FIXTURE_H_

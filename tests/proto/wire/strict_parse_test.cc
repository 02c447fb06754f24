#include "proto/wire/strict_parse.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

TEST(StrictParseTest, TakesWhatItWrites) {
  const std::string body = SerializeStrictly(FullSample());
  const auto parsed = ParseRecord("EnvelopeSample", body);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(**parsed,
                                                                 FullSample()));
  EXPECT_EQ(SerializeStrictly(**parsed), body);
}

TEST(StrictParseTest, TakesAnEmptyRecord) {
  EXPECT_TRUE(ParseRecord("EnvelopeSample", "").ok());
}

TEST(StrictParseTest, RefusesEveryOtherEncoding) {
  const auto cases = EnvelopeVectors("refused.json");
  ASSERT_GE(cases.list_value().values_size(), 30);
  for (const auto& one : cases.list_value().values()) {
    const auto parsed = ParseRecord("EnvelopeSample", BytesAt(one, "body"));
    if (parsed.ok()) {
      // Found when the record is taken apart.
      EXPECT_FALSE(LeavesOf(**parsed).ok()) << TextAt(one, "what");
      continue;
    }
    EXPECT_EQ(ReasonOf(parsed.status()), kFieldInvalid) << TextAt(one, "what");
    EXPECT_THAT(MessageOf(parsed.status()),
                testing::Not(testing::HasSubstr("Ana")));
  }
}

// No two byte strings are read as the same record.
TEST(StrictParseTest, EveryChangedByteIsRefusedOrAnotherRecord) {
  const std::string body = SerializeStrictly(FullSample());
  for (size_t bit = 0; bit < body.size() * 8; ++bit) {
    std::string changed = body;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto parsed = ParseRecord("EnvelopeSample", changed);
    if (!parsed.ok()) continue;
    EXPECT_EQ(SerializeStrictly(**parsed), changed) << bit;
    EXPECT_FALSE(google::protobuf::util::MessageDifferencer::Equals(
        **parsed, FullSample()))
        << bit;
  }
}

TEST(StrictParseTest, RefusesMoreBytesThanARecordMayHave) {
  v1::PlainSample sample;
  sample.set_name(std::string(kRecordSizeMax - 4, 'a'));
  std::string body = SerializeStrictly(sample);
  ASSERT_EQ(body.size(), kRecordSizeMax);
  EXPECT_TRUE(ParseRecord("PlainSample", body).ok());
  sample.mutable_name()->push_back('a');
  body = SerializeStrictly(sample);
  EXPECT_EQ(ReasonOf(ParseRecord("PlainSample", body).status()), kTooLarge);
}

TEST(StrictParseTest, KnowsRecordTypesAlone) {
  for (const char* type :
       {"", "NoRecordSample", "Statement", "Nothing", "enlace.v1.PlainSample",
        "PlainSample.", ".PlainSample", "SampleItem"}) {
    EXPECT_EQ(ReasonOf(ParseRecord(type, "").status()), kTypeUnknown) << type;
    EXPECT_EQ(FindRecordType(type), nullptr) << type;
  }
  EXPECT_NE(FindRecordType("FirearmTraceRequest"), nullptr);
}

TEST(StrictParseTest, ListsTheRecordTypesByName) {
  std::vector<std::string> names;
  for (const auto* type : RecordTypes()) names.push_back(type->name());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_THAT(names, testing::IsSupersetOf(
                         {"FirearmTraceRequest", "FirearmTraceResult"}));
  EXPECT_THAT(names, testing::Not(testing::Contains("Person")));
}

TEST(StrictParseTest, ChecksRecordsThatCodeHasBuilt) {
  EXPECT_TRUE(CheckRecord(FullSample()).ok());

  v1::EnvelopeSample empty_part = FullSample();
  empty_part.mutable_source()->mutable_deep();
  EXPECT_THAT(MessageOf(CheckRecord(empty_part)),
              testing::StartsWith("source.deep "));

  v1::EnvelopeSample text = FullSample();
  text.mutable_items(0)->mutable_parts(0)->set_label("\xff");
  EXPECT_THAT(MessageOf(CheckRecord(text)),
              testing::StartsWith("items.parts.label "));

  v1::EnvelopeSample color = FullSample();
  color.set_colors(0, static_cast<v1::SampleColor>(5));
  EXPECT_THAT(MessageOf(CheckRecord(color)), testing::StartsWith("colors "));

  v1::EnvelopeSample instant = FullSample();
  instant.mutable_items(1)->mutable_seen_at()->set_nanos(-1);
  EXPECT_THAT(MessageOf(CheckRecord(instant)),
              testing::StartsWith("items.seen_at "));

  v1::EnvelopeSample unknown = FullSample();
  unknown.GetReflection()->MutableUnknownFields(&unknown)->AddVarint(99, 1);
  EXPECT_FALSE(CheckRecord(unknown).ok());

  v1::EnvelopeSample beneath = FullSample();
  v1::SampleItem& item = *beneath.mutable_items(0);
  item.GetReflection()->MutableUnknownFields(&item)->AddVarint(99, 1);
  EXPECT_FALSE(CheckRecord(beneath).ok());
}

}  // namespace
}  // namespace enlace::wire

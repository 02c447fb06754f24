#include "proto/wire/leaf.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::util::MessageDifferencer;

std::vector<Leaf> LeavesOfSample() { return LeavesOf(FullSample()).value(); }

// The bytes of a value in hexadecimal.
Leaf LeafOfHex(absl::string_view path, TypeTag tag, absl::string_view hex) {
  return {std::string(path), tag, HexDecode(hex).value()};
}

TEST(LeafTest, EnumeratesPresentAndSilentLeavesInOrder) {
  std::vector<std::string> expected = SamplePresentPaths();
  for (const std::string& path : SampleAbsentSilentPaths()) {
    expected.push_back(path);
  }
  std::sort(expected.begin(), expected.end());
  std::vector<std::string> paths;
  std::vector<std::string> absent;
  for (const Leaf& leaf : LeavesOfSample()) {
    paths.push_back(leaf.path);
    if (leaf.tag == TypeTag::kAbsent) absent.push_back(leaf.path);
  }
  EXPECT_EQ(paths, expected);
  EXPECT_EQ(absent, SampleAbsentSilentPaths());
}

TEST(LeafTest, AnEmptyRecordHasItsSilentLeavesAlone) {
  const auto leaves = LeavesOf(v1::EnvelopeSample());
  ASSERT_TRUE(leaves.ok());
  EXPECT_EQ(leaves->size(), 6u);
  for (const Leaf& leaf : *leaves) {
    EXPECT_EQ(leaf.tag, TypeTag::kAbsent);
    EXPECT_EQ(leaf.value, "");
  }
  EXPECT_TRUE(LeavesOf(v1::PlainSample())->empty());
}

TEST(LeafTest, SettingTheLeavesGivesTheRecordBack) {
  v1::EnvelopeSample rebuilt;
  for (const Leaf& leaf : LeavesOfSample()) {
    if (leaf.tag == TypeTag::kAbsent) continue;
    ASSERT_TRUE(SetLeaf(leaf, rebuilt).ok()) << leaf.path;
  }
  EXPECT_TRUE(MessageDifferencer::Equals(rebuilt, FullSample()));
}

TEST(LeafTest, IndexesStandInTheOrderOfTheirDigits) {
  v1::EnvelopeSample sample;
  for (int i = 0; i < 12; ++i) {
    sample.add_steps()->set_label(absl::StrCat("s", i));
  }
  const std::vector<Leaf> leaves = LeavesOf(sample).value();
  std::vector<std::string> steps;
  v1::EnvelopeSample rebuilt;
  for (const Leaf& leaf : leaves) {
    if (leaf.tag == TypeTag::kAbsent) continue;
    steps.push_back(leaf.path);
    ASSERT_TRUE(SetLeaf(leaf, rebuilt).ok()) << leaf.path;
  }
  ASSERT_EQ(steps.size(), 12u);
  EXPECT_EQ(steps[1], "steps[10]");
  EXPECT_EQ(steps[2], "steps[11]");
  EXPECT_EQ(steps[3], "steps[1]");
  EXPECT_TRUE(MessageDifferencer::Equals(rebuilt, sample));
}

TEST(LeafTest, AMissingElementKeepsTheIndexesOfTheOthers) {
  v1::EnvelopeSample rebuilt;
  ASSERT_TRUE(SetLeaf(LeafOfHex("steps[2]", TypeTag::kMessage,
                                "0001"
                                "00000002"
                                "03"
                                "00000008"
                                "0000000000000007"),
                      rebuilt)
                  .ok());
  ASSERT_EQ(rebuilt.steps_size(), 3);
  EXPECT_EQ(rebuilt.steps(2).count(), 7u);
  EXPECT_EQ(rebuilt.steps(0).ByteSizeLong(), 0u);
}

TEST(LeafTest, RefusesMoreElementsThanTheTypeAllows) {
  v1::EnvelopeSample sample;
  for (int i = 0; i < 12; ++i) sample.add_steps();
  EXPECT_TRUE(LeavesOf(sample).ok());
  sample.add_steps();
  EXPECT_EQ(ReasonOf(LeavesOf(sample).status()), kFieldInvalid);
}

TEST(LeafTest, RefusesMoreLeavesThanTheFormatHolds) {
  v1::WideSample sample;
  for (size_t i = 0; i < kLeavesMax; ++i) sample.add_all();
  EXPECT_TRUE(LeavesOf(sample).ok());
  sample.add_all();
  EXPECT_EQ(ReasonOf(LeavesOf(sample).status()), kFieldInvalid);
}

TEST(LeafTest, RefusesWhatIsNoLeafOfTheType) {
  for (const char* path : {"", "nothing", "part", "steps", "steps[12]",
                           "steps[1].label", "name[0]"}) {
    v1::EnvelopeSample sample;
    EXPECT_EQ(ReasonOf(SetLeaf({path, TypeTag::kString, "x"}, sample)),
              kFieldInvalid)
        << path;
  }
}

TEST(LeafTest, NeverNamesAPathThatItDoesNotKnow) {
  v1::EnvelopeSample sample;
  EXPECT_THAT(MessageOf(SetLeaf({"John Doe", TypeTag::kString, "x"}, sample)),
              testing::Not(testing::HasSubstr("John")));
}

TEST(LeafTest, RefusesEveryTagButTheOneOfTheField) {
  for (const Leaf& leaf : LeavesOfSample()) {
    if (leaf.tag == TypeTag::kAbsent) continue;
    for (int tag = 0; tag < 256; ++tag) {
      v1::EnvelopeSample sample;
      const Leaf changed{leaf.path, static_cast<TypeTag>(tag), leaf.value};
      EXPECT_EQ(SetLeaf(changed, sample).ok(),
                tag == static_cast<int>(leaf.tag))
          << leaf.path << " " << tag;
    }
  }
}

TEST(LeafTest, RefusesALeafThatIsThere) {
  v1::EnvelopeSample sample;
  const Leaf leaf{"name", TypeTag::kString, "x"};
  ASSERT_TRUE(SetLeaf(leaf, sample).ok());
  EXPECT_FALSE(SetLeaf(leaf, sample).ok());
}

// A value that is taken must be the one that encoding gives: no two values
// stand for the same leaf.
void ExpectCanonical(const Leaf& changed) {
  v1::EnvelopeSample sample;
  if (!SetLeaf(changed, sample).ok()) return;
  const auto leaves = LeavesOf(sample);
  ASSERT_TRUE(leaves.ok());
  EXPECT_THAT(*leaves, testing::Contains(changed)) << changed.path;
}

TEST(LeafTest, EveryChangedValueIsRefusedOrAnotherValue) {
  for (const Leaf& leaf : LeavesOfSample()) {
    if (leaf.tag == TypeTag::kAbsent) continue;
    for (size_t bit = 0; bit < leaf.value.size() * 8; ++bit) {
      Leaf changed = leaf;
      changed.value[bit / 8] =
          static_cast<char>(changed.value[bit / 8] ^ (1 << bit % 8));
      ExpectCanonical(changed);
    }
    for (size_t size = 0; size < leaf.value.size(); ++size) {
      ExpectCanonical({leaf.path, leaf.tag, leaf.value.substr(0, size)});
    }
    ExpectCanonical({leaf.path, leaf.tag, leaf.value + '\0'});
    ExpectCanonical({leaf.path, leaf.tag, '\0' + leaf.value});
  }
}

struct MalformedValue {
  const char* path;
  TypeTag tag;
  const char* hex;
};

TEST(LeafTest, RefusesMalformedValues) {
  const MalformedValue cases[] = {
      {"active", TypeTag::kBool, ""},
      {"active", TypeTag::kBool, "02"},
      {"active", TypeTag::kBool, "0001"},
      {"shift", TypeTag::kSigned, "00000007"},
      {"shift", TypeTag::kSigned, "0000000080000000"},
      {"shift", TypeTag::kSigned, "ffffffff7fffffff"},
      {"small", TypeTag::kSigned, "0000000080000000"},
      {"balance", TypeTag::kSigned, "000000000000000001"},
      {"count", TypeTag::kUnsigned, "0000000100000000"},
      {"count", TypeTag::kUnsigned, "ffffffffffffffff"},
      {"color", TypeTag::kEnum, "00000005"},
      {"color", TypeTag::kEnum, "0000000000000001"},
      {"name", TypeTag::kString, "ff"},
      {"name", TypeTag::kString, "eda080"},
      {"name", TypeTag::kString, "c080"},
      {"name", TypeTag::kString, "f4908080"},
      {"name", TypeTag::kString, "e282"},
      {"plain_number", TypeTag::kUnsigned, "0000000000000000"},
      {"plain_text", TypeTag::kString, ""},
      {"seen_at", TypeTag::kTimestamp, "0000000000000000"},
      {"seen_at", TypeTag::kTimestamp, "00000000000000003b9aca00"},
      {"seen_at", TypeTag::kTimestamp, "fffffff1886e08ff00000000"},
      {"seen_at", TypeTag::kTimestamp, "0000003afff4418000000000"},
      {"tags", TypeTag::kList, "00000000"},
      {"tags", TypeTag::kList, ""},
      {"tags", TypeTag::kList, "0000000205000000000600000000"},
      {"tags", TypeTag::kList, "000000020500000000"},
      {"tags", TypeTag::kList, "000000010500000000ff"},
      {"tags", TypeTag::kList, "ffffffff0500000000"},
      {"tags", TypeTag::kList, "0000000105ffffffff"},
      {"colors", TypeTag::kList, "00000001040000000400000005"},
      {"switches", TypeTag::kList, "00000001010000000102"},
      {"steps[0]", TypeTag::kMessage, ""},
      {"steps[0]", TypeTag::kMessage, "0001"},
      {"steps[0]", TypeTag::kMessage, "000000"},
      // A field that the message does not have, and one that is there twice.
      {"steps[0]", TypeTag::kMessage, "0001000000630500000000"},
      {"steps[0]", TypeTag::kMessage, "0001200000010500000000"},
      {"steps[0]", TypeTag::kMessage,
       "000200000001050000000161000000010500000001"
       "62"},
      // Field 7 has no presence: false counts as absent.
      {"steps[0]", TypeTag::kMessage, "000100000007010000000100"},
      // An empty list in it.
      {"steps[0]", TypeTag::kMessage, "000100000003080000000400000000"},
  };
  for (const MalformedValue& value : cases) {
    v1::EnvelopeSample sample;
    EXPECT_EQ(
        ReasonOf(SetLeaf(LeafOfHex(value.path, value.tag, value.hex), sample)),
        kFieldInvalid)
        << value.path << " " << value.hex;
  }
}

TEST(LeafTest, ReadsValuesToTheDepthThatBodiesMayHave) {
  std::string value(2, '\0');
  v1::SampleItem item;
  for (int depth = 1; depth <= 40; ++depth) {
    v1::EnvelopeSample body;
    *body.add_steps() = item;
    v1::EnvelopeSample parsed;
    v1::EnvelopeSample sample;
    EXPECT_EQ(
        SetLeaf({"steps[0]", TypeTag::kMessage, value}, sample).ok(),
        ParseStrictly(SerializeStrictly(body), "body", 10000, parsed).ok())
        << depth;
    std::string outer;
    AppendU16(outer, 1);
    AppendU32(outer, 5);
    outer.push_back('\x09');
    AppendU32(outer, static_cast<uint32_t>(value.size()));
    value = outer + value;
    v1::SampleItem above;
    *above.mutable_inner() = item;
    item = above;
  }
}

TEST(LeafTest, TakesWhatProtocolBuffersTakesForUtf8) {
  const auto agrees = [](const std::string& text) {
    std::string body("\x0a", 1);
    body.push_back(static_cast<char>(text.size()));
    v1::EnvelopeSample parsed;
    return parsed.ParseFromString(body + text) == IsUtf8(text);
  };
  const std::string seconds = {'\x7f', '\x80', '\x8f', '\x90', '\x9f',
                               '\xa0', '\xbf', '\xc0', 'a'};
  for (int lead = 0; lead < 256; ++lead) {
    const std::string one(1, static_cast<char>(lead));
    ASSERT_TRUE(agrees(one)) << lead;
    for (const char second : seconds) {
      ASSERT_TRUE(agrees(one + second)) << lead;
      for (const char third : seconds) {
        ASSERT_TRUE(agrees(one + second + third)) << lead;
        for (const char fourth : seconds) {
          ASSERT_TRUE(agrees(one + second + third + fourth)) << lead;
        }
      }
    }
  }
}

}  // namespace
}  // namespace enlace::wire

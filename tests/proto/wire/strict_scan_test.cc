#include "proto/wire/strict_scan.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/record.h"
#include "proto/wire/release.h"
#include "proto/wire/released_record.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool EnumsAreKnown(const Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (!EnumsAreKnown(
                field->is_repeated()
                    ? reflection.GetRepeatedMessage(message, field, i)
                    : reflection.GetMessage(message, field))) {
          return false;
        }
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
                 field->enum_type()->FindValueByNumber(
                     field->is_repeated()
                         ? reflection.GetRepeatedEnumValue(message, field, i)
                         : reflection.GetEnumValue(message, field)) ==
                     nullptr) {
        return false;
      }
    }
  }
  return true;
}

// The definition of docs/envelope.md: what is read and written again, unknown
// fields left out, has the same bytes.
bool IsStrictByDefinition(const std::string& bytes, Message& message) {
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kNestingMax);
  if (!message.ParseFromCodedStream(&stream) ||
      !stream.ConsumedEntireMessage() || !EnumsAreKnown(message)) {
    return false;
  }
  message.DiscardUnknownFields();
  return SerializeStrictly(message) == bytes;
}

void ExpectAgreement(const std::string& bytes, const Message& type) {
  const std::unique_ptr<Message> message(type.New());
  const bool strict = IsStrictByDefinition(bytes, *message);
  EXPECT_EQ(IsStrictEncoding(bytes, *type.GetDescriptor()), strict)
      << HexEncode(bytes);
  EXPECT_EQ(IsStrictRecord(bytes, *type.GetDescriptor()),
            strict && CheckRecord(*message).ok())
      << HexEncode(bytes);
}

std::vector<std::unique_ptr<Message>> Samples() {
  const SampleParties parties;
  std::vector<std::unique_ptr<Message>> samples;
  const auto add = [&samples](const Message& message) {
    samples.emplace_back(message.New())->CopyFrom(message);
  };
  add(FullSample());
  add(v1::EnvelopeSample());
  add(SampleHeader());
  const v1::Submission submission = SampleSubmission(parties);
  add(submission);
  const Minimized minimized =
      OpenForm(FullSample(), submission.seed(), {"name"}).value();
  v1::OpenedForm form = FormOf(minimized.form);
  form.mutable_leaves()->DeleteSubrange(3, form.leaves_size() - 3);
  add(form);
  v1::ReleaseStatement release =
      SampleRelease(kSampleNodeA, submission.statement().statement(), "form");
  Announce({"name", "count"}, release);
  add(release);
  v1::ReleasedRecord released;
  *released.mutable_statement() = submission.statement();
  released.set_opened(SerializeStrictly(form));
  *released.add_releases() = SignRelease(release, parties.node_a).value();
  add(released);
  return samples;
}

TEST(StrictScanTest, AgreesWithTheDefinitionOnEveryChangedBit) {
  for (const auto& sample : Samples()) {
    const std::string bytes = SerializeStrictly(*sample);
    ExpectAgreement(bytes, *sample);
    EXPECT_TRUE(IsStrictEncoding(bytes, *sample->GetDescriptor()));
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      ExpectAgreement(changed, *sample);
    }
  }
}

TEST(StrictScanTest, AgreesWithTheDefinitionOnWhatIsCutRepeatedOrMoved) {
  CountingRandom random("changes");
  for (const auto& sample : Samples()) {
    const std::string bytes = SerializeStrictly(*sample);
    for (size_t size = 0; size < bytes.size(); ++size) {
      ExpectAgreement(bytes.substr(0, size), *sample);
      ExpectAgreement(bytes.substr(size), *sample);
      ExpectAgreement(bytes + bytes.substr(size), *sample);
      ExpectAgreement(bytes.substr(size) + bytes.substr(0, size), *sample);
    }
    if (bytes.empty()) continue;
    for (int i = 0; i < 20000; ++i) {
      const std::string drawn = random.Bytes(8);
      std::string changed = bytes;
      const size_t at = ReadU32(drawn) % bytes.size();
      switch (drawn[4] & 3) {
        case 0:
          changed.erase(at, drawn[5] & 7);
          break;
        case 1:
          changed.insert(at, drawn.substr(5, drawn[5] & 3));
          break;
        case 2:
          changed.insert(at, changed.substr(at, drawn[5] & 15));
          break;
        default:
          changed[at] = drawn[5];
      }
      ExpectAgreement(changed, *sample);
    }
  }
}

TEST(StrictScanTest, AgreesWithTheDefinitionOnTheVectors) {
  const auto refused = EnvelopeVectors("refused.json");
  for (const auto& one : refused.list_value().values()) {
    ExpectAgreement(BytesAt(one, "body"), v1::EnvelopeSample());
  }
}

// Every short body: each field number, wire type and byte after it.
TEST(StrictScanTest, AgreesWithTheDefinitionOnShortBodies) {
  const v1::EnvelopeSample type;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string two = {static_cast<char>(a), static_cast<char>(b)};
      ExpectAgreement(two, type);
      for (const char c : {'\0', '\1', '\2', '\x7f', '\x80', '\xff'}) {
        ExpectAgreement(two + c, type);
        ExpectAgreement(two + c + '\1', type);
        ExpectAgreement(two + std::string(8, c) + '\1', type);
      }
    }
  }
}

TEST(StrictScanTest, NestsAsDeepAsTheParser) {
  v1::EnvelopeSample sample;
  v1::SampleItem* item = sample.add_items();
  int accepted = 0;
  for (int depth = 0; depth < kNestingMax + 4; ++depth) {
    const std::string bytes = SerializeStrictly(sample);
    ExpectAgreement(bytes, sample);
    accepted += IsStrictEncoding(bytes, *sample.GetDescriptor());
    item = item->mutable_inner();
  }
  EXPECT_EQ(accepted, kNestingMax);
}

TEST(StrictScanTest, VouchesForNoTypeThatItCannotRead) {
  EXPECT_FALSE(IsStrictEncoding(
      "", *google::protobuf::FieldDescriptorProto::descriptor()));
  EXPECT_TRUE(IsStrictEncoding("", *google::protobuf::Timestamp::descriptor()));
}

}  // namespace
}  // namespace enlace::wire

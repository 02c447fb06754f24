#include "policy/facts/field_access.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <variant>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "enlace/v1/context.pb.h"
#include "enlace/v1/thread.pb.h"
#include "policy/engine/schema.h"
#include "policy/facts/extract.h"
#include "policy/facts/field_views.h"
#include "policy/facts/record_fields.h"
#include "policy/facts/record_reader.h"
#include "tests/policy/generated/random_message.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::DynamicMessageFactory;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::unique_ptr<Message> RandomRecord(const Descriptor& type,
                                      std::mt19937& random) {
  std::unique_ptr<Message> record(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
  FillAtRandom(*record, random);
  return record;
}

// A view as something that can be compared.
Facts Shown(const FactView& view) {
  Facts facts;
  SetFact("view", view, facts);
  return facts;
}

// What was compared.
struct Seen {
  std::set<std::string> fields;
  int errors = 0;
  int absent = 0;
};

void Note(const FieldDescriptor& field, const FactView& view, Seen& seen) {
  seen.fields.insert(field.full_name());
  seen.errors += std::holds_alternative<FactError>(view) ? 1 : 0;
  seen.absent += std::holds_alternative<std::monostate>(view) ? 1 : 0;
}

// Every field of `message` and of those in it, read in both ways.
void Compare(const Message& message, Seen& seen) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) {
      const auto generated = AccessRepeated(field);
      const auto reflected = ReflectRepeated(field);
      ASSERT_EQ(generated->Size(message), reflected->Size(message));
      for (int k = 0; k < generated->Size(message); ++k) {
        const FactView view = generated->Read(message, k);
        Note(field, view, seen);
        ASSERT_EQ(Shown(view), Shown(reflected->Read(message, k)))
            << field.full_name();
        const Message* child = generated->Child(message, k);
        ASSERT_EQ(child, reflected->Child(message, k)) << field.full_name();
        if (child != nullptr) Compare(*child, seen);
      }
      continue;
    }
    const auto generated = AccessSingular(field);
    const auto reflected = ReflectSingular(field);
    const FactView view = generated->Read(message);
    Note(field, view, seen);
    ASSERT_EQ(Shown(view), Shown(reflected->Read(message)))
        << field.full_name();
    const Message* child = generated->Child(message);
    ASSERT_EQ(child, reflected->Child(message)) << field.full_name();
    if (child != nullptr) Compare(*child, seen);
  }
}

TEST(FieldAccess, GeneratedCodeReadsWhatReflectionReads) {
  std::mt19937 random(3);
  Seen seen;
  for (const Descriptor* type : RecordTypesOfThisBuild()) {
    for (int i = 0; i < 40; ++i) {
      Compare(*RandomRecord(*type, random), seen);
    }
  }
  EXPECT_GT(seen.errors, 100);
  EXPECT_GT(seen.absent, 1000);
  // Nothing was left to reflection, and no field was passed over.
  std::set<std::string> generated;
  for (const auto& field : GeneratedSingularFields()) {
    generated.emplace(field.name);
  }
  for (const auto& field : GeneratedRepeatedFields()) {
    generated.emplace(field.name);
  }
  EXPECT_EQ(seen.fields, generated);
}

// A type that came over the wire, as a copy of one that was compiled in.
class ForeignType {
 public:
  explicit ForeignType(const Descriptor& type) {
    Add(*type.file());
    type_ = pool_.FindMessageTypeByName(type.full_name());
  }

  const Descriptor& type() const { return *type_; }

  std::unique_ptr<Message> Parse(const std::string& bytes) {
    std::unique_ptr<Message> record(factory_.GetPrototype(type_)->New());
    EXPECT_TRUE(record->ParseFromString(bytes));
    return record;
  }

 private:
  void Add(const google::protobuf::FileDescriptor& file) {
    for (int i = 0; i < file.dependency_count(); ++i) Add(*file.dependency(i));
    if (pool_.FindFileByName(file.name()) != nullptr) return;
    FileDescriptorProto proto;
    file.CopyTo(&proto);
    ASSERT_NE(pool_.BuildFile(proto), nullptr) << file.name();
  }

  DescriptorPool pool_;
  DynamicMessageFactory factory_{&pool_};
  const Descriptor* type_ = nullptr;
};

Facts ReadAll(const RecordReader& reader, const Message& record) {
  Facts facts;
  reader.Read(record, [&](size_t path, const FactView& view) {
    SetFact(reader.paths()[path], view, facts);
  });
  return facts;
}

// With gaps, without a 0, and of the records.
TEST(EnumViews, EveryNumberHasItsShortNameAndAnyOtherIsAnError) {
  std::vector<const google::protobuf::EnumDescriptor*> types = {
      v1::AuditStep_descriptor(),
      google::protobuf::FieldDescriptorProto::Type_descriptor(),
      v1::PurposeCode_descriptor()};
  for (const auto* type : types) {
    const EnumViews views(*type);
    for (int number = -2; number < 300; ++number) {
      const auto* value = type->FindValueByNumber(number);
      const FactView view = views.Of(number);
      if (number == 0) {
        EXPECT_TRUE(IsAbsent(view)) << type->name();
      } else if (value == nullptr) {
        EXPECT_TRUE(std::holds_alternative<FactError>(view)) << number;
      } else {
        ASSERT_TRUE(std::holds_alternative<EnumName>(view)) << number;
        EXPECT_EQ(*std::get<EnumName>(view).text, ShortEnumName(*value));
        EXPECT_EQ(std::get<EnumName>(view).number, number);
      }
    }
  }
}

TEST(RecordReader, ATypeThatWasNotCompiledInIsReadByReflection) {
  std::mt19937 random(5);
  for (const auto& [name, type] : Schema::OfThisBuild().types()) {
    ForeignType foreign(type.descriptor());
    const RecordReader compiled_in(type.descriptor(), type.paths());
    const RecordReader reflected(foreign.type(), type.paths());
    ASSERT_EQ(compiled_in.paths(), type.paths());
    ASSERT_EQ(reflected.paths(), type.paths());
    for (int i = 0; i < 10; ++i) {
      const auto record = RandomRecord(type.descriptor(), random);
      ASSERT_EQ(ReadAll(compiled_in, *record),
                ReadAll(reflected, *foreign.Parse(record->SerializeAsString())))
          << name;
    }
  }
}

TEST(RecordReader, APathThatTheTypeDoesNotHaveIsLeftOut) {
  const RecordReader reader(
      *v1::Recall::descriptor(),
      {"no_such_field", "context.purpose_code", "context.purpose_code.deeper"});
  EXPECT_EQ(reader.paths(), std::vector<std::string>{"context.purpose_code"});
}

TEST(RecordReaderDeathTest, ARecordOfAnotherClassEndsTheProcess) {
  const RecordReader reader(*v1::Recall::descriptor(),
                            {"context.purpose_code"});
  const auto nothing = [](size_t, const FactView&) {};
  const v1::Feedback other;
  EXPECT_DEATH(reader.Read(other, nothing), "another class");
  // Of the same type, but made at run time: its fields lie elsewhere.
  DynamicMessageFactory factory;
  const std::unique_ptr<Message> made(
      factory.GetPrototype(v1::Recall::descriptor())->New());
  EXPECT_DEATH(reader.Read(*made, nothing), "another class");
}

}  // namespace
}  // namespace enlace::policy

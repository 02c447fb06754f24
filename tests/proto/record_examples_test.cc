#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "tests/proto/record_walk.h"

namespace enlace::proto_test {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::util::JsonStringToMessage;
using ::google::protobuf::util::MessageDifferencer;
using ::google::protobuf::util::MessageToJsonString;

constexpr char kFolder[] = "tests/scenarios/records";

// The type of each record that the scenarios send.
const std::map<std::string, std::string>& TypesOfExamples() {
  static const auto& types = *new std::map<std::string, std::string>{
      {"acknowledgement.json", "Acknowledgement"},
      {"ballistic_lead.json", "BallisticLead"},
      {"correction.json", "Correction"},
      {"delay_notice.json", "DelayNotice"},
      {"feedback.json", "Feedback"},
      {"financial_info_reply.json", "FinancialInfoReply"},
      {"financial_info_request.json", "FinancialInfoRequest"},
      {"financial_lead.json", "FinancialLead"},
      {"hit_confirmation_reply.json", "HitConfirmationReply"},
      {"hit_confirmation_request.json", "HitConfirmationRequest"},
      {"interim_reply.json", "InterimReply"},
      {"legal_assistance_reply.json", "LegalAssistanceReply"},
      {"legal_assistance_request.json", "LegalAssistanceRequest"},
      {"link_test.json", "LinkTest"},
      {"person_alert_protected.json", "BorderAlert"},
      {"recall.json", "Recall"},
      {"safety_notice.json", "SafetyNotice"},
      {"seizure_disposition.json", "Disposition"},
      {"substance_alert_precursor.json", "SubstanceAlert"},
      {"substance_alert_seizure.json", "SubstanceAlert"},
      {"trace_request.json", "FirearmTraceRequest"},
      {"trace_result.json", "FirearmTraceResult"},
      {"use_consent_grant.json", "UseConsentGrant"},
      {"use_consent_refusal.json", "UseConsentRefusal"},
      {"use_consent_request.json", "UseConsentRequest"},
      {"vehicle_alert.json", "BorderAlert"}};
  return types;
}

const Descriptor& TypeNamed(const std::string& name) {
  for (const Descriptor* type : RecordTypes()) {
    if (type->name() == name) return *type;
  }
  ADD_FAILURE() << "no record type " << name;
  return *RecordTypes().front();
}

std::unique_ptr<Message> NewRecord(const std::string& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(&TypeNamed(type))
          ->New());
}

std::string ExampleText(const std::string& file) {
  auto text = ReadFile(std::string(kFolder) + "/" + file);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

bool IsPresent(const Message& message, const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  return field.is_repeated() ? reflection->FieldSize(message, &field) > 0
                             : reflection->HasField(message, &field);
}

bool IsPresentAt(const Message& record, const std::string& path) {
  const Message* message = &record;
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    const FieldDescriptor* field =
        message->GetDescriptor()->FindFieldByName(parts[i]);
    if (field == nullptr || !IsPresent(*message, *field)) return false;
    if (i + 1 < parts.size()) {
      message = &message->GetReflection()->GetMessage(*message, field);
    }
  }
  return true;
}

void ExpectText(const std::string& value, const v1::FieldRules& rules,
                const std::string& path) {
  EXPECT_NE(value, "") << path;
  if (!rules.pattern().empty()) {
    EXPECT_TRUE(RE2::FullMatch(value, rules.pattern())) << path;
  }
}

// Required fields are there, and text matches its pattern.
void ExpectComplete(const Message& message, const std::string& prefix) {
  const auto* reflection = message.GetReflection();
  const Descriptor* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const auto& rules = field->options().GetExtension(v1::field);
    const std::string path = prefix + field->name();
    if (!IsPresent(message, *field)) {
      EXPECT_FALSE(rules.required()) << path << " is missing";
      continue;
    }
    const int count =
        field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int k = 0; k < count; ++k) {
      if (field->type() == FieldDescriptor::TYPE_STRING) {
        ExpectText(field->is_repeated()
                       ? reflection->GetRepeatedString(message, field, k)
                       : reflection->GetString(message, field),
                   rules, path);
      } else if (field->type() == FieldDescriptor::TYPE_ENUM) {
        EXPECT_NE(field->is_repeated()
                      ? reflection->GetRepeatedEnumValue(message, field, k)
                      : reflection->GetEnumValue(message, field),
                  0)
            << path;
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        ExpectComplete(field->is_repeated()
                           ? reflection->GetRepeatedMessage(message, field, k)
                           : reflection->GetMessage(message, field),
                       path + ".");
      }
    }
  }
}

TEST(RecordExamplesTest, AreAllNamedHere) {
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    EXPECT_EQ(TypesOfExamples().count(entry.path().filename()), 1u)
        << entry.path();
  }
}

TEST(RecordExamplesTest, ParseStrictlyAndSurviveARoundTrip) {
  for (const auto& [file, type] : TypesOfExamples()) {
    SCOPED_TRACE(file);
    const std::unique_ptr<Message> record = NewRecord(type);
    const auto parsed = JsonStringToMessage(ExampleText(file), record.get());
    ASSERT_TRUE(parsed.ok()) << parsed;
    std::string printed;
    ASSERT_TRUE(MessageToJsonString(*record, &printed).ok());
    const std::unique_ptr<Message> again = NewRecord(type);
    ASSERT_TRUE(JsonStringToMessage(printed, again.get()).ok());
    EXPECT_TRUE(MessageDifferencer::Equals(*record, *again));
  }
}

TEST(RecordExamplesTest, HoldWhatTheirTypesRequire) {
  for (const auto& [file, type] : TypesOfExamples()) {
    SCOPED_TRACE(file);
    const std::unique_ptr<Message> record = NewRecord(type);
    ASSERT_TRUE(JsonStringToMessage(ExampleText(file), record.get()).ok());
    ExpectComplete(*record, "");
    for (const std::string& path : RulesOf(TypeNamed(type)).required()) {
      EXPECT_TRUE(IsPresentAt(*record, path)) << path << " is missing";
    }
  }
}

TEST(RecordExamplesTest, AreRefusedWithAFieldNobodyDeclared) {
  for (const auto& [file, type] : TypesOfExamples()) {
    SCOPED_TRACE(file);
    const std::string text = absl::StrReplaceAll(
        ExampleText(file), {{"\"evidenceStatus\":", "\"evidenceState\":"}});
    EXPECT_FALSE(JsonStringToMessage(text, NewRecord(type).get()).ok());
  }
}

// Whoever copies an example must see at once that the person does not exist.
TEST(RecordExamplesTest, NameOnlySyntheticPersons) {
  for (const auto& [file, type] : TypesOfExamples()) {
    SCOPED_TRACE(file);
    const std::string text = ExampleText(file);
    re2::StringPiece rest(text);
    std::string name;
    while (
        RE2::FindAndConsume(&rest, "\"fullNameLatin\": \"([^\"]*)\"", &name)) {
      EXPECT_THAT(name, ::testing::AnyOf("DOE EXAMPLE TESTPERSON",
                                         "SINTETICO PRUEBA FICTICIO"));
    }
  }
}

}  // namespace
}  // namespace enlace::proto_test

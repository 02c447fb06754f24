#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "proto/validation/formats.h"
#include "tests/proto/record_walk.h"

namespace enlace::proto_test {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kLeavesMax = 256;

std::vector<std::string> NamesOfRecordTypes() {
  std::vector<std::string> names;
  for (const Descriptor* type : RecordTypes()) names.push_back(type->name());
  return names;
}

std::set<const EnumDescriptor*> EnumsOfRecordTypes() {
  std::set<const EnumDescriptor*> enums;
  for (const Descriptor* type : RecordTypes()) {
    for (const Step& step : Walk(*type)) {
      if (step.field().enum_type() != nullptr) {
        enums.insert(step.field().enum_type());
      }
    }
  }
  return enums;
}

// "FirearmType" becomes "FIREARM_TYPE_UNSPECIFIED".
std::string ZeroName(const std::string& type) {
  std::string name;
  for (size_t i = 0; i < type.size(); ++i) {
    if (i > 0 && type[i] >= 'A' && type[i] <= 'Z') name += '_';
    name += static_cast<char>(type[i] & ~0x20);
  }
  return name + "_UNSPECIFIED";
}

// A test body runs once for every record type, whatever types there are.
class EveryRecordType : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    for (const Descriptor* type : RecordTypes()) {
      if (type->name() == GetParam()) type_ = type;
    }
    ASSERT_NE(type_, nullptr);
    steps_ = Walk(*type_, &recursive_);
    ASSERT_FALSE(steps_.empty());
  }

  const v1::RecordRules& rules() const { return RulesOf(*type_); }

  const Descriptor* type_ = nullptr;
  std::vector<std::string> recursive_;
  std::vector<Step> steps_;
};

TEST_P(EveryRecordType, HasContextAsFieldOne) {
  const FieldDescriptor* first = type_->FindFieldByNumber(1);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->name(), "context");
  ASSERT_NE(first->message_type(), nullptr);
  EXPECT_EQ(first->message_type()->full_name(), "enlace.v1.RecordContext");
  EXPECT_FALSE(first->is_repeated());
}

TEST_P(EveryRecordType, SaysItsSchemaLabelsAndChannels) {
  EXPECT_TRUE(RE2::FullMatch(rules().schema(), "[0-9]+\\.[0-9]+"));
  EXPECT_NE(rules().label_en(), "");
  EXPECT_NE(rules().label_es(), "");
  ASSERT_GT(rules().channels_size(), 0);
  for (const int channel : rules().channels()) {
    EXPECT_NE(channel, v1::CHANNEL_UNSPECIFIED);
  }
}

TEST_P(EveryRecordType, LabelsEveryFieldInBothLanguages) {
  for (const Step& step : steps_) {
    EXPECT_NE(step.rules().label_en(), "") << step.path;
    EXPECT_NE(step.rules().label_es(), "") << step.path;
  }
}

TEST_P(EveryRecordType, GivesEveryLeafACategoryAndASensitivity) {
  for (const Step& step : steps_) {
    if (!step.is_leaf) continue;
    EXPECT_TRUE(RE2::FullMatch(step.category(), "[a-z]+\\.[a-z_]+"))
        << step.path << " has category \"" << step.category() << '"';
    EXPECT_THAT(step.sensitivity(), ::testing::Not(IsEmpty())) << step.path;
  }
}

TEST_P(EveryRecordType, HasAtMost256Leaves) {
  int leaves = 0;
  for (const Step& step : steps_) {
    if (!step.is_leaf) continue;
    const int split = static_cast<int>(step.rules().split_max());
    leaves += split > 0 ? split : 1;
  }
  EXPECT_LE(leaves, kLeavesMax);
  RecordProperty("leaves", leaves);
}

TEST_P(EveryRecordType, HasNoRecursionMapFloatBytesAnyOrOneof) {
  EXPECT_THAT(recursive_, IsEmpty());
  for (const Step& step : steps_) {
    const FieldDescriptor& field = step.field();
    EXPECT_FALSE(field.is_map()) << step.path;
    EXPECT_EQ(field.real_containing_oneof(), nullptr) << step.path;
    EXPECT_FALSE(field.is_extension()) << step.path;
    switch (field.type()) {
      case FieldDescriptor::TYPE_BOOL:
      case FieldDescriptor::TYPE_ENUM:
      case FieldDescriptor::TYPE_STRING:
      case FieldDescriptor::TYPE_UINT32:
        break;
      case FieldDescriptor::TYPE_MESSAGE:
        EXPECT_TRUE(field.message_type()->file()->package() == "enlace.v1" ||
                    IsDateOrInstant(step))
            << step.path;
        break;
      default:
        ADD_FAILURE() << step.path << " is a " << field.type_name();
    }
  }
}

TEST_P(EveryRecordType, KnowsTheAbsenceOfEveryScalar) {
  for (const Step& step : steps_) {
    if (step.field().is_repeated()) continue;
    EXPECT_TRUE(step.field().has_presence()) << step.path;
  }
}

TEST_P(EveryRecordType, KeepsSilenceOnLeavesOnly) {
  int silent = 0;
  for (const Step& step : steps_) {
    if (!step.rules().silent()) continue;
    ++silent;
    EXPECT_TRUE(step.is_leaf) << step.path;
    EXPECT_FALSE(step.under_repeated) << step.path;
    EXPECT_EQ(step.rules().split_max(), 0u) << step.path;
    EXPECT_FALSE(step.rules().required()) << step.path;
    EXPECT_FALSE(step.rules().measure()) << step.path;
  }
  // At least those of the context.
  EXPECT_GE(silent, 9);
  for (const std::string& path : rules().required()) {
    const Step* step = Find(steps_, path);
    ASSERT_NE(step, nullptr) << path;
    EXPECT_FALSE(step->rules().silent()) << path;
  }
}

// What is measured stays readable after the record is erased.
TEST_P(EveryRecordType, MeasuresNothingPersonal) {
  for (const Step& step : steps_) {
    if (!step.rules().measure()) continue;
    EXPECT_FALSE(step.rules().free_text()) << step.path;
    EXPECT_FALSE(absl::StartsWith(step.category(), "person.")) << step.path;
    const std::string& format = step.rules().format();
    EXPECT_TRUE(step.field().type() != FieldDescriptor::TYPE_STRING ||
                format == "country" || format == "subdivision")
        << step.path << " is not coded";
    for (const v1::Sensitivity sensitivity : step.sensitivity()) {
      EXPECT_TRUE(sensitivity == v1::SENSITIVITY_PUB ||
                  sensitivity == v1::SENSITIVITY_OPS)
          << step.path;
    }
  }
}

TEST_P(EveryRecordType, SplitsOnlyRepeatedLeavesToTheirWholeLength) {
  for (const Step& step : steps_) {
    const v1::FieldRules& field = step.rules();
    if (field.split_max() > 0) {
      EXPECT_TRUE(step.is_leaf && step.field().is_repeated()) << step.path;
      EXPECT_EQ(field.split_max(), field.max_items()) << step.path;
    }
    if (!step.field().is_repeated()) {
      EXPECT_EQ(field.max_items(), 0u) << step.path;
      EXPECT_EQ(field.min_items(), 0u) << step.path;
    }
  }
}

TEST_P(EveryRecordType, HasPatternsThatCompileAndLimitsThatAdmitSomething) {
  for (const Step& step : steps_) {
    const v1::FieldRules& field = step.rules();
    const bool text = step.field().type() == FieldDescriptor::TYPE_STRING;
    if (!field.pattern().empty()) {
      EXPECT_TRUE(text) << step.path;
      RE2 pattern(field.pattern());
      EXPECT_TRUE(pattern.ok()) << step.path << ": " << pattern.error();
      EXPECT_FALSE(RE2::FullMatch("", pattern)) << step.path;
    }
    EXPECT_TRUE(text || field.format().empty()) << step.path;
    EXPECT_TRUE(text || !field.free_text()) << step.path;
    EXPECT_TRUE(field.max_length() == 0 ||
                field.min_length() <= field.max_length())
        << step.path;
    EXPECT_TRUE(field.max_items() == 0 ||
                field.min_items() <= field.max_items())
        << step.path;
    EXPECT_TRUE(field.max_value() == 0 ||
                field.min_value() <= field.max_value())
        << step.path;
  }
}

TEST_P(EveryRecordType, AnswersOnlyTypesThatExist) {
  const std::vector<std::string> names = NamesOfRecordTypes();
  for (const std::string& parent : rules().parents()) {
    if (parent == "*") continue;
    EXPECT_THAT(names, ::testing::Contains(parent));
  }
  EXPECT_TRUE(!rules().parent_required() || rules().parents_size() > 0);
  EXPECT_TRUE(!rules().follow_up() || rules().parent_required());
}

TEST_P(EveryRecordType, IsExplainedInTheDocument) {
  const absl::StatusOr<std::string> document = ReadFile("docs/records.md");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_TRUE(absl::StrContains(*document, absl::StrCat("`", GetParam(), "`")));
  for (const Step& step : steps_) {
    if (!step.is_leaf) continue;
    const std::string& word = step.category();
    EXPECT_TRUE(absl::StrContains(*document, absl::StrCat("`", word, "`")))
        << step.path << ": docs/records.md lacks `" << word << '`';
  }
}

TEST_P(EveryRecordType, NamesOnlyFormatsThatExist) {
  for (const Step& step : steps_) {
    const std::string& format = step.rules().format();
    EXPECT_TRUE(format.empty() || validation::FindFormat(format) != nullptr)
        << step.path << ": " << format;
  }
}

INSTANTIATE_TEST_SUITE_P(Records, EveryRecordType,
                         ::testing::ValuesIn(NamesOfRecordTypes()),
                         [](const ::testing::TestParamInfo<std::string>& type) {
                           return type.param;
                         });

// Without this list the tests above could pass on nothing.
TEST(RecordTypesTest, AreThese) {
  EXPECT_THAT(
      NamesOfRecordTypes(),
      ElementsAre("Acknowledgement", "BallisticLead", "BorderAlert",
                  "Correction", "DelayNotice", "Disposition", "Feedback",
                  "FinancialInfoReply", "FinancialInfoRequest", "FinancialLead",
                  "FirearmTraceRequest", "FirearmTraceResult",
                  "HitConfirmationReply", "HitConfirmationRequest",
                  "InterimReply", "LegalAssistanceReply",
                  "LegalAssistanceRequest", "LinkTest", "Recall",
                  "SafetyNotice", "SubstanceAlert", "UseConsentGrant",
                  "UseConsentRefusal", "UseConsentRequest"));
}

// A misspelt path would silently take a column off the duty officer's board.
TEST(RecordTypesTest, NameFieldsOfAnAlertThatExist) {
  int alerts = 0;
  for (const Descriptor* type : RecordTypes()) {
    if (!RulesOf(*type).has_alert()) continue;
    ++alerts;
    const v1::AlertRules& alert = RulesOf(*type).alert();
    const std::vector<Step> steps = Walk(*type);
    for (const auto& [path, value] :
         {std::pair{alert.target(), std::string()},
          {alert.action(), alert.cancel()},
          {alert.direction(), alert.any_direction()}}) {
      if (path.empty()) continue;
      const Step* step = Find(steps, path);
      ASSERT_NE(step, nullptr) << type->name() << '.' << path;
      ASSERT_NE(step->field().enum_type(), nullptr) << path;
      EXPECT_TRUE(value.empty() ||
                  step->field().enum_type()->FindValueByName(value) != nullptr)
          << value;
    }
    for (const std::string& path : {alert.ports(), alert.number()}) {
      EXPECT_TRUE(path.empty() || Find(steps, path) != nullptr) << path;
    }
  }
  EXPECT_GE(alerts, 3);
}

// Whoever reads that something is asked also reads what is not.
TEST(RecordTypesTest, SayOfEveryActionWhatToDoAndWhatNot) {
  const EnumDescriptor* actions = v1::AlertAction_descriptor();
  for (int i = 1; i < actions->value_count(); ++i) {
    const auto& rules = actions->value(i)->options().GetExtension(v1::value);
    for (const std::string& text :
         {rules.do_en(), rules.do_es(), rules.avoid_en(), rules.avoid_es()}) {
      EXPECT_NE(text, "") << actions->value(i)->name();
    }
  }
}

TEST(RecordTypesTest, AreTheOnlyMessagesWithAContext) {
  for (const Descriptor* record : RecordTypes()) {
    const auto* file = record->file();
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor& type = *file->message_type(i);
      EXPECT_EQ(type.FindFieldByName("context") != nullptr,
                RulesOf(type).is_record())
          << type.name();
    }
  }
}

TEST(RecordEnumsTest, BeginUnspecifiedAndLabelEveryValue) {
  const std::set<const EnumDescriptor*> enums = EnumsOfRecordTypes();
  EXPECT_GT(enums.size(), 20u);
  for (const EnumDescriptor* type : enums) {
    EXPECT_EQ(type->value(0)->number(), 0);
    EXPECT_EQ(type->value(0)->name(), ZeroName(type->name()));
    std::set<std::string> english, spanish, codes;
    for (int i = 1; i < type->value_count(); ++i) {
      const auto& rules = type->value(i)->options().GetExtension(v1::value);
      EXPECT_TRUE(rules.format().empty() ||
                  validation::FindFormat(rules.format()) != nullptr)
          << type->value(i)->name();
      EXPECT_NE(rules.label_en(), "") << type->value(i)->name();
      EXPECT_NE(rules.label_es(), "") << type->value(i)->name();
      EXPECT_TRUE(english.insert(rules.label_en()).second)
          << type->value(i)->name();
      EXPECT_TRUE(spanish.insert(rules.label_es()).second)
          << type->value(i)->name();
      EXPECT_TRUE(rules.code().empty() || codes.insert(rules.code()).second)
          << type->value(i)->name();
    }
  }
}

// The safety of officers overrides every redaction, in each type that warns.
TEST(RecordTypesTest, MarkEveryWarningForSafety) {
  int warnings = 0;
  for (const Descriptor* type : RecordTypes()) {
    for (const Step& step : Walk(*type)) {
      if (step.category() != "safety.warning") continue;
      ++warnings;
      EXPECT_TRUE(step.rules().safety()) << type->name() << '.' << step.path;
    }
  }
  EXPECT_GE(warnings, 2);
}

// Rules for purchasers can be written leaf by leaf: the name, the year of
// birth and the city stay, the number of the house and of the person go.
TEST(RecordTypesTest, LetATraceResultKeepTheYearAndTheCityAlone) {
  const Descriptor* type = nullptr;
  for (const Descriptor* record : RecordTypes()) {
    if (record->name() == "FirearmTraceResult") type = record;
  }
  ASSERT_NE(type, nullptr);
  const std::vector<Step> steps = Walk(*type);
  for (const char* path :
       {"purchaser.name.given_names", "purchaser.name.paternal_surname",
        "purchaser.name.maternal_surname", "purchaser.name.full_name_latin",
        "purchaser.birth_date.year", "purchaser.birth_date.month",
        "purchaser.birth_date.day", "purchaser.residence.municipality",
        "purchaser.residence.subdivision", "purchaser.residence.street",
        "purchaser.residence.street_number", "purchaser.national_id.type",
        "purchaser.national_id.value", "purchaser.identity_document.type",
        "purchaser.identity_document.number", "purchaser.race",
        "purchaser.ethnicity", "purchase_date.year", "dealer.ffl_number"}) {
    const Step* step = Find(steps, path);
    ASSERT_NE(step, nullptr) << path;
    EXPECT_TRUE(step->is_leaf) << path;
    EXPECT_FALSE(step->rules().silent()) << path;
  }
}

}  // namespace
}  // namespace enlace::proto_test

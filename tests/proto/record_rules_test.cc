// Rules that name other fields name fields that exist, in record types and in
// the parts of records that have rules of their own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/proto/record_walk.h"

namespace enlace::proto_test {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::testing::IsEmpty;

std::vector<Step> StepsOfAllRecords() {
  std::vector<Step> all;
  for (const Descriptor* type : RecordTypes()) {
    const std::vector<Step> steps = Walk(*type);
    all.insert(all.end(), steps.begin(), steps.end());
  }
  return all;
}

std::set<const Descriptor*> PartsWithRules() {
  std::set<const Descriptor*> parts;
  for (const Step& step : StepsOfAllRecords()) {
    const Descriptor* part = step.field().message_type();
    if (part != nullptr && part->options().HasExtension(v1::record)) {
      parts.insert(part);
    }
  }
  return parts;
}

// Values that the field looked at cannot have.
template <typename Values>
std::vector<std::string> UnknownValues(const Values& values,
                                       const FieldDescriptor& when) {
  std::vector<std::string> unknown;
  for (const std::string& value : values) {
    const bool known = when.enum_type() != nullptr
                           ? when.enum_type()->FindValueByName(value) != nullptr
                           : when.type() != FieldDescriptor::TYPE_BOOL ||
                                 value == "true" || value == "false";
    if (!known) unknown.push_back(value);
  }
  return unknown;
}

// Paths and values of `rules` that no step has, and dates that are none.
std::vector<std::string> UnknownPaths(const v1::RecordRules& rules,
                                      const std::vector<Step>& steps) {
  std::vector<std::string> unknown;
  const auto look_up = [&](const std::string& path) {
    const Step* step = Find(steps, path);
    if (step == nullptr) unknown.push_back(path);
    return step;
  };
  const auto look_up_values = [&](const std::string& path, const auto& values) {
    const Step* when = look_up(path);
    if (when == nullptr) return;
    for (const std::string& value : UnknownValues(values, when->field())) {
      unknown.push_back(value);
    }
  };
  for (const std::string& path : rules.required()) look_up(path);
  for (const v1::RequiredWhen& rule : rules.required_when()) {
    look_up(rule.field());
    for (const std::string& path : rule.alternatives()) look_up(path);
    look_up_values(rule.when(), rule.equals());
  }
  for (const v1::ForbiddenWhen& rule : rules.forbidden_when()) {
    for (const std::string& path : rule.fields()) look_up(path);
    look_up_values(rule.when(), rule.equals());
  }
  const v1::AnswerRules& answer = rules.answer();
  if (!answer.when().empty()) look_up_values(answer.when(), answer.not_yet());
  if (!answer.until().empty()) {
    const Step* until = look_up(answer.until());
    if (until != nullptr && !IsDateOrInstant(*until)) {
      unknown.push_back(answer.until());
    }
  }
  for (const v1::Order& order : rules.order()) {
    for (const std::string& path : {order.earlier(), order.later()}) {
      const Step* step = look_up(path);
      if (step != nullptr && !IsDateOrInstant(*step)) unknown.push_back(path);
    }
  }
  return unknown;
}

const FieldDescriptor* Beside(const Step& step, const std::string& name) {
  return step.field().containing_type()->FindFieldByName(name);
}

TEST(RecordRulesTest, NameOnlyFieldsAndValuesThatExist) {
  for (const Descriptor* type : RecordTypes()) {
    EXPECT_THAT(UnknownPaths(RulesOf(*type), Walk(*type)), IsEmpty())
        << type->name();
    for (const v1::RequiredWhen& rule : RulesOf(*type).required_when()) {
      EXPECT_GT(rule.equals_size(), 0) << type->name() << ' ' << rule.field();
    }
  }
}

TEST(RecordRulesTest, OfAPartNameOnlyFieldsAndValuesThatExist) {
  EXPECT_GE(PartsWithRules().size(), 2u);
  for (const Descriptor* part : PartsWithRules()) {
    EXPECT_FALSE(RulesOf(*part).is_record()) << part->name();
    EXPECT_THAT(UnknownPaths(RulesOf(*part), Walk(*part)), IsEmpty())
        << part->name();
  }
}

// A clock that nothing ends, and one that every record ends, would both be
// silent mistakes of the schema.
TEST(RecordRulesTest, WhatDoesSomethingToAnAnswerNamesItsParents) {
  int answers = 0;
  for (const Descriptor* type : RecordTypes()) {
    const v1::RecordRules& rules = RulesOf(*type);
    if (!rules.has_answer()) continue;
    EXPECT_NE(rules.answer().effect(), v1::ANSWER_EFFECT_UNSPECIFIED);
    EXPECT_TRUE(rules.parent_required()) << type->name();
    EXPECT_EQ(rules.answer().effect() == v1::ANSWER_EFFECT_PUTS_OFF,
              !rules.answer().until().empty() && rules.answer().when().empty())
        << type->name();
    if (rules.answer().effect() == v1::ANSWER_EFFECT_ANSWERS) ++answers;
  }
  EXPECT_GE(answers, 6);
}

// The tests above would pass on rules that nothing looks up.
TEST(RecordRulesTest, AreLookedUp) {
  v1::RecordRules rules;
  rules.add_required("nowhere");
  v1::RequiredWhen& when = *rules.add_required_when();
  when.set_field("context");
  when.add_alternatives("no_alternative");
  when.set_when("lead_kind");
  when.add_equals("NO_SUCH_KIND");
  v1::Order& order = *rules.add_order();
  order.set_earlier("lead_kind");
  order.set_later("confirmed_at");
  v1::ForbiddenWhen& never = *rules.add_forbidden_when();
  never.add_fields("no_such_field");
  never.set_when("lead_kind");
  never.add_equals("NO_SUCH_KIND_EITHER");
  rules.mutable_answer()->set_when("no_status");
  rules.mutable_answer()->set_until("no_instant");
  const Descriptor* lead = nullptr;
  for (const Descriptor* type : RecordTypes()) {
    if (type->name() == "BallisticLead") lead = type;
  }
  ASSERT_NE(lead, nullptr);
  EXPECT_THAT(
      UnknownPaths(rules, Walk(*lead)),
      ::testing::ElementsAre("nowhere", "no_alternative", "NO_SUCH_KIND",
                             "no_such_field", "NO_SUCH_KIND_EITHER",
                             "no_status", "no_instant", "lead_kind"));
}

TEST(RecordRulesTest, FindTheEnumThatNamesAFormat) {
  for (const Step& step : StepsOfAllRecords()) {
    if (step.rules().format_by().empty()) continue;
    const FieldDescriptor* by = Beside(step, step.rules().format_by());
    ASSERT_NE(by, nullptr) << step.path;
    EXPECT_NE(by->enum_type(), nullptr) << step.path;
  }
}

TEST(RecordRulesTest, FindTheFieldsThatStandBesideOneAnother) {
  for (const Step& step : StepsOfAllRecords()) {
    const v1::FieldRules& rules = step.rules();
    for (const std::string& name :
         {rules.beside(), rules.currency_by(), rules.cas_by()}) {
      if (name.empty()) continue;
      const FieldDescriptor* by = Beside(step, name);
      ASSERT_NE(by, nullptr) << step.path;
      EXPECT_FALSE(by->is_repeated()) << step.path;
    }
    for (const auto& [name, format] :
         {std::pair(rules.currency_by(), "currency"),
          std::pair(rules.cas_by(), "cas")}) {
      if (name.empty()) continue;
      EXPECT_EQ(Beside(step, name)->options().GetExtension(v1::field).format(),
                format)
          << step.path;
    }
  }
}

TEST(RecordRulesTest, FindTheTextInWhichElementsDiffer) {
  int found = 0;
  for (const Step& step : StepsOfAllRecords()) {
    const std::string& name = step.rules().differ_in();
    if (name.empty()) continue;
    ++found;
    ASSERT_TRUE(step.field().is_repeated()) << step.path;
    ASSERT_NE(step.field().message_type(), nullptr) << step.path;
    const FieldDescriptor* in =
        step.field().message_type()->FindFieldByName(name);
    ASSERT_NE(in, nullptr) << step.path;
    EXPECT_EQ(in->type(), FieldDescriptor::TYPE_STRING) << step.path;
    EXPECT_FALSE(in->is_repeated()) << step.path;
  }
  EXPECT_GE(found, 1);
}

}  // namespace
}  // namespace enlace::proto_test

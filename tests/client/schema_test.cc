// Every type of record explains itself, and its skeleton can be filled in.

#include "client/cli/schema.h"

#include <gtest/gtest.h>

#include <set>

#include "client/cli/record_template.h"
#include "client/library/composition.h"
#include "proto/validation/validate.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

const FieldDoc& Find(const std::vector<FieldDoc>& fields,
                     const std::string& path) {
  for (const FieldDoc& field : fields) {
    if (field.path == path) return field;
  }
  ADD_FAILURE() << path;
  static const FieldDoc none;
  return none;
}

TEST(SchemaTest, EveryFieldOfEveryTypeHasLabelsInBothLanguages) {
  int count = 0;
  for (const auto* type : wire::RecordTypes()) {
    const auto en = FieldsOf(*type, Language::kEnglish);
    const auto es = FieldsOf(*type, Language::kSpanish);
    ASSERT_EQ(en.size(), es.size());
    std::set<std::string> paths;
    bool differ = false;
    for (size_t i = 0; i < en.size(); ++i) {
      EXPECT_TRUE(paths.insert(en[i].path).second) << en[i].path;
      EXPECT_NE(en[i].label, "") << en[i].path;
      EXPECT_EQ(en[i].path, es[i].path);
      EXPECT_EQ(en[i].kind, es[i].kind);
      differ = differ || en[i].label != es[i].label;
      ++count;
    }
    EXPECT_TRUE(differ) << type->name();
  }
  EXPECT_GT(count, 500);
}

TEST(SchemaTest, RulesOfAFieldAreThoseOfItsDescriptor) {
  const auto fields = FieldsOf(*wire::FindRecordType("FirearmTraceRequest"),
                               Language::kEnglish);
  const FieldDoc& make = Find(fields, "firearm.manufacturer");
  EXPECT_EQ(make.kind, "text");
  EXPECT_EQ(make.format, "firearm-make");
  const FieldDoc& context = Find(fields, "context");
  EXPECT_EQ(context.kind, "group");
  EXPECT_TRUE(context.required);
  const FieldDoc& purpose = Find(fields, "context.purpose_code");
  EXPECT_EQ(purpose.kind, "code");
  EXPECT_FALSE(purpose.codes.empty());
  for (const auto& [name, label] : purpose.codes) {
    EXPECT_NE(name, label);
    EXPECT_EQ(name.find("UNSPECIFIED"), std::string::npos);
  }
}

TEST(SchemaTest, SkeletonsParseAndLackNothingRequired) {
  for (const auto* type : wire::RecordTypes()) {
    for (const bool all : {false, true}) {
      const std::string json = FormatJson(TemplateOf(*type, all));
      const auto draft = DraftFromJson(type->name(), json);
      ASSERT_TRUE(draft.ok()) << type->name() << draft.status() << json;
      EXPECT_TRUE(wire::CheckRecord(*draft->record).ok())
          << type->name() << wire::CheckRecord(*draft->record);
      for (const v1::FieldViolation& fault :
           validation::Examine(*draft->record).violations) {
        EXPECT_NE(fault.reason(), "MISSING")
            << type->name() << " " << fault.field();
      }
    }
  }
}

TEST(SchemaTest, AWholeSkeletonHasEveryField) {
  for (const auto* type : wire::RecordTypes()) {
    const Json json = TemplateOf(*type, /*all=*/true);
    EXPECT_EQ(json.children().size(), static_cast<size_t>(type->field_count()));
    const Json small = TemplateOf(*type, /*all=*/false);
    EXPECT_LT(FormatJson(small).size(), FormatJson(json).size())
        << type->name();
  }
}

}  // namespace
}  // namespace enlace::client

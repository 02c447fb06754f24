#include "proto/wire/leaf_schema.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/check.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::DescriptorPool;

// Whether a message made of `fields` (FileDescriptorProto, text format) can be
// a record type.
absl::Status SchemaOf(const std::string& fields) {
  google::protobuf::FileDescriptorProto file;
  CHECK(google::protobuf::TextFormat::ParseFromString(fields, &file));
  file.set_name("t.proto");
  file.set_package("t");
  file.set_syntax("proto3");
  file.add_dependency("enlace/v1/options.proto");
  file.add_dependency("google/protobuf/timestamp.proto");
  file.add_dependency("google/protobuf/duration.proto");
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* const built = pool.BuildFile(file);
  CHECK(built != nullptr) << fields;
  return LeafSchema::Create(*built->message_type(0)).status();
}

std::vector<std::string> PathsOf(const LeafSchema& schema) {
  std::vector<std::string> paths;
  for (const LeafField& field : schema.fields()) paths.push_back(field.path);
  return paths;
}

TEST(LeafSchemaTest, KnowsEveryLeafOfATypeInOrder) {
  const auto schema = LeafSchema::Of(*v1::EnvelopeSample::descriptor());
  ASSERT_TRUE(schema.ok()) << schema.status();
  EXPECT_THAT(PathsOf(**schema),
              testing::ElementsAre(
                  "active", "balance", "color", "colors", "count",
                  "flags.color", "flags.places", "items", "name", "numbers",
                  "part.deep.hidden", "part.deep.level", "part.note", "photo",
                  "plain_number", "plain_text", "seen_at", "shift", "small",
                  "source.deep.hidden", "source.deep.level", "source.note",
                  "steps", "switches", "tags", "times", "total"));
  EXPECT_THAT((*schema)->silent_paths(),
              testing::ElementsAre("flags.color", "flags.places",
                                   "part.deep.hidden", "source.deep.hidden",
                                   "source.deep.level", "source.note"));
}

TEST(LeafSchemaTest, FindsOnlyTheOneSpellingOfAPath) {
  const LeafSchema& schema =
      **LeafSchema::Of(*v1::EnvelopeSample::descriptor());
  for (const char* path : {"name", "part.deep.level", "tags", "source.note"}) {
    const LeafSchema::Place place = schema.Find(path);
    ASSERT_NE(place.field, nullptr) << path;
    EXPECT_EQ(place.field->path, path);
  }
  ASSERT_NE(schema.Find("steps[11]").field, nullptr);
  EXPECT_EQ(schema.Find("steps[11]").index, 11u);
  EXPECT_EQ(schema.Find("steps[0]").index, 0u);
  for (const char* path : {"",
                           "nam",
                           "names",
                           "part",
                           "part.deep",
                           "name.x",
                           "name[0]",
                           "tags[0]",
                           "steps",
                           "steps[",
                           "steps[]",
                           "steps[12]",
                           "steps[01]",
                           "steps[+1]",
                           "steps[-1]",
                           "steps[1",
                           "steps[1]x",
                           "steps[1][1]",
                           "steps[ 1]",
                           "steps[1].label",
                           "items[0]",
                           "[0]",
                           "steps[99999999999]"}) {
    EXPECT_EQ(schema.Find(path).field, nullptr) << path;
  }
}

TEST(LeafSchemaTest, EveryRecordTypeCanBeCarried) {
  int types = 0;
  for (const auto* type : RecordTypes()) {
    const auto schema = LeafSchema::Of(*type);
    EXPECT_TRUE(schema.ok()) << type->name() << ": " << schema.status();
    ++types;
  }
  EXPECT_GE(types, 5);
}

TEST(LeafSchemaTest, TypesWithSilentLeavesCrossInOpenedForm) {
  EXPECT_TRUE(CrossesInOpenedForm(*v1::EnvelopeSample::descriptor()));
  EXPECT_FALSE(CrossesInOpenedForm(*v1::PlainSample::descriptor()));
  EXPECT_TRUE(CrossesInOpenedForm(*FindRecordType("FirearmTraceResult")));
}

TEST(LeafSchemaTest, CarriesWhatItShould) {
  EXPECT_TRUE(SchemaOf(R"pb(
                message_type {
                  name: "T"
                  field { name: "a" number: 1 type: TYPE_STRING }
                }
              )pb")
                  .ok());
  // A message may hold itself in a list.
  EXPECT_TRUE(SchemaOf(R"pb(
                message_type {
                  name: "T"
                  field {
                    name: "l"
                    number: 1
                    type: TYPE_MESSAGE
                    type_name: ".t.T"
                    label: LABEL_REPEATED
                  }
                }
              )pb")
                  .ok());
}

struct UnsupportedCase {
  const char* name;
  const char* file;
};

class UnsupportedSchemaTest : public testing::TestWithParam<UnsupportedCase> {};

TEST_P(UnsupportedSchemaTest, IsRefused) {
  const absl::Status status = SchemaOf(GetParam().file);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kSchemaUnsupported);
}

INSTANTIATE_TEST_SUITE_P(
    Types, UnsupportedSchemaTest,
    testing::ValuesIn<UnsupportedCase>({
        {"Float", R"pb(message_type {
                         name: "T"
                         field { name: "a" number: 1 type: TYPE_FLOAT }
                       })pb"},
        {"Double", R"pb(message_type {
                          name: "T"
                          field { name: "a" number: 1 type: TYPE_DOUBLE }
                        })pb"},
        {"DoubleInAList", R"pb(message_type {
                                 name: "T"
                                 field {
                                   name: "a"
                                   number: 1
                                   type: TYPE_MESSAGE
                                   type_name: ".t.U"
                                   label: LABEL_REPEATED
                                 }
                               }
                               message_type {
                                 name: "U"
                                 field { name: "a" number: 1 type: TYPE_DOUBLE }
                               })pb"},
        {"Map", R"pb(message_type {
                       name: "T"
                       field {
                         name: "m"
                         number: 1
                         type: TYPE_MESSAGE
                         label: LABEL_REPEATED
                         type_name: ".t.T.MEntry"
                       }
                       nested_type {
                         name: "MEntry"
                         options { map_entry: true }
                         field {
                           name: "key"
                           number: 1
                           type: TYPE_STRING
                           label: LABEL_OPTIONAL
                         }
                         field {
                           name: "value"
                           number: 2
                           type: TYPE_STRING
                           label: LABEL_OPTIONAL
                         }
                       }
                     })pb"},
        {"Oneof",
         R"pb(message_type {
                name: "T"
                oneof_decl { name: "o" }
                field { name: "a" number: 1 type: TYPE_STRING oneof_index: 0 }
              })pb"},
        {"HoldsItself", R"pb(message_type {
                               name: "T"
                               field {
                                 name: "t"
                                 number: 1
                                 type: TYPE_MESSAGE
                                 type_name: ".t.T"
                               }
                             })pb"},
        {"HoldsItselfIndirectly", R"pb(message_type {
                                         name: "T"
                                         field {
                                           name: "u"
                                           number: 1
                                           type: TYPE_MESSAGE
                                           type_name: ".t.U"
                                         }
                                       }
                                       message_type {
                                         name: "U"
                                         field {
                                           name: "t"
                                           number: 1
                                           type: TYPE_MESSAGE
                                           type_name: ".t.T"
                                         }
                                       })pb"},
        {"Duration", R"pb(message_type {
                            name: "T"
                            field {
                              name: "d"
                              number: 1
                              type: TYPE_MESSAGE
                              type_name: ".google.protobuf.Duration"
                            }
                          })pb"},
        {"SilentInAList", R"pb(message_type {
                                 name: "T"
                                 field {
                                   name: "l"
                                   number: 1
                                   type: TYPE_MESSAGE
                                   type_name: ".t.U"
                                   label: LABEL_REPEATED
                                 }
                               }
                               message_type {
                                 name: "U"
                                 field {
                                   name: "a"
                                   number: 1
                                   type: TYPE_STRING
                                   options {
                                     [enlace.v1.field] { silent: true }
                                   }
                                 }
                               })pb"},
        {"SplitScalar", R"pb(message_type {
                               name: "T"
                               field {
                                 name: "l"
                                 number: 1
                                 type: TYPE_STRING
                                 label: LABEL_REPEATED
                                 options {
                                   [enlace.v1.field] { split_max: 3 }
                                 }
                               }
                             })pb"},
        {"SplitSingle", R"pb(message_type {
                               name: "T"
                               field {
                                 name: "u"
                                 number: 1
                                 type: TYPE_MESSAGE
                                 type_name: ".t.U"
                                 options {
                                   [enlace.v1.field] { split_max: 3 }
                                 }
                               }
                             }
                             message_type { name: "U" })pb"},
        {"SplitSilent",
         R"pb(message_type {
                name: "T"
                field {
                  name: "u"
                  number: 1
                  type: TYPE_MESSAGE
                  type_name: ".t.U"
                  label: LABEL_REPEATED
                  options {
                    [enlace.v1.field] { split_max: 3 silent: true }
                  }
                }
              }
              message_type { name: "U" })pb"},
        {"PathOfTheBodyKey",
         R"pb(message_type {
                name: "T"
                field {
                  name: "enlace"
                  number: 1
                  type: TYPE_MESSAGE
                  type_name: ".t.U"
                }
              }
              message_type {
                name: "U"
                field {
                  name: "body"
                  number: 1
                  type: TYPE_MESSAGE
                  type_name: ".t.V"
                }
              }
              message_type {
                name: "V"
                field { name: "v1" number: 1 type: TYPE_STRING }
              })pb"},
    }),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace enlace::wire

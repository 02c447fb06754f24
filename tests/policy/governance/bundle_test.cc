#include "policy/governance/bundle.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/options.pb.h"
#include "policy/engine/schema.h"
#include "policy/governance/meaning.h"
#include "proto/wire/problem.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

BookFiles SmallBook() {
  return {{"vocabulary.md", TestVocabulary()}, {"rules.md", "# No rules\n"}};
}

BundleOrder SmallOrder() {
  BundleOrder order;
  order.trust_domain = "b.example";
  order.book_version = 1;
  order.effective_from = TestInstant();
  order.authors = {"spiffe://b.example/person/ana"};
  for (const char* language : {"en", "es"}) {
    order.pages.emplace_back().set_language(language);
    order.pages.back().set_digest(std::string(kHashSize, 'e'));
  }
  return order;
}

TEST(Bundle, TheSameBookAndOrderGiveTheSameBytes) {
  const auto once = MakeBundle(SmallBook(), SmallOrder());
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_EQ(*once, *MakeBundle(SmallBook(), SmallOrder()));
}

TEST(Bundle, OpensAsTheBookThatItWasMadeOf) {
  const auto opened = OpenBundle(*MakeBundle(SmallBook(), SmallOrder()));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(FilesOf(opened->bundle.content), SmallBook());
  EXPECT_EQ(opened->book->digest(), (*Book::Parse(SmallBook()))->digest());
  EXPECT_EQ(opened->bundle.manifest.book(), opened->book->name());
}

TEST(Bundle, BookWithAMistakeIsNotBundled) {
  BookFiles files = SmallBook();
  files["rules.md"] = "```ruel\n```\n";
  EXPECT_EQ(MakeBundle(files, SmallOrder()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Whatever else the words rest on: other than what was signed, nothing opens.
TEST(Bundle, WhatMeansOtherwiseHereDoesNotOpen) {
  using Manifest = v1::BookManifest;
  const std::vector<std::pair<std::string, std::function<void(Manifest&)>>>
      changes{
          {"book_digest",
           [](auto& m) { m.set_book_digest(std::string(kHashSize, 'x')); }},
          {"book", [](auto& m) { m.set_book("other"); }},
          {"language_version",
           [](auto& m) { m.set_language_version(kRuleLanguageVersion + 1); }},
          {"schema_digest",
           [](auto& m) { m.set_schema_digest(std::string(kHashSize, 'x')); }},
          {"zone_digest",
           [](auto& m) { m.set_zone_digest(std::string(kHashSize, 'x')); }},
      };
  const auto bundle =
      wire::ReadBookBundle(*MakeBundle(SmallBook(), SmallOrder())).value();
  for (const auto& [field, change] : changes) {
    Manifest manifest = bundle.manifest;
    change(manifest);
    const absl::Status status =
        OpenBundle(wire::WriteBookBundle(manifest, bundle.content).value())
            .status();
    EXPECT_EQ(wire::ReasonOf(status), kBookMeansOtherwise) << field;
    EXPECT_NE(status.message().find("manifest." + field), std::string::npos)
        << status;
  }
}

TEST(Bundle, AChangedFileDoesNotOpen) {
  auto bundle =
      wire::ReadBookBundle(*MakeBundle(SmallBook(), SmallOrder())).value();
  bundle.content.mutable_files(0)->set_content("# Other rules\n");
  EXPECT_EQ(
      wire::ReasonOf(
          OpenBundle(
              wire::WriteBookBundle(bundle.manifest, bundle.content).value())
              .status()),
      kBookMeansOtherwise);
}

TEST(Meaning, SchemaDigestCoversTheTypesThatRulesNameAndNoOthers) {
  const auto request =
      TestBook(RuleBlock("R-1",
                         "permit outgoing FirearmTraceRequest\n"
                         "  implements LAW/1\n  release context"));
  const auto again = TestBook(RuleBlock("R-2",
                                        "forbid outgoing FirearmTraceRequest\n"
                                        "  implements LAW/1\n  reason B06\n"
                                        "  because \"no\" / \"no\""));
  const auto result =
      TestBook(RuleBlock("R-1",
                         "permit outgoing FirearmTraceResult\n"
                         "  implements LAW/1\n  release context"));
  EXPECT_EQ(SchemaDigest(*request), SchemaDigest(*again));
  EXPECT_NE(SchemaDigest(*request), SchemaDigest(*result));
}

// A record type with a list that is split into as many leaves at most.
Hash DigestOfListOf(uint32_t elements_max) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("list.proto");
  file.set_syntax("proto3");
  file.add_dependency("enlace/v1/options.proto");
  file.add_message_type()->set_name("Part");
  auto* const part = file.mutable_message_type(0)->add_field();
  auto* const record = file.add_message_type();
  record->set_name("Thing");
  auto* const parts = record->add_field();
  part->set_name("name");
  part->set_number(1);
  part->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
  parts->set_name("parts");
  parts->set_number(1);
  parts->set_label(google::protobuf::FieldDescriptorProto::LABEL_REPEATED);
  parts->set_type(google::protobuf::FieldDescriptorProto::TYPE_MESSAGE);
  parts->set_type_name(".Part");
  parts->mutable_options()->MutableExtension(v1::field)->set_split_max(
      elements_max);
  google::protobuf::DescriptorPool pool(
      google::protobuf::DescriptorPool::generated_pool());
  const auto* const built = pool.BuildFile(file);
  const google::protobuf::Descriptor* const types[] = {
      built->FindMessageTypeByName("Thing")};
  const auto book =
      Book::Parse({{"book.md",
                    "```vocabulary\nbook t \"T\" / \"T\"\n```\n\n"
                    "> **Law** {#LAW/1 en sample recalled}\n> Text.\n>\n"
                    "> Source: made up.\n\n" +
                        RuleBlock("F-1",
                                  "forbid outgoing Thing\n  implements LAW/1\n"
                                  "  reason B06\n  because \"no\" / \"no\"")}},
                  Schema(types));
  EXPECT_TRUE(book.ok()) << book.status();
  return SchemaDigest(**book);
}

TEST(Meaning, SchemaDigestCoversWhichElementsAreLeaves) {
  EXPECT_EQ(DigestOfListOf(10), DigestOfListOf(10));
  EXPECT_NE(DigestOfListOf(0), DigestOfListOf(10));
  EXPECT_NE(DigestOfListOf(24), DigestOfListOf(10));
}

TEST(Meaning, ZoneDigestTellsZonesApartByTheirDays) {
  const auto digest = [](const char* name) {
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
    return ZoneDigest(zone);
  };
  EXPECT_EQ(digest("America/New_York"), digest("America/New_York"));
  EXPECT_NE(digest("America/New_York"), digest("America/Mexico_City"));
  EXPECT_NE(digest("America/Mexico_City"), digest("UTC"));
}

}  // namespace
}  // namespace enlace::policy

#include "policy/governance/bundle.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
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

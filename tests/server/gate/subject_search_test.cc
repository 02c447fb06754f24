// Who is found in a journal, and that what is tagged is what can be found.

#include "server/gate/subject_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A digest that a reader can follow.
std::string TagOf(uint32_t year, absl::string_view transfer_id,
                  absl::string_view identifier) {
  return absl::StrCat(year, "|", transfer_id, "|", identifier);
}

// Keys of years before 2026 are gone.
std::optional<std::string> KnownTagOf(uint32_t year,
                                      absl::string_view transfer_id,
                                      absl::string_view identifier) {
  if (year < 2026) return std::nullopt;
  return TagOf(year, transfer_id, identifier);
}

struct Written {
  std::string id;
  std::vector<std::string> persons;
  std::string parent = {};  // id of the transfer it is about
  bool incoming = false;
  uint32_t year = 2026;
};

void AddTo(journal::v1::EventBatch& batch, const Written& written) {
  journal::v1::RecordFacts record;
  record.set_transfer_id(written.id);
  record.set_record_id("record " + written.id);
  if (!written.parent.empty()) record.set_parent("record " + written.parent);
  journal::v1::SubjectTags subjects;
  subjects.set_period(written.year);
  subjects.set_purpose("PURPOSE");
  for (const std::string& person : written.persons) {
    subjects.add_tags(TagOf(written.year, written.id, person));
  }
  journal::v1::Event& event = *batch.add_events();
  if (written.incoming) {
    *event.mutable_received()->mutable_record() = record;
    if (!written.persons.empty()) {
      *event.mutable_received()->mutable_subjects() = subjects;
    }
  } else {
    *event.mutable_decided()->mutable_record() = record;
    if (!written.persons.empty()) {
      *event.mutable_decided()->mutable_subjects() = subjects;
    }
  }
}

// The search over batches after `after`.
SubjectSearch Search(const std::vector<std::vector<Written>>& journal,
                     const std::vector<std::pair<uint32_t, std::string>>& asked,
                     uint64_t after = 0) {
  SubjectSearch search(KnownTagOf);
  for (const auto& [key, identifier] : asked) search.LookFor(key, identifier);
  for (uint64_t number = after + 1; number <= journal.size(); ++number) {
    journal::v1::EventBatch batch;
    batch.set_number(number);
    for (const Written& each : journal[number - 1]) AddTo(batch, each);
    EXPECT_TRUE(search.Take(batch.SerializeAsString()).ok());
  }
  return search;
}

std::vector<std::string> IdsOf(const SubjectSearch& search) {
  std::vector<std::string> ids;
  for (const SubjectHit& hit : search.hits()) ids.push_back(hit.transfer_id);
  return ids;
}

TEST(SubjectSearchTest, FindsRecordsOfBothDirectionsByAnyKey) {
  const SubjectSearch search =
      Search({{{"a", {"curp 1", "phone 1"}}, {"b", {"curp 2"}}},
              {{"c", {"phone 1"}, "", true}, {"d", {}}}},
             {{0, "curp 1"}, {1, "phone 1"}});
  EXPECT_THAT(IdsOf(search), ElementsAre("a", "c"));
  EXPECT_THAT(search.hits()[0].keys, ElementsAre(0, 1));
  EXPECT_THAT(search.hits()[1].keys, ElementsAre(1));
  EXPECT_EQ(search.hits()[0].purpose, "PURPOSE");
  EXPECT_EQ(search.next(), 0U);
}

TEST(SubjectSearchTest, YearWhoseKeyIsGoneFindsNobody) {
  EXPECT_THAT(IdsOf(Search({{{"a", {"curp 1"}, "", false, 2025},
                             {"b", {"curp 1"}, "", false, 2026}}},
                           {{0, "curp 1"}})),
              ElementsAre("b"));
}

TEST(SubjectSearchTest, WhatWasSentAboutARecordIsGatheredHoweverLate) {
  const SubjectSearch search =
      Search({{{"a", {"curp 1"}}, {"x", {}}},
              {{"about x", {}, "x"}, {"about a", {}, "a"}},
              {{"again", {"curp 1"}, "a", true}}},
             {{0, "curp 1"}});
  EXPECT_THAT(IdsOf(search), ElementsAre("a", "again"));
  EXPECT_THAT(search.hits()[0].follow_ups, ElementsAre("about a", "again"));
  EXPECT_THAT(search.hits()[1].follow_ups, IsEmpty());
}

TEST(SubjectSearchTest, PagesTogetherFindWhatIsThereOnceAndInOrder) {
  std::mt19937 random(7);
  std::vector<std::vector<Written>> journal;
  std::vector<std::string> expected;
  int last = 0;
  for (int batch = 0; batch < 60; ++batch) {
    journal.emplace_back();
    for (int i = 0; i < 20; ++i) {
      const std::string id = absl::StrCat("t", ++last);
      const bool concerned = (random() & 1) != 0;
      journal.back().push_back(
          {id, {concerned ? "curp 1" : "curp 2"}, "", i % 3 == 0});
      if (concerned) expected.push_back(id);
    }
  }
  ASSERT_GT(expected.size(), 3 * SubjectSearch::kHitsMax);
  std::vector<std::string> found;
  uint64_t after = 0;
  int pages = 0;
  do {
    const SubjectSearch search = Search(journal, {{0, "curp 1"}}, after);
    EXPECT_LE(search.hits().size(), SubjectSearch::kHitsMax + 20);
    for (const std::string& id : IdsOf(search)) found.push_back(id);
    EXPECT_TRUE(search.next() == 0 || search.next() > after);
    after = search.next();
    ++pages;
  } while (after != 0);
  EXPECT_EQ(found, expected);
  EXPECT_GT(pages, 3);
}

TEST(SubjectSearchTest, BatchThatCannotBeReadEndsTheSearch) {
  SubjectSearch search(KnownTagOf);
  EXPECT_TRUE(absl::IsDataLoss(search.Take("\xff")));
}

}  // namespace
}  // namespace enlace::gate

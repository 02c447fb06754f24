#include "server/gate/fair_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Places = FairPlaces<std::string>;

// Work that found a place, until there is none for any.
std::vector<std::string> Taken(Places& places) {
  std::vector<std::string> taken;
  while (places.HasNext()) taken.push_back(places.TakeNext()->second);
  return taken;
}

TEST(FairPlacesTest, OneSourceLeavesAPlaceToOthers) {
  Places places(3, 100);
  for (const char* work : {"f1", "f2", "f3", "f4"}) {
    ASSERT_TRUE(places.Push("flood", 1, work));
  }
  EXPECT_THAT(Taken(places), ElementsAre("f1", "f2"));
  EXPECT_FALSE(places.TakeNext().has_value());
  EXPECT_TRUE(places.TakeNow("other"));
  EXPECT_FALSE(places.TakeNow("third")) << "all places are taken";
  places.GiveBack("other");
  EXPECT_THAT(Taken(places), IsEmpty()) << "that one is for somebody else";
  places.GiveBack("flood");
  EXPECT_THAT(Taken(places), ElementsAre("f3"));
}

TEST(FairPlacesTest, OnePlaceIsForAll) {
  Places places(1, 100);
  for (const char* work : {"a1", "a2"}) {
    ASSERT_TRUE(places.Push("a", 1, work));
  }
  ASSERT_TRUE(places.Push("b", 1, "b1"));
  for (const auto& [source, work] :
       std::vector<std::pair<std::string, std::string>>{
           {"a", "a1"}, {"b", "b1"}, {"a", "a2"}}) {
    EXPECT_THAT(Taken(places), ElementsAre(work));
    places.GiveBack(source);
  }
  EXPECT_TRUE(places.empty());
}

TEST(FairPlacesTest, WhoHasWorkUnderWayWaitsForTheTurn) {
  Places places(3, 100);
  EXPECT_TRUE(places.TakeNow("a"));
  EXPECT_FALSE(places.TakeNow("a"));
  ASSERT_TRUE(places.Push("b", 1, "b1"));
  EXPECT_FALSE(places.TakeNow("b")) << "its first work waits";
  EXPECT_THAT(Taken(places), ElementsAre("b1"));
  places.GiveBack("a");
  EXPECT_TRUE(places.TakeNow("a"));
}

TEST(FairPlacesTest, WhatFindsNoRoomIsNeverTaken) {
  Places places(2, 10);
  EXPECT_TRUE(places.Push("flood", 5, "f1"));
  EXPECT_FALSE(places.Push("flood", 1, "f2"));
  EXPECT_TRUE(places.Push("other", 1, "o1"));
  EXPECT_THAT(Taken(places), ElementsAre("f1", "o1"));
  EXPECT_TRUE(places.empty());
}

// Whoever waits with nothing in a place waits for one work of every other
// source at most.
TEST(FairPlacesTest, WhoHasNothingInAPlaceIsServedInEachRound) {
  constexpr int kSources = 5;
  Places places(4, 10'000);
  std::map<std::string, int> left;
  for (int source = 0; source < kSources; ++source) {
    const std::string name = absl::StrCat(source);
    left[name] = source * source * 20 + 1;
    for (int i = 0; i < left[name]; ++i) {
      ASSERT_TRUE(places.Push(name, 1, std::string(name)));
    }
  }
  std::vector<std::string> in_place;
  std::map<std::string, int> passed_over;
  for (size_t round = 0; !places.empty() || !in_place.empty(); ++round) {
    for (const std::string& served : Taken(places)) {
      in_place.push_back(served);
      --left[served];
      for (auto& [source, count] : left) {
        const bool waits = count > 0 && std::count(in_place.begin(),
                                                   in_place.end(), source) == 0;
        passed_over[source] = waits ? passed_over[source] + 1 : 0;
        ASSERT_LT(passed_over[source], kSources) << source;
      }
    }
    ASSERT_FALSE(in_place.empty());
    const auto next = in_place.begin() +
                      static_cast<std::ptrdiff_t>(round * 3 % in_place.size());
    places.GiveBack(*next);
    in_place.erase(next);
  }
}

}  // namespace
}  // namespace enlace::gate

#include "server/gate/batch_bound.h"

#include <gtest/gtest.h>

namespace enlace::gate {
namespace {

constexpr char kOne[] = "spiffe://mx.enlace.example/agency/mx-fgr";
constexpr char kOther[] = "spiffe://mx.enlace.example/agency/mx-semar";

TEST(BatchBoundTest, OneCallerHasLongBatchesBesideNations) {
  BatchBound bound;
  EXPECT_EQ(bound.max(), BatchBound::kAlone);
  for (const char* source : {kOne, "us.enlace.example", "", kOne}) {
    bound.Note(source, 1);
    EXPECT_EQ(bound.max(), BatchBound::kAlone) << source;
  }
}

TEST(BatchBoundTest, AnotherCallerMakesThemShortUntilItIsForgotten) {
  BatchBound bound;
  bound.Note(kOne, 64);
  bound.Note(kOther, 1);
  EXPECT_EQ(bound.max(), BatchBound::kShared);
  bound.Note(kOne, BatchBound::kRemembered);
  EXPECT_EQ(bound.max(), BatchBound::kShared);
  bound.Note(kOne, BatchBound::kRemembered - 1);
  EXPECT_EQ(bound.max(), BatchBound::kShared);
  bound.Note(kOne, 1);
  EXPECT_EQ(bound.max(), BatchBound::kAlone);
  bound.Note(kOther, 1);
  EXPECT_EQ(bound.max(), BatchBound::kShared);
}

}  // namespace
}  // namespace enlace::gate

#include "base/status_macros.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace {
namespace {

// What a function that uses the macros did.
struct MacroTrace {
  int evaluated = 0;
  int passed = 0;
};

absl::Status CountStatus(MacroTrace& trace, absl::Status status) {
  ++trace.evaluated;
  return status;
}

absl::StatusOr<int> CountValue(MacroTrace& trace, absl::StatusOr<int> value) {
  ++trace.evaluated;
  return value;
}

absl::Status PassStatus(MacroTrace& trace, absl::Status status) {
  RETURN_IF_ERROR(CountStatus(trace, std::move(status)));
  ++trace.passed;
  return absl::OkStatus();
}

absl::StatusOr<std::string> StatusInValueFunction(absl::Status status) {
  RETURN_IF_ERROR(status);
  return "value";
}

absl::StatusOr<int> PassValue(MacroTrace& trace, absl::StatusOr<int> value) {
  ASSIGN_OR_RETURN(const int got, CountValue(trace, std::move(value)));
  ++trace.passed;
  return got + 1;
}

absl::Status ValueInStatusFunction(absl::StatusOr<int> value, int& out) {
  ASSIGN_OR_RETURN(out, value);
  return absl::OkStatus();
}

absl::StatusOr<int> SumOfTwo(absl::StatusOr<int> a, absl::StatusOr<int> b) {
  ASSIGN_OR_RETURN(const int first, a);
  ASSIGN_OR_RETURN(const int second, b);
  return first + second;
}

absl::StatusOr<std::unique_ptr<int>> PassMoveOnly(
    absl::StatusOr<std::unique_ptr<int>> pointer) {
  ASSIGN_OR_RETURN(std::unique_ptr<int> got, std::move(pointer));
  return got;
}

TEST(ReturnIfErrorTest, ReadsItsExpressionOnce) {
  MacroTrace trace;
  EXPECT_TRUE(PassStatus(trace, absl::OkStatus()).ok());
  EXPECT_EQ(trace.evaluated, 1);
  EXPECT_EQ(trace.passed, 1);
}

TEST(ReturnIfErrorTest, ReturnsTheErrorAtOnceAndUnchanged) {
  MacroTrace trace;
  absl::Status error = absl::AbortedError("stop here");
  error.SetPayload("key", absl::Cord("payload"));
  EXPECT_EQ(PassStatus(trace, error), error);
  EXPECT_EQ(trace.evaluated, 1);
  EXPECT_EQ(trace.passed, 0);
  EXPECT_EQ(StatusInValueFunction(error).status(), error);
  EXPECT_EQ(*StatusInValueFunction(absl::OkStatus()), "value");
}

TEST(AssignOrReturnTest, ReadsItsExpressionOnce) {
  MacroTrace trace;
  EXPECT_EQ(*PassValue(trace, 1), 2);
  EXPECT_EQ(trace.evaluated, 1);
  EXPECT_EQ(trace.passed, 1);
}

TEST(AssignOrReturnTest, ReturnsTheErrorAtOnceAndUnchanged) {
  MacroTrace trace;
  const absl::Status error = absl::NotFoundError("no such thing");
  EXPECT_EQ(PassValue(trace, error).status(), error);
  EXPECT_EQ(trace.evaluated, 1);
  EXPECT_EQ(trace.passed, 0);
}

TEST(AssignOrReturnTest, AnErrorLeavesTheVariableAlone) {
  int out = 7;
  EXPECT_FALSE(ValueInStatusFunction(absl::InternalError("x"), out).ok());
  EXPECT_EQ(out, 7);
  EXPECT_TRUE(ValueInStatusFunction(8, out).ok());
  EXPECT_EQ(out, 8);
}

TEST(AssignOrReturnTest, SeveralStandInOneFunction) {
  const absl::Status first = absl::InternalError("first");
  const absl::Status second = absl::InternalError("second");
  EXPECT_EQ(*SumOfTwo(1, 2), 3);
  EXPECT_EQ(SumOfTwo(first, second).status(), first);
  EXPECT_EQ(SumOfTwo(1, second).status(), second);
}

TEST(AssignOrReturnTest, MovesWhatCannotBeCopied) {
  EXPECT_EQ(**PassMoveOnly(std::make_unique<int>(5)), 5);
  EXPECT_FALSE(PassMoveOnly(absl::InternalError("x")).ok());
}

}  // namespace
}  // namespace enlace

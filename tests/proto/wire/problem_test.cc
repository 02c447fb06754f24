#include "proto/wire/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "proto/wire/problem_text.h"

namespace enlace::wire {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(ProblemTest, CarriesReasonAndViolations) {
  const absl::Status status = FieldInvalid("header.type", "must be a name");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "header.type must be a name");
  EXPECT_EQ(ReasonOf(status), kFieldInvalid);
  ASSERT_THAT(ViolationsOf(status), SizeIs(1));
  EXPECT_EQ(ViolationsOf(status)[0].field(), "header.type");
  EXPECT_EQ(ViolationsOf(status)[0].description(), "must be a name");
}

TEST(ProblemTest, ReasonOfAnErrorWithoutOneIsItsCode) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::DeadlineExceededError("")), "DEADLINE_EXCEEDED");
  EXPECT_EQ(ReasonOf(absl::InternalError("")), "INTERNAL");
  EXPECT_EQ(ReasonOf(absl::Status(static_cast<absl::StatusCode>(99), "")),
            "UNKNOWN");
}

TEST(ProblemTest, KeepsAtMostAHundredViolations) {
  std::vector<v1::FieldViolation> violations(130);
  for (size_t i = 0; i < violations.size(); ++i) {
    violations[i].set_field(absl::StrCat("f", i));
  }
  const absl::Status status = Refusal(absl::StatusCode::kInvalidArgument,
                                      kFieldInvalid, "many", violations);
  ASSERT_THAT(ViolationsOf(status), SizeIs(kViolationsMax));
  EXPECT_EQ(ViolationsOf(status).back().field(), "f99");
}

TEST(ProblemTest, SpeaksTheLanguageThatWasAskedFor) {
  const absl::Status status =
      Refusal(absl::StatusCode::kFailedPrecondition, kExpired, "late");
  const std::string en = ToProblem(status, "en").localized_message();
  const std::string es = ToProblem(status, "es").localized_message();
  EXPECT_THAT(en, testing::StartsWith("The time of the record"));
  EXPECT_THAT(es, testing::StartsWith("El plazo del registro"));
  for (const char* language : {"es-MX", "ES", "es_419"}) {
    EXPECT_EQ(ToProblem(status, language).localized_message(), es);
  }
  for (const char* language : {"", "e", "en-US", "est", "fr", "eso"}) {
    EXPECT_EQ(ToProblem(status, language).localized_message(), en);
  }
}

TEST(ProblemTest, AProblemBecomesTheSameStatus) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status =
        Refusal(static_cast<absl::StatusCode>(code), kTooLarge, "large", {{}});
    EXPECT_EQ(FromProblem(ToProblem(status, "es")), status) << code;
  }
}

TEST(ProblemTest, AProblemWithoutAnErrorCodeIsNotTakenForOk) {
  v1::Problem problem;
  for (const int code : {0, -1, 17, 1000}) {
    problem.set_code(code);
    EXPECT_EQ(FromProblem(problem).code(), absl::StatusCode::kUnknown);
  }
}

TEST(ProblemTest, InternalErrorsWithoutAReasonKeepTheirTextInside) {
  for (const absl::Status& status :
       {absl::InternalError("/var/lib/enlace"), absl::UnknownError("/var"),
        absl::DataLossError("/var")}) {
    EXPECT_THAT(ToProblem(status, "en").message(),
                testing::Not(testing::HasSubstr("/var")));
  }
  EXPECT_EQ(ToProblem(Refusal(absl::StatusCode::kDataLoss, kLogInconsistent,
                              "entry 7 does not verify"),
                      "en")
                .message(),
            "entry 7 does not verify");
}

TEST(ProblemTest, EveryTextIsThereInBothLanguages) {
  std::set<absl::string_view> reasons;
  for (const ProblemText& text : ProblemTexts()) {
    EXPECT_TRUE(reasons.insert(text.reason).second) << text.reason;
    EXPECT_LE(text.reason.size(), 63u);
    for (const char c : text.reason) {
      EXPECT_TRUE(absl::ascii_isupper(static_cast<unsigned char>(c)) ||
                  c == '_');
    }
    EXPECT_FALSE(text.en.empty());
    EXPECT_FALSE(text.es.empty());
    EXPECT_NE(text.en, text.es);
    EXPECT_EQ(LocalizedText(text.reason, "en"), text.en);
    EXPECT_EQ(LocalizedText(text.reason, "es"), text.es);
  }
  EXPECT_FALSE(LocalizedText("SOMETHING_NEW", "en").empty());
  EXPECT_NE(LocalizedText("SOMETHING_NEW", "es"),
            LocalizedText("SOMETHING_NEW", "en"));
}

TEST(ProblemTest, TheCatalogueListsEveryReasonAsItIs) {
  const auto document = ReadFile("docs/errors.md");
  ASSERT_TRUE(document.ok()) << document.status();
  std::vector<std::string> rows;
  for (const absl::string_view line : absl::StrSplit(*document, '\n')) {
    if (absl::StartsWith(line, "| `")) rows.emplace_back(line);
  }
  std::vector<std::string> expected;
  for (const ProblemText& text : ProblemTexts()) {
    expected.push_back(absl::StrCat("| `", text.reason, "` | ", text.en, " | ",
                                    text.hint_en, " | ", text.es, " | ",
                                    text.hint_es, " |"));
  }
  EXPECT_EQ(rows, expected);
}

TEST(ProblemTest, OkHasNoViolations) {
  EXPECT_THAT(ViolationsOf(absl::OkStatus()), IsEmpty());
}

}  // namespace
}  // namespace enlace::wire

// Rules that let a record go only once the log proves its permit.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "policy/engine/explain.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::HasSubstr;

std::string Permits(absl::string_view clause) {
  return absl::StrCat(
      "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  release firearm\n",
      clause, "\n```\n\n");
}

TEST(Receipt, TheStrongestThatARuleAsksForIsAskedFor) {
  const std::string required =
      "```rule R-1\nrequire outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  receipt L2 before release\n```\n\n";
  const auto decide = [](const std::string& rules) {
    return DecideBothWays(*TestBook(rules), RequestFacts()).receipt;
  };
  EXPECT_EQ(decide(Permits("")), ReceiptLevel::kNone);
  EXPECT_EQ(decide(Permits("  receipt L1 before release")),
            ReceiptLevel::kSigned);
  EXPECT_EQ(decide(Permits("  receipt L1 before release") + required),
            ReceiptLevel::kCosigned);
}

TEST(Receipt, WhoReadsTheDecisionOrTheBookIsToldSo) {
  const auto book = TestBook(Permits("  receipt L2 before release"));
  const Decision decision = DecideBothWays(*book, RequestFacts());
  EXPECT_THAT(ExplainText(decision, *book, TestInstant(), Language::kEnglish),
              HasSubstr("leaves once proven by a receipt of level L2"));
  EXPECT_THAT(ExplainText(decision, *book, TestInstant(), Language::kSpanish),
              HasSubstr("sale cuando lo prueba un recibo de nivel L2"));
}

}  // namespace
}  // namespace enlace::policy

// The ways in which other engines let something out by mistake, each as a case
// that must not: constraints that are dropped, rules that are skipped because
// they err, silence that counts as consent, words that nobody knows.

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr char kPermit[] =
    "permit outgoing FirearmTraceRequest\n  implements LAW/1\n  release "
    "firearm";
constexpr char kIncoming[] =
    "permit incoming FirearmTraceRequest\n  implements LAW/1\n  release "
    "firearm";

std::string PermitWhen(const std::string& condition) {
  return absl::StrCat(kPermit, "\n  when ", condition);
}

std::string BarWhen(const std::string& effect, const std::string& condition) {
  return absl::StrCat(
      effect, " outgoing FirearmTraceRequest\n", "  implements LAW/1\n  when ",
      condition,
      effect == "hold" ? "\n  until approved by 1 of lawyer within 2 days" : "",
      "\n  reason B06\n  because \"No.\" / \"No.\"");
}

Outcome Decided(const std::shared_ptr<const Book>& book, const Facts& facts) {
  return DecideBothWays(*book, facts).outcome;
}

// A constraint that is bound to nothing evaluates to true where it is filtered
// out.  Here the book does not load.
TEST(FailsClosed, AConstraintThatIsBoundToNothingIsAMistakeOfTheBook) {
  EXPECT_TRUE(
      TryBook(RuleBlock("P-1", PermitWhen("purpose is PROSECUTION"))).ok());
  const auto unbound =
      TryBook(RuleBlock("P-1", PermitWhen("purpos is PROSECUTION")));
  ASSERT_FALSE(unbound.ok());
  EXPECT_TRUE(absl::StrContains(unbound.status().message(), "purpos"));
}

// An engine that skips policies that err lets a plain permit stand.
TEST(FailsClosed, AForbidOrHoldWhoseFactIsAnErrorApplies) {
  Facts facts = RequestFacts();
  facts.SetError("firearm.serial_obliterated");
  const std::string permit = RuleBlock("P-1", kPermit);
  ASSERT_EQ(Decided(TestBook(permit), facts), Outcome::kPermit);
  EXPECT_EQ(
      Decided(
          TestBook(permit +
                   RuleBlock("F-1", BarWhen("forbid", "obliterated is yes"))),
          facts),
      Outcome::kDeny);
  EXPECT_EQ(
      Decided(TestBook(permit +
                       RuleBlock("H-1", BarWhen("hold", "obliterated is yes"))),
              facts),
      Outcome::kHold);
}

TEST(FailsClosed, AnAbsentFactPermitsNothingAndBars) {
  const Facts facts = RequestFacts();  // no weapon count
  const std::string permit = RuleBlock("P-1", kPermit);
  EXPECT_EQ(
      Decided(TestBook(RuleBlock("P-1", PermitWhen("weapons is at most 4"))),
              facts),
      Outcome::kDeny);
  EXPECT_EQ(
      Decided(
          TestBook(permit + RuleBlock("F-1", BarWhen("forbid",
                                                     "weapons is at least 5"))),
          facts),
      Outcome::kDeny);
  EXPECT_EQ(
      Decided(
          TestBook(permit +
                   RuleBlock("H-1", BarWhen("hold", "weapons is at least 5"))),
          facts),
      Outcome::kHold);
}

TEST(FailsClosed, AValueThatTheSchemaDoesNotKnowBars) {
  v1::FirearmTraceRequest record;
  constexpr int kUnknown = 999;
  record.mutable_context()->set_purpose_code(
      static_cast<v1::PurposeCode>(kUnknown));
  record.mutable_context()->add_legal_basis()->set_basis_id("LAW");
  RecordFacts header;
  header.type = "FirearmTraceRequest";
  header.sender = kPoliceOfA;
  header.recipient = kTraceOfB;
  header.created_at = TestInstant();
  const std::string permit = RuleBlock("P-1", kPermit);
  const auto decide = [&](const std::string& rules) {
    const auto book = TestBook(rules);
    return Decided(
        book, ExtractFacts(header, record, book->fact_paths(), book->scan()));
  };
  ASSERT_EQ(decide(permit), Outcome::kPermit);
  EXPECT_EQ(
      decide(permit +
             RuleBlock("F-1", BarWhen("forbid", "purpose is PROSECUTION"))),
      Outcome::kDeny);
  EXPECT_EQ(decide(RuleBlock("P-1", PermitWhen("purpose is not PROSECUTION"))),
            Outcome::kDeny);
}

// What nobody here can name nobody here promises.
TEST(FailsClosed, ACaveatThatTheBookDoesNotNameIsDenied) {
  RecordFacts header;
  header.direction = Direction::kIncoming;
  header.type = "FirearmTraceRequest";
  header.sender = kPoliceOfA;
  header.recipient = kTraceOfB;
  header.created_at = TestInstant();
  const auto book = TestBook(RuleBlock("P-1", kIncoming));
  const auto decide = [&](std::set<std::string> caveats) {
    header.caveats = std::move(caveats);
    Facts facts = HeaderFacts(header);
    facts.Set("context.legal_basis.basis_id", Value(StringSet{"LAW"}));
    return DecideBothWays(*book, facts);
  };
  EXPECT_EQ(decide({}).outcome, Outcome::kPermit);
  EXPECT_EQ(decide({"QUIET"}).outcome, Outcome::kPermit);
  const Decision unknown = decide({"QUIET", "QUIETER"});
  EXPECT_EQ(unknown.outcome, Outcome::kDeny);
  EXPECT_EQ(unknown.reason, "T01");
  EXPECT_TRUE(unknown.rule_ids.empty());
  EXPECT_FALSE(
      TryBook(RuleBlock("P-1", absl::StrCat(kPermit, "\n  caveats QUIETER")))
          .ok())
      << "nor can a rule ask for it";
}

}  // namespace
}  // namespace enlace::policy

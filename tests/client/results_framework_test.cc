// Results frameworks: every fault is named, and nothing that was altered holds.

#include "client/library/results_framework.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "certs/dev_pki.h"
#include "certs/key.h"
#include "proto/wire/framework_approval.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;

constexpr char kToml[] = R"(version = 1
[[signer]]
person = "spiffe://us.enlace.example/person/ana"
[[signer]]
person = "spiffe://mx.enlace.example/person/luis"
[[indicator]]
id = "I13"
statistic = "SHARE"
definition_en = "Alerts acknowledged in time"
definition_es = "Alertas con acuse a tiempo"
baseline = 80
baseline_source = "both logs"
baseline_day = 2026-03-31
target = 95.0
direction = "at least"
owner = "spiffe://us.enlace.example/agency/us-cbp"
due = 2026-12-31
)";

certs::Identity Person(const std::string& nation, const std::string& id) {
  return {nation + ".enlace.example", certs::Identity::Kind::kPerson, id};
}

class ResultsFrameworkTest : public testing::Test {
 protected:
  std::string ApprovalBy(const certs::DevPki& pki,
                         const certs::Identity& signer,
                         const certs::Identity& says, absl::Time at) const {
    const auto issued = pki.IssueStatementSigning(signer).value();
    const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
    return wire::SignFrameworkApproval(kToml, says, key, issued.chain_pem, at)
        .value();
  }

  std::string Ana() const {
    return ApprovalBy(us_, Person("us", "ana"), Person("us", "ana"), now_);
  }
  std::string Luis() const {
    return ApprovalBy(mx_, Person("mx", "luis"), Person("mx", "luis"), now_);
  }

  absl::Status Read(const std::string& toml,
                    const std::vector<std::string>& approvals) const {
    return ReadFramework(toml, approvals, roots_, now_).status();
  }

  const absl::Time now_ = absl::FromUnixSeconds(1767225600);
  const certs::DevPki us_ =
      certs::DevPki::Create({.trust_domain = "us.enlace.example"}, now_)
          .value();
  const certs::DevPki mx_ =
      certs::DevPki::Create({.trust_domain = "mx.enlace.example"}, now_)
          .value();
  const std::vector<certs::TrustAnchor> roots_ = {
      certs::TrustAnchor::FromPem(us_.root_pem()).value(),
      certs::TrustAnchor::FromPem(mx_.root_pem()).value()};
};

TEST_F(ResultsFrameworkTest, HoldsOnceEverySignerHasApproved) {
  EXPECT_TRUE(Read(kToml, {Ana(), Luis()}).ok());
  for (const std::vector<std::string>& some :
       std::vector<std::vector<std::string>>{{}, {Ana()}, {Ana(), Ana()}}) {
    const absl::Status status = Read(kToml, some);
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("is not approved by"));
  }
}

TEST_F(ResultsFrameworkTest, NoByteCanBeChangedOnceItIsApproved) {
  const std::vector<std::string> approvals = {Ana(), Luis()};
  const std::string toml = kToml;
  for (size_t at = 0; at < toml.size(); ++at) {
    std::string changed = toml;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(Read(changed, approvals).ok()) << at;
  }
  EXPECT_FALSE(Read(toml + "\n", approvals).ok());
}

TEST_F(ResultsFrameworkTest, NoByteOfAnApprovalCanBeChanged) {
  const std::string luis = Luis();
  const std::string ana = Ana();
  for (size_t at = 0; at < ana.size(); at += 3) {
    std::string changed = ana;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    EXPECT_FALSE(Read(kToml, {changed, luis}).ok()) << at;
  }
}

TEST_F(ResultsFrameworkTest, AnotherHandOrAnotherRootDoesNotApprove) {
  const auto refused = [&](const std::string& approval) {
    return absl::IsPermissionDenied(Read(kToml, {approval, Luis()}));
  };
  EXPECT_TRUE(
      refused(ApprovalBy(us_, Person("us", "eve"), Person("us", "ana"), now_)));
  const auto forged =
      certs::DevPki::Create({.trust_domain = "us.enlace.example"}, now_)
          .value();
  EXPECT_TRUE(refused(
      ApprovalBy(forged, Person("us", "ana"), Person("us", "ana"), now_)));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Read(kToml, {ApprovalBy(us_, Person("us", "ana"), Person("us", "ana"),
                              now_ + absl::Hours(1)),
                   Luis()})));
  // Of a nation whose root is not at hand.
  EXPECT_TRUE(absl::IsPermissionDenied(
      ReadFramework(kToml, {Ana(), Luis()},
                    absl::MakeSpan(roots_).subspan(0, 1), now_)
          .status()));
}

TEST_F(ResultsFrameworkTest, EachFaultIsNamedByItsKey) {
  const std::vector<std::pair<std::pair<std::string, std::string>, std::string>>
      faults = {
          {{"version = 1", "version = 2"}, "version"},
          {{"person/luis", "person/"}, "signer.person"},
          {{"mx.enlace.example/person/luis", "us.enlace.example/person/luis"},
           "signer.person"},
          {{"mx.enlace.example/person/luis", "us.enlace.example/person/ana"},
           "signer.person"},
          {{"id = \"I13\"", "id = \"\""}, "indicator.id"},
          {{"SHARE", "MEAN"}, "indicator.statistic"},
          {{"definition_es = \"Alertas con acuse a tiempo\"", ""},
           "indicator.definition_es"},
          {{"baseline = 80", "baseline = \"80\""}, "indicator.baseline"},
          {{"baseline = 80", "baseline = nan"}, "indicator.baseline"},
          {{"baseline_source = \"both logs\"", ""},
           "indicator.baseline_source"},
          {{"baseline_day = 2026-03-31", "baseline_day = \"2026-03-31\""},
           "indicator.baseline_day"},
          {{"target = 95.0", "target = true"}, "indicator.target"},
          {{"at least", "up"}, "indicator.direction"},
          {{"us.enlace.example/agency", "ca.enlace.example/agency"},
           "indicator.owner"},
          {{"due = 2026-12-31", "due = 2026-12-31T00:00:00Z"}, "indicator.due"},
          {{"due = 2026-12-31", "due = 2026-12-31\nwhy = 1"}, "indicator.why"},
          {{"[[indicator]]", "[[other]]"}, "indicator"}};
  for (const auto& [change, key] : faults) {
    const absl::Status status =
        ParseFramework(absl::StrReplaceAll(kToml, {change})).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << change.second;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("`", key, "`")));
  }
  EXPECT_TRUE(ParseFramework(kToml).ok());
}

PublishedFigure FigureWith(std::optional<double> value) {
  return {"I13", "", Statistic::kShare, Unit::kPercent, false, value, ""};
}

TEST_F(ResultsFrameworkTest, AHiddenFigureIsNeitherMetNorAGap) {
  ResultsFramework framework = *ParseFramework(kToml);
  const auto judge = [&](const PublishedFigure& figure) {
    PublishedResults results;
    results.figures = {figure};
    return JudgeAgainst(framework, results, "us.enlace.example")[0].attainment;
  };
  EXPECT_EQ(judge(FigureWith(95.0)), Attainment::kMet);
  EXPECT_EQ(judge(FigureWith(94.9)), Attainment::kGap);
  EXPECT_EQ(judge(FigureWith(std::nullopt)), Attainment::kCannotBeSaid);
  framework.commitments[0].at_most = true;
  EXPECT_EQ(judge(FigureWith(95.0)), Attainment::kMet);
  EXPECT_EQ(judge(FigureWith(95.1)), Attainment::kGap);
  // Of another nation, whose national figure is not this one.
  PublishedFigure national = FigureWith(95.0);
  national.national = true;
  EXPECT_EQ(judge(national), Attainment::kMet);
  framework.commitments[0].owner_nation = "mx.enlace.example";
  EXPECT_EQ(judge(national), Attainment::kCannotBeSaid);
  PublishedFigure other = FigureWith(95.0);
  other.group = "URGENT";
  EXPECT_EQ(judge(other), Attainment::kCannotBeSaid);
}

}  // namespace
}  // namespace enlace::client

#include "server/gate/minimize.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

using policy::FieldAction;

constexpr char kName[] = "possessor.name.full_name_latin";
constexpr char kNumber[] = "possessor.national_id.value";

FieldAction Action(const std::string& path, FieldAction::Kind kind,
                   const std::string& level = "", bool silent = false) {
  FieldAction action;
  action.path = path;
  action.kind = kind;
  action.level = level;
  action.silent = silent;
  action.rule_id = "R-1";
  action.reason = "S10";
  return action;
}

policy::Decision DecisionWith(std::vector<FieldAction> fields) {
  policy::Decision decision;
  decision.outcome = policy::Outcome::kPermit;
  decision.fields = std::move(fields);
  return decision;
}

v1::FirearmTraceRequest Request() {
  v1::FirearmTraceRequest request;
  request.mutable_possessor()->mutable_name()->set_full_name_latin(
      "DOE EXAMPLE TESTPERSON");
  request.mutable_possessor()->mutable_national_id()->set_value("SINT850101");
  return request;
}

std::vector<v1::Generalization> StatedOf(std::vector<FieldAction> fields) {
  return StatedGeneralizations(DecisionWith(std::move(fields)), Request())
      .value();
}

TEST(StatedGeneralizationsTest, StateLevelValueAndRule) {
  const auto stated =
      StatedOf({Action(kName, FieldAction::kGeneralise, "initials"),
                Action(kNumber, FieldAction::kGeneralise, "last4")});
  ASSERT_EQ(stated.size(), 2u);
  // In the order of their paths.
  EXPECT_EQ(stated[0].path(), kName);
  EXPECT_EQ(stated[0].level(), "initials");
  EXPECT_EQ(stated[0].value(), "D.E.T.");
  EXPECT_EQ(stated[0].rule_id(), "R-1");
  EXPECT_EQ(stated[0].type_tag(), 5u);
  EXPECT_EQ(stated[1].path(), kNumber);
  EXPECT_EQ(stated[1].value(), "0101");
}

TEST(StatedGeneralizationsTest, NothingIsStatedOfWhatIsReleasedOrRemoved) {
  EXPECT_TRUE(StatedOf({Action(kName, FieldAction::kRelease),
                        Action(kNumber, FieldAction::kDrop)})
                  .empty());
}

TEST(StatedGeneralizationsTest, NothingIsStatedWhereTheRuleIsSilent) {
  EXPECT_TRUE(StatedOf({Action(kName, FieldAction::kGeneralise, "initials",
                               /*silent=*/true)})
                  .empty());
}

TEST(StatedGeneralizationsTest, NothingIsStatedOfAnAbsentLeaf) {
  EXPECT_TRUE(
      StatedGeneralizations(
          DecisionWith({Action(kName, FieldAction::kGeneralise, "initials")}),
          v1::FirearmTraceRequest())
          .value()
          .empty());
}

v1::Generalization Initials() {
  v1::Generalization coarser;
  coarser.set_path(kName);
  coarser.set_level("initials");
  coarser.set_value("D.E.T.");
  return coarser;
}

TEST(CheckStatedByPeerTest, AcceptsWhatTheBookLetsPass) {
  for (const FieldAction& action :
       {Action(kName, FieldAction::kRelease),
        Action(kName, FieldAction::kGeneralise, "initials")}) {
    EXPECT_TRUE(CheckStatedByPeer(DecisionWith({action}), {Initials()}).ok());
  }
}

TEST(CheckStatedByPeerTest, RefusesWhatTheBookWouldRemove) {
  const std::vector<std::vector<FieldAction>> books = {
      {},
      {Action(kName, FieldAction::kDrop)},
      {Action(kName, FieldAction::kGeneralise, "initials", /*silent=*/true)},
      {Action(kName, FieldAction::kGeneralise, "last4")},
  };
  for (const auto& fields : books) {
    EXPECT_EQ(
        wire::ReasonOf(CheckStatedByPeer(DecisionWith(fields), {Initials()})),
        wire::kReleaseInvalid);
  }
}

}  // namespace
}  // namespace enlace::gate

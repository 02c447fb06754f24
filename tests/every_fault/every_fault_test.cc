// That what a disk does is noticed, and repeats itself.  The faults of all
// scenarios are played by the `every_fault` binary (see CMakeLists.txt).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/every_fault/fault_plan.h"
#include "tests/every_fault/fault_store.h"
#include "tests/every_fault/scenarios.h"
#include "tests/every_fault/stage.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::every_fault {
namespace {

using ::testing::IsEmpty;

const Scenario& ScenarioNamed(const std::string& name) {
  for (const Scenario& scenario : Scenarios()) {
    if (scenario.name == name) return scenario;
  }
  ADD_FAILURE() << "no such scenario";
  return Scenarios().front();
}

// What broke when `kind` met the operations of `scenario`, one at a time.
std::vector<std::string> ViolationsOf(const Scenario& scenario,
                                      FaultKind kind) {
  Stage unharmed{PlannedFault()};
  std::vector<std::string> all =
      unharmed.Play(scenario.script, scenario.from_first_start);
  const std::vector<Operation>& operations = unharmed.plan().operations();
  uint64_t met = 0;
  for (uint64_t i = 0; i < operations.size(); ++i) {
    for (const PossibleFault& possible : FaultsOf(operations[i])) {
      if (possible.kind != kind) continue;
      Stage stage(PlannedFault{kind, i + 1});
      const std::vector<std::string> violations =
          stage.Play(scenario.script, scenario.from_first_start);
      all.insert(all.end(), violations.begin(), violations.end());
      met += stage.plan().struck() ? 1 : 0;
    }
  }
  EXPECT_GT(met, 5u);
  return all;
}

TEST(EveryFaultTest, PowerCutAtAnyOperationLosesNothingAcknowledged) {
  EXPECT_THAT(ViolationsOf(ScenarioNamed("domestic"), FaultKind::kPowerCut),
              IsEmpty());
}

TEST(EveryFaultTest, ErrorOfAnyOperationLosesNothingAcknowledged) {
  EXPECT_THAT(ViolationsOf(ScenarioNamed("domestic"), FaultKind::kError),
              IsEmpty());
}

TEST(EveryFaultTest, SameFaultTakesTheSameCourse) {
  const Scenario& scenario = ScenarioNamed("denial");
  const PlannedFault fault{FaultKind::kPartialPowerCut, 60, 3};
  Stage first(fault);
  Stage second(fault);
  EXPECT_THAT(first.Play(scenario.script, scenario.from_first_start),
              IsEmpty());
  EXPECT_THAT(second.Play(scenario.script, scenario.from_first_start),
              IsEmpty());
  EXPECT_TRUE(first.plan().struck());
  EXPECT_EQ(first.plan().operations(), second.plan().operations());
  EXPECT_EQ(first.env().ledger.trace(), second.env().ledger.trace());
}

// A sync fails once, and the pages count as written.  What the next process
// reads, it may tell others: it must be durable by then.
TEST(FaultStoreTest, WhatARecoveryShowsSurvivesAPowerCut) {
  uint64_t failures = 0;
  for (uint64_t operation = 1;; ++operation) {
    FaultPlan plan({FaultKind::kForgottenSync, operation});
    simulation::Ledger ledger;
    FaultStore store(plan, ledger);
    ASSERT_TRUE(store.Reopen().ok());
    plan.Begin();
    bool ok = true;
    for (uint64_t number = 1; number <= 3 && ok; ++number) {
      ok = store.Commit(store::MakeBatch(number)).ok();
    }
    plan.End();
    ASSERT_TRUE(store.Reopen().ok());
    store.CutPower();
    ASSERT_TRUE(store.Reopen().ok());
    EXPECT_THAT(ledger.violations(), IsEmpty()) << operation;
    if (!ok) ++failures;
    if (operation > plan.operations().size()) break;
  }
  EXPECT_GE(failures, 3u);
}

TEST(FaultStoreTest, FirstStartThatMetAnErrorCanBeRepeated) {
  for (const FaultKind kind : {FaultKind::kError, FaultKind::kForgottenSync}) {
    uint64_t operation = 1;
    for (;; ++operation) {
      FaultPlan plan({kind, operation});
      simulation::Ledger ledger;
      FaultStore store(plan, ledger);
      plan.Begin();
      ASSERT_TRUE(store.Reopen().ok()) << operation;
      plan.End();
      EXPECT_TRUE(store.Commit(store::MakeBatch(1)).ok()) << operation;
      if (!plan.struck()) break;
    }
    EXPECT_GT(operation, 10u);
  }
}

}  // namespace
}  // namespace enlace::every_fault

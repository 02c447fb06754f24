// every_fault: plays each scenario once for every operation of a disk and every
// fault that it can meet.
//
//   every_fault --courses 6         all of them, on six courses of each
//   scenario every_fault --share 97          every 97th, on one every_fault
//   --scenario erasure  those of one scenario every_fault --scenario erasure
//   --course 1 --operation 70 --kind torn-write
//       --draw 1                    one

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "tests/every_fault/fault_plan.h"
#include "tests/every_fault/fault_store.h"
#include "tests/every_fault/scenarios.h"
#include "tests/every_fault/stage.h"

namespace enlace::every_fault {
namespace {

struct Options {
  std::string scenario;
  std::string kind;
  PlannedFault fault;
  uint64_t share = 1;
  uint64_t courses = 1;
};

struct Totals {
  uint64_t cases = 0;
  uint64_t played = 0;
  uint64_t bad = 0;
};

bool PlayOne(const Scenario& scenario, const PlannedFault& fault) {
  Stage stage(fault);
  std::vector<std::string> violations =
      stage.Play(scenario.script, scenario.from_first_start);
  if (fault.kind != FaultKind::kNone && !stage.plan().struck()) {
    violations.push_back("P8: the fault was never met");
  }
  if (violations.empty()) return true;
  for (const std::string& violation : violations) {
    std::cout << scenario.name << ", operation " << fault.operation << ", "
              << NameOf(fault.kind) << ": " << violation << "\n";
  }
  std::cout << "  again: every_fault --scenario " << scenario.name
            << " --course " << fault.course << " --operation "
            << fault.operation << " --kind " << NameOf(fault.kind) << " --draw "
            << fault.draw << std::endl;
  return false;
}

void PlayAll(const Scenario& scenario, uint64_t course, uint64_t share,
             Totals& totals) {
  PlannedFault fault;
  fault.course = course;
  Stage unharmed(fault);
  const std::vector<std::string> violations =
      unharmed.Play(scenario.script, scenario.from_first_start);
  for (const std::string& violation : violations) {
    std::cout << scenario.name << ", no fault: " << violation << "\n";
  }
  if (!violations.empty()) {
    ++totals.bad;
    return;
  }
  const std::vector<Operation>& operations = unharmed.plan().operations();
  const uint64_t played_before = totals.played;
  for (uint64_t i = 0; i < operations.size(); ++i) {
    for (const PossibleFault& possible : FaultsOf(operations[i])) {
      for (uint64_t draw = 0; draw < possible.draws; ++draw) {
        if (totals.cases++ % share != 0) continue;
        ++totals.played;
        fault.kind = possible.kind;
        fault.operation = i + 1;
        fault.draw = draw;
        if (!PlayOne(scenario, fault)) ++totals.bad;
      }
    }
  }
  std::cout << scenario.name << " " << course << ": " << operations.size()
            << " operations, " << totals.played - played_before << " faults, "
            << totals.bad << " bad so far" << std::endl;
}

int Run(const Options& options) {
  Totals totals;
  const absl::Time start = RealClock().TimeNow();
  bool found = false;
  for (const Scenario& scenario : Scenarios()) {
    if (!options.scenario.empty() && options.scenario != scenario.name) {
      continue;
    }
    found = true;
    if (options.fault.operation != 0) {
      ++totals.played;
      if (!PlayOne(scenario, options.fault)) ++totals.bad;
      continue;
    }
    const uint64_t end = options.fault.course + options.courses;
    for (uint64_t course = options.fault.course; course < end; ++course) {
      PlayAll(scenario, course, options.share, totals);
    }
  }
  const double seconds = absl::ToDoubleSeconds(RealClock().TimeNow() - start);
  std::cout << totals.played << " faults, " << StoresMet().recoveries
            << " recoveries, " << StoresMet().damages_found
            << " damages found, " << StoresMet().cut_short
            << " write-ahead logs cut short by a bit, " << totals.bad
            << " bad; " << seconds << " s" << std::endl;
  return found && totals.played > 0 && totals.bad == 0 ? 0 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("Plays scenarios with every fault at every disk operation.");
  Options options;
  app.add_option("--scenario", options.scenario, "only this one");
  CLI::Option* const operation = app.add_option(
      "--operation", options.fault.operation, "only this operation, from 1");
  CLI::Option* const kind =
      app.add_option("--kind", options.kind, "what happens to it");
  app.add_option("--draw", options.fault.draw, "what is left to chance");
  app.add_option("--course", options.fault.course, "of the scenarios");
  app.add_option("--courses", options.courses, "how many of them");
  app.add_option("--share", options.share, "only every N-th fault")
      ->check(CLI::PositiveNumber);
  operation->needs(kind);
  kind->needs(operation);
  CLI11_PARSE(app, argc, argv);
  options.fault.kind = FaultNamed(options.kind);
  if (kind->count() > 0 && options.fault.kind == FaultKind::kNone) {
    std::cerr << "no such kind of fault\n";
    return 2;
  }
  return Run(options);
}

}  // namespace
}  // namespace enlace::every_fault

int main(int argc, char** argv) {
  return enlace::every_fault::Main(argc, argv);
}

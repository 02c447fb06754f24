// simulation [--seed N] [--seeds N] [--from N]: runs seeds and says what broke.
//
//   simulation --seed 42               one seed, twice, with its trace
//   simulation --from 1 --seeds 500    a range; also fails if a named state was
//                                      never reached

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/run.h"

namespace enlace::simulation {
namespace {

bool Report(uint64_t seed, const RunResult& result) {
  for (const std::string& violation : result.violations) {
    std::cout << "seed " << seed << ": " << violation << "\n";
  }
  if (result.violations.empty()) return true;
  std::cout << "  again: simulation --seed " << seed << std::endl;
  return false;
}

int RunOne(uint64_t seed) {
  const RunResult first = RunSeed(seed);
  const RunResult second = RunSeed(seed);
  bool good = Report(seed, first);
  if (first.trace != second.trace) {
    std::cout << "seed " << seed << ": two runs differ\n";
    good = false;
  }
  std::cout << "seed " << seed << ": " << first.records << " records, "
            << first.commits << " commits, " << first.simulated_ms / 1000
            << " s simulated, trace " << HexEncode(AsBytes(first.trace))
            << "\n";
  return good ? 0 : 1;
}

int RunRange(uint64_t from, uint64_t seeds) {
  uint64_t bad = 0;
  uint64_t records = 0;
  uint64_t commits = 0;
  int64_t simulated_ms = 0;
  const absl::Time start = RealClock().TimeNow();
  for (uint64_t seed = from; seed < from + seeds; ++seed) {
    const RunResult result = RunSeed(seed);
    if (!Report(seed, result)) ++bad;
    records += result.records;
    commits += result.commits;
    simulated_ms += result.simulated_ms;
  }
  const double seconds = absl::ToDoubleSeconds(RealClock().TimeNow() - start);
  const std::vector<std::string> missing = MissingReachPoints();
  for (const std::string& point : missing) {
    std::cout << "never reached: " << point << "\n";
  }
  std::cout << seeds << " seeds from " << from << ", " << bad << " bad; "
            << records << " records, " << commits << " commits, "
            << simulated_ms / 1000 << " s simulated in " << seconds << " s ("
            << static_cast<double>(seeds) / seconds << " seeds/s); "
            << AllReachPoints().size() - missing.size() << " of "
            << AllReachPoints().size() << " states reached" << std::endl;
  return bad == 0 && missing.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("Runs the simulation of several nations.");
  uint64_t seed = 0;
  uint64_t seeds = 500;
  uint64_t from = 1;
  CLI::Option* one = app.add_option("--seed", seed, "run this seed alone");
  app.add_option("--seeds", seeds, "how many");
  app.add_option("--from", from, "the first");
  CLI11_PARSE(app, argc, argv);
  return one->count() > 0 ? RunOne(seed) : RunRange(from, seeds);
}

}  // namespace
}  // namespace enlace::simulation

int main(int argc, char** argv) { return enlace::simulation::Main(argc, argv); }

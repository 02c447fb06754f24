// simulation [--disk] [--publish DIR] [--seed N | --from N --seeds N
// [--first]]: runs seeds and says what broke.
//
//   simulation --seed 42               one seed, twice, with its trace
//   simulation --from 1 --seeds 500    a range; also fails if a named state was
//                                      never reached
//   simulation --first                 a range, up to the first bad seed
//   simulation --minimise 42           what of a bad seed is enough to break it
//   simulation --disk                  with the product's store on disks that
//                                      lose power and rot
//   simulation --first --publish DIR   leaves the nodes' logs of each seed in
//                                      DIR/seed-N, as verifiers read them

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "tests/simulation/disk_store.h"
#include "tests/simulation/minimise.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/run.h"

namespace enlace::simulation {
namespace {

struct Options {
  uint64_t from = 1;
  uint64_t seeds = 500;
  Storage storage = Storage::kMemory;
  bool first = false;
  std::string publish;  // folder, or ""
  Reduction reduction;
};

RunResult Run(uint64_t seed, const Options& options) {
  RunOptions run{.storage = options.storage};
  run.reduction = options.reduction;
  if (!options.publish.empty()) {
    run.publish_to = absl::StrCat(options.publish, "/seed-", seed);
  }
  return RunSeed(seed, run);
}

bool Report(uint64_t seed, const Options& options, const RunResult& result) {
  for (const std::string& violation : result.violations) {
    std::cout << "seed " << seed << ": " << violation << "\n";
  }
  if (result.violations.empty()) return true;
  std::cout << "  again: simulation"
            << (options.storage == Storage::kDisk ? " --disk" : "")
            << " --seed " << seed << std::endl;
  return false;
}

int RunOne(uint64_t seed, const Options& options) {
  const RunResult first = Run(seed, options);
  const RunResult second = RunSeed(
      seed, {.storage = options.storage, .reduction = options.reduction});
  bool good = Report(seed, options, first);
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

int MinimiseOne(uint64_t seed, const Options& options) {
  const auto found = Minimise(
      seed, {.storage = options.storage, .reduction = options.reduction});
  if (!found) {
    std::cout << "seed " << seed << ": no broken promise" << std::endl;
    return 1;
  }
  std::cout << "seed " << seed << ": " << found->violation << "\n"
            << found->runs << " runs; the smallest: simulation"
            << (options.storage == Storage::kDisk ? " --disk" : "")
            << " --seed " << seed << " " << OptionsOf(found->reduction)
            << std::endl;
  return 0;
}

void PrintReach(const std::vector<std::string>& missing) {
  for (const std::string& point : missing) {
    std::cout << "never reached: " << point << "\n";
  }
  std::cout << AllReachPoints().size() - missing.size() << " of "
            << AllReachPoints().size() << " states reached" << std::endl;
}

void PrintDisks() {
  std::cout << DisksMet().power_cuts << " power cuts, "
            << DisksMet().damages_found << " damages found, "
            << DisksMet().damages_without_effect << " without effect"
            << std::endl;
}

int RunRange(const Options& options) {
  uint64_t bad = 0;
  uint64_t records = 0;
  uint64_t commits = 0;
  int64_t simulated_ms = 0;
  const absl::Time start = RealClock().TimeNow();
  const uint64_t end = options.from + options.seeds;
  for (uint64_t seed = options.from; seed < end; ++seed) {
    const RunResult result = Run(seed, options);
    if (!Report(seed, options, result)) ++bad;
    if (bad > 0 && options.first) return 1;
    records += result.records;
    commits += result.commits;
    simulated_ms += result.simulated_ms;
  }
  const double seconds = absl::ToDoubleSeconds(RealClock().TimeNow() - start);
  std::cout << options.seeds << " seeds from " << options.from << ", " << bad
            << " bad; " << records << " records, " << commits << " commits, "
            << simulated_ms / 1000 << " s simulated in " << seconds << " s ("
            << static_cast<double>(options.seeds) / seconds << " seeds/s)"
            << std::endl;
  if (options.storage == Storage::kDisk) PrintDisks();
  if (options.first) return bad == 0 ? 0 : 1;
  const std::vector<std::string> missing = MissingReachPoints();
  PrintReach(missing);
  return bad == 0 && missing.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("Runs the simulation of several nations.");
  uint64_t seed = 0;
  uint64_t to_minimise = 0;
  Options options;
  bool disk = false;
  CLI::Option* one = app.add_option("--seed", seed, "run this seed alone");
  CLI::Option* minimise = app.add_option("--minimise", to_minimise,
                                         "the smallest run of this bad seed");
  app.add_option("--without", options.reduction.without,
                 "leave out these kinds of faults")
      ->delimiter(',')
      ->check(CLI::IsMember(Reducible()));
  app.add_option("--requests", options.reduction.requests, "at most so many");
  app.add_option("--faulty-ms", options.reduction.faulty_ms,
                 "heal after so long");
  app.add_option("--seeds", options.seeds, "how many");
  app.add_option("--from", options.from, "the first");
  app.add_flag("--first", options.first, "end with the first bad one");
  app.add_flag("--disk", disk, "keep the journals in the product's store");
  app.add_option("--publish", options.publish,
                 "leave the logs of each seed in this folder");
  CLI11_PARSE(app, argc, argv);
  if (disk) options.storage = Storage::kDisk;
  if (minimise->count() > 0) return MinimiseOne(to_minimise, options);
  return one->count() > 0 ? RunOne(seed, options) : RunRange(options);
}

}  // namespace
}  // namespace enlace::simulation

int main(int argc, char** argv) { return enlace::simulation::Main(argc, argv); }

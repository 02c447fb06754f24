// exploration [--states N]: goes through the interleavings of what two nodes,
// their agencies, the network and a crash can do, and says what breaks.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>

#include "absl/time/time.h"
#include "base/clock.h"
#include "tests/exploration/explorer.h"

namespace enlace::exploration {
namespace {

int Main(int argc, char** argv) {
  CLI::App app("Explores the interleavings of two nodes.");
  uint64_t states = 100'000;
  uint64_t drain_share = 64;
  Budget budget;
  app.add_option("--states", states, "about how many to look at");
  app.add_option("--drain", drain_share, "drive every N-th to its end")
      ->check(CLI::PositiveNumber);
  app.add_option("--crashes", budget.crashes, "at most, on one way");
  app.add_option("--partitions", budget.partitions, "at most, on one way");
  app.add_option("--duplicates", budget.duplicates, "at most, on one way");
  app.add_option("--revocations", budget.revocations, "at most, on one way");
  app.add_option("--books", budget.books, "changes at most, on one way");
  app.add_option("--lies", budget.lies, "of the first node, on one way");
  CLI11_PARSE(app, argc, argv);
  const absl::Time start = RealClock().TimeNow();
  const Exploration found = Explore(budget, states, drain_share);
  const double seconds = absl::ToDoubleSeconds(RealClock().TimeNow() - start);
  for (const std::string& violation : found.violations) {
    std::cout << violation << "\n";
  }
  std::cout << found.states << " states, " << found.transitions
            << " transitions, " << found.depth << " deep, " << found.drained
            << " driven to their end, "
            << (found.complete ? "no others" : "others not looked at") << ", "
            << found.violations.size() << " violations; " << seconds << " s"
            << std::endl;
  return found.violations.empty() ? 0 : 1;
}

}  // namespace
}  // namespace enlace::exploration

int main(int argc, char** argv) {
  return enlace::exploration::Main(argc, argv);
}

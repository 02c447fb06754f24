#include "tests/simulation/minimise.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace enlace::simulation {
namespace {

constexpr int64_t kShortestMs = 1000;

// "P2" of "P2: a record was accepted twice".
std::string PromiseOf(const std::string& violation) {
  return violation.substr(0, violation.find(':'));
}

class Search {
 public:
  Search(uint64_t seed, RunOptions options)
      : seed_(seed), options_(std::move(options)) {}

  std::optional<SmallestRun> Run() {
    const std::string broken = FirstViolation(options_.reduction);
    if (broken.empty()) return std::nullopt;
    promise_ = PromiseOf(broken);
    found_.reduction = options_.reduction;
    found_.violation = broken;
    // What is left out makes room for more to be.
    while (Fewer()) continue;
    return found_;
  }

 private:
  std::string FirstViolation(const Reduction& reduction) {
    ++found_.runs;
    RunOptions options = options_;
    options.reduction = reduction;
    const RunResult result = RunSeed(seed_, options);
    return result.violations.empty() ? "" : result.violations.front();
  }

  // Whether it still breaks the promise with `smaller`, which is then kept.
  bool Try(const Reduction& smaller) {
    const std::string violation = FirstViolation(smaller);
    if (PromiseOf(violation) != promise_) return false;
    found_.reduction = smaller;
    found_.violation = violation;
    return true;
  }

  // One round over all that can be left out; whether anything could.
  bool Fewer() {
    bool fewer = false;
    for (const std::string& kind : Reducible()) {
      Reduction smaller = found_.reduction;
      if (smaller.without.insert(kind).second) fewer |= Try(smaller);
    }
    fewer |= Shrink(&Reduction::requests, int64_t{0});
    fewer |= Shrink(&Reduction::faulty_ms, kShortestMs);
    return fewer;
  }

  // By half of what is left, then by less.
  bool Shrink(int64_t Reduction::*part, int64_t least) {
    bool fewer = false;
    for (int64_t step = (found_.reduction.*part - least + 1) / 2; step > 0;) {
      Reduction smaller = found_.reduction;
      smaller.*part -= step;
      if (smaller.*part >= least && Try(smaller)) {
        fewer = true;
      } else {
        step /= 2;
      }
    }
    return fewer;
  }

  const uint64_t seed_;
  const RunOptions options_;
  std::string promise_;
  SmallestRun found_;
};

}  // namespace

std::optional<SmallestRun> Minimise(uint64_t seed, RunOptions options) {
  return Search(seed, std::move(options)).Run();
}

std::string OptionsOf(const Reduction& reduction) {
  return absl::StrCat("--without ", absl::StrJoin(reduction.without, ","),
                      " --requests ", reduction.requests, " --faulty-ms ",
                      reduction.faulty_ms);
}

}  // namespace enlace::simulation

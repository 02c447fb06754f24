// The nations' logs while a run goes on: each is published, signed and cosigned
// now and then, by the product's own code (sim_log.h), and one witness lies.
// Where that witness is a nation's, so does its log: it shows forks.
//
// Whatever a witness says or keeps to itself, a log must sign all that its node
// has recorded, and have the cosignatures of all others; a witness must cosign
// no fork, and keep the evidence of it.
//
// Draws from its own source, and changes nothing of the run itself: a seed
// takes the same course with it and without.

#ifndef ENLACE_TESTS_SIMULATION_SIM_PUBLISHING_H_
#define ENLACE_TESTS_SIMULATION_SIM_PUBLISHING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/audit/cosigning.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_log.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/sim_random.h"

namespace enlace::simulation {

// Not thread-safe.
class SimPublishing {
 public:
  // REQUIRES: all nodes of `env` are there.
  SimPublishing(Environment& env, uint64_t seed);
  SimPublishing(const SimPublishing&) = delete;
  SimPublishing& operator=(const SimPublishing&) = delete;
  ~SimPublishing();

  void Start();
  // When all has drained: nobody lies any more, and every witness cosigns.
  void Finish();

 private:
  struct Evidence {
    std::string file;
    std::string text;  // of the checkpoint that was refused
  };

  void Fail(const std::string& domain, absl::string_view what);
  void Open(const std::string& domain);
  void PublishNowAndThen(const std::string& domain);
  void Publish(const std::string& domain);
  // Everybody whom the log of `domain` asks.
  std::vector<std::string> WitnessesOf(const std::string& domain) const;
  absl::StatusOr<audit::WitnessAnswer> Ask(const std::string& witness,
                                           const std::string& body);
  audit::WitnessAnswer AskTruly(const std::string& witness,
                                const std::string& body);
  // A cosignature of something else than what `body` asks about.
  std::string Forged(const std::string& body);
  void ForkNowAndThen();
  // The liar's log shows the witness of `domain` what does not extend the tree
  // that it cosigned.
  void ShowFork(const std::string& domain);
  void CheckEvidence();

  Environment& env_;
  SimRandom random_;
  const std::string folder_;
  SimClock clock_;  // the neutral witness's
  std::map<std::string, std::unique_ptr<SimLog>> logs_;  // by trust domain
  std::unique_ptr<SimWitness> neutral_;
  std::string liar_;  // domain of the witness that lies
  bool lies_ = true;
  std::string before_;  // what the liar answered when it cosigned last
  std::vector<Evidence> evidence_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_PUBLISHING_H_

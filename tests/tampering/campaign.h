// Random damages, and how many of what kind were found.

#ifndef ENLACE_TESTS_TAMPERING_CAMPAIGN_H_
#define ENLACE_TESTS_TAMPERING_CAMPAIGN_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/tampering/damage.h"
#include "tests/tampering/log_folder.h"

namespace enlace::tampering {

// How much is asked for: ENLACE_DAMAGES (200) on a log of
// ENLACE_DAMAGED_ENTRIES (10,000).
struct Campaign {
  uint64_t damages = 0;
  uint64_t entries = 0;
};
Campaign AskedCampaign();

// Draws from a generator with a fixed seed.
class Dice {
 public:
  explicit Dice(uint64_t seed) : generator_(seed) {}

  // From 0 to `end` - 1.  REQUIRES: `end` is not 0.
  uint64_t Below(uint64_t end);

 private:
  std::mt19937_64 generator_;
};

// Damages to a published log: bits, bytes, parts and files, earlier states and
// other histories, in published files or in the openings.
class DamageDrawer {
 public:
  // `sizes` are those at which `log` was published.
  DamageDrawer(const LogFolder& log, std::vector<uint64_t> sizes);

  // Openings::kRead: of the openings; else of the log and its tiles.
  Damage Draw(Openings openings, Dice& dice) const;

 private:
  const std::string& DrawFile(Openings openings, Dice& dice) const;
  Damage DrawHistory(Dice& dice) const;

  const LogFolder& log_;
  const std::vector<uint64_t> sizes_;
  // Paths by what they hold.
  std::vector<std::string> bundles_, leaf_tiles_, higher_tiles_, openings_;
};

// Counts what came of the damages.
class Tally {
 public:
  void Note(bool without_effect) { ++(without_effect ? harmless_ : located_); }
  std::string Text() const;

 private:
  uint64_t located_ = 0;
  uint64_t harmless_ = 0;
};

}  // namespace enlace::tampering

#endif  // ENLACE_TESTS_TAMPERING_CAMPAIGN_H_

#include "tests/tampering/campaign.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace enlace::tampering {
namespace {

const std::string kCheckpoint = "audit/checkpoint";

uint64_t Asked(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return otherwise;
  CHECK(absl::SimpleAtoi(text, &otherwise)) << name;
  return otherwise;
}

const std::string& Pick(const std::vector<std::string>& paths, Dice& dice) {
  return paths[dice.Below(paths.size())];
}

}  // namespace

Campaign AskedCampaign() {
  return {.damages = Asked("ENLACE_DAMAGES", 200),
          .entries = Asked("ENLACE_DAMAGED_ENTRIES", 10'000)};
}

uint64_t Dice::Below(uint64_t end) {
  return std::uniform_int_distribution<uint64_t>(0, end - 1)(generator_);
}

DamageDrawer::DamageDrawer(const LogFolder& log, std::vector<uint64_t> sizes)
    : log_(log), sizes_(std::move(sizes)) {
  for (const auto& [path, content] : log.files()) {
    if (path == kCheckpoint) continue;
    (absl::StartsWith(path, "annex/")                ? openings_
     : absl::StartsWith(path, "audit/tile/entries/") ? bundles_
     : absl::StartsWith(path, "audit/tile/0/")       ? leaf_tiles_
                                                     : higher_tiles_)
        .push_back(path);
  }
}

const std::string& DamageDrawer::DrawFile(Openings openings, Dice& dice) const {
  if (openings == Openings::kRead) return Pick(openings_, dice);
  const uint64_t of_100 = dice.Below(100);
  if (of_100 < 40) return Pick(bundles_, dice);
  if (of_100 < 70) return Pick(leaf_tiles_, dice);
  if (of_100 < 85) return Pick(higher_tiles_, dice);
  return kCheckpoint;
}

// An earlier state or another history; of the openings nothing is changed.
Damage DamageDrawer::DrawHistory(Dice& dice) const {
  const auto extent = static_cast<Extent>(dice.Below(3));
  Damage damage =
      dice.Below(2) == 0
          ? log_.RollBack(sizes_[dice.Below(sizes_.size() - 1)], extent)
          : log_.Fork(dice.Below(log_.size()), extent);
  std::erase_if(damage.files, [](const auto& file) {
    return absl::StartsWith(file.first, "annex/");
  });
  return damage;
}

Damage DamageDrawer::Draw(Openings openings, Dice& dice) const {
  const Files& files = log_.files();
  const uint64_t of_100 = dice.Below(100);
  if (of_100 < 8 && openings == Openings::kLeft) return DrawHistory(dice);
  const std::string& path = DrawFile(openings, dice);
  const std::string& content = files.at(path);
  const size_t parts = PartsOf(path, content).size();
  if (of_100 < 55) return FlipBit(files, path, dice.Below(8 * content.size()));
  if (of_100 < 60) return DropByte(files, path, dice.Below(content.size()));
  if (of_100 < 70) return CutAt(files, path, dice.Below(content.size()));
  if (of_100 < 76) return DropFile(files, path);
  const std::string& other = DrawFile(openings, dice);
  if (of_100 < 82) return SwapFiles(files, path, other);
  if (of_100 < 90) return DropPart(files, path, dice.Below(parts));
  return SwapParts(files, path, dice.Below(parts), other,
                   dice.Below(PartsOf(other, files.at(other)).size()));
}

std::string Tally::Text() const {
  return absl::StrCat(located_ + harmless_, " damages: ", located_,
                      " located, ", harmless_, " without effect");
}

}  // namespace enlace::tampering

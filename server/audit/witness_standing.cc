#include "server/audit/witness_standing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace enlace::audit {

void WitnessStandings::Add(const std::string& name, const std::string& key_name,
                           const std::string& nation) {
  standings_[name] = {.key_name = key_name, .nation = nation};
}

void WitnessStandings::Signed(uint64_t size, absl::Time now) {
  signed_size_ = size;
  signed_at_ = now;
  for (auto& [name, standing] : standings_) {
    if (standing.cosigned_size == size) continue;
    standing.waiting_since = std::min(standing.waiting_since, now);
  }
}

void WitnessStandings::Cosigned(const std::string& name, uint64_t size,
                                absl::Time at) {
  WitnessStanding& standing = standings_.at(name);
  standing.cosigned_size = size;
  standing.cosigned_at = at;
  standing.waiting_since =
      size == signed_size_ ? absl::InfiniteFuture() : signed_at_;
  standing.incident.clear();
}

bool WitnessStandings::Claims(const std::string& name,
                              absl::string_view claim) {
  WitnessStanding& standing = standings_.at(name);
  if (standing.incident == claim) return false;
  standing.incident = std::string(claim);
  return true;
}

uint64_t WitnessStandings::CosignedSize(const std::string& name) const {
  const auto found = standings_.find(name);
  return found == standings_.end() ? 0 : found->second.cosigned_size;
}

std::string WitnessStandings::Incident() const {
  for (const auto& [name, standing] : standings_) {
    if (!standing.incident.empty()) {
      return absl::StrCat(name, ": ", standing.incident);
    }
  }
  return "";
}

std::vector<WitnessStanding> WitnessStandings::All() const {
  std::vector<WitnessStanding> all;
  for (const auto& [name, standing] : standings_) all.push_back(standing);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return !a.nation.empty() && b.nation.empty();
  });
  return all;
}

}  // namespace enlace::audit

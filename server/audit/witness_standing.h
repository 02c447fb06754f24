// How far each witness of this log has come, and what it claims.
//
// Pure state; the log's to keep.  Thread-compatible.

#ifndef ENLACE_SERVER_AUDIT_WITNESS_STANDING_H_
#define ENLACE_SERVER_AUDIT_WITNESS_STANDING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace enlace::audit {

struct WitnessStanding {
  std::string key_name;
  std::string nation;          // trust domain; "" of a neutral witness
  uint64_t cosigned_size = 0;  // of the last checkpoint that it cosigned
  // When it did, by its clock; long ago if it never did.
  absl::Time cosigned_at = absl::InfinitePast();
  // Since when a signed checkpoint lacks its line; never if none does.
  absl::Time waiting_since = absl::InfiniteFuture();
  std::string incident = {};  // what it claims that must never happen
};

// Witnesses go by a name that the caller chooses.
class WitnessStandings {
 public:
  void Add(const std::string& name, const std::string& key_name,
           const std::string& nation);

  // The log has signed a checkpoint of `size`.
  void Signed(uint64_t size, absl::Time now);
  // The witness has cosigned `size`, the last one or an older one.  What it
  // claimed before is over.
  void Cosigned(const std::string& name, uint64_t size, absl::Time at);
  // False if it claimed that already.
  bool Claims(const std::string& name, absl::string_view claim);

  // 0 if it never cosigned, or is nobody.
  uint64_t CosignedSize(const std::string& name) const;
  // "name: claim" of one that claims something, or "".
  std::string Incident() const;
  // Those of nations first.
  std::vector<WitnessStanding> All() const;

 private:
  std::map<std::string, WitnessStanding> standings_;
  uint64_t signed_size_ = 0;
  absl::Time signed_at_ = absl::InfinitePast();
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_WITNESS_STANDING_H_

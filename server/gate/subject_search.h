// The search for a person in a node's journal, batch by batch.
//
// Every record that was not denied stands there with the keyed digests of the
// identifiers in it; what is looked for is digested for each record anew.  Also
// gathered is what was sent about the records that are found, such as
// corrections, which may come long after them.  Not thread-safe.

#ifndef ENLACE_SERVER_GATE_SUBJECT_SEARCH_H_
#define ENLACE_SERVER_GATE_SUBJECT_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"

namespace enlace::gate {

// A record in which somebody was found who was looked for.
struct SubjectHit {
  std::string transfer_id;
  std::set<uint32_t> keys;              // those that are in it
  std::string purpose;                  // what it was sent for, by name
  std::vector<std::string> follow_ups;  // transfer ids, in order
};

class SubjectSearch {
 public:
  // Batches are read to the end of the journal; once so many records are found,
  // further ones are left to a search that begins after next().
  static constexpr size_t kHitsMax = 128;

  using TagSubject = std::function<std::optional<std::string>(
      uint32_t year, absl::string_view transfer_id,
      absl::string_view identifier)>;

  explicit SubjectSearch(TagSubject tag_subject)
      : tag_subject_(std::move(tag_subject)) {}

  // Looks for `identifier`, which stands for the person's key `key`.
  void LookFor(uint32_t key, std::string identifier) {
    identifiers_.emplace_back(key, std::move(identifier));
  }

  // Takes in a serialized EventBatch.  Fails with kDataLoss if it is none.
  absl::Status Take(absl::string_view events);

  // In the order of their decision.
  const std::vector<SubjectHit>& hits() const { return hits_; }

  // The batch up to which everything was found; 0 if that is the end.
  uint64_t next() const { return next_; }

 private:
  void Take(const journal::v1::RecordFacts& record,
            const journal::v1::SubjectTags& subjects, bool may_add);

  const TagSubject tag_subject_;
  std::vector<std::pair<uint32_t, std::string>> identifiers_;
  std::vector<SubjectHit> hits_;
  std::map<std::string, size_t> by_record_;  // record id -> place in hits_
  uint64_t last_ = 0;                        // batch that was taken in last
  uint64_t next_ = 0;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_SUBJECT_SEARCH_H_

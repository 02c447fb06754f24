// What sets of rules ask for together, joined once a set.
//
// A book has many rules, but records meet few combinations of them.
// Thread-safe.

#ifndef ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_
#define ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "policy/engine/decision.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

// Obligations as a decision states them.
struct JoinedTerms {
  FieldActions fields;
  std::vector<std::string> caveats;  // sorted
  Retention retention;
  AnswerTime answer;
};

class JoinedObligations {
 public:
  // Sets beyond these are joined every time.
  static constexpr size_t kMax = 4096;

  // What `rules` ask for of a record of `type`; without any, every leaf is
  // dropped.  REQUIRES: permits and requires of this type that outlive the
  // object, always in the same order.
  JoinedTerms Of(const RecordType& type,
                 const std::vector<const Rule*>& rules) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Key = std::pair<const RecordType*, std::vector<const Rule*>>;

  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<Key, JoinedTerms> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_JOINED_OBLIGATIONS_H_

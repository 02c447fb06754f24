// Why no other permit applies: what each still lacks, the nearest first.
//
// Whoever is refused asks which permit was meant for them and what it takes.
// Names facts, law and parties, never a value of the record.  Pure.

#ifndef ENLACE_POLICY_ENGINE_NEAR_MISS_H_
#define ENLACE_POLICY_ENGINE_NEAR_MISS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "policy/engine/language.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct NearMiss {
  std::string rule_id;
  std::vector<std::string> missing;  // in words, never empty
};

// Permits of the record's direction and type that do not apply, those that lack
// least first, then by id.
std::vector<NearMiss> NearMisses(const Book& book, const Facts& facts,
                                 absl::Time instant, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_NEAR_MISS_H_

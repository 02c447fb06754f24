// Words that tell what a number beside them is: "SSN", "número de ruta".
// Pure.

#ifndef ENLACE_POLICY_SCAN_BESIDE_H_
#define ENLACE_POLICY_SCAN_BESIDE_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/scan/characters.h"

namespace enlace::policy {

// Where some of `words`, each in capitals without blanks, stand in a text.
class Beside {
 public:
  Beside(const Characters& characters,
         absl::Span<const absl::string_view> words);

  // Whether one stands before the characters from `begin` to `end`, with at
  // most 24 characters between, or after them with at most 12.
  bool Near(size_t begin, size_t end) const;

  // Whether one ends at most 12 characters before `begin`.
  bool ShortlyBefore(size_t begin) const;

  bool empty() const { return begins_.empty(); }

 private:
  // Whether a word ends before `at`, with at most `most` characters between.
  bool EndsBefore(size_t at, size_t most) const;

  // Where words begin and end, each sorted.
  std::vector<size_t> begins_;
  std::vector<size_t> ends_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_BESIDE_H_

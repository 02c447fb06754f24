// Which of the texts that rules name a text is, as a number.
//
// A hash table over few texts that is built once.  The hash looks at length and
// last bytes alone, which tell identities apart; who chooses a text to look up
// cannot make the search longer than the texts of the book make it.

#ifndef ENLACE_POLICY_ENGINE_TEXT_CODES_H_
#define ENLACE_POLICY_ENGINE_TEXT_CODES_H_

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// Immutable, hence thread-safe.
class TextCodes {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  TextCodes() = default;

  // The texts have their places in the order of the set as codes.
  explicit TextCodes(const std::set<std::string>& texts);

  // The code of `text`, or kNone.
  uint32_t Find(absl::string_view text) const {
    if (slots_.empty()) return kNone;
    const uint64_t hash = HashOf(text);
    for (uint64_t at = hash >> 32;; ++at) {
      const Slot& slot = slots_.data()[at & (slots_.size() - 1)];
      if (slot.code == kNone) return kNone;
      if (slot.hash == hash && texts_.data()[slot.code] == text) {
        return slot.code;
      }
    }
  }

  bool empty() const { return texts_.empty(); }
  const std::vector<std::string>& texts() const { return texts_; }  // by code

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t code = kNone;
  };

  static uint64_t HashOf(absl::string_view text) {
    uint64_t last = 0;
    if (text.size() >= sizeof(last)) {
      std::memcpy(&last, text.data() + text.size() - sizeof(last),
                  sizeof(last));
    } else {
      for (const char c : text) last = last << 8 | static_cast<uint8_t>(c);
    }
    return (last ^ text.size()) * 0x9e3779b97f4a7c15u;
  }

  std::vector<std::string> texts_;
  std::vector<Slot> slots_;  // twice as many at least; a power of two
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_TEXT_CODES_H_

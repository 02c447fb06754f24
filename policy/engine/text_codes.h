// Which of the texts that rules name a text is, as a number.
//
// A hash table over few texts that is built once.  The hash looks at length and
// last bytes alone, which tell identities apart; who chooses a text to look up
// cannot make the search longer than the texts of the book make it.  Of two
// texts of one length and hash the last eight bytes are the same, so that codes
// and other short words need no further comparison.

#ifndef ENLACE_POLICY_ENGINE_TEXT_CODES_H_
#define ENLACE_POLICY_ENGINE_TEXT_CODES_H_

#include <cstddef>
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
      if (slot.hash == hash && slot.size == text.size() &&
          (text.size() <= kHashed ||
           std::memcmp(bytes_.data() + slot.begin, text.data(),
                       text.size() - kHashed) == 0)) {
        return slot.code;
      }
    }
  }

  bool empty() const { return texts_.empty(); }
  const std::vector<std::string>& texts() const { return texts_; }  // by code

 private:
  static constexpr size_t kHashed = sizeof(uint64_t);

  struct Slot {
    uint64_t hash = 0;
    uint32_t code = kNone;
    uint32_t begin = 0, size = 0;  // of the text, in bytes_
  };

  template <typename T>
  static uint64_t Load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof(value));
    return value;
  }

  // The last eight bytes, or all of a shorter text; together with its length
  // they are told apart.
  static uint64_t LastOf(absl::string_view text) {
    const char* const end = text.data() + text.size();
    if (text.size() >= kHashed) return Load<uint64_t>(end - kHashed);
    if (text.size() >= 4) {
      return Load<uint32_t>(text.data()) << 32 | Load<uint32_t>(end - 4);
    }
    if (text.empty()) return 0;
    return Load<uint8_t>(text.data()) << 16 |
           Load<uint8_t>(text.data() + text.size() / 2) << 8 |
           Load<uint8_t>(end - 1);
  }

  static uint64_t HashOf(absl::string_view text) {
    // Odd, so that no two products are the same.
    return (LastOf(text) ^ text.size()) * 0x9e3779b97f4a7c15u;
  }

  std::vector<Slot> slots_;  // twice as many at least; a power of two
  std::string bytes_;        // the texts side by side: few lines of cache
  std::vector<std::string> texts_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_TEXT_CODES_H_

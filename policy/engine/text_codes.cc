#include "policy/engine/text_codes.h"

namespace enlace::policy {

TextCodes::TextCodes(const std::set<std::string>& texts)
    : texts_(texts.begin(), texts.end()) {
  size_t size = 2;
  while (size < 2 * texts_.size()) size *= 2;
  slots_.resize(size);
  for (uint32_t code = 0; code < texts_.size(); ++code) {
    const std::string& text = texts_[code];
    const uint64_t hash = HashOf(text);
    uint64_t at = hash >> 32;
    while (slots_[at & (size - 1)].code != kNone) ++at;
    slots_[at & (size - 1)] = {hash, code, static_cast<uint32_t>(bytes_.size()),
                               static_cast<uint32_t>(text.size())};
    bytes_ += text;
  }
}

}  // namespace enlace::policy

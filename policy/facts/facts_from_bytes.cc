#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/encoding.h"
#include "policy/facts/facts.h"

namespace enlace::policy {
namespace {

// Takes values off the front of bytes.  Each method is false where they do not
// begin with one; what was read then is of no use.
class FactReader {
 public:
  explicit FactReader(absl::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }

  bool Accept(absl::string_view bytes) {
    if (rest_.substr(0, bytes.size()) != bytes) return false;
    rest_.remove_prefix(bytes.size());
    return true;
  }

  bool Number(uint64_t& number) {
    if (rest_.size() < 8) return false;
    number = ReadU64(rest_);
    rest_.remove_prefix(8);
    return true;
  }

  bool Text(std::string& text) {
    uint64_t size = 0;
    if (!Number(size) || size > rest_.size()) return false;
    text.assign(rest_.data(), static_cast<size_t>(size));
    rest_.remove_prefix(text.size());
    return true;
  }

  bool Kind(char& kind) {
    if (rest_.empty()) return false;
    kind = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  // The value of the fact `name`, which is no error.
  bool Known(char kind, const std::string& name, Facts& facts) {
    switch (kind) {
      case 'b':
        return Truth(name, facts);
      case 'i':
        return Integer(name, facts);
      case 's': {
        std::string text;
        if (!Text(text)) return false;
        facts.Set(name, text);
        return true;
      }
      case 'm':
        return Set(name, facts);
      case 'd':
        return Day(name, facts);
      default:
        return false;
    }
  }

 private:
  bool Truth(const std::string& name, Facts& facts) {
    char truth = 0;
    if (!Kind(truth) || (truth != '\x00' && truth != '\x01')) return false;
    facts.Set(name, Value(truth == '\x01'));
    return true;
  }

  bool Integer(const std::string& name, Facts& facts) {
    uint64_t number = 0;
    if (!Number(number)) return false;
    facts.Set(name, Value(static_cast<int64_t>(number)));
    return true;
  }

  bool Set(const std::string& name, Facts& facts) {
    uint64_t size = 0;
    if (!Number(size)) return false;
    StringSet set;
    for (uint64_t i = 0; i < size; ++i) {
      std::string text;
      if (!Text(text)) return false;
      // Each once, in their order.
      if (!set.empty() && text <= *set.rbegin()) return false;
      set.insert(set.end(), std::move(text));
    }
    facts.Set(name, Value(std::move(set)));
    return true;
  }

  bool Day(const std::string& name, Facts& facts) {
    if (rest_.size() < 12) return false;
    facts.Set(name, Value(Date{static_cast<int>(ReadU32(rest_)),
                               static_cast<int>(ReadU32(rest_.substr(4))),
                               static_cast<int>(ReadU32(rest_.substr(8)))}));
    rest_.remove_prefix(12);
    return true;
  }

  absl::string_view rest_;
};

bool ReadFacts(FactReader& reader, Facts& facts) {
  constexpr char kMagic[] = "enlace.facts.v1";  // with its zero
  uint64_t count = 0;
  if (!reader.Accept({kMagic, sizeof(kMagic)}) || !reader.Number(count)) {
    return false;
  }
  std::string last;
  for (uint64_t i = 0; i < count; ++i) {
    std::string name;
    char kind = 0;
    if (!reader.Text(name) || !reader.Kind(kind)) return false;
    if (i > 0 && name <= last) return false;
    last = name;
    if (kind == 'e') {
      facts.SetError(name);
    } else if (!reader.Known(kind, name, facts)) {
      return false;
    }
  }
  return reader.empty();
}

}  // namespace

absl::StatusOr<Facts> Facts::FromCanonical(absl::string_view bytes) {
  FactReader reader(bytes);
  Facts facts;
  if (!ReadFacts(reader, facts)) {
    return absl::InvalidArgumentError(
        "the fact bytes are damaged, or of another version");
  }
  return facts;
}

}  // namespace enlace::policy

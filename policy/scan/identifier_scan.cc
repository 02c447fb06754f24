#include "policy/scan/identifier_scan.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "policy/scan/beside.h"
#include "policy/scan/characters.h"
#include "policy/scan/identifier_kind.h"

namespace enlace::policy {
namespace {

constexpr char kEmail[] = "email";

// Base64 of the shortest that needs no word beside it, "219-09-9999".
constexpr size_t kRunMin = 15;
// The shortest with a word beside it, "placa AB123", has one byte more.
constexpr size_t kTextMin = 10;
// Fewer digits has only a plate.
constexpr size_t kDigitsMin = 5;

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

// What is spaced out letter by letter, put together again.  Dots and the sign
// itself stay.
std::string Unspaced(const std::string& plain) {
  std::string out;
  for (size_t i = 0; i < plain.size(); ++i) {
    const bool separates = !IsAlnum(plain[i]) && plain[i] != '.' &&
                           plain[i] != '@' && i > 0 && i + 1 < plain.size() &&
                           (i < 2 || !IsAlnum(plain[i - 2])) &&
                           (i + 2 >= plain.size() || !IsAlnum(plain[i + 2]));
    if (!separates) out += plain[i];
  }
  return out;
}

bool HoldsEmail(const Characters& text) {
  static const RE2 pattern(
      "[A-Z0-9._%+-]@[A-Z0-9-]+(\\.[A-Z0-9-]+)*"
      "\\.([A-Z]{2,24}|[A-Z](\\.[A-Z])+)\\b");
  const std::string& plain = text.plain();
  return plain.find('@') != std::string::npos &&
         (RE2::PartialMatch(plain, pattern) ||
          RE2::PartialMatch(Unspaced(plain), pattern));
}

void FindKinds(const Characters& text, std::set<std::string>& found) {
  const size_t digits = text.CountDigits();
  for (const IdentifierKind& kind : IdentifierKinds()) {
    if (digits < kind.digits || found.count(std::string(kind.name)) != 0) {
      continue;
    }
    const Beside beside(text, kind.words);
    if (kind.needs_word && beside.empty()) continue;
    for (size_t at = 0; at < text.row().size(); ++at) {
      if (kind.begins(text, at, beside)) {
        found.insert(std::string(kind.name));
        break;
      }
    }
  }
}

}  // namespace

const std::vector<std::string>& IdentifierNames() {
  static const auto* const names = [] {
    auto* const all = new std::vector<std::string>{kEmail};
    for (const IdentifierKind& kind : IdentifierKinds()) {
      all->emplace_back(kind.name);
    }
    std::sort(all->begin(), all->end());
    return all;
  }();
  return *names;
}

bool HoldsNoIdentifier(absl::string_view text) {
  size_t run = 0;
  size_t digits = 0;
  size_t letters = 0;  // that may turn out to be digits
  bool plate = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '@' || c == '%' || c == '=' || c == '+' || byte >= 0xe0) {
      return false;
    }
    run = absl::ascii_isalnum(byte) ? run + 1 : 0;
    if (run >= kRunMin) return false;
    const char capital = absl::ascii_toupper(byte);
    digits += absl::ascii_isdigit(byte) || byte >= 0xc0 ? 1 : 0;
    letters += capital == 'O' || capital == 'I' || capital == 'L' ? 1 : 0;
    plate |= capital == 'P' || capital == 'M';  // plate, placa, matrícula
  }
  if (text.size() < kTextMin) return true;
  return digits == 0 || digits + letters < (plate ? 2 : kDigitsMin);
}

std::set<std::string> FindIdentifiers(
    const std::vector<icu::UnicodeString>& readings) {
  std::set<std::string> found;
  for (const icu::UnicodeString& reading : readings) {
    const Characters text(reading);
    FindKinds(text, found);
    if (HoldsEmail(text)) found.insert(kEmail);
    if (const auto digits = text.WithDigitsForLetters()) {
      FindKinds(*digits, found);
    }
  }
  return found;
}

}  // namespace enlace::policy

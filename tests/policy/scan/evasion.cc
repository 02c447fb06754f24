#include "tests/policy/scan/evasion.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace enlace::policy {
namespace {

std::string Utf8(uint32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
  return out;
}

uint32_t Code(char c) { return static_cast<unsigned char>(c); }
bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}
bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

// Each character by `change`.
template <typename Change>
std::string Each(const std::string& text, Change change) {
  std::string out;
  for (const char c : text) absl::StrAppend(&out, change(c));
  return out;
}

std::string Same(const std::string& text) { return text; }

std::string FullWidth(const std::string& text) {
  return Each(text, [](char c) {
    return c > ' ' ? Utf8(Code(c) + 0xfee0) : std::string(1, c);
  });
}

// Every digit as `zero` and those after it.
template <uint32_t zero>
std::string DigitsFrom(const std::string& text) {
  return Each(text, [](char c) {
    return IsDigit(c) ? Utf8(zero + Code(c) - '0') : std::string(1, c);
  });
}

std::string Superscript(const std::string& text) {
  return Each(text, [](char c) {
    return c == '1'     ? Utf8(0xb9)
           : c == '2'   ? Utf8(0xb2)
           : c == '3'   ? Utf8(0xb3)
           : IsDigit(c) ? Utf8(0x2070 + Code(c) - '0')
                        : std::string(1, c);
  });
}

// Letters of the Cyrillic and the Greek alphabet that look Latin.
std::string LookAlikeLetters(const std::string& text) {
  static const std::map<char, uint32_t> kLetters = {
      {'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41d},
      {'I', 0x406}, {'J', 0x408}, {'K', 0x39a}, {'M', 0x39c}, {'N', 0x39d},
      {'O', 0x39f}, {'P', 0x3a1}, {'S', 0x405}, {'T', 0x3a4}, {'X', 0x3a7},
      {'Y', 0x3a5}, {'Z', 0x396}, {'a', 0x430}, {'c', 0x441}, {'e', 0x435},
      {'i', 0x456}, {'o', 0x3bf}, {'p', 0x440}, {'s', 0x455}, {'x', 0x445},
      {'y', 0x443}};
  return Each(text, [](char c) {
    const auto found = kLetters.find(c);
    return found == kLetters.end() ? std::string(1, c) : Utf8(found->second);
  });
}

std::string LettersForDigits(const std::string& text) {
  bool odd = false;
  return Each(text, [&odd](char c) {
    odd = !odd;
    return std::string(1, c == '0' ? 'O' : c == '1' ? (odd ? 'l' : 'I') : c);
  });
}

template <uint32_t between>
std::string Between(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && IsAlnum(text[i - 1]) && IsAlnum(text[i])) {
      absl::StrAppend(&out, Utf8(between));
    }
    out += text[i];
  }
  return out;
}

std::string LetterSpaced(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0) out += ' ';
    out += text[i];
  }
  return out;
}

std::string Accented(const std::string& text) {
  return Each(text,
              [](char c) { return absl::StrCat(std::string(1, c), "\u0335"); });
}

std::string InBase64(const std::string& text) { return Base64Encode(text); }

std::string InBase64Url(const std::string& text) {
  return absl::WebSafeBase64Escape(text);
}

std::string InHex(const std::string& text) { return HexEncode(text); }

std::string InPercent(const std::string& text) {
  return Each(text, [](char c) {
    return absl::StrCat("%", HexEncode(std::string(1, c)));
  });
}

// As mail programs break it.
std::string InBrokenBase64(const std::string& text) {
  const std::string whole =
      Base64Encode(absl::StrCat("As agreed on the telephone: ", text, "."));
  std::string out;
  for (size_t i = 0; i < whole.size(); i += 20) {
    absl::StrAppend(&out, i > 0 ? "\n" : "", whole.substr(i, 20));
  }
  return out;
}

std::string Backwards(const std::string& text) {
  return absl::StrCat("\u202E", std::string(text.rbegin(), text.rend()),
                      "\u202C");
}

template <std::string (*inner)(const std::string&),
          std::string (*outer)(const std::string&)>
std::string Upon(const std::string& text) {
  return outer(inner(text));
}

std::string ThreeDeep(const std::string& text) {
  return InBase64(InHex(InBase64(text)));
}

}  // namespace

std::vector<Evasion> Evasions() {
  return {
      {"none", Same},
      {"full width", FullWidth},
      {"superscript", Superscript},
      {"Arabic-Indic digits", DigitsFrom<0x660>},
      {"Devanagari digits", DigitsFrom<0x966>},
      {"mathematical digits", DigitsFrom<0x1d7ce>},
      {"look-alike letters", LookAlikeLetters},
      {"letters for digits", LettersForDigits},
      {"zero-width spaces", Between<0x200b>},
      {"zero-width joiners", Between<0x200d>},
      {"soft hyphens", Between<0xad>},
      {"word joiners", Between<0x2060>},
      {"hyphens", Between<'-'>},
      {"dots", Between<'.'>},
      {"underscores", Between<'_'>},
      {"middle dots", Between<0xb7>},
      {"no-break spaces", Between<0xa0>},
      {"letter-spaced", LetterSpaced},
      {"struck through", Accented},
      {"right to left", Backwards},
      {"base64", InBase64},
      {"base64url", InBase64Url},
      {"hexadecimal", InHex},
      {"percent", InPercent},
      {"broken base64", InBrokenBase64},
      {"base64 of base64", Upon<InBase64, InBase64>},
      {"hexadecimal of base64", Upon<InBase64, InHex>},
      {"base64 of percent", Upon<InPercent, InBase64>},
      {"three deep", ThreeDeep},
      {"full width in base64", Upon<FullWidth, InBase64>},
      {"base64 in full width", Upon<InBase64, FullWidth>},
      {"look-alikes, letter-spaced", Upon<LetterSpaced, LookAlikeLetters>},
      {"zero-width in base64", Upon<Between<0x200b>, InBase64Url>},
  };
}

}  // namespace enlace::policy

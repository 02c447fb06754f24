#include "policy/scan/decoded.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"

namespace enlace::policy {
namespace {

// Three bytes: "SAR".  What is shorter can name nothing.
constexpr size_t kBase64Min = 4;
constexpr size_t kHexMin = 6;
// A piece of a broken line of base64.
constexpr size_t kPieceMin = 8;

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}
bool IsHex(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c));
}
bool IsBase64(char c) {
  return IsAlnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

bool IsReadable(absl::string_view bytes) {
  if (bytes.size() < 3 || !IsUtf8(bytes)) return false;
  return std::none_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7f || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t');
  });
}

// Each maximal run of `text` whose characters all `belong`.
template <typename Belongs, typename Visit>
void ForEachRun(absl::string_view text, Belongs belongs, Visit visit) {
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && belongs(text[end])) ++end;
    if (end > i) visit(text.substr(i, end - i));
    i = end + 1;
  }
}

class Decoder {
 public:
  void Base64(absl::string_view run) {
    // Four characters are three bytes; one alone is less than a byte.
    if (run.size() < kBase64Min || run.size() % 4 == 1) return;
    const std::string usual =
        absl::StrReplaceAll(run, {{"-", "+"}, {"_", "/"}});
    std::string out;
    if (absl::Base64Unescape(usual, &out)) Keep(std::move(out));
  }

  void Hex(absl::string_view run) {
    if (run.size() < kHexMin || run.size() % 2 != 0) return;
    Keep(absl::HexStringToBytes(run));
  }

  void Keep(std::string bytes) {
    if (IsReadable(bytes)) texts_.push_back(std::move(bytes));
  }

  std::vector<std::string> Take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
};

// Whether a word of base64 is no word of a language: a digit, a sign, or a
// capital after a small letter.
bool LooksEncoded(absl::string_view word) {
  bool small = false;
  for (const char c : word) {
    if (!absl::ascii_isalpha(static_cast<unsigned char>(c))) return true;
    if (small && absl::ascii_isupper(static_cast<unsigned char>(c)))
      return true;
    small = absl::ascii_islower(static_cast<unsigned char>(c));
  }
  return false;
}

// Base64 that blanks or the ends of lines break.
void DecodeBroken(absl::string_view text, Decoder& decoder) {
  std::string joined;
  int pieces = 0;
  const auto close = [&](absl::string_view last) {
    if (pieces > 1) decoder.Base64(joined);
    // The last piece is as short as it happens to be.
    if (pieces > 0 && !last.empty()) {
      decoder.Base64(absl::StrCat(joined, last));
    }
    joined.clear();
    pieces = 0;
  };
  for (absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const bool padded = absl::EndsWith(word, "=");
    while (absl::ConsumeSuffix(&word, "=")) {
    }
    if (!std::all_of(word.begin(), word.end(), IsBase64)) {
      close("");
    } else if (padded || word.size() < kPieceMin || !LooksEncoded(word)) {
      close(word);
    } else {
      absl::StrAppend(&joined, word);
      ++pieces;
    }
  }
  close("");
}

void DecodePercent(absl::string_view text, Decoder& decoder) {
  std::string out;
  bool found = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && IsHex(text[i + 1]) &&
        IsHex(text[i + 2])) {
      absl::StrAppend(&out, absl::HexStringToBytes(text.substr(i + 1, 2)));
      i += 2;
      found = true;
    } else {
      out += text[i];
    }
  }
  if (found) decoder.Keep(std::move(out));
}

}  // namespace

std::vector<std::string> DecodedTexts(absl::string_view text) {
  Decoder decoder;
  ForEachRun(text, IsBase64, [&](absl::string_view run) {
    decoder.Base64(run);
    // A hyphen or a stroke may also stand beside what is encoded.
    if (!std::all_of(run.begin(), run.end(), IsAlnum)) {
      ForEachRun(run, IsAlnum,
                 [&](absl::string_view part) { decoder.Base64(part); });
    }
  });
  ForEachRun(text, IsHex, [&](absl::string_view run) { decoder.Hex(run); });
  DecodeBroken(text, decoder);
  DecodePercent(text, decoder);
  return decoder.Take();
}

}  // namespace enlace::policy

// What check digits find and what they cannot.

#include "proto/validation/check_digit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "proto/validation/formats.h"
#include "proto/validation/mrz.h"

namespace enlace::validation {
namespace {

constexpr absl::string_view kDigits = "0123456789";
constexpr absl::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// Whether nothing is said against it.
bool Passes(absl::string_view text, absl::string_view format) {
  return CheckFormat(text, format).fault == Fault::kNone;
}

// A number, and which single wrong characters its check cannot find: the wrong
// one, the right one, where.
struct Scheme {
  std::string format;
  std::string number;
  std::function<bool(char, char, size_t)> is_blind;
};

// Every number that has one character of `number` replaced by another of its
// kind, in order.
void ForEachMutant(
    const std::string& number,
    const std::function<void(const std::string&, size_t)>& visit) {
  for (size_t i = 0; i < number.size(); ++i) {
    const absl::string_view kind = IsDigit(number[i])     ? kDigits
                                   : IsCapital(number[i]) ? kCapitals
                                                          : "";
    for (const char c : kind) {
      if (c == number[i]) continue;
      std::string mutant = number;
      mutant[i] = c;
      visit(mutant, i);
    }
  }
}

bool Nothing(char, char, size_t) { return false; }

// Characters of the same value.
bool AlikeInVin(char a, char b) {
  for (const absl::string_view alike :
       {"1AJ", "2BKS", "3CLT", "4DMU", "5ENV", "6FW", "7GPX", "8HY", "9RZ"}) {
    if (alike.find(a) != absl::string_view::npos) {
      return alike.find(b) != absl::string_view::npos;
    }
  }
  return false;
}

bool DifferenceTimesWeight(char a, char b, int weight, int modulus) {
  return (LetterValue(a) - LetterValue(b)) * weight % modulus == 0;
}

// Position of a digit of a CAS number from the right, hyphens and check digit
// left out.
int CasWeight(size_t i) {
  constexpr int kWeights[] = {7, 6, 5, 4, 3, 0, 2, 1, 0, 0};  // 23056-29-3
  return kWeights[i];
}

std::vector<Scheme> Schemes() {
  return {
      {"aba", "111000025", Nothing},
      {"clabe", "002010077777777771", Nothing},
      {"iban", "GB82WEST12345698765432", Nothing},
      {"iban", "ES9121000418450200051332", Nothing},
      {"lei", "5493001KJTIIGC8Y1R12", Nothing},
      // A, J and 1 have the same value, and so on.
      {"vin", "1M8GDM9AXKP042788",
       [](char a, char b, size_t) { return AlikeInVin(a, b); }},
      // Weights 18 to 2 share factors with 10, that of the ninth is 10.
      {"curp", "PUFS900101HNERCN06",
       [](char a, char b, size_t i) {
         const auto value = [](char c) {
           return LetterValue(c) + (c > 'N' ? 1 : 0);
         };
         const int weight = 18 - static_cast<int>(i);
         return (value(a) - value(b)) * weight % 10 == 0;
       }},
      // Weights 13 to 2: the third is 11, and letters may be 11 or 22 apart.
      {"rfc", "GODE561231GR8",
       [](char a, char b, size_t i) {
         const auto value = [](char c) {
           return LetterValue(c) + (c > 'N' ? 1 : 0);
         };
         const int weight = 13 - static_cast<int>(i);
         return (value(a) - value(b)) * weight % 11 == 0;
       }},
      // Weights that share a factor with 10.
      {"cas", "23056-29-3",
       [](char a, char b, size_t i) {
         return DifferenceTimesWeight(a, b, CasWeight(i), 10);
       }},
      {"imo", "9074729",
       [](char a, char b, size_t i) {
         return DifferenceTimesWeight(a, b, 7 - static_cast<int>(i), 10);
       }},
      // Letters 11 or 22 apart; remainder 10 and remainder 0 are both written
      // 0.
      {"iso6346", "CSQU3054383",
       [](char a, char b, size_t i) {
         const auto value = [](char c) {
           const int letter = c - 'A';
           return IsDigit(c) ? c - '0'
                             : 10 + letter + (letter > 0) + (letter > 10) +
                                   (letter > 20);
         };
         return i < 4 && (value(a) - value(b)) % 11 == 0;
       }},
      // Digits seven apart.
      {"awb", "00112345675",
       [](char a, char b, size_t i) { return i < 3 || std::abs(a - b) == 7; }},
  };
}

TEST(CheckDigitTest, FindsEveryWrongCharacterButThoseItIsBlindFor) {
  for (const Scheme& scheme : Schemes()) {
    ASSERT_TRUE(Passes(scheme.number, scheme.format)) << scheme.format;
    int found = 0;
    ForEachMutant(scheme.number, [&](const std::string& mutant, size_t i) {
      if (!Passes(mutant, scheme.format)) {
        ++found;
        return;
      }
      EXPECT_TRUE(scheme.is_blind(mutant[i], scheme.number[i], i))
          << scheme.format << ' ' << mutant;
    });
    EXPECT_GT(found, 30) << scheme.format;
  }
}

// Weights 3, 7 and 1 differ by even numbers, so that five apart is a multiple
// of ten.
TEST(CheckDigitTest, OfABankIsBlindForNeighboursFiveApartAlone) {
  for (const Scheme& scheme : Schemes()) {
    if (scheme.format != "aba" && scheme.format != "clabe") continue;
    // Other digits, so that all pairs come up.
    for (int a = 0; a < 10; ++a) {
      for (int b = 0; b < 10; ++b) {
        std::string number = scheme.number;
        number[3] = static_cast<char>('0' + a);
        number[4] = static_cast<char>('0' + b);
        for (char c = '0'; c <= '9'; ++c) {
          number.back() = c;
          if (!Passes(number, scheme.format)) continue;
          std::string swapped = number;
          std::swap(swapped[3], swapped[4]);
          EXPECT_EQ(Passes(swapped, scheme.format),
                    a == b || std::abs(a - b) == 5)
              << number;
        }
      }
    }
  }
}

// ISO/IEC 7064 97-10 finds these too.
TEST(CheckDigitTest, OfIbanAndLeiFindsEverySwapOfNeighbours) {
  for (const Scheme& scheme : Schemes()) {
    if (scheme.format != "iban" && scheme.format != "lei") continue;
    for (size_t i = 0; i + 1 < scheme.number.size(); ++i) {
      std::string swapped = scheme.number;
      std::swap(swapped[i], swapped[i + 1]);
      if (swapped == scheme.number) continue;
      EXPECT_FALSE(Passes(swapped, scheme.format)) << swapped;
    }
  }
}

}  // namespace
}  // namespace enlace::validation

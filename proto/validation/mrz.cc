#include "proto/validation/mrz.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/validation/calendar.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/code_list.h"

namespace enlace::validation {
namespace {

constexpr char kFiller = '<';

// Codes of Doc 9303 part 3 section 5 that ISO 3166 lacks.
constexpr absl::string_view kOtherIssuers[] = {
    "D",   "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNA",
    "UNK", "UNO", "UTO", "XBA", "XCC", "XCE", "XCO", "XDC", "XEC",
    "XES", "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX"};

// The parts of a zone, as slices of it.
struct Parts {
  absl::string_view code, issuer, name;
  absl::string_view number, birth, sex, expiry, nationality, optional;
  char number_check = 0;
  char birth_check = 0;
  char expiry_check = 0;
  char optional_check = 0;  // 0: there is none
  char whole_check = 0;
  std::string whole;  // what whole_check is over
};

// Two lines of `width`, 36 or 44.
Parts TwoLines(absl::string_view zone, size_t width) {
  const absl::string_view line = zone.substr(width);
  Parts parts;
  parts.code = zone.substr(0, 2);
  parts.issuer = zone.substr(2, 3);
  parts.name = zone.substr(5, width - 5);
  parts.number = line.substr(0, 9);
  parts.number_check = line[9];
  parts.nationality = line.substr(10, 3);
  parts.birth = line.substr(13, 6);
  parts.birth_check = line[19];
  parts.sex = line.substr(20, 1);
  parts.expiry = line.substr(21, 6);
  parts.expiry_check = line[27];
  parts.optional = line.substr(28);
  if (zone[0] == 'V') return parts;
  const size_t last = width - 1;
  parts.optional = line.substr(28, last - 28);
  parts.whole_check = line[last];
  parts.whole = absl::StrCat(line.substr(0, 10), line.substr(13, 7),
                             line.substr(21, last - 21));
  if (width == 44) {
    parts.optional = line.substr(28, 14);
    parts.optional_check = line[42];
  }
  return parts;
}

Parts ThreeLines(absl::string_view zone) {
  const absl::string_view line = zone.substr(30, 30);
  Parts parts;
  parts.code = zone.substr(0, 2);
  parts.issuer = zone.substr(2, 3);
  parts.number = zone.substr(5, 9);
  parts.number_check = zone[14];
  parts.optional = zone.substr(15, 15);
  parts.birth = line.substr(0, 6);
  parts.birth_check = line[6];
  parts.sex = line.substr(7, 1);
  parts.expiry = line.substr(8, 6);
  parts.expiry_check = line[14];
  parts.nationality = line.substr(15, 3);
  parts.whole_check = line[29];
  parts.whole = absl::StrCat(zone.substr(5, 25), line.substr(0, 7),
                             line.substr(8, 7), line.substr(18, 11));
  parts.name = zone.substr(60);
  return parts;
}

// REQUIRES: a length that CheckMrz() takes.
Parts PartsOf(absl::string_view zone) {
  return zone.size() == 90 ? ThreeLines(zone) : TwoLines(zone, zone.size() / 2);
}

std::string WithoutFiller(absl::string_view text) {
  return std::string(
      absl::StripAsciiWhitespace(absl::StrReplaceAll(text, {{"<", " "}})));
}

struct Number {
  std::string text;
  char check;
};

// A number of more than nine characters goes on in the optional part: filler
// where its check digit would be, the rest, the check digit, filler.
Number NumberIn(const Parts& parts) {
  const size_t end = parts.optional.find(kFiller);
  const bool goes_on = parts.number_check == kFiller && parts.code[0] != 'V' &&
                       parts.optional_check == 0 && end >= 2 &&
                       end != absl::string_view::npos;
  if (!goes_on) return {std::string(parts.number), parts.number_check};
  return {absl::StrCat(parts.number, parts.optional.substr(0, end - 1)),
          parts.optional[end - 1]};
}

bool FormFits(const Parts& parts) {
  const bool plain_name =
      std::none_of(parts.name.begin(), parts.name.end(), IsDigit);
  const bool sex =
      absl::string_view("MF<").find(parts.sex[0]) != absl::string_view::npos;
  return plain_name && sex && IsCapital(parts.code[0]) &&
         !IsDigit(parts.code[1]);
}

// Passports and visas; of the smaller sizes identity documents, whose second
// letter is the issuer's choice but for V.
bool KindIsUsual(absl::string_view code, size_t size) {
  if (size == 88) return code[0] == 'P' || code[0] == 'V';
  if (size == 72 && code[0] == 'V') return true;
  return absl::string_view("ACI").find(code[0]) != absl::string_view::npos &&
         code[1] != 'V';
}

bool CheckDigitsFit(const Parts& parts) {
  const Number number = NumberIn(parts);
  if (MrzCheckDigit(number.text) != number.check ||
      MrzCheckDigit(parts.birth) != parts.birth_check ||
      MrzCheckDigit(parts.expiry) != parts.expiry_check) {
    return false;
  }
  const bool empty =
      parts.optional.find_first_not_of(kFiller) == absl::string_view::npos;
  if (parts.optional_check != 0 &&
      !(empty && parts.optional_check == kFiller) &&
      MrzCheckDigit(parts.optional) != parts.optional_check) {
    return false;
  }
  return parts.whole_check == 0 ||
         MrzCheckDigit(parts.whole) == parts.whole_check;
}

// Filler stands for what is not known.
bool DateIsPossible(absl::string_view yymmdd) {
  return IsDigits(yymmdd) ? DayExistsInSomeCentury(yymmdd)
                          : yymmdd.find_first_not_of("0123456789<") ==
                                absl::string_view::npos;
}

bool IssuerIsKnown(absl::string_view part) {
  const std::string code = WithoutFiller(part);
  return IsCountry3(code) ||
         std::find(std::begin(kOtherIssuers), std::end(kOtherIssuers), code) !=
             std::end(kOtherIssuers);
}

// The day in the century that `fits`; the later one is asked first.
template <typename Fits>
absl::optional<absl::CivilDay> DayOf(absl::string_view yymmdd, Fits fits) {
  if (!IsDigits(yymmdd)) return absl::nullopt;
  const int month = NumberOf(yymmdd.substr(2, 2));
  const int day = NumberOf(yymmdd.substr(4, 2));
  for (const int century : {2100, 2000, 1900}) {
    const int year = century + NumberOf(yymmdd.substr(0, 2));
    const absl::CivilDay result(year, month, day);
    if (DayExists(year, month, day) && fits(result)) return result;
  }
  return absl::nullopt;
}

}  // namespace

char MrzCheckDigit(absl::string_view text) {
  constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int value = text[i] == kFiller ? 0 : LetterValue(text[i]);
    sum += value * kWeights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

Verdict CheckMrz(absl::string_view zone) {
  if (zone.size() != 90 && zone.size() != 88 && zone.size() != 72) {
    return Refuse(Fault::kLength);
  }
  if (!std::all_of(zone.begin(), zone.end(), [](char c) {
        return IsDigit(c) || IsCapital(c) || c == kFiller;
      })) {
    return Refuse(Fault::kCharacters);
  }
  const Parts parts = PartsOf(zone);
  if (!FormFits(parts)) return Refuse(Fault::kForm);
  if (!CheckDigitsFit(parts)) return Refuse(Fault::kCheckDigit);
  if (!DateIsPossible(parts.birth) || !DateIsPossible(parts.expiry)) {
    return Refuse(Fault::kDate);
  }
  if (!IssuerIsKnown(parts.issuer) || !IssuerIsKnown(parts.nationality)) {
    return Warn(Fault::kCodeUnknown);
  }
  return KindIsUsual(parts.code, zone.size()) ? Fine() : Warn(Fault::kUncommon);
}

absl::optional<Mrz> ReadMrz(absl::string_view zone, absl::CivilDay today) {
  if (CheckMrz(zone).refuses) return absl::nullopt;
  const Parts parts = PartsOf(zone);
  Mrz mrz;
  mrz.document_code = WithoutFiller(parts.code);
  mrz.issuer = WithoutFiller(parts.issuer);
  mrz.document_number = WithoutFiller(NumberIn(parts).text);
  mrz.nationality = WithoutFiller(parts.nationality);
  if (parts.sex == "M" || parts.sex == "F") mrz.sex = std::string(parts.sex);
  const size_t gap = parts.name.find("<<");
  mrz.primary_name = WithoutFiller(parts.name.substr(0, gap));
  if (gap != absl::string_view::npos) {
    mrz.secondary_names = WithoutFiller(parts.name.substr(gap));
  }
  mrz.birth =
      DayOf(parts.birth, [&](absl::CivilDay day) { return day <= today; });
  mrz.expiry = DayOf(parts.expiry, [&](absl::CivilDay day) {
    const auto years = day.year() - today.year();
    return years >= -50 && years <= 50;
  });
  return mrz;
}

}  // namespace enlace::validation

#include "proto/validation/fault_text.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/substitute.h"
#include "base/check.h"

namespace enlace::validation {
namespace {

using enum Fault;

constexpr FaultText kTexts[] = {
    {kFormatUnknown, "FORMAT_UNKNOWN",
     "has a format that this program does not know; update the program",
     "tiene un formato que este programa no conoce; actualice el programa"},
    {kSpelling, "SPELLING",
     "must be $0; write it in its normal spelling: capitals, composed letters, "
     "no blanks or separators of its own",
     "debe ser $0; escríbalo en su forma normal: mayúsculas, letras "
     "compuestas, sin espacios ni separadores propios"},
    {kLength, "LENGTH",
     "must be $0; it has another length: see whether a character is missing or "
     "too many",
     "debe ser $0; tiene otra longitud: vea si falta o sobra un carácter"},
    {kCharacters, "CHARACTERS",
     "must be $0; it has characters that do not belong there: correct them",
     "debe ser $0; tiene caracteres que no corresponden: corríjalos"},
    {kForm, "FORM", "must be $0; correct it", "debe ser $0; corríjalo"},
    {kCheckDigit, "CHECK_DIGIT",
     "must be $0; the check digit does not fit: compare it with the document",
     "debe ser $0; el dígito verificador no corresponde: cotéjelo con el "
     "documento"},
    {kDate, "DATE",
     "must be $0; the date in it does not exist: compare it with the document",
     "debe ser $0; la fecha que contiene no existe: cotéjelo con el documento"},
    {kCodeUnknown, "CODE_UNKNOWN",
     "must be $0; the list lacks the code: look it up",
     "debe ser $0; el código no está en el catálogo: consúltelo"},
    {kNeverIssued, "NEVER_ISSUED",
     "must be $0; no such number is issued: compare it with the document",
     "debe ser $0; no se emite tal número: cotéjelo con el documento"},
    {kPlaceholder, "PLACEHOLDER",
     "stands for nobody in particular; never tell persons apart by it",
     "no identifica a nadie en particular; no distinga personas por él"},
    {kUncommon, "UNCOMMON",
     "must be $0; it is an uncommon one: compare it with the document",
     "debe ser $0; no es común: cotéjelo con el documento"},
    {kMismatch, "MISMATCH",
     "does not fit `$0`, for which the list has another: compare the two",
     "no corresponde a `$0`, para el que la lista tiene otro: coteje los dos"},
    {kMissing, "MISSING", "is missing; state it", "falta; indíquelo"},
    {kMissingHere, "MISSING_HERE", "is missing; `$0` requires it",
     "falta; `$0` lo exige"},
    {kMissingBeside, "MISSING_BESIDE", "needs `$0` beside it; state that too",
     "necesita `$0` a su lado; indíquelo también"},
    {kMissingAny, "MISSING_ANY", "is missing; state it, or `$0`",
     "falta; indíquelo, o bien `$0`"},
    {kForbiddenHere, "FORBIDDEN_HERE",
     "may not be stated; `$0` excludes it: remove it",
     "no debe indicarse; `$0` lo excluye: quítelo"},
    {kTooManyElements, "TOO_MANY_ELEMENTS", "has too many elements; at most $0",
     "tiene demasiados elementos; máximo "
     "$0"},
    {kTooFewElements, "TOO_FEW_ELEMENTS", "has too few elements; at least $0",
     "tiene muy pocos elementos; mínimo $0"},
    {kDuplicate, "DUPLICATE", "stands in the list twice; remove one",
     "está dos veces en la lista; quite uno"},
    {kAlike, "ALIKE",
     "must have elements that differ in `$0`; see whether one is missing",
     "debe tener elementos que difieran en `$0`; vea si falta alguno"},
    {kTooLong, "TOO_LONG", "is too long; at most $0 characters",
     "es demasiado largo; máximo $0 caracteres"},
    {kTooShort, "TOO_SHORT", "is too short; at least $0 characters",
     "es demasiado corto; mínimo $0 caracteres"},
    {kTooSmall, "TOO_SMALL", "is below $0; correct it",
     "es menor que $0; corríjalo"},
    {kTooLarge, "TOO_LARGE", "is above $0; correct it",
     "es mayor que $0; corríjalo"},
    {kControlCharacters, "CONTROL_CHARACTERS",
     "has control characters or blanks at its ends; remove them",
     "tiene caracteres de control o espacios en los extremos; quítelos"},
    {kPattern, "PATTERN", "must match $0; correct it",
     "debe cumplir $0; corríjalo"},
    {kOrder, "ORDER", "is later than `$0`; correct one of them",
     "es posterior a `$0`; corrija uno de los dos"},
    {kDecimals, "DECIMALS", "has more decimals than the currency; at most $0",
     "tiene más decimales que la moneda; máximo $0"},
    {kTimeSkipped, "TIME_SKIPPED",
     "does not exist on that day in `$0`: the clocks were put forward over it; "
     "correct it",
     "no existe ese día en `$0`: los relojes se adelantaron; corríjala"},
    {kTimeRepeated, "TIME_REPEATED",
     "occurs twice on that day in `$0`: the clocks were put back; write the "
     "offset from UTC behind it, such as 01:30-07:00",
     "ocurre dos veces ese día en `$0`: los relojes se atrasaron; escriba "
     "después la diferencia con UTC, por ejemplo 01:30-07:00"},
    {kOffset, "OFFSET",
     "has an offset from UTC that `$0` does not have at that time; correct it "
     "or leave it out",
     "tiene una diferencia con UTC que `$0` no tiene en ese momento; corríjala "
     "u omítala"},
};

}  // namespace

absl::Span<const FaultText> FaultTexts() { return kTexts; }

v1::FieldViolation MakeViolation(absl::string_view field, Fault fault,
                                 Argument argument) {
  const auto* const text =
      std::find_if(std::begin(kTexts), std::end(kTexts),
                   [&](const FaultText& row) { return row.fault == fault; });
  CHECK(text != std::end(kTexts)) << "a fault without a text";
  v1::FieldViolation violation;
  violation.set_field(std::string(field));
  violation.set_reason(std::string(text->reason));
  violation.set_description(absl::Substitute(text->en, argument.en));
  violation.set_description_es(absl::Substitute(text->es, argument.es));
  return violation;
}

}  // namespace enlace::validation

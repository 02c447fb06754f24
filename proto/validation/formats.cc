#include "proto/validation/formats.h"

#include "absl/strings/match.h"
#include "proto/validation/bank.h"
#include "proto/validation/cargo.h"
#include "proto/validation/local_time.h"
#include "proto/validation/mrz.h"
#include "proto/validation/person_key.h"
#include "proto/validation/simple_format.h"
#include "proto/validation/tax_number.h"
#include "proto/validation/vehicle.h"

namespace enlace::validation {
namespace {

using enum Spelling;

constexpr Format kFormats[] = {
    // Places, money and time.
    {"country", kCode, CheckCountry, "a country code (ISO 3166-1, two letters)",
     "un código de país (ISO 3166-1, dos letras)"},
    {"subdivision", kCode, CheckSubdivision,
     "a code of a state or province (ISO 3166-2)",
     "un código de estado o provincia (ISO 3166-2)"},
    {"country-or-subdivision", kCode, CheckCountryOrSubdivision,
     "a code of a country or state (ISO 3166)",
     "un código de país o estado (ISO 3166)"},
    {"locode", kCode, CheckLocode, "a UN/LOCODE of five characters",
     "un UN/LOCODE de cinco caracteres"},
    {"port-of-entry", kCode, CheckPortOfEntry,
     "a port of entry: country, hyphen, number",
     "un puerto de entrada: país, guion, número"},
    {"latitude", kText, CheckLatitude, "degrees from -90 to 90",
     "grados de -90 a 90"},
    {"longitude", kText, CheckLongitude, "degrees from -180 to 180",
     "grados de -180 a 180"},
    {"timezone", kText, CheckTimeZone, "an IANA time zone",
     "un huso horario de IANA"},
    {"local-time", kText, CheckLocalTime,
     "a time of day such as 21:40, or with its offset 21:40-07:00",
     "una hora como 21:40, o con su diferencia 21:40-07:00"},
    {"currency", kCode, CheckCurrency, "a currency code (ISO 4217)",
     "un código de moneda (ISO 4217)"},
    {"money", kText, CheckMoney,
     "a decimal amount above zero, without zeros in front",
     "un monto decimal mayor que cero, sin ceros a la izquierda"},
    {"quantity", kText, CheckQuantity,
     "a decimal quantity above zero, without zeros in front",
     "una cantidad decimal mayor que cero, sin ceros a la izquierda"},

    // Persons.
    {"name", kText, CheckName, "a name in composed letters (Unicode NFC)",
     "un nombre en letras compuestas (Unicode NFC)"},
    {"phone", kCompact, CheckPhone,
     "an international telephone number: +, country code, digits",
     "un teléfono internacional: +, clave del país, dígitos"},
    {"email", kText, CheckEmail, "a mail address",
     "una dirección de correo electrónico"},
    {"document-number", kCode, CheckDocumentNumber,
     "a document number: up to 20 capitals, digits and hyphens",
     "un número de documento: hasta 20 mayúsculas, dígitos y guiones"},
    {"mrz", kCompact, CheckMrz,
     "a machine-readable zone of 2x44, 2x36 or 3x30 characters",
     "una zona de lectura mecánica de 2x44, 2x36 o 3x30 caracteres"},
    {"curp", kCompact, CheckCurp, "a CURP of 18 characters",
     "una CURP de 18 caracteres"},
    {"rfc", kCompact, CheckRfc, "an RFC of 13 (person) or 12 characters",
     "un RFC de 13 (persona física) o 12 caracteres"},
    {"ine", kCompact, CheckVoterKey, "a voter key of 18 characters",
     "una clave de elector de 18 caracteres"},
    {"ssn", kCompact, CheckSsn, "a social security number of nine digits",
     "un número de seguridad social (SSN) de nueve dígitos"},
    {"itin", kCompact, CheckItin, "an ITIN of nine digits",
     "un ITIN de nueve dígitos"},
    {"ein", kCompact, CheckEin, "an EIN of nine digits",
     "un EIN de nueve dígitos"},
    {"a-number", kCompact, CheckAlienNumber, "A and seven to nine digits",
     "A y de siete a nueve dígitos"},

    // Accounts and entities.
    {"aba", kCompact, CheckRoutingNumber, "a routing number of nine digits",
     "un número de ruta de nueve dígitos"},
    {"clabe", kCompact, CheckClabe, "a CLABE of 18 digits",
     "una CLABE de 18 dígitos"},
    {"iban", kCompact, CheckIban, "an IBAN of a country that issues them",
     "un IBAN de un país que los emite"},
    {"bic", kCompact, CheckBic, "a BIC of 8 or 11 characters",
     "un BIC de 8 u 11 caracteres"},
    {"lei", kCompact, CheckLei, "an LEI of 20 characters",
     "un LEI de 20 caracteres"},
    {"last4", kCompact, CheckLast4, "the last four digits",
     "los últimos cuatro dígitos"},

    // Firearms and traces.
    {"ffl", kCode, CheckLicence,
     "a licence number such as 1-23-456-01-7A-00001",
     "un número de licencia como 1-23-456-01-7A-00001"},
    {"ncic-offense", kCode, CheckOffenseCode, "an offence code of four digits",
     "un código de delito de cuatro dígitos"},
    {"ori", kCode, CheckOri, "an ORI of nine characters",
     "un ORI de nueve caracteres"},
    {"trace-id", kCode, CheckTraceId, "a trace number: T and eleven digits",
     "un número de rastreo: T y once dígitos"},
    {"firearm-serial", kCapitals, CheckSerial,
     "a serial number: up to 30 capitals, digits, blanks and hyphens",
     "un número de serie: hasta 30 mayúsculas, dígitos, espacios y guiones"},
    {"firearm-make", kCode, CheckMake,
     "a make code of 2 to 23 capitals and digits",
     "un código de marca de 2 a 23 mayúsculas y dígitos"},

    // What moves.
    {"vin", kCompact, CheckVin, "a VIN of 17 characters, without I, O and Q",
     "un NIV de 17 caracteres, sin I, O ni Q"},
    {"plate", kCode, CheckPlate, "a plate of 2 to 10 characters",
     "una placa de 2 a 10 caracteres"},
    {"imo", kCompact, CheckImo, "an IMO number of seven digits",
     "un número OMI de siete dígitos", "IMO"},
    {"mmsi", kCompact, CheckMmsi, "an MMSI of nine digits",
     "un MMSI de nueve dígitos", "MMSI"},
    {"icao24", kCompact, CheckAircraftAddress,
     "an aircraft address of six hexadecimal digits",
     "una dirección de aeronave de seis dígitos hexadecimales"},
    {"aircraft-registration", kCode, CheckAircraftRegistration,
     "an aircraft's registration with its nationality mark",
     "una matrícula de aeronave con su marca de nacionalidad"},
    {"iso6346", kCompact, CheckContainer,
     "a container number: three letters, U, J or Z, seven digits",
     "un número de contenedor: tres letras, U, J o Z, siete dígitos"},
    {"awb", kCompact, CheckAirWaybill, "an air waybill of eleven digits",
     "una guía aérea de once dígitos"},
    {"pedimento", kCompact, CheckDeclaration,
     "a customs declaration number of 15 digits",
     "un número de pedimento de 15 dígitos"},
    {"hs6", kCompact, CheckTariffCode, "a tariff code of six digits",
     "una fracción arancelaria de seis dígitos"},
    {"scac", kCode, CheckCarrier, "a carrier code of two to four letters",
     "un código de transportista de dos a cuatro letras"},

    // Substances.
    {"cas", kCode, CheckCas, "a CAS number with its two hyphens",
     "un número CAS con sus dos guiones"},
    {"un-number", kCompact, CheckUnNumber, "a UN number of four digits",
     "un número ONU de cuatro dígitos", "UN"},
};

std::string NormalForm(absl::string_view text, const Format& format) {
  std::string normal = Spell(text, format.spelling);
  if (!format.prefix.empty() && absl::StartsWith(normal, format.prefix)) {
    normal.erase(0, format.prefix.size());
  }
  return normal;
}

}  // namespace

absl::Span<const Format> Formats() { return kFormats; }

const Format* FindFormat(absl::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::string NormalForm(absl::string_view text, absl::string_view format) {
  const Format* const found = FindFormat(format);
  return found == nullptr ? std::string(text) : NormalForm(text, *found);
}

Verdict CheckFormat(absl::string_view text, absl::string_view format) {
  const Format* const found = FindFormat(format);
  if (found == nullptr) return Refuse(Fault::kFormatUnknown);
  const std::string normal = NormalForm(text, *found);
  const Verdict verdict = found->check(normal);
  if (verdict.refuses || normal == text) return verdict;
  return Refuse(Fault::kSpelling);
}

}  // namespace enlace::validation

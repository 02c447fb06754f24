#include "policy/scan/identifier_kind.h"

#include "policy/scan/key_shape.h"
#include "policy/scan/number_shape.h"

namespace enlace::policy {
namespace {

using Word = absl::string_view;

constexpr Word kAlienWords[] = {"ALIENNUMBER", "ALIENREGISTRATION", "ALIENNO",
                                "USCIS",       "ANUMBER",           "AFILE",
                                "EXTRANJERO"};
constexpr Word kRoutingWords[] = {"ABA",           "RTN",         "ROUTING",
                                  "ROUTINGNUMBER", "TRANSITO",    "RUTA",
                                  "NUMERODERUTA",  "CODIGODERUTA"};
constexpr Word kCardWords[] = {"CARD", "TARJETA"};
constexpr Word kClabeWords[] = {"CLABE"};
constexpr Word kDocumentWords[] = {"PASSPORT",         "PASAPORTE",
                                   "DRIVERLICENSE",    "DRIVERSLICENSE",
                                   "DRIVINGLICENCE",   "LICENCIADECONDUCIR",
                                   "LICENCIADEMANEJO", "LICENCIADECHOFER"};
constexpr Word kLicenceWords[] = {"FFL", "FIREARMSLICENSE", "LICENCIADEARMAS"};
constexpr Word kItinWords[] = {"ITIN", "TAXPAYERNUMBER", "TAXPAYERID", "TAXID"};
constexpr Word kPhoneWords[] = {"PHONE",    "TELEPHONE", "TEL",
                                "CELL",     "MOBILE",    "WHATSAPP",
                                "TELEFONO", "CELULAR",   "MOVIL"};
constexpr Word kPlateWords[] = {"PLATE",        "PLATES",    "LICENSEPLATE",
                                "LICENCEPLATE", "PLACA",     "PLACAS",
                                "MATRICULA",    "MATRICULAS"};
constexpr Word kRfcWords[] = {"RFC"};
constexpr Word kSsnWords[] = {"SSN", "SOCIALSECURITY", "SEGUROSOCIAL",
                              "SEGURIDADSOCIAL"};

constexpr IdentifierKind kKinds[] = {
    {"a-number", BeginsAlienNumber, 7, kAlienWords, true},
    {"aba", BeginsRoutingNumber, 9, kRoutingWords, true},
    {"card", BeginsCard, 14, kCardWords},
    {"clabe", BeginsClabe, 18, kClabeWords},
    {"curp", BeginsCurp, 7, {}},
    {"document-number", BeginsDocumentNumber, 5, kDocumentWords, true},
    {"ffl", BeginsLicence, 14, kLicenceWords},
    {"iban", BeginsIban, 5, {}},
    {"ine", BeginsVoterKey, 11, {}},
    {"itin", BeginsItin, 9, kItinWords},
    {"phone", BeginsPhone, 8, kPhoneWords},
    {"plate", BeginsPlate, 2, kPlateWords, true},
    {"rfc", BeginsRfc, 6, kRfcWords},
    {"ssn", BeginsSsn, 9, kSsnWords},
};

}  // namespace

absl::Span<const IdentifierKind> IdentifierKinds() { return kKinds; }

}  // namespace enlace::policy

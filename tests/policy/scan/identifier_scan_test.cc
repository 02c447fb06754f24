#include "policy/scan/identifier_scan.h"

#include <gtest/gtest.h>

#include "policy/scan/readings.h"
#include "proto/validation/formats.h"

namespace enlace::policy {
namespace {

using Kinds = std::set<std::string>;

Kinds In(absl::string_view text) {
  const auto readings = ReadingsOf(text);
  EXPECT_TRUE(readings.has_value()) << text;
  return readings.has_value() ? FindIdentifiers(*readings) : Kinds();
}

TEST(IdentifierScan, KindsAreNamedLikeFormatsButForCards) {
  for (const std::string& name : IdentifierNames()) {
    if (name == "card") continue;
    EXPECT_NE(validation::FindFormat(name), nullptr) << name;
  }
}

TEST(IdentifierScan, ASocialSecurityNumberHasItsGroupsOrAWordBeside) {
  EXPECT_EQ(In("told 219-09-9999 to us"), Kinds{"ssn"});
  EXPECT_EQ(In("told 219 09 9999 to us"), Kinds{"ssn"});
  EXPECT_EQ(In("told 1 2 3 - 45 - 6789 to us"), Kinds{"ssn"});
  EXPECT_EQ(In("SSN 219099999"), Kinds{"ssn"});
  EXPECT_EQ(In("219099999 (SSN)"), Kinds{"ssn"});
  EXPECT_EQ(In("su número de seguro social es el 219099999"), Kinds{"ssn"});
  EXPECT_EQ(In("SSN219099999"), Kinds{"ssn"});
  EXPECT_EQ(In("x219-09-9999x"), Kinds{"ssn"});
  // Nine digits alone are any number; dates, files and sums are cut otherwise.
  EXPECT_EQ(In("lot 219099999 arrived"), Kinds());
  EXPECT_EQ(In("expediente 123/45/2024"), Kinds());
  EXPECT_EQ(In("la suma de 1,234,567.89 pesos"), Kinds());
  EXPECT_EQ(In("entre 12:30:45 y 15:10"), Kinds());
  // Never issued.
  EXPECT_EQ(In("told 000-12-3456 and 666-12-3456 and 123-00-4567"), Kinds());
  // Part of a longer number.
  EXPECT_EQ(In("told 5219-09-99990 to us"), Kinds());
  // A word too far away.
  EXPECT_EQ(In("no SSN was stated anywhere in the papers of the driver; "
               "lot 219099999 arrived"),
            Kinds());
}

TEST(IdentifierScan, ATaxpayerNumberIsToldFromASocialSecurityNumber) {
  EXPECT_EQ(In("told 912-70-1234 to us"), Kinds{"itin"});
  EXPECT_EQ(In("ITIN: 912701234"), Kinds{"itin"});
  EXPECT_EQ(In("told 912-10-1234 to us"), Kinds());
}

TEST(IdentifierScan, AccountsAreToldByTheirCheckDigits) {
  EXPECT_EQ(In("a la 002010077777777771 llegó"), Kinds{"clabe"});
  EXPECT_EQ(In("a la 002 010 07777777777 1 llegó"), Kinds{"clabe"});
  EXPECT_EQ(In("a la 002010077777777772 llegó"), Kinds());
  EXPECT_EQ(In("to GB82 WEST 1234 5698 7654 32 then"), Kinds{"iban"});
  EXPECT_EQ(In("to GB82 WEST 1234 5698 7654 33 then"), Kinds());
  EXPECT_EQ(In("paid with 4111-1111-1111-1111"), Kinds{"card"});
  EXPECT_EQ(In("paid with 3714 496353 98431"), Kinds{"card"});
  EXPECT_EQ(In("paid with 4111-1111-1111-1112"), Kinds());
  EXPECT_EQ(In("paid with 1111-1111-1111-1117"), Kinds());
  EXPECT_EQ(In("routing 021000021"), Kinds{"aba"});
  EXPECT_EQ(In("número de ruta 021000021"), Kinds{"aba"});
  EXPECT_EQ(In("lot 021000021"), Kinds());
  EXPECT_EQ(In("mientras trabajaba 021000021"), Kinds());
}

TEST(IdentifierScan, KeysOfPersonsAreToldByTheirForm) {
  EXPECT_EQ(In("con clave PUFS900101HNERCN06 y"), Kinds{"curp"});
  EXPECT_EQ(In("con clave pufs-900101-hnercn-06 y"), Kinds{"curp"});
  EXPECT_EQ(In("xxPUFS900101HNERCN06xx"), Kinds{"curp"});
  EXPECT_EQ(In("con clave PUFS900101HNERCN07 y"), Kinds());
  EXPECT_EQ(In("con clave GODE561231GR8 y"), Kinds{"rfc"});
  EXPECT_EQ(In("con clave ABC680524P73 y"), Kinds{"rfc"});
  EXPECT_EQ(In("el lote GODE561231GR7 y"), Kinds());
  EXPECT_EQ(In("RFC GODE561231GR7"), Kinds{"rfc"});
  EXPECT_EQ(In("RFC XAXX010101000"), Kinds());
  EXPECT_EQ(In("con clave PE\u00d1A900101ABA y"), Kinds{"rfc"});
  EXPECT_EQ(In("con clave A&B900101AB4 y"), Kinds{"rfc"});
  EXPECT_EQ(In("clave SNPRFC90010128M400"), Kinds{"ine"});
  EXPECT_EQ(In("clave SNPRFC90130128M400"), Kinds());
}

TEST(IdentifierScan, ContactsAreTold) {
  EXPECT_EQ(In("call +52 867 555 0100 now"), Kinds{"phone"});
  EXPECT_EQ(In("call (956) 555-0100 now"), Kinds{"phone"});
  EXPECT_EQ(In("tel. 9565550100"), Kinds{"phone"});
  EXPECT_EQ(In("lot 9565550100"), Kinds());
  EXPECT_EQ(In("a rise of +15 per cent"), Kinds());
  EXPECT_EQ(In("write to example@test.example, please"), Kinds{"email"});
  EXPECT_EQ(In("write to example @ noon. Then wait"), Kinds());
  EXPECT_EQ(In("3 units @ 5.50 each"), Kinds());
}

TEST(IdentifierScan, SomeKindsNeedTheirWord) {
  EXPECT_EQ(In("con placas TEST-123 de"), Kinds{"plate"});
  EXPECT_EQ(In("license plate number ABC 1234"), Kinds());  // four and a blank
  EXPECT_EQ(In("license plate ABC-1234"), Kinds{"plate"});
  EXPECT_EQ(In("a box marked TEST-123"), Kinds());
  EXPECT_EQ(In("cambió la placa del 15 de enero"), Kinds());
  EXPECT_EQ(In("pasaporte G12345678"), Kinds{"document-number"});
  EXPECT_EQ(In("pasaporte vencido el 15-01-2024"), Kinds());
  EXPECT_EQ(In("a box marked G12345678"), Kinds());
  EXPECT_EQ(In("alien number A123456789"), Kinds{"a-number"});
  EXPECT_EQ(In("a box marked A123456789"), Kinds());
  EXPECT_EQ(In("sold under 1-23-456-01-7A-12345"), Kinds{"ffl"});
  EXPECT_EQ(In("FFL 123456017A12345"), Kinds{"ffl"});
  EXPECT_EQ(In("lot 123456017A12345"), Kinds());
}

TEST(IdentifierScan, SeveralKindsAreAllTold) {
  EXPECT_EQ(In("219-09-9999, PUFS900101HNERCN06 and example@test.example"),
            (Kinds{"curp", "email", "ssn"}));
}

TEST(IdentifierScan, NothingThatHoldsOneIsCalledPlain) {
  for (const char* plain :
       {"", "John", "SINTETICO PRUEBA", "c-91b2", "US-TRACE", "CALLE DE TEST",
        "88000", "TEST-0042"}) {
    EXPECT_TRUE(HoldsNoIdentifier(plain)) << plain;
    EXPECT_EQ(In(plain), Kinds()) << plain;
  }
  for (const char* odd :
       {"PUFS900101HNERCN06", "e@test.example", "placa AB123", "219-09-9999",
        "MjE5LTA5LTk5OTk", "%32%31%39-09-9999", "+18675550100",
        "matr\u00edcula AB123", "\u0662\u0661\u0669-09-9999",
        "\uff12\uff11\uff19-09-9999"}) {
    EXPECT_FALSE(HoldsNoIdentifier(odd)) << odd;
    EXPECT_NE(In(odd), Kinds()) << odd;
  }
}

}  // namespace
}  // namespace enlace::policy

#include "proto/validation/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "proto/validation/fault_text.h"
#include "proto/validation/person_key.h"
#include "proto/validation/spelling.h"

namespace enlace::validation {
namespace {

using enum Fault;

std::string Show(Verdict verdict) {
  if (verdict.fault == kNone) return "fine";
  for (const FaultText& text : FaultTexts()) {
    if (text.fault == verdict.fault) {
      return absl::StrCat(verdict.refuses ? "refuse " : "warn ", text.reason);
    }
  }
  return "no text";
}

struct Vector {
  std::string format;
  std::string value;
  std::string verdict;
};

void PrintTo(const Vector& row, std::ostream* out) {
  *out << row.format << ' ' << row.value;
}

class VectorTest : public testing::TestWithParam<Vector> {};

TEST_P(VectorTest, HasThisVerdict) {
  const Vector& row = GetParam();
  EXPECT_EQ(Show(CheckFormat(row.value, row.format)), row.verdict);
}

// Numbers that are synthetic, published as examples, or specimens.
INSTANTIATE_TEST_SUITE_P(
    Banks, VectorTest,
    testing::ValuesIn(std::vector<Vector>{
        {"clabe", "002010077777777771", "fine"},
        {"clabe", "032180000118359719", "fine"},
        {"clabe", "014180655012345674", "fine"},
        {"clabe", "002010077777777772", "refuse CHECK_DIGIT"},
        // In the order length, digits, check digit, bank.
        {"clabe", "00201007777777777", "refuse LENGTH"},
        {"clabe", "00201007777777777A", "refuse CHARACTERS"},
        {"clabe", "999000000000000001", "refuse CODE_UNKNOWN"},
        {"clabe", "999000000000000002", "refuse CHECK_DIGIT"},
        {"clabe", "002-010-07777777777-1", "refuse SPELLING"},
        {"aba", "111000025", "fine"},
        {"aba", "021000021", "fine"},
        {"aba", "123456780", "fine"},
        {"aba", "123456789", "refuse CHECK_DIGIT"},
        {"aba", "12345678", "refuse LENGTH"},
        {"aba", "12345678O", "refuse CHARACTERS"},
        // 13 to 20, 33 to 60, 73 to 79 and 81 on are no districts.
        {"aba", "130000006", "refuse NEVER_ISSUED"},
        {"aba", "330000000", "refuse NEVER_ISSUED"},
        {"aba", "990000000", "refuse NEVER_ISSUED"},
        {"iban", "GB82WEST12345698765432", "fine"},
        {"iban", "ES9121000418450200051332", "fine"},
        {"iban", "ES9121000418450200051433", "refuse CHECK_DIGIT"},
        {"iban", "GB82 WEST 1234 5698 7654 32", "refuse SPELLING"},
        {"iban", "GB82WEST1234569876543", "refuse LENGTH"},
        {"iban", "GB821EST12345698765432", "refuse FORM"},
        // These countries issue none.
        {"iban", "US64SVBKUS6S3300958879", "refuse CODE_UNKNOWN"},
        {"iban", "MX82002010077777777771", "refuse CODE_UNKNOWN"},
        {"iban", "PA82WEST12345698765432", "refuse CODE_UNKNOWN"},
        // 00, 01 and 99 leave a remainder of 1 too, and are never made.
        {"iban", "BE00000000000002", "refuse CHECK_DIGIT"},
        {"bic", "BNMXMXMM", "fine"},
        {"bic", "BNMXMXMMXXX", "fine"},
        {"bic", "BNMXMXMMX", "refuse LENGTH"},
        {"bic", "BNMXZZMM", "refuse CODE_UNKNOWN"},
        {"bic", "BNM1MXMM", "refuse FORM"},
        {"lei", "5493001KJTIIGC8Y1R12", "fine"},
        {"lei", "5493001KJTIIGC8Y1R13", "refuse CHECK_DIGIT"},
        {"lei", "5493001KJTIIGC8Y1R1", "refuse LENGTH"},
        {"last4", "1234", "fine"},
        {"last4", "ABCD", "refuse FORM"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Persons, VectorTest,
    testing::ValuesIn(std::vector<Vector>{
        {"curp", "BOXW310820HNERXN09", "fine"},
        {"curp", "PUFS900101HNERCN06", "fine"},
        {"curp", "PUFS900101HNERCN07", "refuse CHECK_DIGIT"},
        {"curp", "pufs900101hnercn06", "refuse SPELLING"},
        // 2005 had no 29 February; 2004 had.
        {"curp", "PUFS050229HNERCNA4", "refuse DATE"},
        {"curp", "PUFS040229HNERCNA7", "fine"},
        // The same day of 1904, which the character before the last tells.
        {"curp", "PUFS040229HNERCN07", "fine"},
        {"curp", "PUFS000229HNERCN09", "refuse DATE"},
        {"curp", "PUFS901301HNERCN02", "refuse DATE"},
        {"curp", "PUFS900101HXXRCN09", "refuse CODE_UNKNOWN"},
        {"curp", "PUFS900101ZNERCN06", "refuse FORM"},
        {"curp", "PUFS900101HNEACN06", "refuse FORM"},
        {"curp", "PUFS900101HNERCN0", "refuse LENGTH"},
        {"rfc", "GODE561231GR8", "fine"},
        {"rfc", "PUFS900101AB1", "fine"},
        {"rfc", "ABC680524P73", "fine"},
        {"rfc", "GODE561231GR9", "warn CHECK_DIGIT"},
        {"rfc", "XAXX010101000", "warn PLACEHOLDER"},
        {"rfc", "XEXX010101000", "warn PLACEHOLDER"},
        {"rfc", "GODE561331GR8", "refuse DATE"},
        // 2000 had a 29 February.
        {"rfc", "GODE000229GR0", "warn CHECK_DIGIT"},
        {"rfc", "GODE010229GR0", "refuse DATE"},
        {"rfc", "GODE561231G", "refuse LENGTH"},
        {"rfc", "G0DE561231GR8", "refuse FORM"},
        {"rfc", "\u00d1&C680524P7A", "warn CHECK_DIGIT"},
        {"rfc", "GODE*61231GR8", "refuse CHARACTERS"},
        {"ine", "ABCDEF90010109H123", "fine"},
        {"ine", "ABCDEF90013109H123", "fine"},
        {"ine", "ABCDEF90023109H123", "refuse DATE"},
        {"ine", "ABCDE", "refuse LENGTH"},
        {"ssn", "123456789", "fine"},
        {"ssn", "123-45-6789", "refuse SPELLING"},
        {"ssn", "000456789", "refuse NEVER_ISSUED"},
        {"ssn", "666456789", "refuse NEVER_ISSUED"},
        {"ssn", "900456789", "refuse NEVER_ISSUED"},
        {"ssn", "123006789", "refuse NEVER_ISSUED"},
        {"ssn", "123450000", "refuse NEVER_ISSUED"},
        {"ssn", "219099999", "warn PLACEHOLDER"},
        {"itin", "912701234", "fine"},
        {"itin", "912661234", "refuse NEVER_ISSUED"},
        {"itin", "912931234", "refuse NEVER_ISSUED"},
        {"itin", "812701234", "refuse NEVER_ISSUED"},
        {"ein", "123456789", "fine"},
        {"ein", "12345678", "refuse LENGTH"},
        {"ein", "073456789", "warn UNCOMMON"},
        {"a-number", "A123456789", "fine"},
        {"a-number", "123456789", "refuse FORM"},
        {"name", "N\u00fa\u00f1ez", "fine"},
        // The same with the accents as characters of their own.
        {"name", "Nu\u0301n\u0303ez", "refuse SPELLING"},
        {"phone", "+15555550100", "fine"},
        {"phone", "+1 (555) 555-0100", "refuse SPELLING"},
        {"phone", "5555550100", "refuse FORM"},
        {"email", "doe@example.test", "fine"},
        {"email", "doe@example", "refuse FORM"},
        {"document-number", "G00000000", "fine"},
        {"document-number", "G 0000", "refuse SPELLING"},
        {"document-number", "G_0000", "refuse FORM"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Things, VectorTest,
    testing::ValuesIn(std::vector<Vector>{
        {"vin", "1M8GDM9AXKP042788", "fine"},
        {"vin", "11111111111111111", "fine"},
        {"vin", "3ZZTEST00X0000001", "fine"},
        {"vin", "3ZZTEST01X0000001", "refuse CHECK_DIGIT"},
        // Outside North America nobody need keep to it.
        {"vin", "WZZTEST01X0000001", "warn CHECK_DIGIT"},
        {"vin", "3ZZTEST00X000000I", "refuse CHARACTERS"},
        {"vin", "3ZZTEST00X000000", "refuse LENGTH"},
        {"plate", "TEST-123", "fine"},
        {"plate", "T", "refuse FORM"},
        {"imo", "9074729", "fine"},
        {"imo", "9074728", "refuse CHECK_DIGIT"},
        {"imo", "IMO 9074729", "refuse SPELLING"},
        {"mmsi", "345123456", "fine"},
        {"mmsi", "338123456", "fine"},
        {"mmsi", "003451234", "warn UNCOMMON"},
        {"mmsi", "34512345", "refuse LENGTH"},
        {"icao24", "A00001", "fine"},
        {"icao24", "0D0001", "fine"},
        {"icao24", "a00001", "refuse SPELLING"},
        {"icao24", "A0000G", "refuse CHARACTERS"},
        {"icao24", "000000", "refuse NEVER_ISSUED"},
        {"aircraft-registration", "N1", "fine"},
        {"aircraft-registration", "N12345", "fine"},
        {"aircraft-registration", "N1234Z", "fine"},
        {"aircraft-registration", "N123AB", "fine"},
        {"aircraft-registration", "N0123", "refuse FORM"},
        {"aircraft-registration", "N123IO", "refuse FORM"},
        {"aircraft-registration", "N12345A", "refuse FORM"},
        {"aircraft-registration", "XA-ABC", "fine"},
        {"aircraft-registration", "XB-ABC", "fine"},
        {"aircraft-registration", "XA-AB1", "refuse FORM"},
        {"aircraft-registration", "XAABC", "refuse FORM"},
        {"aircraft-registration", "TG-ABC", "fine"},
        {"aircraft-registration", "9Y-ABC", "fine"},
        {"iso6346", "CSQU3054383", "fine"},
        {"iso6346", "CSQU3054384", "refuse CHECK_DIGIT"},
        {"iso6346", "CSQU305438-3", "refuse SPELLING"},
        {"iso6346", "TEST3054383", "refuse FORM"},
        {"iso6346", "CSQU305438", "refuse LENGTH"},
        {"awb", "00112345675", "fine"},
        {"awb", "00112345676", "refuse CHECK_DIGIT"},
        {"awb", "001-1234 5675", "refuse SPELLING"},
        {"pedimento", "262412340000001", "fine"},
        {"pedimento", "26 24 1234 0000001", "refuse SPELLING"},
        {"pedimento", "26241234000000", "refuse LENGTH"},
        {"hs6", "293333", "fine"},
        {"hs6", "2933.33", "refuse SPELLING"},
        {"scac", "TEST", "fine"},
        {"cas", "437-38-7", "fine"},
        {"cas", "23056-29-3", "fine"},
        {"cas", "437-38-6", "refuse CHECK_DIGIT"},
        {"cas", "437387", "refuse LENGTH"},
        {"cas", "0437-38-7", "refuse FORM"},
        {"un-number", "2811", "fine"},
        {"un-number", "UN2811", "refuse SPELLING"},
        {"un-number", "9999", "warn UNCOMMON"},
        {"ffl", "5-74-000-01-7A-00000", "fine"},
        {"ffl", "5-74-000-01-7I-00000", "refuse FORM"},
        {"ffl", "5-74-000-04-7A-00000", "refuse FORM"},
        {"ori", "MXTEST001", "fine"},
        {"ori", "MXTEST01", "refuse FORM"},
        {"trace-id", "T20260000001", "fine"},
        {"trace-id", "T2026000001", "refuse FORM"},
        {"ncic-offense", "5801", "fine"},
        {"firearm-serial", "TEST 50-A00123", "fine"},
        {"firearm-serial", "TEST", "warn UNCOMMON"},
        {"firearm-make", "ZZZ", "fine"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Codes, VectorTest,
    testing::ValuesIn(std::vector<Vector>{
        {"country", "MX", "fine"},
        {"country", "us", "refuse SPELLING"},
        {"country", "ZZ", "refuse CODE_UNKNOWN"},
        // Withdrawn: the Netherlands Antilles.
        {"country", "AN", "refuse CODE_UNKNOWN"},
        {"subdivision", "US-TX", "fine"},
        {"subdivision", "MX-TAM", "fine"},
        {"subdivision", "MX-XXX", "refuse CODE_UNKNOWN"},
        {"subdivision", "TX", "refuse FORM"},
        {"country-or-subdivision", "US", "fine"},
        {"country-or-subdivision", "US-TX", "fine"},
        {"currency", "MXN", "fine"},
        // Withdrawn: the peseta.
        {"currency", "ESP", "refuse CODE_UNKNOWN"},
        {"timezone", "America/Matamoros", "fine"},
        {"timezone", "America/Nowhere", "refuse CODE_UNKNOWN"},
        {"local-time", "21:40", "fine"},
        {"local-time", "01:30-07:00", "fine"},
        {"local-time", "24:00", "refuse FORM"},
        {"local-time", "21:60", "refuse FORM"},
        // A leap second is no time of a clock.
        {"local-time", "23:59:60", "refuse FORM"},
        {"local-time", "21:40Z", "refuse FORM"},
        {"locode", "MXTIJ", "fine"},
        {"locode", "USLRD", "fine"},
        {"locode", "MXT1J", "refuse FORM"},
        {"locode", "ZZTIJ", "refuse CODE_UNKNOWN"},
        {"port-of-entry", "US-2304", "fine"},
        {"port-of-entry", "MX-24", "fine"},
        {"port-of-entry", "MX-99", "warn CODE_UNKNOWN"},
        {"port-of-entry", "ZZ-99", "refuse CODE_UNKNOWN"},
        {"money", "48250.00", "fine"},
        {"money", "0.50", "fine"},
        {"money", "0.00", "refuse FORM"},
        {"money", "007", "refuse FORM"},
        {"money", "1e3", "refuse FORM"},
        {"quantity", "0.000001", "fine"},
        {"latitude", "-90", "fine"},
        {"latitude", "90.5", "refuse FORM"},
        {"longitude", "-179.999999", "fine"},
        {"longitude", "180.000001", "refuse FORM"},
        {"no-such-format", "anything", "refuse FORMAT_UNKNOWN"},
        {"no-such-format", "", "refuse FORMAT_UNKNOWN"},
    }));

TEST(FormatsTest, RefuseTheEmptyTextAndForeignCharacters) {
  for (const Format& format : Formats()) {
    for (const char* text : {"", "\x01", "\xff", "\xc3\x91", "<<<<<<<<"}) {
      const bool is_name = format.name == "name" && text[0] == '\xc3';
      if (is_name || (format.name == "name" && text[0] == '<')) continue;
      EXPECT_TRUE(CheckFormat(text, format.name).refuses)
          << format.name << " takes " << text;
    }
  }
}

TEST(FormatsTest, AreNamedOnceAndDescribedInBothLanguagesAndTheDocument) {
  const absl::StatusOr<std::string> document = ReadFile("docs/validators.md");
  ASSERT_TRUE(document.ok()) << document.status();
  std::set<absl::string_view> names;
  for (const Format& format : Formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    EXPECT_NE(format.shape_en, "");
    EXPECT_NE(format.shape_es, "");
    EXPECT_NE(format.shape_en, format.shape_es);
    EXPECT_THAT(*document,
                testing::HasSubstr(absl::StrCat("`", format.name, "`")));
  }
}

TEST(FaultTextTest, EveryFaultHasAReasonAndIsInTheDocument) {
  const absl::StatusOr<std::string> document = ReadFile("docs/validators.md");
  ASSERT_TRUE(document.ok()) << document.status();
  std::set<absl::string_view> reasons;
  int next = static_cast<int>(kNone) + 1;
  for (const FaultText& text : FaultTexts()) {
    EXPECT_EQ(static_cast<int>(text.fault), next++) << text.reason;
    EXPECT_TRUE(reasons.insert(text.reason).second) << text.reason;
    EXPECT_NE(text.es, "");
    EXPECT_NE(text.en, text.es);
    EXPECT_THAT(*document,
                testing::HasSubstr(absl::StrCat("`", text.reason, "`")));
  }
  EXPECT_EQ(next, static_cast<int>(kOffset) + 1);
}

TEST(SpellingTest, HasOneFormForWhatPeopleWriteDifferently) {
  EXPECT_EQ(NormalForm(" gode-561231 gr8 ", "rfc"), "GODE561231GR8");
  EXPECT_EQ(NormalForm("IMO 9074729", "imo"), "9074729");
  EXPECT_EQ(NormalForm("UN 2811", "un-number"), "2811");
  EXPECT_EQ(NormalForm("+52 (55) 5555.0100", "phone"), "+525555550100");
  EXPECT_EQ(NormalForm("437\u201338\u20137", "cas"), "437-38-7");  // en dash
  EXPECT_EQ(NormalForm("\u00f1&c680524p7a", "rfc"), "\u00d1&C680524P7A");
  // Digits of full width.
  EXPECT_EQ(NormalForm("\uff11\uff12\uff13", "last4"), "123");
  EXPECT_EQ(NormalForm("Nu\u0301n\u0303ez ", "name"), "N\u00fa\u00f1ez");
  EXPECT_EQ(NormalForm(" x y ", "no-such-format"), " x y ");
}

TEST(SpellingTest, IsTheSameWhenRepeatedAndKeepsWhatIsNotUtf8) {
  for (const Spelling spelling : {Spelling::kText, Spelling::kCapitals,
                                  Spelling::kCode, Spelling::kCompact}) {
    for (const char* text :
         {"", " ", "a b-c", "\u00a0x\u2009y\u2014z", "\ufb01", "\u0132"}) {
      const std::string once = Spell(text, spelling);
      EXPECT_EQ(Spell(once, spelling), once) << text;
    }
    EXPECT_EQ(Spell("a\xff", spelling), "a\xff");
  }
}

TEST(RfcTest, KnowsTheKeysThatManyShare) {
  EXPECT_TRUE(IsSharedRfc("XAXX010101000"));
  EXPECT_TRUE(IsSharedRfc("XEXX010101000"));
  EXPECT_FALSE(IsSharedRfc("GODE561231GR8"));
}

}  // namespace
}  // namespace enlace::validation

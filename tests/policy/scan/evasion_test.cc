// Whatever is done to an identifier or a phrase, it is found.

#include "tests/policy/scan/evasion.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "policy/scan/identifier_scan.h"
#include "policy/scan/phrase_scan.h"
#include "policy/scan/readings.h"

namespace enlace::policy {
namespace {

struct Hidden {
  std::string kind;
  std::string text;
};

// One of each kind, with the word that it needs.
const std::vector<Hidden>& Identifiers() {
  static const auto* const all = new std::vector<Hidden>{
      {"a-number", "alien number A123456789"},
      {"aba", "routing number 021000021"},
      {"card", "4111111111111111"},
      {"card", "371449635398431"},
      {"clabe", "002010077777777771"},
      {"curp", "PUFS900101HNERCN06"},
      {"document-number", "passport G12345678"},
      {"email", "example@test.example"},
      {"ffl", "1-23-456-01-7A-12345"},
      {"iban", "GB82WEST12345698765432"},
      {"ine", "SNPRFC90010128M400"},
      {"itin", "912-70-1234"},
      {"phone", "+528675550100"},
      {"plate", "plates TEST-123"},
      {"rfc", "GODE561231GR8"},
      {"ssn", "219-09-9999"},
      {"ssn", "seguro social 219099999"},
  };
  return *all;
}

std::string Sentence(const std::string& hidden) {
  return absl::StrCat("TEST: the bank told us ", hidden, " last week.");
}

std::set<std::string> KindsIn(const std::string& text) {
  const auto readings = ReadingsOf(text);
  EXPECT_TRUE(readings.has_value()) << text;
  return readings.has_value() ? FindIdentifiers(*readings)
                              : std::set<std::string>();
}

TEST(Evasion, EveryKindHasAnExample) {
  std::set<std::string> kinds;
  for (const Hidden& hidden : Identifiers()) kinds.insert(hidden.kind);
  EXPECT_EQ(kinds, std::set<std::string>(IdentifierNames().begin(),
                                         IdentifierNames().end()));
}

TEST(Evasion, HidesNoIdentifier) {
  for (const Hidden& hidden : Identifiers()) {
    for (const Evasion& evasion : Evasions()) {
      const std::string alone = evasion.apply(hidden.text);
      EXPECT_FALSE(HoldsNoIdentifier(alone)) << evasion.name << ": " << alone;
      const std::string text = Sentence(alone);
      EXPECT_EQ(KindsIn(text).count(hidden.kind), 1u)
          << hidden.kind << ", " << evasion.name << ": " << text;
    }
  }
}

TEST(Evasion, MakesNoIdentifierOfWhatIsNone) {
  // The same with a wrong check digit, a number never issued, another length.
  for (const char* none :
       {"4111111111111112", "002010077777777772", "PUFS900101HNERCN07",
        "GB82WEST12345698765433", "GODE561231GR7", "666-09-9999", "219-09-999",
        "A98765432", "021000021", "G12345678"}) {
    for (const Evasion& evasion : Evasions()) {
      const std::string text = Sentence(evasion.apply(none));
      EXPECT_EQ(KindsIn(text), std::set<std::string>())
          << evasion.name << ": " << text;
    }
  }
}

TEST(Evasion, HidesNoPhrase) {
  for (const char* phrase :
       {"SAR", "SARs", "suspicious activity report", "filing institution",
        "Form 111", "STR", "detener", "reporte de operaciones inusuales"}) {
    PhraseScan scan;
    ASSERT_TRUE(scan.Add("list", phrase));
    for (const Evasion& evasion : Evasions()) {
      const std::string text = Sentence(evasion.apply(phrase));
      const auto readings = ReadingsOf(text);
      ASSERT_TRUE(readings.has_value()) << evasion.name;
      std::set<std::string> found;
      scan.Find(*readings, found);
      EXPECT_EQ(found.count("list"), 1u)
          << phrase << ", " << evasion.name << ": " << text;
    }
  }
}

}  // namespace
}  // namespace enlace::policy

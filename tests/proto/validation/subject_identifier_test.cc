#include "proto/validation/subject_identifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/person.pb.h"

namespace enlace::validation {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

v1::Person SyntheticPerson() {
  v1::Person person;
  person.mutable_name()->set_given_names("Sintética Ñandú");
  person.mutable_name()->set_paternal_surname("De la Prueba");
  person.mutable_name()->set_maternal_surname("Ficticia");
  person.mutable_birth_date()->set_year(1990);
  person.mutable_birth_date()->set_month(1);
  person.mutable_birth_date()->set_day(31);
  v1::PersonId& curp = *person.add_ids();
  curp.set_type(v1::PERSON_ID_TYPE_CURP);
  curp.set_value("PUFS900101MDFRCN00");
  person.add_phones("+525555550100");
  return person;
}

v1::SubjectKey Number(const std::string& format, const std::string& value) {
  v1::SubjectKey key;
  key.set_format(format);
  key.set_value(value);
  return key;
}

v1::SubjectKey Named(const std::string& name, uint32_t year, uint32_t month,
                     uint32_t day) {
  v1::SubjectKey key;
  key.set_name(name);
  key.mutable_birth_date()->set_year(year);
  key.mutable_birth_date()->set_month(month);
  key.mutable_birth_date()->set_day(day);
  return key;
}

// Whether a record that has `record`'s persons is found by `key`.
bool Finds(const google::protobuf::Message& record, const v1::SubjectKey& key) {
  const auto asked = IdentifiersOf(key);
  EXPECT_TRUE(asked.ok()) << asked.status();
  if (!asked.ok()) return false;
  const std::set<std::string> known = SubjectIdentifiers(record);
  return std::any_of(asked->begin(), asked->end(),
                     [&](const auto& each) { return known.contains(each); });
}

TEST(SubjectIdentifierTest, PersonIsFoundByNumbersInAnySpelling) {
  v1::Person person = SyntheticPerson();
  EXPECT_TRUE(Finds(person, Number("phone", "+52 55 5555-0100")));
  EXPECT_FALSE(Finds(person, Number("phone", "+525555550101")));
  // The same digits are another number where they stand for something else.
  EXPECT_FALSE(Finds(person, Number("document-number", "525555550100")));
  EXPECT_THAT(SubjectIdentifiers(person), Contains("curp PUFS900101MDFRCN00"));
  v1::IdentityDocument& passport = *person.mutable_identity_document();
  passport.set_type(v1::DOCUMENT_TYPE_PASSPORT);
  passport.set_number("l898902c3");
  EXPECT_TRUE(Finds(person, Number("document-number", "L898902C3")));
}

TEST(SubjectIdentifierTest, PersonIsFoundByNameAndBirthWhateverTheOrder) {
  const v1::Person person = SyntheticPerson();
  EXPECT_TRUE(Finds(
      person, Named("SINTETICA NANDU DE LA PRUEBA FICTICIA", 1990, 1, 31)));
  EXPECT_TRUE(Finds(
      person, Named("de la Prueba Ficticia, Sintética Ñandú", 1990, 1, 31)));
  // Whoever tells no second surname is found too.
  EXPECT_TRUE(
      Finds(person, Named("Sintética Ñandú De la Prueba", 1990, 1, 31)));
  EXPECT_FALSE(Finds(person, Named("Sintética Prueba", 1990, 1, 31)));
  EXPECT_FALSE(
      Finds(person, Named("Sintética Ñandú De la Prueba", 1990, 1, 30)));
}

TEST(SubjectIdentifierTest, RecordThatHasTheYearAloneIsFoundByTheWholeDate) {
  v1::Person person = SyntheticPerson();
  person.mutable_birth_date()->clear_day();
  person.mutable_birth_date()->clear_month();
  EXPECT_TRUE(Finds(person, Named("Sintética Ñandú De la Prueba", 1990, 7, 7)));
  person.clear_birth_date();
  EXPECT_FALSE(
      Finds(person, Named("Sintética Ñandú De la Prueba", 1990, 1, 31)));
}

TEST(SubjectIdentifierTest, AliasAndLatinNameFindAsTheNameDoes) {
  v1::Person person = SyntheticPerson();
  person.mutable_name()->set_full_name_latin("DOE EXAMPLE TESTPERSON");
  person.add_aliases()->set_full_name_latin("EL EJEMPLO");
  EXPECT_TRUE(Finds(person, Named("Testperson Doe Example", 1990, 1, 31)));
  EXPECT_TRUE(Finds(person, Named("el ejemplo", 1990, 1, 31)));
}

TEST(SubjectIdentifierTest, NumberThatManyShareAndNameOfOnePartFindNobody) {
  v1::Person person;
  v1::PersonId& rfc = *person.add_ids();
  rfc.set_type(v1::PERSON_ID_TYPE_RFC);
  rfc.set_value("XEXX010101000");
  person.mutable_name()->set_given_names("Sintética");
  person.mutable_birth_date()->set_year(1990);
  EXPECT_THAT(SubjectIdentifiers(person), IsEmpty());
  EXPECT_FALSE(IdentifiersOf(Number("rfc", "XEXX010101000")).ok());
  EXPECT_FALSE(IdentifiersOf(Named("Sintética", 1990, 1, 31)).ok());
}

TEST(SubjectIdentifierTest, PersonsAreFoundWhereverTheyStandInARecord) {
  v1::FirearmTraceResult result;
  *result.mutable_purchaser() = SyntheticPerson();
  v1::FinancialLead lead;
  *lead.add_other_persons() = SyntheticPerson();
  v1::BorderAlert alert;
  *alert.mutable_person() = SyntheticPerson();
  const v1::SubjectKey key = Number("phone", "+525555550100");
  EXPECT_TRUE(Finds(result, key));
  EXPECT_TRUE(Finds(lead, key));
  EXPECT_TRUE(Finds(alert, key));
}

TEST(SubjectIdentifierTest, EveryFormatIsOneOfTheListAndAWrongValueIsRefused) {
  for (const absl::string_view format : SubjectFormats()) {
    const auto status =
        IdentifiersOf(Number(std::string(format), "?CANARY?")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << format;
    EXPECT_THAT(std::string(status.message()),
                Not(testing::HasSubstr("CANARY")));
  }
}

TEST(SubjectIdentifierTest, KeyIsANumberOrANameAndWhole) {
  EXPECT_FALSE(IdentifiersOf(v1::SubjectKey()).ok());
  EXPECT_FALSE(IdentifiersOf(Number("vin", "1HGCM82633A004352")).ok());
  EXPECT_FALSE(IdentifiersOf(Number("curp", "")).ok());
  EXPECT_FALSE(IdentifiersOf(Number("", "PUFS900101MDFRCN00")).ok());
  EXPECT_FALSE(IdentifiersOf(Named("Doe Jane", 1990, 0, 0)).ok());
  EXPECT_FALSE(IdentifiersOf(Named("Doe Jane", 1990, 13, 1)).ok());
  v1::SubjectKey both = Named("Doe Jane", 1990, 1, 1);
  both.set_format("phone");
  EXPECT_FALSE(IdentifiersOf(both).ok());
}

}  // namespace
}  // namespace enlace::validation

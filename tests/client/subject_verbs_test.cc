// `enlace subject`: what the officer is shown, what the person is told, and
// what an order says, against a fake node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "client/cli/person_file.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::SubjectRecord Record(char name, const std::string& type, bool tell) {
  v1::SubjectRecord record;
  record.set_transfer_id(std::string(16, name));
  record.set_record_id(std::string(32, name));
  record.set_type(type);
  record.set_sender("spiffe://us.enlace.example/agency/us-atf");
  record.set_recipient("spiffe://mx.enlace.example/agency/mx-fgr");
  record.set_purpose("PURPOSE_CODE_CRIM_INVESTIGATION");
  record.set_decided_at_ms(1'777'900'000'000);
  record.set_state(v1::RECORD_STATE_COLLECTED);
  record.set_is_stored(true);
  record.set_may_be_told(tell);
  v1::SubjectRecipient& recipient = *record.add_recipients();
  recipient.set_agency(record.recipient());
  recipient.set_since_ms(record.decided_at_ms());
  recipient.set_purpose(record.purpose());
  return record;
}

class SubjectVerbsTest : public CommandLineTest {
 protected:
  void SetUp() override {
    std::ofstream(Person()) << "# a letter\nname: Prueba Sintética\n"
                               "born: 1990-01-31\nphone: +52 55 5555 0100\n";
    node_.subject_due_ms = 4'000'000'000'000;
    WriteOfficersContext();
  }
  // Of a person who signs, as an order needs.
  void WriteOfficersContext() {
    const certs::Identity officer{"mx.enlace.example",
                                  certs::Identity::Kind::kPerson, "officer"};
    const auto tls = nations_.pki("mx").IssueTls(officer);
    const auto signing = nations_.pki("mx").IssueStatementSigning(officer);
    ASSERT_TRUE(tls.ok() && signing.ok());
    nations_.Write("officer.tls.key", tls->key_pem, true);
    nations_.Write("officer.tls.pem", tls->chain_pem);
    nations_.Write("officer.signing.key", signing->key_pem, true);
    nations_.Write("officer.signing.pem", signing->chain_pem);
    nations_.Write(
        "contexts/officer.toml",
        absl::StrCat("person = \"", officer.Uri(),
                     "\"\n[node]\nendpoint = \"127.0.0.1:1\"\nidentity = \"",
                     nations_.party("mx-node").identity.Uri(),
                     "\"\n[tls]\nkey = \"../officer.tls.key\"\nchain = "
                     "\"../officer.tls.pem\"\nroot = \"../mx/root.pem\"\n"
                     "[signing]\nkey = \"../officer.signing.key\"\nchain = "
                     "\"../officer.signing.pem\"\n"));
  }
  std::string Person() const {
    return absl::StrCat(nations_.folder(), "/person.txt");
  }
  Ran Subject(std::vector<std::string> words,
              const std::string& language = "en") {
    words.insert(words.begin(), "subject");
    for (const char* const word : {"--person", "--context", "--lang"}) {
      words.emplace_back(word);
      words.push_back(word == std::string("--person") ? Person()
                      : word == std::string("--lang")
                          ? language
                          : nations_.ContextPath("officer"));
    }
    return Run(words);
  }
};

TEST_F(SubjectVerbsTest, SearchAsksByTheFileAndTakesEveryPage) {
  node_.subject_records = {Record('a', "FirearmTraceResult", true),
                           Record('b', "FinancialLead", false)};
  const Ran ran = Subject({"find", "REQ-1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(node_.searches.size(), 2U);
  for (const v1::FindSubjectRequest& asked : node_.searches) {
    EXPECT_EQ(asked.request(), "REQ-1");
    ASSERT_EQ(asked.keys_size(), 2);
    EXPECT_EQ(asked.keys(0).name(), "Prueba Sintética");
    EXPECT_EQ(asked.keys(0).birth_date().day(), 31U);
    EXPECT_EQ(asked.keys(1).format(), "phone");
  }
  EXPECT_THAT(ran.out, HasSubstr("FirearmTraceResult"));
  EXPECT_THAT(ran.out, HasSubstr("FinancialLead"));
  EXPECT_THAT(ran.out, HasSubstr("records that concern the person: 2;"));
  EXPECT_THAT(ran.out, HasSubstr("searched from 2026 on"));
}

TEST_F(SubjectVerbsTest, OfficerSeesConsentsHoldsAndWhoConfirmedACorrection) {
  v1::SubjectRecord record = Record('a', "FinancialLead", false);
  v1::SubjectRecipient& next = *record.add_recipients();
  next.set_agency("spiffe://mx.enlace.example/agency/mx-semar");
  next.set_consent(std::string(16, 'c'));
  next.set_purpose("PURPOSE_CODE_CRIM_INVESTIGATION");
  record.add_legal_holds("HOLD-7");
  for (const v1::RecordState state :
       {v1::RECORD_STATE_DELIVERED, v1::RECORD_STATE_COLLECTED}) {
    v1::SubjectFollowUp& about = *record.add_follow_ups();
    about.set_transfer_id(std::string(16, 'd'));
    about.set_type("Correction");
    about.set_recipient(record.recipient());
    about.set_state(state);
  }
  node_.subject_records = {record};
  const Ran ran = Subject({"find", "REQ-1"});
  EXPECT_THAT(ran.out, HasSubstr("also for mx-semar"));
  EXPECT_THAT(ran.out, HasSubstr("yes, HOLD-7"));
  EXPECT_THAT(ran.out, HasSubstr("Correction 646464646464 to mx-fgr, "
                                 "DELIVERED\n"));
  EXPECT_THAT(ran.out, HasSubstr("to mx-fgr, confirmed by it\n"));
}

// Whoever reads the page cannot tell whether there is more.
TEST_F(SubjectVerbsTest, PageForThePersonIsTheSameWhateverElseThereIs) {
  for (const std::string language : {"en", "es"}) {
    for (const std::string format : {"table", "json", "csv", "yaml"}) {
      for (const bool something : {false, true}) {
        std::vector<v1::SubjectRecord> told;
        if (something) told.push_back(Record('a', "FirearmTraceResult", true));
        node_.subject_records = told;
        const Ran alone =
            Subject({"accounting", "REQ-1", "-o", format}, language);
        node_.subject_records = {Record('b', "FinancialLead", false)};
        node_.subject_records.insert(node_.subject_records.end(), told.begin(),
                                     told.end());
        node_.subject_records.push_back(Record('c', "BorderAlert", false));
        const Ran beside =
            Subject({"accounting", "REQ-1", "-o", format}, language);
        EXPECT_EQ(alone.code, 0) << alone.err;
        EXPECT_EQ(alone.out, beside.out);
        EXPECT_EQ(alone.err, beside.err);
        EXPECT_EQ(alone.code, beside.code);
        EXPECT_THAT(alone.out,
                    HasSubstr(language == "en" ? "neither confirms nor denies"
                                               : "no confirma ni niega"));
      }
    }
  }
}

TEST_F(SubjectVerbsTest, PageTellsDateNaturePurposeAndRecipient) {
  node_.subject_records = {Record('a', "FirearmTraceResult", true)};
  const Ran ran = Subject({"accounting", "REQ-1"});
  EXPECT_THAT(ran.out, HasSubstr("2026-05-04"));
  EXPECT_THAT(ran.out, HasSubstr("Firearm trace result"));
  EXPECT_THAT(ran.out, HasSubstr("Criminal investigation"));
  EXPECT_THAT(ran.out, HasSubstr("mx-fgr"));
  EXPECT_THAT(Subject({"accounting", "REQ-1", "-o", "json"}).out,
              HasSubstr("\"ACCOUNTED\""));
  node_.subject_records.clear();
  EXPECT_THAT(Subject({"accounting", "REQ-1", "-o", "json"}).out,
              HasSubstr("\"NEITHER_CONFIRMED_NOR_DENIED\""));
}

TEST_F(SubjectVerbsTest, OrderNamesWhatWasFoundAndWarnsOfWhatStandsAgainstIt) {
  node_.subject_records = {Record('a', "FirearmTraceResult", true),
                           Record('b', "FinancialLead", false)};
  node_.subject_records[0].add_legal_holds("HOLD-7");
  node_.subject_records[1].set_state(v1::RECORD_STATE_QUEUED);
  node_.subject_records[1].clear_recipients();
  std::vector<std::string> words{
      "erase",       "REQ-1",
      "--order",     "ORDER-1",
      "--document",  Person(),
      "--reference", "office/1",
      "--transfer",  HexEncode(std::string(16, 'b')),
      "--transfer",  HexEncode(std::string(16, 'a'))};
  std::vector<std::string> dry = words;
  dry.emplace_back("--dry-run");
  const Ran tried = Subject(dry);
  EXPECT_EQ(tried.code, 0) << tried.err;
  EXPECT_THAT(tried.out, HasSubstr("nothing was sent"));
  EXPECT_TRUE(node_.acts.empty());
  const Ran ran = Subject(words);
  EXPECT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(node_.entries.count("ORDER-1"), 1U);
  v1::RegisterEntry entry;
  ASSERT_TRUE(entry.ParseFromString(node_.entries.at("ORDER-1").entry()));
  EXPECT_EQ(entry.kind(), v1::REGISTER_KIND_ERASURE_ORDER);
  EXPECT_THAT(entry.transfer_ids(),
              ElementsAre(std::string(16, 'a'), std::string(16, 'b')));
  EXPECT_THAT(
      ran.err,
      HasSubstr("616161616161: not before the legal hold ends: HOLD-7"));
  EXPECT_THAT(ran.err, HasSubstr("616161616161: a copy is with mx-fgr"));
  EXPECT_THAT(ran.err, HasSubstr("626262626262: not before it is delivered"));
}

TEST_F(SubjectVerbsTest, OnlyWhatConcernsThePersonAndIsHereIsOrdered) {
  node_.subject_records = {Record('a', "FirearmTraceResult", true)};
  node_.subject_records[0].set_is_stored(false);
  for (const char name : {'a', 'x'}) {
    const Ran ran = Subject({"erase", "REQ-1", "--order", "ORDER-1",
                             "--document", Person(), "--reference", "office/1",
                             "--transfer", HexEncode(std::string(16, name))});
    EXPECT_EQ(ran.code, 2) << ran.err;
    EXPECT_TRUE(node_.acts.empty());
  }
}

TEST(PersonFileTest, EachFaultIsNamedByItsLineAndNeverByItsValue) {
  const std::vector<std::pair<int, std::string>> faults = {
      {1, "curp: CANARY"},
      {2, "# note\nvin: CANARY"},
      {1, "name: CANARY\nborn: 1990-01-31"},
      {1, "name: CANARY CANARIO"},  // without a date of birth
      {2, "name: CANARY CANARIO\nborn: 31 January"},
      {3, "phone: +15555550100\nborn: 1990-01-31\nborn: 1990-01-31"},
      {1, "CANARY"},
  };
  for (const auto& [line, text] : faults) {
    const absl::Status status = ParsePerson(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("line ", line, ":")));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("CANAR")));
  }
  EXPECT_FALSE(ParsePerson("# nobody\n").ok());
  EXPECT_FALSE(ParsePerson("born: 1990-01-31\n").ok());
}

}  // namespace
}  // namespace enlace::client

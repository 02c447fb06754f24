// What the law gives persons, on real nodes: who may search, what is found, and
// that an order erases it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/problem.h"
#include "proto/wire/register_act.h"
#include "proto/wire/rpc_status.h"
#include "server/store/sqlite_store.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;
using Verb = v1::RegisterAct::Verb;

constexpr char kCurp[] = "TEPF900131MDFSRN02";

v1::FirearmTraceRequest RequestAboutAPerson() {
  v1::FirearmTraceRequest record = ExampleTraceRequest();
  v1::Person& person = *record.mutable_possessor();
  person.mutable_name()->set_given_names("SINTETICA");
  person.mutable_name()->set_paternal_surname("PRUEBA");
  person.mutable_birth_date()->set_year(1990);
  person.mutable_birth_date()->set_month(1);
  person.mutable_birth_date()->set_day(31);
  person.set_role(v1::PERSON_ROLE_POSSESSOR);
  person.mutable_national_id()->set_type(v1::PERSON_ID_TYPE_CURP);
  person.mutable_national_id()->set_value(kCurp);
  return record;
}

v1::SubjectKey ByCurp() {
  v1::SubjectKey key;
  key.set_format("curp");
  key.set_value(kCurp);
  return key;
}

v1::SubjectKey ByName() {
  v1::SubjectKey key;
  key.set_name("Prueba Sintética");
  key.mutable_birth_date()->set_year(1990);
  key.mutable_birth_date()->set_month(1);
  key.mutable_birth_date()->set_day(31);
  return key;
}

class SubjectTest : public testing::Test {
 protected:
  v1::RegisterEntry EntryNamed(const std::string& id, v1::RegisterKind kind) {
    v1::RegisterEntry entry;
    entry.set_version(1);
    entry.set_entry_id(id);
    entry.set_kind(kind);
    entry.set_term("request");
    const absl::Time now = absl::Now();
    entry.set_valid_from_ms(absl::ToUnixMillis(now - absl::Hours(1)));
    entry.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
    entry.set_document_digest(std::string(kHashSize, 'd'));
    entry.set_document_reference("office/1");
    return entry;
  }

  void Act(const std::string& person, Verb verb,
           const v1::RegisterEntry& entry) {
    const std::string nation = person.substr(0, 2);
    const certs::Identity identity{nation + ".enlace.example",
                                   certs::Identity::Kind::kPerson, person};
    const auto issued =
        nodes_.pki(nation).IssueStatementSigning(identity).value();
    const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
    const std::string bytes = wire::WriteRegisterEntry(entry).value();
    v1::ChangeRegisterRequest request;
    *request.mutable_act() =
        wire::SignRegisterAct({verb, entry.entry_id(), ToBytes(Sha256(bytes))},
                              identity, key, issued.chain_pem, absl::Now())
            .value();
    if (verb == v1::RegisterAct::VERB_PROPOSE) request.set_entry(bytes);
    grpc::ClientContext context;
    v1::ChangeRegisterResponse response;
    const grpc::Status status =
        nodes_.registrar(person).ChangeRegister(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  // By two persons.
  void Enter(const std::string& nation, const v1::RegisterEntry& entry) {
    Act(nation + "-operator-1", v1::RegisterAct::VERB_PROPOSE, entry);
    Act(nation + "-operator-2", v1::RegisterAct::VERB_APPROVE, entry);
  }

  // What `person` finds; or the reason of the refusal.
  std::string Find(const std::string& person, const std::string& request,
                   const std::vector<v1::SubjectKey>& keys,
                   v1::FindSubjectResponse* found = nullptr) {
    v1::FindSubjectRequest asked;
    asked.set_request(request);
    asked.mutable_keys()->Assign(keys.begin(), keys.end());
    v1::FindSubjectResponse ignored;
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    const grpc::Status status = nodes_.subjects(person).FindSubject(
        &context, asked, found == nullptr ? &ignored : found);
    return status.ok() ? "" : wire::ReasonOf(wire::FromGrpcStatus(status));
  }

  // Sends a record about the person, and has it collected; its transfer.
  std::string Deliver() {
    std::string transfer = enlace::Deliver(nodes_, RequestAboutAPerson());
    v1::ConfirmRequest confirm;
    confirm.add_transfer_ids(transfer);
    v1::ConfirmResponse confirmed;
    grpc::ClientContext context;
    EXPECT_TRUE(nodes_.agency("us-atf")
                    .exchange->Confirm(&context, confirm, &confirmed)
                    .ok());
    return transfer;
  }

  TwoNodes nodes_;
};

TEST_F(SubjectTest, OfficersOfBothNationsFindARecordByWhatTheirNodeHadOfIt) {
  const std::string transfer = Deliver();
  for (const std::string nation : {"mx", "us"}) {
    Enter(nation, EntryNamed("REQ-1", v1::REGISTER_KIND_SUBJECT_REQUEST));
  }
  v1::FindSubjectResponse found;
  ASSERT_EQ(Find("mx-legal", "REQ-1", {ByCurp(), ByName()}, &found), "");
  ASSERT_EQ(found.records_size(), 1);
  const v1::SubjectRecord& sent = found.records(0);
  EXPECT_EQ(sent.transfer_id(), transfer);
  EXPECT_THAT(sent.matched(), ElementsAre(0, 1));
  EXPECT_FALSE(sent.incoming());
  EXPECT_EQ(sent.purpose(), "PURPOSE_CODE_CRIM_INVESTIGATION");
  ASSERT_EQ(sent.recipients_size(), 1);
  EXPECT_EQ(sent.recipients(0).agency(),
            nodes_.agency("us-atf").identity.Uri());
  EXPECT_TRUE(sent.is_stored());
  EXPECT_FALSE(sent.may_be_told());
  EXPECT_TRUE(found.next().empty());

  // The number never left Mexico; the name did.
  ASSERT_EQ(Find("us-legal", "REQ-1", {ByCurp(), ByName()}, &found), "");
  ASSERT_EQ(found.records_size(), 1);
  EXPECT_THAT(found.records(0).matched(), ElementsAre(1));
  EXPECT_TRUE(found.records(0).incoming());
  ASSERT_EQ(Find("us-legal", "REQ-1", {ByCurp()}, &found), "");
  EXPECT_EQ(found.records_size(), 0);

  nodes_.StopNode("mx");
  nodes_.StartNode("mx");
  ASSERT_EQ(Find("mx-legal", "REQ-1", {ByCurp()}, &found), "");
  EXPECT_EQ(found.records_size(), 1);
}

TEST_F(SubjectTest, SearchRestsOnARequestAndARoleAndIsLogged) {
  const v1::RegisterEntry request =
      EntryNamed("REQ-1", v1::REGISTER_KIND_SUBJECT_REQUEST);
  Enter("us", request);
  Act("us-operator-1", v1::RegisterAct::VERB_PROPOSE,
      EntryNamed("REQ-2", v1::REGISTER_KIND_SUBJECT_REQUEST));
  v1::RegisterEntry other = EntryNamed("OTHER", v1::REGISTER_KIND_CONSENT);
  other.set_matter("CASE-1");
  Enter("us", other);
  EXPECT_EQ(Find("us-legal", "REQ-1", {ByName()}), "");
  EXPECT_EQ(Find("us-legal", "REQ-2", {ByName()}), "NOT_ENTITLED");
  EXPECT_EQ(Find("us-legal", "OTHER", {ByName()}), "NOT_ENTITLED");
  EXPECT_EQ(Find("us-legal", "REQ-9", {ByName()}), "NOT_ENTITLED");
  EXPECT_EQ(Find("us-operator-1", "REQ-1", {ByName()}), "NOT_ENTITLED");
  EXPECT_EQ(Find("us-legal", "REQ-1", {}), "FIELD_INVALID");
  v1::SubjectKey wrong;
  wrong.set_format("curp");
  wrong.set_value("CANARY");
  EXPECT_EQ(Find("us-legal", "REQ-1", {wrong}), "FIELD_INVALID");
  // Whoever may search may also say that it is answered; then nobody searches.
  Act("us-legal", v1::RegisterAct::VERB_REVOKE, request);
  EXPECT_EQ(Find("us-legal", "REQ-1", {ByName()}), "NOT_ENTITLED");
  nodes_.StopNode("us");
  int searched = 0;
  int refused = 0;
  for (const LogLine& line : LogOf(nodes_, "us")) {
    if (line.step == v1::AUDIT_STEP_SUBJECT_SEARCHED) {
      ++searched;
      EXPECT_THAT(line.national.register_entries(), ElementsAre("REQ-1"));
      EXPECT_EQ(line.national.caller(),
                "spiffe://us.enlace.example/person/us-legal");
      EXPECT_FALSE(line.shared);
    }
    refused += line.step == v1::AUDIT_STEP_REFUSED ? 1 : 0;
    EXPECT_THAT(line.national.DebugString(), Not(testing::HasSubstr("CANARY")));
  }
  EXPECT_EQ(searched, 1);
  EXPECT_EQ(refused, 7);
}

TEST_F(SubjectTest, OrderOfTwoPersonsErasesWhatWasFoundAndItStaysFound) {
  const std::string transfer = Deliver();
  Enter("us", EntryNamed("REQ-1", v1::REGISTER_KIND_SUBJECT_REQUEST));
  v1::RegisterEntry order =
      EntryNamed("ORDER-1", v1::REGISTER_KIND_ERASURE_ORDER);
  order.add_transfer_ids(transfer);
  Enter("us", order);
  v1::FindSubjectResponse found;
  EXPECT_TRUE(Eventually([&] {
    EXPECT_EQ(Find("us-legal", "REQ-1", {ByName()}, &found), "");
    return found.records_size() == 1 && !found.records(0).is_stored();
  }));
  // Whom it went to can be told when it is gone.
  EXPECT_EQ(found.records(0).recipients_size(), 1);
  EXPECT_THAT(found.records(0).erasure_orders(), ElementsAre("ORDER-1"));
  nodes_.StopNode("us");
  auto store = store::SqliteStore::Open(nodes_.config("us").store_directory);
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE(absl::IsNotFound((*store)->ReadPayload(transfer).status()));
}

}  // namespace
}  // namespace enlace

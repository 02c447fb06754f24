// Inspections on real nodes: two persons let a third one look, for a while and
// at so much; every look and every refusal is in the log.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/problem.h"
#include "proto/wire/register_act.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Verb = v1::RegisterAct::Verb;
constexpr Verb kPropose = v1::RegisterAct::VERB_PROPOSE;
constexpr Verb kApprove = v1::RegisterAct::VERB_APPROVE;
constexpr Verb kRevoke = v1::RegisterAct::VERB_REVOKE;

std::string NationOf(const std::string& party) { return party.substr(0, 2); }

std::string PersonUri(const std::string& person) {
  return certs::Identity{NationOf(person) + ".enlace.example",
                         certs::Identity::Kind::kPerson, person}
      .Uri();
}

// Of everything about traces, if nothing narrows it.
v1::RegisterEntry InspectionFor(const std::string& inspector) {
  static int made = 0;
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(absl::StrCat("INSPECTION-", ++made));
  entry.set_kind(v1::REGISTER_KIND_INSPECTION);
  entry.set_term("annual-audit");
  entry.set_inspector(PersonUri(inspector));
  const absl::Time now = absl::Now();
  entry.set_valid_from_ms(absl::ToUnixMillis(now - absl::Hours(1)));
  entry.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
  entry.set_document_digest(std::string(kHashSize, 'd'));
  entry.set_document_reference("orders/1");
  return entry;
}

// Why the act of `person` about `entry` is refused; "" if it is not.
std::string Act(const std::string& person, Verb verb,
                const v1::RegisterEntry& entry) {
  const certs::Identity identity{NationOf(person) + ".enlace.example",
                                 certs::Identity::Kind::kPerson, person};
  const auto issued =
      Nodes().pki(NationOf(person)).IssueStatementSigning(identity).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  const std::string bytes = wire::WriteRegisterEntry(entry).value();
  v1::ChangeRegisterRequest request;
  *request.mutable_act() =
      wire::SignRegisterAct({verb, entry.entry_id(), ToBytes(Sha256(bytes))},
                            identity, key, issued.chain_pem, absl::Now())
          .value();
  if (verb == kPropose) request.set_entry(bytes);
  grpc::ClientContext context;
  v1::ChangeRegisterResponse response;
  const grpc::Status status =
      Nodes().registrar(person).ChangeRegister(&context, request, &response);
  return status.ok() ? "" : wire::ReasonOf(wire::FromGrpcStatus(status));
}

void Enter(const v1::RegisterEntry& entry, const std::string& nation) {
  ASSERT_EQ(Act(nation + "-operator-1", kPropose, entry), "");
  ASSERT_EQ(Act(nation + "-operator-2", kApprove, entry), "");
}

struct Look {
  grpc::Status status;
  v1::InspectRecordResponse shown;

  std::string reason() const {
    return status.ok() ? "" : wire::ReasonOf(wire::FromGrpcStatus(status));
  }
};

Look LookAt(const std::string& person, const v1::RegisterEntry& entry,
            const std::string& transfer_id) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::InspectRecordRequest request;
  request.set_entry(entry.entry_id());
  request.set_transfer_id(transfer_id);
  Look look;
  look.status =
      Nodes().inspector(person).InspectRecord(&context, request, &look.shown);
  return look;
}

v1::Outcome SendTrace(const std::string& sender,
                      const v1::FirearmTraceRequest& request) {
  return OutcomeOf(
      SubmitBytes(sender, Compose(HeaderFrom(sender, "us-atf"), request, sender)
                              .SerializeAsString()));
}

v1::FirearmTraceRequest RecordIn(const Look& look) {
  v1::FirearmTraceRequest record;
  EXPECT_TRUE(look.status.ok()) << look.status.error_message();
  EXPECT_TRUE(record.ParseFromString(look.shown.record()));
  return record;
}

// What `person` did and was refused, in the nation's log; its node starts anew.
std::vector<LogLine> LinesBy(const std::string& person) {
  const std::string nation = NationOf(person);
  Nodes().StopNode(nation);
  std::vector<LogLine> lines;
  for (LogLine& line : LogOf(Nodes(), nation)) {
    if (line.national.caller() == PersonUri(person)) {
      lines.push_back(std::move(line));
    }
  }
  Nodes().StartNode(nation);
  return lines;
}

TEST(InspectionTest, InspectorLooksFromTheApprovalOnUntilTheRevocation) {
  const std::string inspector = "mx-legal";
  const v1::FirearmTraceRequest sent = ExampleTraceRequest();
  ASSERT_TRUE(sent.possessor().has_race());
  const v1::Outcome outcome = SendTrace("mx-fgr", sent);
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT);
  const std::string& id = outcome.transfer_id();
  const size_t before = LinesBy(inspector).size();

  v1::RegisterEntry entry = InspectionFor(inspector);
  entry.add_transfer_ids(id);
  ASSERT_EQ(Act("mx-operator-1", kPropose, entry), "");
  EXPECT_EQ(LookAt(inspector, entry, id).reason(), wire::kNotEntitled);
  ASSERT_EQ(Act("mx-operator-2", kApprove, entry), "");

  const Look look = LookAt(inspector, entry, id);
  const v1::FirearmTraceRequest shown = RecordIn(look);
  EXPECT_EQ(shown.context().case_ref(), sent.context().case_ref());
  EXPECT_EQ(shown.firearm().serial_number(), sent.firearm().serial_number());
  EXPECT_FALSE(shown.possessor().has_race()) << "the form that was released";
  EXPECT_EQ(look.shown.type(), "FirearmTraceRequest");
  EXPECT_EQ(look.shown.sender(), Nodes().agency("mx-fgr").identity.Uri());
  EXPECT_EQ(look.shown.recipient(), Nodes().agency("us-atf").identity.Uri());
  EXPECT_EQ(look.shown.until_ms(), entry.valid_until_ms());

  Nodes().StopNode("mx");
  Nodes().StartNode("mx");
  EXPECT_EQ(RecordIn(LookAt(inspector, entry, id)).SerializeAsString(),
            shown.SerializeAsString());
  ASSERT_EQ(Act("mx-operator-2", kRevoke, entry), "");
  EXPECT_EQ(LookAt(inspector, entry, id).reason(), wire::kNotEntitled);

  std::vector<LogLine> lines = LinesBy(inspector);
  lines.erase(lines.begin(), lines.begin() + static_cast<long>(before));
  ASSERT_EQ(lines.size(), 4u);
  for (const size_t i : {size_t{0}, size_t{3}}) {
    EXPECT_EQ(lines[i].step, v1::AUDIT_STEP_REFUSED);
    EXPECT_EQ(lines[i].national.problem(), "NOT_ENTITLED");
    EXPECT_EQ(lines[i].national.record_id(), "");
  }
  for (const size_t i : {size_t{1}, size_t{2}}) {
    EXPECT_EQ(lines[i].step, v1::AUDIT_STEP_INSPECTED);
    EXPECT_FALSE(lines[i].shared) << "it is nobody else's affair";
    EXPECT_EQ(lines[i].national.record_id(), outcome.record_id());
    ASSERT_EQ(lines[i].national.register_entries_size(), 1);
    EXPECT_EQ(lines[i].national.register_entries(0), entry.entry_id());
  }
}

TEST(InspectionTest, NobodyLetsOneselfLook) {
  const v1::RegisterEntry entry = [] {
    v1::RegisterEntry made = InspectionFor("mx-operator-2");
    made.add_record_types("FirearmTraceRequest");
    return made;
  }();
  EXPECT_EQ(Act("mx-operator-2", kPropose, entry), wire::kNotEntitled);
  ASSERT_EQ(Act("mx-operator-1", kPropose, entry), "");
  EXPECT_EQ(Act("mx-operator-2", kApprove, entry), wire::kNotEntitled);
  const v1::Outcome outcome = SendTrace("mx-fgr", ExampleTraceRequest());
  EXPECT_EQ(LookAt("mx-operator-2", entry, outcome.transfer_id()).reason(),
            wire::kNotEntitled);
}

TEST(InspectionTest, WhoeverIsNoPersonOfTheNodeIsMadeNoInspector) {
  for (const char* stranger : {"us-nobody", "mx-legal"}) {
    v1::RegisterEntry entry = InspectionFor(stranger);
    entry.add_record_types("FirearmTraceRequest");
    EXPECT_EQ(Act("us-operator-1", kPropose, entry), wire::kFieldInvalid)
        << stranger;
  }
}

// The recipient's nation, by its own copy and its own tag of the case.
TEST(InspectionTest, WhatAnEntryDoesNotCoverIsRefusedAsIfItWereNotThere) {
  const std::string inspector = "us-legal";
  const v1::FirearmTraceRequest of_the_case = ExampleTraceRequest();
  const std::string covered = SendTrace("mx-fgr", of_the_case).transfer_id();
  const std::string other =
      SendTrace("mx-fgr", ExampleTraceRequest()).transfer_id();
  v1::RegisterEntry entry = InspectionFor(inspector);
  entry.set_matter(of_the_case.context().case_ref());
  Enter(entry, "us");
  ASSERT_TRUE(Eventually(
      [&] { return LookAt(inspector, entry, covered).status.ok(); }));
  EXPECT_EQ(RecordIn(LookAt(inspector, entry, covered)).context().case_ref(),
            of_the_case.context().case_ref());

  v1::RegisterEntry of_type = InspectionFor(inspector);
  of_type.add_record_types("FirearmTraceRequest");
  Enter(of_type, "us");
  ASSERT_TRUE(Eventually([&] {
    return LookAt(inspector, of_type, other).status.ok();
  })) << "it is there";
  v1::RegisterEntry of_another_type = InspectionFor(inspector);
  of_another_type.set_matter(of_the_case.context().case_ref());
  of_another_type.add_record_types("BorderAlert");
  Enter(of_another_type, "us");
  const v1::RegisterEntry unknown = InspectionFor(inspector);

  const Look expected = LookAt(inspector, entry, std::string(16, 'x'));
  EXPECT_EQ(expected.reason(), wire::kNotEntitled);
  const uint64_t before = RestingLogSize("us");
  const Look looks[] = {LookAt(inspector, entry, other),
                        LookAt(inspector, of_another_type, covered),
                        LookAt(inspector, unknown, covered),
                        LookAt("us-operator-1", entry, covered),
                        LookAt("us-nobody", entry, covered),
                        LookAt("us-nobody", unknown, std::string(16, 'x'))};
  for (const Look& look : looks) {
    EXPECT_EQ(look.status.error_code(), expected.status.error_code());
    EXPECT_EQ(look.status.error_message(), expected.status.error_message());
    EXPECT_EQ(look.status.error_details(), expected.status.error_details());
    EXPECT_EQ(look.shown.ByteSizeLong(), 0u);
  }
  EXPECT_EQ(RestingLogSize("us"), before + std::size(looks));
}

TEST(InspectionTest, AgenciesAreTurnedAway) {
  v1::RegisterEntry entry = InspectionFor("mx-legal");
  entry.add_record_types("FirearmTraceRequest");
  Enter(entry, "mx");
  const v1::Outcome outcome = SendTrace("mx-fgr", ExampleTraceRequest());
  EXPECT_EQ(LookAt("mx-fgr", entry, outcome.transfer_id()).reason(),
            wire::kNotEntitled);
}

TEST(InspectionTest, OfAHeldRecordTheInspectorSeesWhatWasSent) {
  const v1::FirearmTraceRequest sent = ExampleTraceRequest();
  const v1::Outcome outcome = SendTrace("mx-fge-son", sent);
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_HOLD);
  v1::RegisterEntry entry = InspectionFor("mx-legal");
  entry.add_transfer_ids(outcome.transfer_id());
  Enter(entry, "mx");
  const Look look = LookAt("mx-legal", entry, outcome.transfer_id());
  EXPECT_EQ(RecordIn(look).SerializeAsString(), sent.SerializeAsString());
  EXPECT_EQ(look.shown.state(), v1::RECORD_STATE_HELD);
}

TEST(InspectionTest, OfADeniedRecordNothingIsThereAndTheLookIsLogged) {
  const std::string inspector = "mx-legal";
  v1::FirearmTraceRequest request = ExampleTraceRequest();
  request.mutable_context()->set_purpose_code(
      v1::PURPOSE_CODE_CIVIL_PROCEEDING);
  const v1::Outcome outcome = SendTrace("mx-fgr", request);
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  v1::RegisterEntry entry = InspectionFor(inspector);
  entry.add_transfer_ids(outcome.transfer_id());
  Enter(entry, "mx");
  EXPECT_EQ(LookAt(inspector, entry, outcome.transfer_id()).reason(),
            "RECORD_NOT_KEPT");
  const LogLine last = LinesBy(inspector).back();
  EXPECT_EQ(last.step, v1::AUDIT_STEP_INSPECTED);
  EXPECT_EQ(last.national.record_id(), outcome.record_id());
}

}  // namespace
}  // namespace enlace

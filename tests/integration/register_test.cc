// The register on real nodes: who may change it, and that the node verifies
// what persons sign.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/problem.h"
#include "proto/wire/register_act.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Verb = v1::RegisterAct::Verb;

std::string EntryNamed(const std::string& id) {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(id);
  entry.set_kind(v1::REGISTER_KIND_ASSURANCE);
  entry.set_term("customs-confidentiality");
  entry.set_holder("spiffe://mx.enlace.example/agency/mx-anam");
  const absl::Time now = absl::Now();
  entry.set_valid_from_ms(absl::ToUnixMillis(now - absl::Hours(1)));
  entry.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
  entry.set_document_digest(std::string(kHashSize, 'd'));
  entry.set_document_reference("archive/1");
  return wire::WriteRegisterEntry(entry).value();
}

// What `caller` sends, signed by `signer`.
std::string Change(const std::string& caller, const std::string& signer,
                   Verb verb, const std::string& id,
                   v1::ChangeRegisterResponse* response = nullptr) {
  const certs::Identity person{"us.enlace.example",
                               certs::Identity::Kind::kPerson, signer};
  const auto issued = Nodes().pki("us").IssueStatementSigning(person).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  static const auto* const entries = new std::map<std::string, std::string>{
      {"ONE", EntryNamed("ONE")}, {"TWO", EntryNamed("TWO")}};
  const std::string& entry = entries->at(id);
  v1::ChangeRegisterRequest request;
  *request.mutable_act() =
      wire::SignRegisterAct({verb, id, ToBytes(Sha256(entry))}, person, key,
                            issued.chain_pem, absl::Now())
          .value();
  if (verb == v1::RegisterAct::VERB_PROPOSE) request.set_entry(entry);
  grpc::ClientContext context;
  v1::ChangeRegisterResponse ignored;
  const grpc::Status status = Nodes().registrar(caller).ChangeRegister(
      &context, request, response == nullptr ? &ignored : response);
  return status.ok() ? "" : wire::ReasonOf(wire::FromGrpcStatus(status));
}

TEST(RegisterTest, TwoPersonsEnterWhatOneEnds) {
  constexpr Verb kPropose = v1::RegisterAct::VERB_PROPOSE;
  constexpr Verb kApprove = v1::RegisterAct::VERB_APPROVE;
  constexpr Verb kRevoke = v1::RegisterAct::VERB_REVOKE;
  v1::ChangeRegisterResponse response;
  ASSERT_EQ(
      Change("us-operator-1", "us-operator-1", kPropose, "ONE", &response), "");
  EXPECT_EQ(response.entry().state(), v1::REGISTER_STATE_PROPOSED);
  EXPECT_EQ(response.entry().persons_missing(), 1U);
  EXPECT_EQ(Change("us-operator-1", "us-operator-1", kApprove, "ONE"),
            "ALREADY_ACCEPTED");
  ASSERT_EQ(
      Change("us-operator-2", "us-operator-2", kApprove, "ONE", &response), "");
  EXPECT_EQ(response.entry().state(), v1::REGISTER_STATE_ACTIVE);

  Nodes().StopNode("us");
  Nodes().StartNode("us");
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::ListRegisterRequest list;
  list.set_entry_id("ONE");
  v1::ListRegisterResponse entries;
  ASSERT_TRUE(Nodes()
                  .registrar("us-legal")
                  .ListRegister(&context, list, &entries)
                  .ok());
  ASSERT_EQ(entries.entries_size(), 1);
  EXPECT_EQ(entries.entries(0).state(), v1::REGISTER_STATE_ACTIVE);

  ASSERT_EQ(Change("us-operator-1", "us-operator-1", kRevoke, "ONE", &response),
            "");
  EXPECT_EQ(response.entry().state(), v1::REGISTER_STATE_REVOKED);
  EXPECT_EQ(response.entry().revoked_by(),
            "spiffe://us.enlace.example/person/us-operator-1");
  EXPECT_EQ(Change("us-operator-2", "us-operator-2", kApprove, "ONE"),
            "REGISTER_ENTRY_REVOKED");
}

TEST(RegisterTest, OnlyARegistrarsOwnSignatureCounts) {
  constexpr Verb kPropose = v1::RegisterAct::VERB_PROPOSE;
  const uint64_t before = Nodes().LogSize("us");
  EXPECT_EQ(Change("us-legal", "us-legal", kPropose, "TWO"), "NOT_ENTITLED");
  EXPECT_EQ(Change("us-nobody", "us-nobody", kPropose, "TWO"), "NOT_ENTITLED");
  EXPECT_EQ(Change("us-operator-1", "us-operator-2", kPropose, "TWO"),
            "SIGNATURE_INVALID");
  EXPECT_EQ(Nodes().LogSize("us"), before + 3);
}

}  // namespace
}  // namespace enlace

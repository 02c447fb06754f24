// A record type is a .proto, a vocabulary and rules.  This one stands in this
// folder alone: composing, validation, commitments, facts, decision, the scan
// of prose and the words shown to people find it by its descriptor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "certs/identity.h"
#include "certs/key.h"
#include "client/cli/label.h"
#include "client/cli/record_template.h"
#include "client/cli/schema.h"
#include "client/importers/record_template.h"
#include "client/library/composition.h"
#include "client/library/error.h"
#include "policy/engine/book.h"
#include "policy/facts/extract.h"
#include "proto/wire/record.h"
#include "proto/wire/submission.h"

namespace enlace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr char kRecord[] = R"({
  "context": {"purposeCode": "PURPOSE_CODE_PUBLIC_SAFETY_URGENT",
              "caseRef": "c-1", "language": "en",
              "evidenceStatus": "EVIDENCE_STATUS_LEAD_ONLY",
              "legalBasis": [{"basisId": "PRACTICE"}]},
  "documentNumber": "g1234 5678", "issuer": "MX",
  "finder": "DOE EXAMPLE TESTPERSON", "circumstances": "at the bridge"})";

absl::StatusOr<certs::Identity> Agency(const std::string& nation,
                                       const std::string& id) {
  return certs::ParseIdentity("spiffe://" + nation + ".enlace.example/agency/" +
                              id);
}

class AddedTypeTest : public testing::Test {
 protected:
  client::RecordDraft Draft(const std::string& json) const {
    auto draft = client::DraftFromJson("LostDocument", json);
    EXPECT_TRUE(draft.ok()) << draft.status();
    draft->recipient = *Agency("mx", "mx-inm");
    return *std::move(draft);
  }

  absl::StatusOr<v1::Submission> Compose(const client::RecordDraft& draft) {
    return client::ComposeSubmission(draft, {.sender = *Agency("us", "us-cbp"),
                                             .signer = key_,
                                             .clock = RealClock(),
                                             .random = SystemRandom()});
  }

  policy::Decision Decide(const google::protobuf::Message& record) const {
    const auto book = policy::Book::Load("tests/added_type/book");
    EXPECT_TRUE(book.ok()) << book.status().message();
    policy::RecordFacts header;
    header.type = record.GetDescriptor()->name();
    header.sender = Agency("us", "us-cbp")->Uri();
    header.recipient = Agency("mx", "mx-inm")->Uri();
    header.channel = "ADMIN";
    header.urgency = "ROUTINE";
    header.created_at = RealClock().TimeNow();
    header.repeated = false;
    return (*book)->Decide(
        policy::ExtractFacts(header, record, (*book)->fact_paths(),
                             (*book)->scan()),
        RealClock().TimeNow());
  }

  const certs::PrivateKey key_ =
      *certs::PrivateKey::Generate(certs::KeyType::kEcdsaP256);
};

TEST_F(AddedTypeTest, IsComposedSignedAndVerified) {
  const auto submission = Compose(Draft(kRecord));
  ASSERT_TRUE(submission.ok()) << submission.status();
  const auto verified = wire::VerifySubmission(
      submission->SerializeAsString(), [&](absl::string_view) {
        return wire::SigningKey{key_.public_key(),
                                Agency("us", "us-cbp")->Uri(),
                                absl::InfinitePast(), absl::InfiniteFuture()};
      });
  ASSERT_TRUE(verified.ok()) << verified.status();
  std::set<std::string> leaves;
  for (const auto& leaf : verified->leaves) leaves.insert(leaf.leaf.path);
  EXPECT_THAT(leaves, IsSupersetOf({"document_number", "issuer", "finder"}));
}

TEST_F(AddedTypeTest, IsValidatedFieldByField) {
  const auto wrong = Compose(
      Draft(R"({"context": {}, "documentNumber": "*", "issuer": "XX"})"));
  std::set<std::string> fields;
  for (const auto& field : client::ErrorOf(wrong.status(), "en").fields) {
    fields.insert(field.field());
  }
  EXPECT_THAT(fields, IsSupersetOf({"document_number", "issuer"}));
}

TEST_F(AddedTypeTest, IsPermittedMinimizedAndMarked) {
  const policy::Decision decision = Decide(*Draft(kRecord).record);
  EXPECT_EQ(decision.outcome, policy::Outcome::kPermit) << decision.reason;
  EXPECT_THAT(decision.caveats, ElementsAre("RETURN_TO_ISSUER"));
  std::set<std::string> dropped;
  for (const policy::FieldAction& action : decision.fields) {
    if (action.kind == policy::FieldAction::kDrop) dropped.insert(action.path);
  }
  EXPECT_THAT(dropped, Contains("finder"));
  EXPECT_THAT(dropped, Not(Contains("document_number")));
}

TEST_F(AddedTypeTest, IsDeniedAndHeldByItsRules) {
  client::RecordDraft foreign = Draft(kRecord);
  const auto* type = foreign.record->GetDescriptor();
  const auto* reflection = foreign.record->GetReflection();
  reflection->SetString(foreign.record.get(), type->FindFieldByName("issuer"),
                        "GT");
  EXPECT_EQ(Decide(*foreign.record).outcome, policy::Outcome::kDeny);
  client::RecordDraft reward = Draft(kRecord);
  reflection->SetString(reward.record.get(),
                        type->FindFieldByName("circumstances"),
                        "asks for a R E W A R D");
  const policy::Decision held = Decide(*reward.record);
  EXPECT_EQ(held.outcome, policy::Outcome::kHold);
  EXPECT_EQ(held.reason, "S04");
}

TEST_F(AddedTypeTest, ExplainsItselfInBothLanguages) {
  const auto* type = wire::FindRecordType("LostDocument");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(client::LabelOf(*type, client::Language::kSpanish),
            "Documento extraviado");
  EXPECT_GT(client::FieldsOf(*type, client::Language::kEnglish).size(), 20u);
  EXPECT_THAT(client::FormatJson(client::TemplateOf(*type, /*all=*/true)),
              HasSubstr("documentNumber"));
  EXPECT_THAT(client::RecordTemplate(*type, 1, "es-MX"),
              HasSubstr("Quien lo encontró"));
}

}  // namespace
}  // namespace enlace

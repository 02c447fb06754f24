// Composing, and verifying what arrives: the two ends of the client library.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/sha256.h"
#include "client/library/answer.h"
#include "client/library/composition.h"
#include "client/library/inbox.h"
#include "client/library/node_session.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/message_id.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/statement.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class ExchangeTest : public testing::Test {
 protected:
  RecordDraft TraceResult() const {
    auto draft = DraftFromJson("FirearmTraceResult",
                               *ReadFile(ExamplePath("trace_result")));
    EXPECT_TRUE(draft.ok()) << draft.status();
    draft->recipient = nations_.party("mx-fgr").identity;
    draft->parent = ToBytes(Sha256("the request"));
    return *std::move(draft);
  }

  absl::StatusOr<v1::Submission> Compose(const RecordDraft& draft) {
    const SigningParty& atf = nations_.party("us-atf");
    return ComposeSubmission(draft, {.sender = atf.identity,
                                     .signer = atf.key,
                                     .clock = nations_.clock,
                                     .random = nations_.random});
  }

  absl::StatusOr<wire::VerifiedRecord> Verify(const v1::Delivery& delivery) {
    return VerifyDelivery(delivery, nations_.party("mx-fgr").identity, keys_);
  }

  TwoNations nations_;
  const certs::KeyDirectory keys_ =
      KeysFrom(nations_.Chains(), nations_.Roots(), nations_.clock.now);
};

TEST_F(ExchangeTest, WhatIsComposedVerifiesAtItsRecipient) {
  const auto submission = Compose(TraceResult());
  ASSERT_TRUE(submission.ok()) << submission.status();
  const auto record = Verify(nations_.Deliver(*submission, {"purchaser.race"}));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->header.sender(),
            "spiffe://us.enlace.example/agency/us-atf");
  EXPECT_EQ(record->header.schema(), "1.0");
  EXPECT_TRUE(wire::IsMessageId(record->header.message_id()));
  EXPECT_EQ(record->header.valid_until_ms() - record->header.created_at_ms(),
            absl::ToInt64Milliseconds(kUsualValidity));
  const auto* result =
      google::protobuf::DynamicCastToGenerated<v1::FirearmTraceResult>(
          record->message.get());
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->purchaser().name().paternal_surname(), "DOE");
  EXPECT_FALSE(result->purchaser().has_race());
  const std::vector<v1::Redaction> redactions = wire::RedactionsOf(*record);
  ASSERT_THAT(redactions, SizeIs(1));
  EXPECT_EQ(redactions[0].rule_id(), "US-MIN-2");
}

TEST_F(ExchangeTest, EveryChangedByteOfADeliveryIsRefused) {
  const auto submission = Compose(TraceResult());
  ASSERT_TRUE(submission.ok()) << submission.status();
  const v1::Delivery sound = nations_.Deliver(*submission, {"purchaser.race"});
  ASSERT_TRUE(Verify(sound).ok());
  for (size_t i = 0; i < sound.record().size(); i += 5) {
    v1::Delivery changed = sound;
    (*changed.mutable_record())[i] ^= 1;
    EXPECT_FALSE(Verify(changed).ok()) << "byte " << i;
  }
}

TEST_F(ExchangeTest, DeliveryOfAnotherTransferOrAgencyIsRefused) {
  const auto submission = Compose(TraceResult());
  v1::Delivery delivery = nations_.Deliver(*submission, {});
  delivery.set_transfer_id("fedcba9876543210");
  EXPECT_THAT(Verify(delivery).status().message(),
              HasSubstr("another transfer"));
  const v1::Delivery sound = nations_.Deliver(*submission, {});
  EXPECT_THAT(VerifyDelivery(sound, nations_.party("us-atf").identity,
                             KeysFrom(nations_.Chains(), nations_.Roots(),
                                      nations_.clock.now))
                  .status()
                  .message(),
              HasSubstr("another agency"));
}

TEST_F(ExchangeTest, KeysCountOnlyUnderTheirOwnNationsRoot) {
  const auto submission = Compose(TraceResult());
  const v1::Delivery delivery = nations_.Deliver(*submission, {});
  // The originator's nation is not known to this recipient.
  std::vector<certs::TrustAnchor> one = {
      *certs::TrustAnchor::FromPem(nations_.pki("mx").root_pem())};
  const auto record =
      VerifyDelivery(delivery, nations_.party("mx-fgr").identity,
                     KeysFrom(nations_.Chains(), one, nations_.clock.now));
  EXPECT_EQ(wire::ReasonOf(record.status()), "KEY_UNKNOWN");
}

TEST_F(ExchangeTest, ExpiredCertificateStillProvesWhatItSignedInTime) {
  const auto submission = Compose(TraceResult());
  const v1::Delivery delivery = nations_.Deliver(*submission, {});
  const absl::Time years_later = nations_.clock.now + absl::Hours(24 * 3650);
  EXPECT_TRUE(
      VerifyDelivery(delivery, nations_.party("mx-fgr").identity,
                     KeysFrom(nations_.Chains(), nations_.Roots(), years_later))
          .ok());
}

TEST_F(ExchangeTest, WhatANodeMadeTakesNoAnswer) {
  wire::VerifiedRecord notice;
  notice.header.set_sender(nations_.party("us-node").identity.Uri());
  notice.message = *wire::NewRecord("SafetyNotice");
  RecordDraft answer;
  const absl::Status bound = BindAnswer(notice, answer);
  EXPECT_EQ(bound.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(bound.message(), HasSubstr("takes no answers"));
  EXPECT_EQ(AcknowledgementOf(notice, 0).status(), bound);
}

TEST_F(ExchangeTest, DraftRefusesWhatIsNotTheRecordAndTellsNoValue) {
  const auto unknown =
      DraftFromJson("FirearmTraceResult", "{\"secretField\": \"DOE\"}");
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.status().message(), Not(HasSubstr("DOE")));
  const auto wrong =
      DraftFromJson("FirearmTraceResult", "{\"status\": \"EXAMPLE DOE\"}");
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.status().message(), HasSubstr("`status`"));
  EXPECT_THAT(wrong.status().message(), Not(HasSubstr("DOE")));
  EXPECT_FALSE(DraftFromJson("Header", "{}").ok());
  EXPECT_FALSE(DraftFromJson("NoSuchType", "{}").ok());
}

TEST_F(ExchangeTest, GivenMessageIdIsKept) {
  RecordDraft draft = TraceResult();
  draft.message_id = wire::MakeMessageId(nations_.clock.now, nations_.random);
  const auto submission = Compose(draft);
  ASSERT_TRUE(submission.ok()) << submission.status();
  EXPECT_EQ(wire::ParseStatement(submission->statement().statement())
                ->header()
                .message_id(),
            draft.message_id);
}

TEST_F(ExchangeTest, TypesLimitBoundsTheUsualValidity) {
  auto draft =
      DraftFromJson("BorderAlert", *ReadFile(ExamplePath("vehicle_alert")));
  ASSERT_TRUE(draft.ok()) << draft.status();
  draft->recipient = nations_.party("mx-fgr").identity;
  const auto submission = Compose(*draft);
  ASSERT_TRUE(submission.ok()) << submission.status();
  const auto header =
      wire::ParseStatement(submission->statement().statement())->header();
  EXPECT_LE(header.valid_until_ms() - header.created_at_ms(),
            absl::ToInt64Milliseconds(kUsualValidity));
}

TEST(NodeSessionTest, PausesGrowWithinBounds) {
  CountingRandom random;
  for (int attempt = 1; attempt < kCallAttemptsMax; ++attempt) {
    const absl::Duration whole = absl::Milliseconds(100 << attempt);
    for (int i = 0; i < 100; ++i) {
      const absl::Duration pause = PauseBefore(attempt, random);
      EXPECT_GE(pause, whole / 2);
      EXPECT_LE(pause, whole);
    }
  }
}

}  // namespace
}  // namespace enlace::client

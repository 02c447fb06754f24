#include "server/gate/record_facts.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "enlace/v1/financial.pb.h"
#include "enlace/v1/hit_confirmation.pb.h"
#include "enlace/v1/progress.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::gate {
namespace {

template <typename Record>
Record Parsed(const char* text) {
  Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record;
}

journal::v1::Consent ConsentOf(const google::protobuf::Message& message) {
  return RecordFactsOf(v1::Header(), message, "record", "transfer").consent();
}

TEST(RecordFactsTest, TheLeaveOfATypeThatGivesOneIsRead) {
  const auto grant = Parsed<v1::UseConsentGrant>(R"(
    context { purpose_code: PURPOSE_CODE_AML_ANALYSIS }
    purpose: PURPOSE_CODE_PROSECUTION
    recipient: "spiffe://a.example/agency/police"
    expires_at { seconds: 1770000000 nanos: 250000000 }
  )");
  const journal::v1::Consent consent = ConsentOf(grant);
  EXPECT_EQ(consent.recipient(), "spiffe://a.example/agency/police");
  EXPECT_EQ(consent.purpose(), "PURPOSE_CODE_PROSECUTION");
  EXPECT_EQ(consent.expires_at_ms(), 1770000000250);
}

TEST(RecordFactsTest, WhatWasRemovedFromALeaveIsNotGuessed) {
  const journal::v1::Consent consent = ConsentOf(v1::UseConsentGrant());
  EXPECT_TRUE(consent.recipient().empty());
  EXPECT_TRUE(consent.purpose().empty());
  EXPECT_EQ(consent.expires_at_ms(), 0);
}

TEST(RecordFactsTest, OtherTypesGiveNoLeave) {
  const auto request = Parsed<v1::UseConsentRequest>(
      "new_recipient: \"spiffe://a.example/agency/police\"");
  EXPECT_FALSE(
      RecordFactsOf(v1::Header(), request, "record", "transfer").has_consent());
}

// Rows: a record, what it does to the answer that its parent asks for, until
// when.
TEST(RecordFactsTest, WhatATypeDoesToAnAnswerIsReadFromItsOptions) {
  const auto effect = [](const google::protobuf::Message& message) {
    return RecordFactsOf(v1::Header(), message, "record", "transfer").answer();
  };
  using Reply = v1::HitConfirmationReply;
  EXPECT_EQ(effect(Parsed<Reply>("answer: HIT_ANSWER_CONFIRMED")).effect(),
            v1::ANSWER_EFFECT_ANSWERS);
  const auto more_time = effect(Parsed<Reply>(
      "answer: HIT_ANSWER_NEEDS_TIME answer_by { seconds: 1770000000 }"));
  EXPECT_EQ(more_time.effect(), v1::ANSWER_EFFECT_PUTS_OFF);
  EXPECT_EQ(more_time.until_ms(), 1770000000000);
  // Neither an answer nor until when there will be one.
  EXPECT_EQ(effect(Parsed<Reply>("answer: HIT_ANSWER_NEEDS_TIME")).effect(),
            v1::ANSWER_EFFECT_UNSPECIFIED);
  EXPECT_EQ(effect(Reply()).effect(), v1::ANSWER_EFFECT_UNSPECIFIED);
  EXPECT_EQ(
      effect(Parsed<v1::DelayNotice>("expected_at { seconds: 5 }")).until_ms(),
      5000);
  EXPECT_EQ(effect(v1::DelayNotice()).effect(), v1::ANSWER_EFFECT_UNSPECIFIED);
  EXPECT_EQ(effect(v1::InterimReply()).effect(), v1::ANSWER_EFFECT_UNSPECIFIED);
  EXPECT_EQ(effect(v1::Recall()).effect(), v1::ANSWER_EFFECT_WITHDRAWS);
  EXPECT_EQ(effect(v1::UseConsentRefusal()).effect(),
            v1::ANSWER_EFFECT_ANSWERS);
  EXPECT_FALSE(
      RecordFactsOf(v1::Header(), v1::FinancialLead(), "record", "transfer")
          .has_answer());
}

TEST(RecordFactsTest, PurposeIsThatOfTheContext) {
  EXPECT_EQ(PurposeOf(Parsed<v1::FinancialLead>(
                "context { purpose_code: PURPOSE_CODE_AML_ANALYSIS }")),
            "PURPOSE_CODE_AML_ANALYSIS");
  EXPECT_EQ(PurposeOf(v1::FinancialLead()), "");
  v1::FinancialLead unknown;
  unknown.mutable_context()->set_purpose_code(
      static_cast<v1::PurposeCode>(99999));
  EXPECT_EQ(PurposeOf(unknown), "");
}

TEST(RecordFactsTest, ContentIsOneSpellingOfTypeParentAndBody) {
  v1::Header header;
  header.set_type("FinancialLead");
  const auto lead =
      Parsed<v1::FinancialLead>("narrative: 'text' intended_use: 'use'");
  // The same fields in the other order, as another library might write them.
  v1::FinancialLead first, second, swapped;
  first.set_narrative("text");
  second.set_intended_use("use");
  ASSERT_TRUE(swapped.ParseFromString(second.SerializeAsString() +
                                      first.SerializeAsString()));
  EXPECT_EQ(ContentOf(header, swapped), ContentOf(header, lead));
  v1::Header other = header;
  other.set_message_id("another");
  other.set_recipient("another");
  EXPECT_EQ(ContentOf(other, lead), ContentOf(header, lead));
  other.set_parent("parent");
  EXPECT_NE(ContentOf(other, lead), ContentOf(header, lead));
  EXPECT_NE(ContentOf(header, v1::FinancialLead()), ContentOf(header, lead));
}

}  // namespace
}  // namespace enlace::gate

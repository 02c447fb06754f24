// The agency's way to its node, over a node that keeps what it was asked.

#include "client/library/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "base/file.h"
#include "base/sha256.h"
#include "client/library/error.h"
#include "proto/wire/problem.h"
#include "proto/wire/problem_text.h"
#include "proto/wire/statement.h"
#include "tests/client/fake_node.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ClientTest : public testing::Test {
 protected:
  ClientTest() : node_(nations_) {
    auto client = Client::Over(std::make_unique<FakeNodeLink>(node_),
                               nations_.ContextOf("mx-fgr"), nations_.clock,
                               nations_.random);
    EXPECT_TRUE(client.ok()) << client.status();
    client_ = *std::move(client);
  }

  RecordDraft TraceRequest() const {
    auto draft =
        client_->Draft("FirearmTraceRequest",
                       *ReadFile(ExamplePath("trace_request")), "us-atf");
    EXPECT_TRUE(draft.ok()) << draft.status();
    return *std::move(draft);
  }

  SignedRecord Signed(const RecordDraft& draft) const {
    auto record = client_->Sign(draft);
    EXPECT_TRUE(record.ok()) << record.status();
    return *std::move(record);
  }

  v1::Header HeaderOf(const v1::Submission& submission) const {
    return wire::ParseStatement(submission.statement().statement())->header();
  }

  // Stops once `questions` were asked.
  static Subscription UntilAsked(int questions) {
    Subscription subscription;
    subscription.pause = absl::ZeroDuration();
    subscription.stop = [questions]() mutable { return questions-- == 0; };
    return subscription;
  }

  TwoNations nations_;
  FakeNode node_;
  std::unique_ptr<Client> client_;
};

TEST_F(ClientTest, ARecordIsSentUnderTheNameThatItWasSignedUnder) {
  const SignedRecord record = Signed(TraceRequest());
  const auto outcomes = client_->Submit({record});
  ASSERT_THAT(outcomes, SizeIs(1));
  ASSERT_TRUE(outcomes[0].ok()) << outcomes[0].status();
  EXPECT_EQ(outcomes[0]->record_id(), record.record_id);
  EXPECT_EQ(outcomes[0]->decision(), v1::DECISION_OUTCOME_PERMIT);
  ASSERT_THAT(node_.submitted, SizeIs(1));
  EXPECT_EQ(HeaderOf(node_.submitted[0]).recipient(),
            "spiffe://us.enlace.example/agency/us-atf");
}

TEST_F(ClientTest, ADenialIsAnOutcomeAndNotAnError) {
  auto alert = client_->Draft(
      "BorderAlert", *ReadFile(ExamplePath("vehicle_alert")), "us-atf");
  ASSERT_TRUE(alert.ok()) << alert.status();
  const auto outcome = client_->Send(*alert);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome->reason(), "V01");
}

TEST_F(ClientTest, ManyRecordsGoOutInCallsOfTheLimitEachWithItsOwnResult) {
  std::vector<SignedRecord> records(300, Signed(TraceRequest()));
  const auto info = client_->Draft(
      "FinancialInfoRequest", *ReadFile(ExamplePath("financial_info_request")),
      "us-atf");
  ASSERT_TRUE(info.ok()) << info.status();
  records[200] = Signed(*info);
  const auto outcomes = client_->Submit(records);
  EXPECT_THAT(node_.submit_calls, ElementsAre(128, 128, 44));
  ASSERT_THAT(outcomes, SizeIs(300));
  for (size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].ok(), i != 200) << i;
  }
  EXPECT_EQ(wire::ReasonOf(outcomes[200].status()), "FIELD_INVALID");
}

TEST_F(ClientTest, LargeRecordsGoOutInCallsOfTheSizeLimit) {
  // The fake node does not verify: bytes that only weigh something.
  SignedRecord large = Signed(TraceRequest());
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(large.bytes));
  submission.set_seed(std::string(200 << 10, 'x'));
  large.bytes = submission.SerializeAsString();
  EXPECT_THAT(client_->Submit(std::vector<SignedRecord>(5, large)), SizeIs(5));
  EXPECT_THAT(node_.submit_calls, ElementsAre(2, 2, 1));
}

TEST_F(ClientTest, WhereACallFailsEachOfItsRecordsHasTheError) {
  node_.error = absl::UnavailableError("away");
  const auto outcomes =
      client_->Submit(std::vector<SignedRecord>(130, Signed(TraceRequest())));
  ASSERT_THAT(outcomes, SizeIs(130));
  for (const auto& outcome : outcomes) {
    EXPECT_TRUE(absl::IsUnavailable(outcome.status()));
  }
}

TEST_F(ClientTest, EveryFaultyFieldIsNamedBeforeAnythingIsSent) {
  auto draft = client_->Draft(
      "BorderAlert", *ReadFile("tests/client/testdata/faulty_alert.json"),
      "us-atf");
  ASSERT_TRUE(draft.ok()) << draft.status();
  const auto outcome = client_->Send(*draft);
  EXPECT_GT(ErrorOf(outcome.status(), "en").fields.size(), 1u);
  EXPECT_THAT(node_.submit_calls, IsEmpty());
}

TEST_F(ClientTest, ASubscriberConfirmsOnlyWhatItTook) {
  std::vector<uint64_t> cursors;
  EXPECT_TRUE(client_
                  ->Subscribe(UntilAsked(2),
                              [&](const InboxItem& item) {
                                EXPECT_TRUE(item.record.ok());
                                EXPECT_THAT(node_.confirmed, IsEmpty());
                                cursors.push_back(item.delivery.cursor());
                                return absl::OkStatus();
                              })
                  .ok());
  EXPECT_THAT(cursors, ElementsAre(1));
  EXPECT_THAT(node_.confirmed, SizeIs(1));
}

TEST_F(ClientTest, WhatASubscriberCouldNotTakeStaysInTheInbox) {
  const absl::Status full = absl::ResourceExhaustedError("disk full");
  EXPECT_EQ(
      client_->Subscribe(UntilAsked(2), [&](const InboxItem&) { return full; }),
      full);
  EXPECT_THAT(node_.confirmed, IsEmpty());
}

TEST_F(ClientTest, WhatDoesNotVerifyIsShownAndNeverConfirmed) {
  node_.spoil_delivery = true;
  int unbelieved = 0;
  EXPECT_TRUE(client_
                  ->Subscribe(UntilAsked(1),
                              [&](const InboxItem& item) {
                                if (!item.record.ok()) ++unbelieved;
                                return absl::OkStatus();
                              })
                  .ok());
  EXPECT_EQ(unbelieved, 1);
  EXPECT_THAT(node_.confirmed, IsEmpty());
  const auto items = client_->Inbox();
  ASSERT_TRUE(items.ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      client_->Acknowledge(items->front()).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      client_->Reply(items->front(), TraceRequest()).status()));
  EXPECT_THAT(node_.confirmed, IsEmpty());
}

TEST_F(ClientTest, ACursorGoesOnWhereItEnded) {
  Subscription subscription = UntilAsked(1);
  subscription.after = 1;
  EXPECT_TRUE(client_
                  ->Subscribe(subscription,
                              [](const InboxItem&) {
                                ADD_FAILURE() << "taken before";
                                return absl::OkStatus();
                              })
                  .ok());
}

TEST_F(ClientTest, AnAnswerIsBoundToWhatItAnswers) {
  const auto items = client_->Inbox();
  ASSERT_TRUE(items.ok()) << items.status();
  ASSERT_THAT(*items, SizeIs(1));
  const InboxItem& item = items->front();
  ASSERT_TRUE(client_->Acknowledge(item).ok());
  EXPECT_THAT(node_.confirmed, ElementsAre(item.delivery.transfer_id()));
  const v1::Header header = HeaderOf(node_.submitted.at(0));
  EXPECT_EQ(header.type(), "Acknowledgement");
  EXPECT_EQ(header.parent(), item.record->record_id);
  EXPECT_EQ(header.recipient(), item.record->header.sender());
  EXPECT_EQ(header.channel(), item.record->header.channel());
}

TEST_F(ClientTest, AReceiptOfAnotherRecordIsNone) {
  const auto items = client_->Inbox();
  ASSERT_TRUE(items.ok());
  const std::string id = items->front().record->record_id;
  const auto own = client_->Receipt(id, v1::RECEIPT_LEVEL_L2);
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_TRUE(own->proven.joint());
  EXPECT_TRUE(own->missing.ok());
  EXPECT_TRUE(absl::IsDataLoss(
      client_->Receipt(ToBytes(Sha256("another")), v1::RECEIPT_LEVEL_L2)
          .status()));
  node_.peer_away = true;
  const auto half = client_->Receipt(id, v1::RECEIPT_LEVEL_L2);
  ASSERT_TRUE(half.ok()) << half.status();
  EXPECT_EQ(wire::ReasonOf(half->missing), "PEER_UNREACHABLE");
}

TEST(CallErrorTest, TellsWhatToDoInTheLanguageAsked) {
  const absl::Status status =
      WithRequestId(wire::Refusal(absl::StatusCode::kPermissionDenied,
                                  wire::kCallerUnknown, "no such caller"),
                    "abc");
  const CallError english = ErrorOf(status, "en-US");
  EXPECT_EQ(english.reason, "CALLER_UNKNOWN");
  EXPECT_EQ(english.request_id, "abc");
  EXPECT_FALSE(english.again);
  const CallError spanish = ErrorOf(status, "es-MX");
  EXPECT_NE(spanish.text, english.text);
  EXPECT_NE(spanish.hint, english.hint);
}

TEST(CallErrorTest, OnlyWhatMaySucceedLaterIsToBeRepeated) {
  using absl::StatusCode;
  for (int code = 1; code <= 16; ++code) {
    const bool again =
        ErrorOf(absl::Status(static_cast<StatusCode>(code), "x"), "en").again;
    const auto kind = static_cast<StatusCode>(code);
    EXPECT_EQ(again, kind == StatusCode::kUnavailable ||
                         kind == StatusCode::kDeadlineExceeded ||
                         kind == StatusCode::kResourceExhausted ||
                         kind == StatusCode::kAborted)
        << code;
  }
}

TEST(CallErrorTest, EveryReasonHasAHintInBothLanguages) {
  for (const wire::ProblemText& text : wire::ProblemTexts()) {
    EXPECT_FALSE(text.hint_en.empty()) << text.reason;
    EXPECT_FALSE(text.hint_es.empty()) << text.reason;
    EXPECT_NE(text.hint_en, text.hint_es) << text.reason;
  }
}

}  // namespace
}  // namespace enlace::client

// Times for answers, what is said before one, and what neither confirms nor
// denies, on the sample books.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/hit_confirmation.pb.h"
#include "enlace/v1/progress.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

constexpr int kHour = 60;
constexpr int kDay = 24 * kHour;

class AnswerRules : public SampleBooksTest {
 protected:
  static AnswerTime TimeFor(const Book& book, RecordFacts header,
                            const char* urgency,
                            const google::protobuf::Message& record) {
    header.type = record.GetDescriptor()->name();
    header.channel = "ADMIN";
    header.urgency = urgency;
    header.created_at = Now();
    if (header.direction == Direction::kOutgoing) header.repeated = false;
    const Decision decision = book.Decide(FactsOf(book, header, record), Now());
    EXPECT_EQ(decision.outcome, Outcome::kPermit);
    return decision.answer;
  }

  static RecordFacts Asked(Direction direction, const char* type,
                           const char* asker, const char* asked) {
    RecordFacts header = Route(direction, asked, asker);
    header.names_parent = true;
    header.parent = ParentFacts{type, asker, asked, true};
    return header;
  }

  const v1::FirearmTraceRequest trace_ =
      Example<v1::FirearmTraceRequest>("trace_request");
  const v1::FinancialInfoRequest question_ =
      Example<v1::FinancialInfoRequest>("financial_info_request");
  const v1::InterimReply interim_ = Example<v1::InterimReply>("interim_reply");
  const v1::DelayNotice delay_ = Example<v1::DelayNotice>("delay_notice");
};

TEST_F(AnswerRules, AnUrgentQuestionIsToBeAnsweredSooner) {
  const RecordFacts trace = Route(Direction::kIncoming, kFgr, kAtf);
  EXPECT_EQ(TimeFor(*us_, trace, "ROUTINE", trace_),
            (AnswerTime{7 * kDay, 14 * kDay}));
  EXPECT_EQ(TimeFor(*us_, trace, "PRIORITY", trace_),
            (AnswerTime{7 * kDay, 14 * kDay}));
  EXPECT_EQ(TimeFor(*us_, trace, "URGENT", trace_),
            (AnswerTime{48 * kHour, 5 * kDay}));
  // An urgency that is missing is no reason to wait.
  EXPECT_EQ(TimeFor(*us_, trace, "", trace_),
            (AnswerTime{48 * kHour, 5 * kDay}));
  const RecordFacts question = Route(Direction::kIncoming, kUif, kFincen);
  EXPECT_EQ(TimeFor(*us_, question, "ROUTINE", question_),
            (AnswerTime{7 * kDay, 30 * kDay}));
  EXPECT_EQ(TimeFor(*us_, question, "URGENT", question_),
            (AnswerTime{3 * kDay, 4 * kDay}));
}

TEST_F(AnswerRules, WhoAsksMayWantAnAnswerToo) {
  EXPECT_EQ(
      TimeFor(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), "URGENT", trace_),
      (AnswerTime{10 * kDay, 30 * kDay}));
  EXPECT_EQ(TimeFor(*mx_, Route(Direction::kOutgoing, kUif, kFincen), "ROUTINE",
                    question_),
            (AnswerTime{10 * kDay, 30 * kDay}));
}

TEST_F(AnswerRules, AHitIsConfirmedInTenMinutesOrAnHour) {
  v1::HitConfirmationRequest hit =
      Example<v1::HitConfirmationRequest>("hit_confirmation_request");
  const auto time = [&](const Book& book, const char* asker,
                        const char* asked) {
    RecordFacts header = Route(Direction::kIncoming, asker, asked);
    header.names_parent = true;
    header.parent = ParentFacts{"BorderAlert", asked, asker, true};
    return TimeFor(book, header, "URGENT", hit);
  };
  hit.set_level(v1::HIT_LEVEL_ROUTINE);
  EXPECT_EQ(time(*us_, kAnam, kCbp), (AnswerTime{60, 12 * kHour}));
  EXPECT_EQ(time(*mx_, kCbp, kAnam), (AnswerTime{60, 12 * kHour}));
  hit.set_level(v1::HIT_LEVEL_URGENT);
  EXPECT_EQ(time(*us_, kAnam, kCbp), (AnswerTime{10, 60}));
  EXPECT_EQ(time(*mx_, kCbp, kAnam), (AnswerTime{10, 60}));
}

TEST_F(AnswerRules, OnlyWhoWasAskedSaysThatAnAnswerWillComeLater) {
  for (const google::protobuf::Message* record :
       {static_cast<const google::protobuf::Message*>(&interim_),
        static_cast<const google::protobuf::Message*>(&delay_)}) {
    for (const Book* book : {us_.get(), mx_.get()}) {
      for (const Direction direction :
           {Direction::kOutgoing, Direction::kIncoming}) {
        const RecordFacts header =
            Asked(direction, "FirearmTraceRequest", kFgr, kAtf);
        EXPECT_EQ(DecideOn(*book, header, *record).outcome, Outcome::kPermit);
        RecordFacts asker = header;
        std::swap(asker.sender, asker.recipient);
        EXPECT_EQ(DecideOn(*book, asker, *record).reason, "B05");
        RecordFacts stranger = header;
        stranger.sender = kCbp;
        EXPECT_EQ(DecideOn(*book, stranger, *record).reason, "B05");
        EXPECT_EQ(
            DecideOn(*book, Route(direction, kAtf, kFgr), *record).outcome,
            Outcome::kDeny)
            << "of nothing";
      }
    }
  }
}

TEST_F(AnswerRules, ProseThatTellsTooMuchIsHeld) {
  for (const auto& [text, reason] :
       {std::pair{"TEST: as the suspicious activity report said.", "S04"},
        std::pair{"TEST: her SSN is 123-45-6789.", "S10"}}) {
    v1::InterimReply interim = interim_;
    interim.set_still_to_come(text);
    v1::DelayNotice delay = delay_;
    delay.set_statutory_basis(text);
    for (const google::protobuf::Message* record :
         {static_cast<const google::protobuf::Message*>(&interim),
          static_cast<const google::protobuf::Message*>(&delay)}) {
      for (const Book* book : {us_.get(), mx_.get()}) {
        const Decision decision = DecideOn(
            *book,
            Asked(Direction::kOutgoing, "FirearmTraceRequest", kFgr, kAtf),
            *record);
        EXPECT_EQ(decision.outcome, Outcome::kHold) << text;
        EXPECT_EQ(decision.reason, reason);
      }
    }
  }
}

v1::FinancialInfoReply Neither(v1::FinancialInfoReply reply) {
  reply.set_result(v1::FINANCIAL_INFO_RESULT_NEITHER_CONFIRM_NOR_DENY);
  reply.clear_account_count();
  reply.clear_summary();
  reply.clear_accounts();
  reply.clear_source_report();
  return reply;
}

TEST_F(AnswerRules, OfWhoMayBeProtectedOnlyNeitherConfirmedNorDeniedLeaves) {
  const auto reply = Example<v1::FinancialInfoReply>("financial_info_reply");
  const RecordFacts header =
      Asked(Direction::kOutgoing, "FinancialInfoRequest", kUif, kFincen);
  for (const v1::Answer flag : {v1::ANSWER_YES, v1::ANSWER_UNKNOWN,
                                v1::ANSWER_UNSPECIFIED, v1::ANSWER_NO}) {
    for (const v1::FinancialInfoResult result :
         {v1::FINANCIAL_INFO_RESULT_HIT, v1::FINANCIAL_INFO_RESULT_NO_HIT,
          v1::FINANCIAL_INFO_RESULT_PARTIAL,
          v1::FINANCIAL_INFO_RESULT_REFUSED}) {
      v1::FinancialInfoReply told = reply;
      told.set_result(result);
      told.mutable_context()->mutable_subject_flags()->set_protected_1367(flag);
      const Decision decision = DecideOn(*us_, header, told);
      EXPECT_EQ(decision.outcome,
                flag == v1::ANSWER_NO ? Outcome::kPermit : Outcome::kDeny);
      if (flag != v1::ANSWER_NO) {
        EXPECT_EQ(decision.reason, "S02");
        // The peer is not told that anybody is protected.
        EXPECT_EQ(decision.public_reason, "R01");
      }
    }
  }
}

// Decisions and what crosses are equal, so nothing tells the two apart.
TEST_F(AnswerRules, TheReplyIsTheSameForWhoIsProtectedAndForWhoIsUnknown) {
  const v1::FinancialInfoReply unknown =
      Neither(Example<v1::FinancialInfoReply>("financial_info_reply"));
  v1::FinancialInfoReply hidden = unknown;
  hidden.mutable_context()->mutable_subject_flags()->set_protected_1367(
      v1::ANSWER_YES);
  const RecordFacts out =
      Asked(Direction::kOutgoing, "FinancialInfoRequest", kUif, kFincen);
  const Decision decision = DecideOn(*us_, out, unknown);
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_EQ(DecideOn(*us_, out, hidden), decision);
  const v1::FinancialInfoReply crossed = Minimized(hidden, decision);
  EXPECT_EQ(crossed.SerializeAsString(),
            Minimized(unknown, decision).SerializeAsString());
  EXPECT_EQ(DecideOn(*mx_,
                     Asked(Direction::kIncoming, "FinancialInfoRequest", kUif,
                           kFincen),
                     crossed)
                .outcome,
            Outcome::kPermit);
}

}  // namespace
}  // namespace enlace::policy

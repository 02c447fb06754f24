// Scenarios S01 and S02 on the sample books, with the example records.

#include "tests/policy/sample_books.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/thread.pb.h"
#include "policy/engine/document.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr char kOther[] = "spiffe://mx.enlace.example/agency/mx-sedena";

class SampleBooks : public SampleBooksTest {
 protected:
  static RecordFacts Reply(Direction direction, const char* from,
                           const char* to) {
    RecordFacts header = Route(direction, from, to);
    header.names_parent = true;
    header.parent = ParentFacts{"FirearmTraceRequest", kFgr, kAtf, true};
    return header;
  }

  static std::set<std::string> Dropped(const Decision& decision,
                                       const std::string& rule) {
    std::set<std::string> paths;
    for (const FieldAction& action : decision.fields) {
      if (action.kind == FieldAction::kDrop && action.rule_id == rule) {
        paths.insert(action.path);
      }
    }
    return paths;
  }

  const v1::FirearmTraceRequest request_ =
      Example<v1::FirearmTraceRequest>("trace_request");
  const v1::FirearmTraceResult result_ =
      Example<v1::FirearmTraceResult>("trace_result");
};

TEST_F(SampleBooks, S01TheRequestLeavesWithoutRaceAndWithoutTheOfficer) {
  const Decision decision =
      DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request_);
  EXPECT_EQ(decision.outcome, Outcome::kPermit) << decision.reason;
  EXPECT_EQ(decision.rule_ids,
            (std::vector<std::string>{"MX-MINIMIZAR-1", "MX-MINIMIZAR-2",
                                      "MX-MINIMIZAR-3", "MX-RASTREO-1"}));
  EXPECT_EQ(decision.citations, (std::vector<std::string>{
                                    "MX-DATA/64-III", "MX-DATA/74", "MX-LSN/51",
                                    "MX-LSN/71-III", "MX-SOV/21-40"}));
  EXPECT_TRUE(decision.disclose);
  EXPECT_EQ(
      Dropped(decision, "MX-MINIMIZAR-1"),
      (std::set<std::string>{"possessor.race", "possessor.ethnicity",
                             "possessor.height_cm", "possessor.weight_kg"}));
  EXPECT_EQ(Dropped(decision, "MX-MINIMIZAR-3"),
            (std::set<std::string>{"requesting_officer.name",
                                   "requesting_officer.badge_number",
                                   "context.sender.officer_ref"}));
  const FieldAction& race = ActionOn(decision, "possessor.race");
  EXPECT_EQ(race.reason, "S10");
  EXPECT_EQ(race.citation, "MX-DATA/74");
  EXPECT_FALSE(race.silent);
  const FieldAction& officer = ActionOn(decision, "requesting_officer.name");
  EXPECT_EQ(officer.reason, "S04");
  EXPECT_EQ(officer.citation, "MX-LSN/51");
  for (const char* path :
       {"firearm.serial_number", "recovery.place.municipality",
        "possessor.name.full_name_latin", "possessor.birth_date.day",
        "context.purpose_code", "context.legal_basis",
        "requesting_agency.case_number"}) {
    EXPECT_EQ(ActionOn(decision, path).kind, FieldAction::kRelease) << path;
  }
  EXPECT_TRUE(ActionOn(decision, "context.subject_flags.us_person").silent);
}

TEST_F(SampleBooks, S01TheRequestMayArriveAsMinimized) {
  const Decision out =
      DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request_);
  const v1::FirearmTraceRequest received = Minimized(request_, out);
  EXPECT_FALSE(received.possessor().has_race());
  EXPECT_FALSE(received.requesting_officer().has_name());
  const Decision in =
      DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), received);
  EXPECT_EQ(in.outcome, Outcome::kPermit) << in.reason;
  EXPECT_EQ(in.rule_ids, (std::vector<std::string>{"US-TIME-1", "US-TRACE-1"}));
  EXPECT_EQ(in.citations, (std::vector<std::string>{"US-PROFILE/answer-times",
                                                    "US-TRACE/923-g-7",
                                                    "US-TRACE/923-note"}));
  EXPECT_EQ(ActionOn(in, "firearm.serial_number").kind, FieldAction::kRelease);
}

TEST_F(SampleBooks, S02TheResultLeavesCoarserAndWithoutNumbers) {
  const Decision decision =
      DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kFgr), result_);
  EXPECT_EQ(decision.outcome, Outcome::kPermit) << decision.reason;
  EXPECT_EQ(decision.rule_ids,
            (std::vector<std::string>{
                "US-CUI-1", "US-PROFILE-1", "US-PROFILE-2", "US-PROFILE-3",
                "US-PROFILE-4", "US-TRACE-4", "US-TRACE-5"}));
  EXPECT_EQ(decision.caveats,
            (std::vector<std::string>{"CUI//SP-INV//REL TO USA, MEX",
                                      "LEAD_NOT_PROOF", "NO_PUBLIC_RELEASE"}));
  for (const char* path :
       {"purchaser.national_id.value", "purchaser.identity_document.number",
        "purchaser.race", "purchaser.ethnicity",
        "purchaser.residence.street_number", "purchaser.birth_date.month",
        "purchaser.birth_date.day", "purchaser.phones"}) {
    const FieldAction& action = ActionOn(decision, path);
    EXPECT_EQ(action.kind, FieldAction::kDrop) << path;
    EXPECT_FALSE(action.silent) << path;
    EXPECT_TRUE(absl::StartsWith(action.rule_id, "US-PROFILE-")) << path;
    EXPECT_FALSE(action.reason.empty()) << path;
    EXPECT_TRUE(absl::StartsWith(action.citation, "US-PROFILE/")) << path;
  }
  for (const char* path :
       {"purchaser.name.full_name_latin", "purchaser.birth_date.year",
        "purchaser.residence.municipality", "purchaser.residence.subdivision",
        "purchase_date.day", "dealer.ffl_number", "time_to_crime_days",
        "disposition_code"}) {
    EXPECT_EQ(ActionOn(decision, path).kind, FieldAction::kRelease) << path;
    EXPECT_EQ(ActionOn(decision, path).rule_id, "US-TRACE-4") << path;
  }
}

TEST_F(SampleBooks, S02TheResultArrivesReservedForFiveYears) {
  const Decision out =
      DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kFgr), result_);
  const Decision in = DecideOn(*mx_, Reply(Direction::kIncoming, kAtf, kFgr),
                               Minimized(result_, out));
  EXPECT_EQ(in.outcome, Outcome::kPermit) << in.reason;
  EXPECT_EQ(in.rule_ids, std::vector<std::string>{"MX-RASTREO-3"});
  EXPECT_EQ(in.citations,
            (std::vector<std::string>{"MX-CNPP/436-I", "MX-TRANSP/112-III"}));
  EXPECT_EQ(in.caveats, std::vector<std::string>{"RESERVADA"});
  EXPECT_EQ(in.retention, (Retention{0, 60}));
}

TEST_F(SampleBooks, AResultGoesOnlyToWhoAskedAndOnlyWhileTheRequestIsOpen) {
  RecordFacts unasked = Route(Direction::kOutgoing, kAtf, kFgr);
  RecordFacts unknown = unasked;
  unknown.names_parent = true;
  RecordFacts closed = Reply(Direction::kOutgoing, kAtf, kFgr);
  closed.parent->open = false;
  RecordFacts of_another = Reply(Direction::kOutgoing, kAtf, kFgr);
  of_another.parent->sender = kOther;
  RecordFacts wrong_type = Reply(Direction::kOutgoing, kAtf, kFgr);
  wrong_type.parent->type = "BallisticLead";
  for (const RecordFacts& header :
       {unasked, unknown, closed, of_another, wrong_type}) {
    const Decision decision = DecideOn(*us_, header, result_);
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "B06");
  }
  const Decision elsewhere =
      DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kOther), result_);
  EXPECT_EQ(elsewhere.outcome, Outcome::kDeny);
  EXPECT_EQ(elsewhere.reason, "B05");
}

TEST_F(SampleBooks, AnyOtherPurposeIsForbiddenOnBothSides) {
  const auto* purposes = v1::PurposeCode_descriptor();
  for (int i = 0; i < purposes->value_count(); ++i) {
    const int number = purposes->value(i)->number();
    auto request = request_;
    request.mutable_context()->set_purpose_code(
        static_cast<v1::PurposeCode>(number));
    const bool criminal = number == v1::PURPOSE_CODE_CRIM_INVESTIGATION ||
                          number == v1::PURPOSE_CODE_PROSECUTION;
    const Decision out =
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request);
    const Decision in =
        DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), request);
    EXPECT_EQ(out.outcome, criminal ? Outcome::kPermit : Outcome::kDeny)
        << number;
    EXPECT_EQ(in.outcome, criminal ? Outcome::kPermit : Outcome::kDeny);
    if (criminal) continue;
    EXPECT_EQ(out.rule_ids, std::vector<std::string>{"MX-RASTREO-2"});
    EXPECT_EQ(in.rule_ids, std::vector<std::string>{"US-TRACE-2"});
    EXPECT_EQ(in.reason, "B04");
    EXPECT_EQ(in.public_reason, "B04");
  }
}

TEST_F(SampleBooks, WithoutTheRightBasisThereIsNoPermit) {
  auto none = request_;
  none.mutable_context()->clear_legal_basis();
  EXPECT_EQ(
      DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), none).reason,
      "B01");
  for (int i = 0; i < request_.context().legal_basis_size(); ++i) {
    auto request = request_;
    request.mutable_context()->mutable_legal_basis()->DeleteSubrange(i, 1);
    const bool own = request_.context().legal_basis(i).basis_id() != "US-TRACE";
    const Decision out =
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request);
    EXPECT_EQ(out.outcome, own ? Outcome::kDeny : Outcome::kPermit);
    if (own) {
      EXPECT_EQ(out.reason, "B02");
    }
    EXPECT_EQ(DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), request)
                  .outcome,
              own ? Outcome::kPermit : Outcome::kDeny);
  }
}

TEST_F(SampleBooks, AnExpiredOrFutureBasisCarriesNothing) {
  auto expired = request_;
  auto* last =
      expired.mutable_context()->mutable_legal_basis(3)->mutable_expires_on();
  last->set_year(2026);
  last->set_month(2);
  last->set_day(4);
  auto early = request_;
  early.mutable_context()
      ->mutable_legal_basis(0)
      ->mutable_issued_on()
      ->set_year(2027);
  for (const auto& request : {expired, early}) {
    EXPECT_EQ(
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request).reason,
        "B03");
    EXPECT_EQ(
        DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), request).reason,
        "B03");
  }
}

TEST_F(SampleBooks, AUsPersonWithoutRoutineUseIsHeldAndNotDisclosed) {
  auto result = result_;
  result.mutable_context()->mutable_legal_basis()->DeleteSubrange(1, 1);
  for (const auto answer : {v1::ANSWER_UNSPECIFIED, v1::ANSWER_YES,
                            v1::ANSWER_UNKNOWN, v1::ANSWER_NO}) {
    result.mutable_context()->mutable_subject_flags()->set_us_person(answer);
    const Decision decision =
        DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kFgr), result);
    if (answer == v1::ANSWER_NO) {
      EXPECT_EQ(decision.outcome, Outcome::kPermit);
      continue;
    }
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.rule_ids, std::vector<std::string>{"US-PA-1"});
    EXPECT_EQ(decision.reason, "S01");
    EXPECT_EQ(decision.public_reason, "R01");
    EXPECT_FALSE(decision.disclose);
    EXPECT_EQ(decision.reviews, (std::vector<Review>{{"privacy-officer", 1}}));
    EXPECT_EQ(decision.deadline, Now() + absl::Hours(120));
  }
}

TEST_F(SampleBooks, AnInformantForbidsAndDoubtHolds) {
  auto result = result_;
  for (const auto answer : {v1::ANSWER_UNSPECIFIED, v1::ANSWER_YES,
                            v1::ANSWER_UNKNOWN, v1::ANSWER_NO}) {
    result.mutable_context()->mutable_subject_flags()->set_informant_related(
        answer);
    const Decision decision =
        DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kFgr), result);
    EXPECT_EQ(decision.outcome, answer == v1::ANSWER_YES  ? Outcome::kDeny
                                : answer == v1::ANSWER_NO ? Outcome::kPermit
                                                          : Outcome::kHold);
    if (answer != v1::ANSWER_NO) {
      EXPECT_EQ(decision.reason, "S04");
      EXPECT_EQ(decision.public_reason, "R01");
    }
  }
}

TEST_F(SampleBooks, PartiesOfTheParentMayAcknowledgeAndReportAndNobodyElse) {
  const auto ack = Example<v1::Acknowledgement>("acknowledgement");
  const auto disposition = Example<v1::Disposition>("seizure_disposition");
  const std::vector<const google::protobuf::Message*> records = {&ack,
                                                                 &disposition};
  for (const google::protobuf::Message* record : records) {
    for (const Book* book : {us_.get(), mx_.get()}) {
      for (const Direction direction :
           {Direction::kOutgoing, Direction::kIncoming}) {
        EXPECT_EQ(
            DecideOn(*book, Reply(direction, kFgr, kAtf), *record).outcome,
            Outcome::kPermit);
        EXPECT_EQ(
            DecideOn(*book, Reply(direction, kAtf, kFgr), *record).outcome,
            Outcome::kPermit);
        EXPECT_EQ(
            DecideOn(*book, Route(direction, kAtf, kFgr), *record).outcome,
            Outcome::kDeny);
        RecordFacts stranger = Reply(direction, kAtf, kFgr);
        stranger.parent->sender = kOther;
        EXPECT_EQ(DecideOn(*book, stranger, *record).outcome, Outcome::kDeny);
      }
    }
  }
}

TEST_F(SampleBooks, WhatHidesAnIdentifierWaitsWithTheReasonOfItsRemoval) {
  const struct {
    const char* text;
    const char* us;
    const char* us_reason;
    const char* mx;
    const char* mx_reason;
  } kHidden[] = {
      {"219-09-9999", "US-HIDDEN-1", "S10", "MX-OCULTO-1", "S10"},
      {"912-70-1234", "US-HIDDEN-2", "S05", "MX-OCULTO-2", "S05"},
      {"PUFS900101HNERCN06", "US-HIDDEN-3", "S10", "MX-OCULTO-1", "S10"},
      {"ABC680524P73", "US-HIDDEN-3", "S10", "MX-OCULTO-2", "S05"},
      {"passport G12345678", "US-HIDDEN-4", "S10", nullptr, nullptr},
      {"002010077777777771", "US-HIDDEN-5", "S06", "MX-OCULTO-3", "S06"},
  };
  const auto expect_held = [](const Decision& decision, const char* rule,
                              const char* reason) {
    if (rule == nullptr) {
      EXPECT_EQ(decision.outcome, Outcome::kPermit);
      return;
    }
    EXPECT_EQ(decision.outcome, Outcome::kHold) << rule;
    EXPECT_EQ(decision.rule_ids, std::vector<std::string>{rule});
    EXPECT_EQ(decision.reason, reason) << rule;
    // The peer is not told what the text holds.
    EXPECT_EQ(decision.public_reason, "R01") << rule;
  };
  for (const auto& hidden : kHidden) {
    auto result = result_;
    result.mutable_firearm()->set_additional_markings(
        absl::StrCat("TEST: it says ", hidden.text));
    expect_held(DecideOn(*us_, Reply(Direction::kOutgoing, kAtf, kFgr), result),
                hidden.us, hidden.us_reason);
    auto request = request_;
    request.set_special_instructions(
        absl::StrCat("PRUEBA: dice ", hidden.text));
    expect_held(
        DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), request),
        hidden.mx, hidden.mx_reason);
  }
}

TEST_F(SampleBooks, EveryLawIsParaphrasedInBothLanguagesWithASource) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Rule& rule : book->rules()) {
      for (const std::string& id : rule.implements) {
        for (const Language language :
             {Language::kEnglish, Language::kSpanish}) {
          const Statute* statute = book->FindStatute(id, language);
          ASSERT_NE(statute, nullptr) << id;
          EXPECT_EQ(statute->language, language) << id;
          EXPECT_NE(statute->status, "authentic") << id;
          EXPECT_FALSE(statute->source.empty()) << id;
          EXPECT_FALSE(statute->text.empty()) << id;
        }
      }
    }
  }
}

TEST_F(SampleBooks, OtherRecordTypesArePermittedByNoRule) {
  for (const std::string& type : Schema::OfThisBuild().TypeNames()) {
    if (absl::StartsWith(type, "FirearmTrace") || type == "Acknowledgement" ||
        type == "Disposition") {
      continue;
    }
    for (const Book* book : {us_.get(), mx_.get()}) {
      Facts facts = HeaderFacts(Route(Direction::kOutgoing, kAtf, kFgr));
      facts.Set(kFactType, type);
      EXPECT_EQ(book->Decide(facts, Now()).outcome, Outcome::kDeny) << type;
    }
  }
}

}  // namespace
}  // namespace enlace::policy

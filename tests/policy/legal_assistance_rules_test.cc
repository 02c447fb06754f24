// Mutual legal assistance on the sample books, with the example records.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/legal_assistance.pb.h"
#include "tests/policy/sample_books.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using v1::LegalAssistanceReply;
using v1::LegalAssistanceRequest;

constexpr char kOia[] = "spiffe://us.enlace.example/agency/us-doj-oia";

class LegalAssistanceRules : public SampleBooksTest {
 protected:
  static RecordFacts Route(Direction direction, const char* from,
                           const char* to) {
    RecordFacts header = SampleBooksTest::Route(direction, from, to);
    header.channel = "JUDICIAL";
    header.urgency = "ROUTINE";
    header.created_at = Now();
    if (direction == Direction::kOutgoing) header.repeated = false;
    return header;
  }

  // An answer to an open request of `to`.
  static RecordFacts Answer(Direction direction, const char* from,
                            const char* to) {
    RecordFacts header = Route(direction, from, to);
    header.names_parent = true;
    header.parent = ParentFacts{"LegalAssistanceRequest", to, from, true};
    return header;
  }

  // On the channel that the header says, which the traces' tests never change.
  static Facts FactsOf(const Book& book, RecordFacts header,
                       const google::protobuf::Message& record) {
    header.type = record.GetDescriptor()->name();
    return ExtractFacts(header, record, book.fact_paths(), book.scan());
  }

  static Decision DecideOn(const Book& book, const RecordFacts& header,
                           const google::protobuf::Message& record) {
    return book.Decide(FactsOf(book, header, record), Now());
  }

  Decision ArrivesInMexico(const LegalAssistanceRequest& request) const {
    return DecideOn(*mx_, Route(Direction::kIncoming, kOia, kFgr), request);
  }

  const LegalAssistanceRequest request_ =
      Example<LegalAssistanceRequest>("legal_assistance_request");
  const LegalAssistanceReply reply_ =
      Example<LegalAssistanceReply>("legal_assistance_reply");
};

TEST_F(LegalAssistanceRules, CompleteRequestsAndRepliesPassBothWays) {
  for (const bool from_mexico : {false, true}) {
    const char* const from = from_mexico ? kFgr : kOia;
    const char* const to = from_mexico ? kOia : kFgr;
    const Book& sender = from_mexico ? *mx_ : *us_;
    const Book& receiver = from_mexico ? *us_ : *mx_;
    EXPECT_EQ(DecideOn(sender, Route(Direction::kOutgoing, from, to), request_)
                  .outcome,
              Outcome::kPermit);
    EXPECT_EQ(
        DecideOn(receiver, Route(Direction::kIncoming, from, to), request_)
            .outcome,
        // The example is in English and comes with a translation into Spanish.
        Outcome::kPermit);
    EXPECT_EQ(DecideOn(receiver, Answer(Direction::kOutgoing, to, from), reply_)
                  .outcome,
              Outcome::kPermit);
    EXPECT_EQ(DecideOn(sender, Answer(Direction::kIncoming, to, from), reply_)
                  .outcome,
              Outcome::kPermit);
  }
}

TEST_F(LegalAssistanceRules, OnlyCentralAuthoritiesOnTheJudicialChannel) {
  for (const Direction direction :
       {Direction::kOutgoing, Direction::kIncoming}) {
    const Book& book = direction == Direction::kOutgoing ? *us_ : *mx_;
    EXPECT_EQ(DecideOn(book, Route(direction, kHsi, kFgr), request_).reason,
              "B05");
    RecordFacts administrative = Route(direction, kOia, kFgr);
    administrative.channel = "ADMIN";
    const Decision decision = DecideOn(book, administrative, request_);
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "B06");
  }
}

TEST_F(LegalAssistanceRules, OtherPurposesAreForbiddenOnBothSides) {
  LegalAssistanceRequest civil = request_;
  civil.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_CIVIL_PROCEEDING);
  const Decision out =
      DecideOn(*us_, Route(Direction::kOutgoing, kOia, kFgr), civil);
  EXPECT_EQ(out.rule_ids, Names{"US-MLA-15"});
  EXPECT_EQ(out.reason, "B04");
  EXPECT_EQ(ArrivesInMexico(civil).rule_ids, Names{"MX-ASISTENCIA-2"});
  EXPECT_EQ(
      DecideOn(*us_, Route(Direction::kIncoming, kFgr, kOia), civil).rule_ids,
      Names{"US-MLA-16"});
}

TEST_F(LegalAssistanceRules, WhatTheLawAsksForIsHeldWhereItIsMissing) {
  struct Case {
    const char* rule;
    const char* reason;
    std::function<void(LegalAssistanceRequest&)> change;
  };
  using R = LegalAssistanceRequest;
  const std::vector<Case> cases = {
      {"MX-ASISTENCIA-3", "T01", [](R& r) { r.clear_translation(); }},
      {"MX-ASISTENCIA-3", "T01",
       [](R& r) { r.mutable_translation()->set_language("fr"); }},
      {"MX-ASISTENCIA-3", "T01",
       [](R& r) { r.mutable_translation()->clear_language(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_requesting_authority(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_matter(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_proceeding(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_facts(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_evidence_purpose(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_execution_method(); }},
      {"MX-ASISTENCIA-4", "T01", [](R& r) { r.clear_legal_provisions(); }},
      {"MX-ASISTENCIA-5", "T01", [](R& r) { r.clear_dual_criminality(); }},
      {"MX-ASISTENCIA-6", "T01", [](R& r) { r.clear_bank_records(); }},
      {"MX-ASISTENCIA-7", "V06",
       [](R& r) { r.mutable_death_penalty()->clear_assurance(); }},
      {"MX-ASISTENCIA-7", "V06",
       [](R& r) { r.mutable_death_penalty()->clear_document(); }},
      {"MX-ASISTENCIA-7", "V06",
       [](R& r) {
         r.mutable_death_penalty()->set_assurance(
             v1::DEATH_PENALTY_ASSURANCE_NOT_SOUGHT);
       }},
      {"MX-ASISTENCIA-8", "V05",
       [](R& r) { r.set_offense_nature(v1::OFFENSE_NATURE_POLITICAL); }},
      {"MX-ASISTENCIA-8", "V05",
       [](R& r) { r.set_offense_nature(v1::OFFENSE_NATURE_MILITARY); }},
      {"MX-ASISTENCIA-8", "V05", [](R& r) { r.clear_offense_nature(); }},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    LegalAssistanceRequest request = request_;
    cases[i].change(request);
    const Decision decision = ArrivesInMexico(request);
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.rule_ids, Names{cases[i].rule});
    EXPECT_EQ(decision.reason, cases[i].reason);
    EXPECT_EQ(decision.public_reason, cases[i].reason);
    EXPECT_EQ(decision.reviews,
              (std::vector<Review>{{"autoridad-central", 1}}));
  }
}

TEST_F(LegalAssistanceRules, DualCriminalityIsForSearchSeizureAndConfiscation) {
  const auto* measures = v1::AssistanceMeasure_descriptor();
  for (int i = 1; i < measures->value_count(); ++i) {
    const auto measure =
        static_cast<v1::AssistanceMeasure>(measures->value(i)->number());
    LegalAssistanceRequest request = request_;
    request.clear_dual_criminality();
    request.clear_measures();
    request.add_measures(measure);
    const bool asked_for = measure == v1::ASSISTANCE_MEASURE_SEARCH ||
                           measure == v1::ASSISTANCE_MEASURE_SEIZURE ||
                           measure == v1::ASSISTANCE_MEASURE_CONFISCATION;
    EXPECT_EQ(ArrivesInMexico(request).outcome,
              asked_for ? Outcome::kHold : Outcome::kPermit)
        << measures->value(i)->name();
  }
}

TEST_F(LegalAssistanceRules, ExposureThatIsNotDeniedNeedsAnAssurance) {
  for (const auto answer : {v1::ANSWER_UNSPECIFIED, v1::ANSWER_YES,
                            v1::ANSWER_UNKNOWN, v1::ANSWER_NO}) {
    LegalAssistanceRequest request = request_;
    request.mutable_death_penalty()->Clear();
    if (answer != v1::ANSWER_UNSPECIFIED) {
      request.mutable_death_penalty()->set_exposure(answer);
    }
    EXPECT_EQ(ArrivesInMexico(request).outcome,
              answer == v1::ANSWER_NO ? Outcome::kPermit : Outcome::kHold)
        << answer;
  }
}

TEST_F(LegalAssistanceRules, TheCentralAuthorityMayTakeWhatIsHeld) {
  LegalAssistanceRequest request = request_;
  request.mutable_death_penalty()->clear_assurance();
  Facts facts = FactsOf(*mx_, Route(Direction::kIncoming, kOia, kFgr), request);
  ASSERT_EQ(mx_->Decide(facts, Now()).outcome, Outcome::kHold);
  facts.Set(ApprovalFact("MX-ASISTENCIA-7", "autoridad-central"), int64_t{1});
  EXPECT_EQ(mx_->Decide(facts, Now()).outcome, Outcome::kPermit);
}

TEST_F(LegalAssistanceRules, ARequestSaysNoLessThanItsFlag) {
  LegalAssistanceRequest request = request_;
  const RecordFacts header = Route(Direction::kOutgoing, kOia, kFgr);
  for (const auto stated : {v1::ANSWER_NO, v1::ANSWER_UNKNOWN}) {
    request.mutable_death_penalty()->set_exposure(stated);
    const Decision decision = DecideOn(*us_, header, request);
    EXPECT_EQ(decision.rule_ids, Names{"US-MLA-11"});
    EXPECT_EQ(decision.reason, "V06");
    EXPECT_EQ(decision.public_reason, "R01") << "the flag is silent";
  }
  request.mutable_context()
      ->mutable_subject_flags()
      ->set_death_penalty_exposure(v1::ANSWER_NO);
  EXPECT_EQ(DecideOn(*us_, header, request).outcome, Outcome::kPermit);
}

TEST_F(LegalAssistanceRules, SilentFlagsHoldOrForbidWithoutBeingNamed) {
  const RecordFacts header = Route(Direction::kOutgoing, kOia, kFgr);
  LegalAssistanceRequest request = request_;
  auto* flags = request.mutable_context()->mutable_subject_flags();
  flags->set_us_person(v1::ANSWER_UNKNOWN);
  EXPECT_EQ(DecideOn(*us_, header, request).rule_ids, Names{"US-MLA-9"});
  request.mutable_context()->add_legal_basis()->set_basis_id("US-PA");
  EXPECT_EQ(DecideOn(*us_, header, request).outcome, Outcome::kPermit);
  flags->clear_informant_related();
  EXPECT_EQ(DecideOn(*us_, header, request).rule_ids, Names{"US-MLA-10"});
  flags->set_protected_1367(v1::ANSWER_YES);
  const Decision decision = DecideOn(*us_, header, request);
  EXPECT_EQ(decision.outcome, Outcome::kDeny);
  EXPECT_EQ(decision.rule_ids, Names{"US-1367-1"});
  EXPECT_EQ(decision.public_reason, "R01");
}

TEST_F(LegalAssistanceRules, ARequestFromAbroadBringsAnEnglishText) {
  const RecordFacts header = Route(Direction::kIncoming, kFgr, kOia);
  LegalAssistanceRequest request = request_;
  request.mutable_context()->set_language("es");
  EXPECT_EQ(DecideOn(*us_, header, request).rule_ids, Names{"US-MLA-5"});
  request.mutable_translation()->set_language("en");
  EXPECT_EQ(DecideOn(*us_, header, request).outcome, Outcome::kPermit);
  request.set_offense_nature(v1::OFFENSE_NATURE_MILITARY);
  EXPECT_EQ(DecideOn(*us_, header, request).rule_ids, Names{"US-MLA-6"});
}

TEST_F(LegalAssistanceRules, NumbersOfAPersonStayAndSoDoesWhoIsListedWithOne) {
  LegalAssistanceRequest request = request_;
  *request.add_other_persons() = request.subject();
  v1::Person& named = *request.add_other_persons();
  *named.mutable_name() = request.subject().name();
  named.add_nationalities("MX");
  const RecordFacts header = Route(Direction::kOutgoing, kOia, kFgr);
  const Decision decision = DecideOn(*us_, header, request);
  for (const char* path :
       {"subject.national_id.value", "subject.tax_id.value", "subject.race"}) {
    EXPECT_EQ(ActionOn(decision, path).kind, FieldAction::kDrop) << path;
    EXPECT_FALSE(ActionOn(decision, path).silent) << path;
  }
  EXPECT_EQ(ActionOn(decision, "subject.name.full_name_latin").kind,
            FieldAction::kRelease);
  EXPECT_EQ(FindAction(decision, "other_persons[0]")->rule_id, "US-MLA-8");
  EXPECT_EQ(FindAction(decision, "other_persons[1]")->kind,
            FieldAction::kRelease);
  // No routine use is asked for persons on the margin of the case.
  request.mutable_context()->add_legal_basis()->set_basis_id("US-PA");
  request.mutable_other_persons(1)->add_nationalities("US");
  EXPECT_EQ(
      FindAction(DecideOn(*us_, header, request), "other_persons[1]")->rule_id,
      "US-MLA-8");
}

TEST_F(LegalAssistanceRules, AReplyGoesOnAtHomeByLeaveAlone) {
  RecordFacts header = Route(Direction::kOutgoing, kOia, kHsi);
  header.domestic = true;
  header.names_parent = true;
  header.parent = ParentFacts{"LegalAssistanceReply", kFgr, kOia, true};
  LegalAssistanceReply civil = reply_;
  civil.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_CIVIL_PROCEEDING);
  const Decision denied = DecideOn(*us_, header, civil);
  EXPECT_EQ(denied.outcome, Outcome::kDeny);
  EXPECT_EQ(denied.reason, "V08");
  EXPECT_EQ(denied.rule_ids, Names{"US-MLA-13"});
  header.parent->consent = true;
  const Decision permitted = DecideOn(*us_, header, civil);
  EXPECT_EQ(permitted.outcome, Outcome::kPermit) << permitted.reason;
  EXPECT_EQ(permitted.rule_ids, (Names{"US-MLA-12", "US-MLA-14"}));
}

TEST_F(LegalAssistanceRules, PoliticalAndMilitaryOffencesAreNoMatterForOthers) {
  auto trace = Example<v1::FirearmTraceRequest>("trace_request");
  RecordFacts out = Route(Direction::kOutgoing, kFgr, kAtf);
  RecordFacts in = Route(Direction::kIncoming, kFgr, kAtf);
  out.channel = "ADMIN";
  in.channel = "ADMIN";
  struct Case {
    const char* list;
    const char* code;
    bool refused;
  };
  for (const Case& offence :
       {Case{"CJM", "1", true}, Case{"UCMJ", "1", true},
        Case{"CPF", "130", true}, Case{"CPF", "131", true},
        Case{"CPF", "132", true}, Case{"CPF", "141", true},
        Case{"CPF", "194", false}, Case{"NCIC", "130", false}}) {
    SCOPED_TRACE(std::string(offence.list) + offence.code);
    auto* code = trace.mutable_context()->mutable_offense_codes(0);
    code->set_scheme(offence.list);
    code->set_code(offence.code);
    for (const Decision& decision :
         {DecideOn(*mx_, out, trace), DecideOn(*us_, in, trace)}) {
      EXPECT_EQ(decision.outcome,
                offence.refused ? Outcome::kDeny : Outcome::kPermit);
      if (offence.refused) {
        EXPECT_EQ(decision.reason, "V05");
      }
    }
  }
  trace.mutable_context()->clear_offense_codes();
  EXPECT_EQ(DecideOn(*mx_, out, trace).outcome, Outcome::kPermit);
}

}  // namespace
}  // namespace enlace::policy

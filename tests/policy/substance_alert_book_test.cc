// Substance alerts, ballistic leads and what a third country owns, on the
// sample books (scenarios S07, S08 and A3).

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "enlace/v1/ballistic_lead.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "tests/policy/sample_books.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

class SubstanceAlertBooks : public SampleBooksTest {
 protected:
  // What each book says of an alert that the one side sends the other.
  Decision FromMexico(const v1::SubstanceAlert& alert) const {
    return DecideOn(*mx_, Route(Direction::kOutgoing, kAnam, kDea), alert);
  }
  Decision InTheStates(const v1::SubstanceAlert& alert) const {
    return DecideOn(*us_, Route(Direction::kIncoming, kAnam, kDea), alert);
  }
  Decision FromTheStates(const v1::SubstanceAlert& alert) const {
    return DecideOn(*us_, Route(Direction::kOutgoing, kDea, kFgr), alert);
  }
  Decision InMexico(const v1::SubstanceAlert& alert) const {
    return DecideOn(*mx_, Route(Direction::kIncoming, kDea, kFgr), alert);
  }

  v1::SubstanceAlert WithoutIntercept() const {
    v1::SubstanceAlert alert = seizure_;
    alert.clear_intercept();
    return alert;
  }

  const v1::SubstanceAlert precursor_ =
      Example<v1::SubstanceAlert>("substance_alert_precursor");
  const v1::SubstanceAlert seizure_ =
      Example<v1::SubstanceAlert>("substance_alert_seizure");
  const v1::BallisticLead lead_ = Example<v1::BallisticLead>("ballistic_lead");
};

TEST_F(SubstanceAlertBooks, OfTheLicenceOnlyWhetherThereIsOneLeaves) {
  const Decision out = FromMexico(precursor_);
  EXPECT_EQ(out.outcome, Outcome::kPermit) << out.reason;
  EXPECT_TRUE(out.disclose);
  for (const char* path : {"licence.number", "licence.holder", "licence.scope",
                           "licence.expires_on.year"}) {
    const FieldAction& action = ActionOn(out, path);
    EXPECT_EQ(action.kind, FieldAction::kDrop) << path;
    EXPECT_EQ(action.reason, "S09") << path;
    EXPECT_EQ(action.citation, "MX-PREC/18") << path;
    EXPECT_FALSE(action.silent) << path;
  }
  for (const char* path :
       {"licence.match", "shipment.cargo.shipper", "shipment.cargo.consignee",
        "shipment.broker", "substances"}) {
    EXPECT_EQ(ActionOn(out, path).kind, FieldAction::kRelease) << path;
  }
  EXPECT_TRUE(ActionOn(out, "source").silent);
  const Decision in = InTheStates(Minimized(precursor_, out));
  EXPECT_EQ(in.outcome, Outcome::kPermit) << in.reason;
  EXPECT_EQ(in.rule_ids, Names{"US-SUBSTANCE-2"});
}

TEST_F(SubstanceAlertBooks, TheSourceDecidesOverTheWholeAlertAndStaysAtHome) {
  struct Case {
    v1::SubstanceSource source;
    Outcome outcome;
    Names rules;
  };
  for (const Case& one : {Case{v1::SUBSTANCE_SOURCE_LICENCE_REGISTER,
                               Outcome::kDeny,
                               {"MX-PRECURSORES-2"}},
                          Case{v1::SUBSTANCE_SOURCE_JOINT_DATABASE,
                               Outcome::kHold,
                               {"MX-PRECURSORES-3"}},
                          Case{v1::SUBSTANCE_SOURCE_UNSPECIFIED,
                               Outcome::kHold,
                               {"MX-PRECURSORES-3"}}}) {
    v1::SubstanceAlert alert = precursor_;
    alert.set_source(one.source);
    const Decision decision = FromMexico(alert);
    EXPECT_EQ(decision.outcome, one.outcome) << one.source;
    EXPECT_EQ(decision.rule_ids, one.rules);
    EXPECT_EQ(decision.reason, "S09");
    EXPECT_EQ(decision.public_reason, "R01");
    EXPECT_FALSE(decision.disclose);
  }
}

TEST_F(SubstanceAlertBooks,
       AnExcerptOfAnInterceptWaitsWhateverAuthorityIsNamed) {
  v1::SubstanceAlert alert = seizure_;
  for (const char* authority : {"", "TEST-2517-7-0001"}) {
    alert.mutable_intercept()->set_authority_ref(authority);
    const Decision decision = FromTheStates(alert);
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.rule_ids, Names{"US-WIRE-1"});
    EXPECT_EQ(decision.reason, "S07");
    EXPECT_EQ(decision.public_reason, "R01");
    EXPECT_EQ(decision.reviews, (std::vector<Review>{{"justice-attorney", 1}}));
  }
}

TEST_F(SubstanceAlertBooks, ApprovalReleasesTheExcerptOnlyUnderAnAuthority) {
  v1::SubstanceAlert alert = seizure_;
  for (const bool authority : {false, true}) {
    if (authority) alert.mutable_intercept()->set_authority_ref("TEST-1");
    RecordFacts header = Route(Direction::kOutgoing, kDea, kFgr);
    header.type = "SubstanceAlert";
    header.channel = "ADMIN";
    header.repeated = false;
    header.created_at = Now();
    Facts facts = ExtractFacts(header, alert, us_->fact_paths(), us_->scan());
    facts.Set("approval.US-WIRE-1.justice-attorney", Value(int64_t{1}));
    const Decision decision = us_->Decide(facts, Now());
    EXPECT_EQ(decision.outcome, Outcome::kPermit) << decision.reason;
    EXPECT_EQ(ActionOn(decision, "intercept.text").kind,
              authority ? FieldAction::kRelease : FieldAction::kDrop);
    if (!authority) {
      EXPECT_EQ(ActionOn(decision, "intercept.text").reason, "S07");
    }
  }
}

TEST_F(SubstanceAlertBooks, ASeizureArrivesAsALeadWithoutThePerson) {
  const Decision out = FromTheStates(WithoutIntercept());
  EXPECT_EQ(out.outcome, Outcome::kPermit) << out.reason;
  EXPECT_EQ(ActionOn(out, "person.name.full_name_latin").reason, "S01");
  EXPECT_EQ(out.caveats,
            (Names{"CONFIDENTIAL_LE_USE_ONLY", "NO_PUBLIC_RELEASE"}));
  const v1::SubstanceAlert received = Minimized(WithoutIntercept(), out);
  const Decision in = InMexico(received);
  EXPECT_EQ(in.outcome, Outcome::kPermit) << in.reason;
  EXPECT_EQ(in.caveats, (Names{"RESERVADA", "SOLO_INDICIO"}));
  v1::SubstanceAlert evidence = received;
  evidence.mutable_context()->set_evidence_status(
      v1::EVIDENCE_STATUS_MLAT_CERTIFIED);
  EXPECT_EQ(InMexico(evidence).outcome, Outcome::kDeny);
}

TEST_F(SubstanceAlertBooks,
       ARoutineUseReleasesThePersonCoarselyAndWithoutNumbers) {
  v1::SubstanceAlert alert = WithoutIntercept();
  alert.mutable_context()->add_legal_basis()->set_basis_id("US-PA");
  const Decision out = FromTheStates(alert);
  EXPECT_EQ(out.outcome, Outcome::kPermit) << out.reason;
  for (const char* path :
       {"person.name.full_name_latin", "person.birth_date.year",
        "person.residence.country", "person.residence.municipality"}) {
    EXPECT_EQ(ActionOn(out, path).kind, FieldAction::kRelease) << path;
  }
  for (const char* path :
       {"person.national_id.value", "person.residence.street",
        "person.birth_date.day", "person.photo_hash", "other_persons"}) {
    EXPECT_EQ(ActionOn(out, path).kind, FieldAction::kDrop) << path;
    EXPECT_EQ(ActionOn(out, path).reason, "S10") << path;
  }
}

// The warning reaches whoever may be in danger, whatever else stays behind.
TEST_F(SubstanceAlertBooks, EveryPermitReleasesTheHazardAndNoRuleRemovesIt) {
  for (const Decision& decision :
       {FromMexico(precursor_), InTheStates(precursor_),
        FromTheStates(WithoutIntercept()), InMexico(WithoutIntercept())}) {
    EXPECT_EQ(decision.outcome, Outcome::kPermit) << decision.reason;
    for (const char* path : {"toxic_hazard.kinds", "toxic_hazard.un_number"}) {
      EXPECT_EQ(ActionOn(decision, path).kind, FieldAction::kRelease) << path;
    }
  }
}

TEST_F(SubstanceAlertBooks, AlertsGoBetweenTheAgenciesOfTheMatrixAlone) {
  for (const char* mexican : {kFgr, kSemar, kAnam, kCofepris, kInm, kUif}) {
    for (const char* american : {kDea, kCbp, kHsi, kAtf}) {
      const bool covered =
          mexican != kInm && mexican != kUif && american != kAtf;
      const Outcome expected = covered ? Outcome::kPermit : Outcome::kDeny;
      const v1::SubstanceAlert report = WithoutIntercept();
      EXPECT_EQ(
          DecideOn(*us_, Route(Direction::kOutgoing, american, mexican), report)
              .outcome,
          expected)
          << american << mexican;
      EXPECT_EQ(
          DecideOn(*mx_, Route(Direction::kIncoming, american, mexican), report)
              .outcome,
          expected);
      EXPECT_EQ(DecideOn(*mx_, Route(Direction::kOutgoing, mexican, american),
                         precursor_)
                    .outcome,
                expected);
      EXPECT_EQ(DecideOn(*us_, Route(Direction::kIncoming, mexican, american),
                         precursor_)
                    .outcome,
                expected);
    }
  }
}

TEST_F(SubstanceAlertBooks,
       AControlledDeliveryIsRefusedByBothBooksInBothDirections) {
  v1::SubstanceAlert alert = precursor_;
  alert.set_event_kind(v1::SUBSTANCE_EVENT_CONTROLLED_DELIVERY_NOTICE);
  for (const Decision& decision : {FromMexico(alert), InTheStates(alert),
                                   FromTheStates(alert), InMexico(alert)}) {
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "B05");
  }
}

TEST_F(SubstanceAlertBooks, APrecursorByParcelPostOrCourierIsMarked) {
  using Change = std::function<void(v1::SubstanceAlert&)>;
  const auto mode = [](v1::TransportMode by) -> Change {
    return [by](v1::SubstanceAlert& alert) {
      alert.mutable_route(0)->set_mode(by);
    };
  };
  const Change parcel = [](v1::SubstanceAlert& alert) {
    alert.mutable_shipment()->mutable_cargo()->set_document(
        v1::TRANSPORT_DOCUMENT_PARCEL);
  };
  for (const Change& change : {parcel, mode(v1::TRANSPORT_MODE_POST),
                               mode(v1::TRANSPORT_MODE_COURIER)}) {
    v1::SubstanceAlert alert = precursor_;
    change(alert);
    EXPECT_EQ(FromMexico(alert).caveats,
              (Names{"CONFIDENTIAL_LE_USE_ONLY", "PRECURSOR_POR_PAQUETERIA"}));
    EXPECT_EQ(InMexico(alert).caveats,
              (Names{"PRECURSOR_POR_PAQUETERIA", "RESERVADA", "SOLO_INDICIO"}));
  }
  EXPECT_EQ(FromMexico(precursor_).caveats, Names{"CONFIDENTIAL_LE_USE_ONLY"});
}

TEST_F(SubstanceAlertBooks, AnyOtherPurposeIsForbiddenOnBothSides) {
  for (const auto purpose :
       {v1::PURPOSE_CODE_UNSPECIFIED, v1::PURPOSE_CODE_CIVIL_PROCEEDING,
        v1::PURPOSE_CODE_AML_ANALYSIS, v1::PURPOSE_CODE_STATISTICS}) {
    v1::SubstanceAlert shipment = precursor_;
    v1::SubstanceAlert report = WithoutIntercept();
    for (v1::SubstanceAlert* alert : {&shipment, &report}) {
      alert->mutable_context()->set_purpose_code(purpose);
    }
    for (const Decision& decision :
         {FromMexico(shipment), InTheStates(shipment), FromTheStates(report),
          InMexico(report)}) {
      EXPECT_EQ(decision.outcome, Outcome::kDeny);
      EXPECT_EQ(decision.reason, "B04");
      EXPECT_EQ(decision.public_reason, "B04");
    }
  }
}

TEST_F(SubstanceAlertBooks, ProseThatSaysWhatTheFieldsMayNotWaits) {
  v1::SubstanceAlert shipment = precursor_;
  shipment.set_circumstances("PRUEBA: seg\u00fan SISUS, falta peso");
  EXPECT_EQ(FromMexico(shipment).outcome, Outcome::kHold);
  EXPECT_EQ(FromMexico(shipment).rule_ids, Names{"MX-PRECURSORES-4"});
  v1::SubstanceAlert report = WithoutIntercept();
  for (const char* prose :
       {"TEST: heard on a WIRETAP", "TEST: una llamada  intervenida lo dice",
        "TEST: before the grand jury"}) {
    report.set_circumstances(prose);
    EXPECT_EQ(FromTheStates(report).outcome, Outcome::kHold) << prose;
    EXPECT_EQ(FromTheStates(report).rule_ids, Names{"US-WIRE-3"}) << prose;
  }
}

TEST_F(SubstanceAlertBooks, OfAPersonInMexicosAlertTheNumbersStay) {
  const Decision out = FromMexico(precursor_);
  for (const char* path :
       {"person.national_id.value", "person.residence.street", "person.race",
        "person.photo_hash", "other_persons"}) {
    EXPECT_EQ(ActionOn(out, path).kind, FieldAction::kDrop) << path;
    EXPECT_EQ(ActionOn(out, path).reason, "S10") << path;
  }
  EXPECT_EQ(ActionOn(out, "person.tax_id.value").reason, "S05");
  EXPECT_EQ(ActionOn(out, "person.name.full_name_latin").kind,
            FieldAction::kRelease);
}

TEST_F(SubstanceAlertBooks, AProtectedPersonForbidsAndDoubtHolds) {
  v1::SubstanceAlert report = WithoutIntercept();
  for (const auto answer : {v1::ANSWER_UNSPECIFIED, v1::ANSWER_YES,
                            v1::ANSWER_UNKNOWN, v1::ANSWER_NO}) {
    report.mutable_context()->mutable_subject_flags()->set_protected_1367(
        answer);
    const Decision decision = FromTheStates(report);
    EXPECT_EQ(decision.outcome, answer == v1::ANSWER_YES  ? Outcome::kDeny
                                : answer == v1::ANSWER_NO ? Outcome::kPermit
                                                          : Outcome::kHold);
    EXPECT_EQ(decision.reason, answer == v1::ANSWER_NO ? "" : "S02");
    EXPECT_FALSE(decision.disclose && answer != v1::ANSWER_NO);
  }
  report.clear_person();
  report.mutable_context()->mutable_subject_flags()->set_protected_1367(
      v1::ANSWER_UNKNOWN);
  EXPECT_EQ(FromTheStates(report).outcome, Outcome::kPermit);
}

TEST_F(SubstanceAlertBooks, AnInformantForbidsAndDoubtHolds) {
  v1::SubstanceAlert report = WithoutIntercept();
  v1::BallisticLead link = lead_;
  for (const auto answer : {v1::ANSWER_UNSPECIFIED, v1::ANSWER_YES,
                            v1::ANSWER_UNKNOWN, v1::ANSWER_NO}) {
    report.mutable_context()->mutable_subject_flags()->set_informant_related(
        answer);
    link.mutable_context()->mutable_subject_flags()->set_informant_related(
        answer);
    for (const Decision& decision :
         {FromTheStates(report),
          DecideOn(*us_, Route(Direction::kOutgoing, kAtf, kFgr), link)}) {
      EXPECT_EQ(decision.outcome, answer == v1::ANSWER_YES  ? Outcome::kDeny
                                  : answer == v1::ANSWER_NO ? Outcome::kPermit
                                                            : Outcome::kHold);
    }
  }
}

}  // namespace
}  // namespace enlace::policy

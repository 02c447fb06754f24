// Every step of the log has its sentence in both languages, and a sentence says
// what the opening says and nothing that it does not.

#include "client/cli/entry_sentences.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/entry_text.h"

namespace enlace::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<v1::AuditStep> EveryStep() {
  std::vector<v1::AuditStep> steps;
  const auto& values = *v1::AuditStep_descriptor();
  for (int i = 0; i < values.value_count(); ++i) {
    const auto step = static_cast<v1::AuditStep>(values.value(i)->number());
    if (step != v1::AUDIT_STEP_UNSPECIFIED) steps.push_back(step);
  }
  return steps;
}

// With every field of both parts that a sentence may use.
OpenedEntry Opened(v1::AuditStep step) {
  OpenedEntry opened;
  opened.index = 7;
  opened.in_annex = true;
  opened.entry.step = step;
  opened.entry.log_time_ms = 1767225600000;
  opened.entry.transfer_id = std::string(16, 't');
  opened.transfer_id = opened.entry.transfer_id;
  v1::SharedOpening& shared = opened.shared.emplace();
  shared.set_type("FirearmTraceResult");
  shared.set_sender("spiffe://us.enlace.example/agency/us-atf");
  shared.set_recipient("spiffe://mx.enlace.example/agency/mx-fgr");
  shared.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  shared.set_answer_due_ms(1767225600000);
  v1::NationalOpening& national = opened.national.emplace();
  national.set_type(shared.type());
  national.set_sender(shared.sender());
  national.set_recipient(shared.recipient());
  national.set_outcome(shared.outcome());
  national.set_caller("spiffe://us.enlace.example/person/one");
  national.add_persons("spiffe://us.enlace.example/person/two");
  national.add_rule_ids("US-TRACE-1");
  national.add_citations("18 U.S.C. 923(g)");
  national.add_register_entries("ASSURANCE-1");
  national.set_link_nation("mx.enlace.example");
  national.mutable_adopted_book()->set_book_version(3);
  national.mutable_adopted_book()->set_effective_from_ms(1767225600000);
  return opened;
}

TEST(EntrySentencesTest, EveryStepHasItsWordsInBothLanguages) {
  for (const v1::AuditStep step : EveryStep()) {
    const std::string name = v1::AuditStep_Name(step);
    const StepText* text = FindStepText(step);
    ASSERT_NE(text, nullptr) << name << " has no row in audit_step_text.cc";
    for (const Phrase& phrase : {text->title, text->sentence}) {
      EXPECT_FALSE(phrase.en.empty()) << name;
      EXPECT_FALSE(phrase.es.empty()) << name;
      EXPECT_NE(phrase.en, phrase.es) << name;
    }
    for (const Language language : {Language::kEnglish, Language::kSpanish}) {
      const std::string told = SentencesOf(Opened(step), language);
      EXPECT_THAT(told, Not(HasSubstr("{"))) << name;
      EXPECT_THAT(told, HasSubstr("2026-01-01 00:00:00.000 UTC")) << name;
      EXPECT_EQ(told.back(), '.') << name;
    }
  }
}

TEST(EntrySentencesTest, StepsAreTypedAsTheyAreNamed) {
  EXPECT_EQ(StepWords().size(), EveryStep().size());
  for (const v1::AuditStep step : EveryStep()) {
    EXPECT_EQ(StepOf(StepWord(step)), step);
  }
  EXPECT_EQ(StepOf("unspecified"), v1::AUDIT_STEP_UNSPECIFIED);
  EXPECT_EQ(StepOf(""), v1::AUDIT_STEP_UNSPECIFIED);
}

TEST(EntrySentencesTest, WhatIsNotOpenedIsSaidToBeSo) {
  for (const v1::AuditStep step : EveryStep()) {
    OpenedEntry closed = Opened(step);
    closed.shared.reset();
    closed.national.reset();
    EXPECT_THAT(SentencesOf(closed, Language::kEnglish),
                AllOf(HasSubstr("was erased, or is not shown here"),
                      Not(HasSubstr("us-atf"))));
    closed.closed_places = 8;
    EXPECT_THAT(SentencesOf(closed, Language::kEnglish),
                HasSubstr("none of its 8 places opens"));
    closed.closed_places = 0;
    closed.in_annex = false;
    EXPECT_THAT(SentencesOf(closed, Language::kSpanish),
                HasSubstr("no se tiene su apertura"));
    OpenedEntry shared_only = Opened(step);
    shared_only.national.reset();
    EXPECT_THAT(SentencesOf(shared_only, Language::kEnglish),
                AllOf(HasSubstr("national part is not opened"),
                      Not(HasSubstr("/person/"))));
  }
}

TEST(EntrySentencesTest, DecisionTellsReasonRuleLawAndWhatWasRemoved) {
  OpenedEntry opened = Opened(v1::AUDIT_STEP_DECIDED_OUTGOING);
  v1::NationalOpening& national = *opened.national;
  national.set_reason("B04");
  v1::Redaction& redaction = *national.add_redactions();
  redaction.set_path("purchaser.race");
  redaction.set_reason("S10");
  redaction.set_rule_id("US-MIN-2");
  redaction.set_citation("5 U.S.C. 552a(e)(1)");
  national.add_silent_paths("purchaser.race");
  EXPECT_EQ(SentencesOf(opened, Language::kEnglish),
            "On 2026-01-01 00:00:00.000 UTC the sender's node permitted a "
            "record of type FirearmTraceResult (Firearm trace result) from "
            "us-atf to mx-fgr. The reason: B04 Purpose mismatch. It was "
            "decided by US-TRACE-1. The law: 18 U.S.C. 923(g). Removed before "
            "release: 1 field, of them silently 1. Entries of the register "
            "that it names: ASSURANCE-1.");
  opened.entry.step = v1::AUDIT_STEP_TRIED;
  EXPECT_THAT(SentencesOf(opened, Language::kEnglish),
              HasSubstr("To be removed: 1 field"));
  const std::string removed = RemovalsOf(opened, Language::kEnglish);
  for (const char* part : {"purchaser.race", "S10", "US-MIN-2", "552a"}) {
    EXPECT_THAT(removed, HasSubstr(part));
  }
}

TEST(EntrySentencesTest, ReviewTellsWhoInWhatRoleAndInWhosePlace) {
  OpenedEntry opened = Opened(v1::AUDIT_STEP_REVIEWED);
  opened.shared.reset();
  v1::Review& review = *opened.national->mutable_review();
  review.set_role("legal");
  review.set_substitute_for("spiffe://us.enlace.example/person/away");
  opened.national->clear_register_entries();
  opened.national->clear_citations();
  EXPECT_EQ(SentencesOf(opened, Language::kEnglish),
            "On 2026-01-01 00:00:00.000 UTC one, as legal in place of away, "
            "approved what rule US-TRACE-1 holds: a record of type "
            "FirearmTraceResult (Firearm trace result) from us-atf to mx-fgr.");
  opened.national->set_outcome(v1::DECISION_OUTCOME_DENY);
  EXPECT_THAT(SentencesOf(opened, Language::kSpanish),
              HasSubstr("one, como legal en lugar de away, rechazó"));
}

TEST(EntrySentencesTest, NoCharacterOfAnOpeningSteersTheTerminal) {
  OpenedEntry opened = Opened(v1::AUDIT_STEP_OVERRIDDEN);
  opened.national->set_statement("\x1b[31mred\xe2\x80\xae");
  opened.national->set_caller("\x1b]0;title");
  opened.shared->set_type("\x1b[2J");
  const std::string told = SentencesOf(opened, Language::kEnglish);
  EXPECT_THAT(told, Not(HasSubstr("\x1b")));
  EXPECT_THAT(told, Not(HasSubstr("\xe2\x80\xae")));
}

}  // namespace
}  // namespace enlace::client

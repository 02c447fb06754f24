// Each kind of finding, in a book that has it and in one that does not.

#include "policy/analysis/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "policy/engine/book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A book in which there is nothing to find.
constexpr char kCleanVocabulary[] = R"(
```vocabulary
book lint "Lint" / "Revisión"
zone UTC
agency a-police spiffe://a.example/agency/police "Police" / "Policía"
agency b-trace spiffe://b.example/agency/trace "Tracing" / "Rastreo"
group all-of-them a-police, b-trace "All" / "Todas"
basis LAW "The law" / "La ley"
fact claimed context.legal_basis.basis_id "claimed" / "invocado"
claims claimed
fact purpose context.purpose_code "purpose" / "finalidad"
fact weapons recovery.weapon_count "weapons" / "armas"
fact recovered recovery.date "recovered" / "recuperada"
fact offences context.offense_codes.code "offences" / "delitos"
fact obliterated firearm.serial_obliterated "obliterated" / "borrado"
fact hidden scan.identifiers "hidden" / "ocultos"
role lawyer "Lawyer" / "Jurista"
```
)";

constexpr char kCleanLaw[] = R"(
> **Law, 1** {#LAW/1 en paraphrase verified}
> Text.
>
> Source: the law, text of 2024.
>
> **Ley, 1** {#LAW/1 es paraphrase verified}
> Texto.
>
> Fuente: la ley, texto de 2024.
)";

constexpr char kCleanRules[] = R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  from       a-police
  to         b-trace
  when       purpose is PROSECUTION
  release    request_date
```

```case C-1
outgoing FirearmTraceRequest
  from a-police
  to   b-trace
  on   2026-03-02
  given
    - purpose is PROSECUTION
    - claimed includes LAW
  then permit by P-1
```

```case C-2
like C-1
  given
    - purpose is PREVENTION
  then deny
```
)";

// Findings that are told of the clean book with `more`, as "kind subject".
// Cases and counter-cases have a test of their own, so that rules need none.
std::vector<std::string> Found(const std::string& more,
                               const LintSettings& settings) {
  const std::string text =
      absl::StrCat(kCleanVocabulary, kCleanLaw, kCleanRules, more);
  const auto book = Book::Parse({{"book.md", text}});
  if (!book.ok()) {
    ADD_FAILURE() << book.status().message();
    return {};
  }
  std::vector<std::string> found;
  for (const Finding& finding : Lint(**book, settings)) {
    EXPECT_FALSE(finding.what.en.empty() || finding.what.es.empty());
    EXPECT_FALSE(finding.help.en.empty() || finding.help.es.empty());
    const auto& kinds = FindingKinds();
    EXPECT_TRUE(std::binary_search(kinds.begin(), kinds.end(), finding.kind))
        << finding.kind;
    if (finding.kind == "no-case" || finding.kind == "no-counter-case") {
      continue;
    }
    found.push_back(absl::StrCat(finding.kind, " ", finding.subject));
  }
  return found;
}

absl::Time LintInstant() {
  return absl::FromCivil(absl::CivilSecond(2026, 3, 2, 12),
                         absl::UTCTimeZone());
}

std::vector<std::string> Found(const std::string& more) {
  return Found(more, {LintInstant(), 180, {}});
}

std::string LintRule(absl::string_view id, absl::string_view head,
                     absl::string_view rest) {
  return absl::StrCat("```rule ", id, "\n", head, "\n  implements LAW/1\n",
                      rest, "\n```\n");
}

std::string LintForbid(absl::string_view id, absl::string_view rest) {
  return LintRule(id, "forbid outgoing FirearmTraceRequest",
                  absl::StrCat(rest,
                               "\n  reason B04\n"
                               "  because \"No.\" / \"No.\""));
}

std::string LintPermit(absl::string_view id, absl::string_view rest) {
  return LintRule(id, "permit outgoing FirearmTraceRequest",
                  absl::StrCat(rest, "\n  release request_date"));
}

TEST(Lint, ASoundBookHasNoFindings) { EXPECT_THAT(Found(""), IsEmpty()); }

TEST(Lint, LawThatNoRuleCitesIsFound) {
  std::string law = kCleanLaw;
  law = absl::StrReplaceAll(law, {{"LAW/1", "LAW/2"}});
  EXPECT_THAT(Found(law), ElementsAre("uncited LAW/2"));
}

TEST(Lint, AParagraphInOneLanguageIsFound) {
  const std::string law =
      "> **Law, 2** {#LAW/2 en paraphrase verified}\n> Text.\n>\n"
      "> Source: the law, 2024.\n\n";
  EXPECT_THAT(Found(law + LintForbid("F-1", "  when weapons is at least 9\n")),
              ElementsAre("uncited LAW/2", "untranslated LAW/2"));
}

TEST(Lint, TextThatWasNotReadIsFoundWhereARuleRestsOnIt) {
  for (const char* status : {"sample", "not-in-hand"}) {
    std::string law = absl::StrReplaceAll(
        kCleanLaw, {{"LAW/1", "LAW/2"}, {"paraphrase", status}});
    const std::string rule =
        absl::StrReplaceAll(LintForbid("F-1", "  when weapons is at least 9"),
                            {{"LAW/1", "LAW/2"}});
    EXPECT_THAT(Found(law + "\n" + rule), ElementsAre("weak-law LAW/2"));
  }
}

TEST(Lint, AVerifiedTextSaysOfWhichYearItIs) {
  const std::string law = absl::StrReplaceAll(
      kCleanLaw,
      {{"LAW/1", "LAW/2"}, {"text of 2024", "art. 1367, 12024 of 99"}});
  const std::string rule = absl::StrReplaceAll(
      LintForbid("F-1", "  when weapons is at least 9"), {{"LAW/1", "LAW/2"}});
  EXPECT_THAT(Found(law + "\n" + rule), ElementsAre("undated-law LAW/2"));
  EXPECT_THAT(
      Found(absl::StrReplaceAll(law, {{"verified", "recalled"}}) + "\n" + rule),
      IsEmpty());
}

TEST(Lint, RulesWithoutCasesAreFound) {
  const auto book = Book::Parse(
      {{"book.md",
        absl::StrCat(
            kCleanVocabulary, kCleanLaw,
            absl::StrReplaceAll(kCleanRules, {{"by P-1", "by P-1, R-1"}}),
            LintForbid("F-1", "  from b-trace"),
            LintRule("R-1", "require outgoing FirearmTraceRequest",
                     "  when weapons is absent\n  drop possessor"))}});
  ASSERT_TRUE(book.ok()) << book.status().message();
  std::vector<std::string> found;
  for (const Finding& each : Lint(**book, {LintInstant(), 180, {}})) {
    found.push_back(absl::StrCat(each.kind, " ", each.subject));
  }
  EXPECT_THAT(found, ElementsAre("no-case F-1", "no-counter-case R-1"));
}

TEST(Lint, ARuleThatEndedIsFound) {
  const std::string rest = "  when weapons is at least 9\n  in force through ";
  EXPECT_THAT(Found(LintForbid("F-1", rest + "2026-03-01")),
              ElementsAre("expired F-1"));
  EXPECT_THAT(Found(LintForbid("F-1", rest + "2026-03-02")), IsEmpty());
}

TEST(Lint, ACorridorThatWillBeWithoutPermitIsFoundInTime) {
  const std::string rest =
      "  from b-trace\n  to a-police\n  in force from 2025-01-01 through ";
  EXPECT_THAT(Found(LintPermit("P-2", rest + "2026-08-28")),
              ElementsAre("sunset-gap P-2"));
  EXPECT_THAT(Found(LintPermit("P-2", rest + "2026-08-29")), IsEmpty())
      << "that is more than 180 days off";
  EXPECT_THAT(
      Found(LintPermit("P-2", rest + "2026-12-31"), {LintInstant(), 400, {}}),
      ElementsAre("sunset-gap P-2"));
}

TEST(Lint, APermitThatFollowsLeavesNoGap) {
  const std::string parties = "  from b-trace\n  to a-police\n";
  const std::string first =
      LintPermit("P-2", parties + "  in force through 2026-04-30");
  EXPECT_THAT(
      Found(first + LintPermit("P-3", parties + "  in force from 2026-05-01")),
      IsEmpty());
  EXPECT_THAT(
      Found(first + LintPermit("P-3", parties + "  in force from 2026-05-02")),
      ElementsAre("sunset-gap P-2"));
  EXPECT_THAT(Found(first + LintPermit("P-3",
                                       "  from a-police\n  to a-police\n"
                                       "  in force from 2026-05-01")),
              ElementsAre("sunset-gap P-2"))
      << "the other one is for other parties";
}

TEST(Lint, ConditionsThatContradictEachOtherAreFound) {
  for (const char* conditions :
       {"  when all of\n    - purpose is PROSECUTION\n"
        "    - purpose is PREVENTION",
        "  when weapons is at least 5\n  when weapons is at most 4",
        "  when recovered is past\n  unless recovered is past",
        "  when all of\n    - recovered is past\n    - recovered is future",
        "  when obliterated is yes\n  unless obliterated is yes",
        "  when offences includes A\n  unless offences includes A",
        "  when weapons is present\n  when weapons is absent",
        "  when purpose is PROSECUTION\n  when any of\n"
        "    - purpose is PREVENTION\n    - purpose is AML_ANALYSIS",
        "  when recovered is at least 2026-01-02\n"
        "  when recovered is at most 2026-01-01"}) {
    EXPECT_THAT(Found(LintForbid("F-1", conditions)),
                ElementsAre("never-applies F-1"))
        << conditions;
    EXPECT_THAT(Found(LintPermit("P-2", conditions)),
                ElementsAre("never-applies P-2"))
        << conditions;
  }
}

TEST(Lint, ConditionsThatCanHoldTogetherAreNot) {
  for (const char* conditions :
       {"  when weapons is at least 5\n  when weapons is at most 5",
        "  when all of\n    - offences includes A\n    - offences includes B\n"
        "    - offences does not include C",
        "  when purpose is PROSECUTION\n  when any of\n"
        "    - purpose is PREVENTION\n    - weapons is at least 2",
        "  when weapons is absent\n  unless weapons is at least 2",
        "  when recovered is not past\n  when recovered is not future",
        "  unless all of\n    - purpose is PROSECUTION\n"
        "    - purpose is PREVENTION",
        "  when purpose is not PROSECUTION"}) {
    EXPECT_THAT(Found(LintForbid("F-1", conditions)), IsEmpty()) << conditions;
  }
}

TEST(Lint, APermitThatAForbidAlwaysOverrulesIsFound) {
  const std::string permit = LintPermit("P-2", "  when weapons is at most 3");
  EXPECT_THAT(Found(permit + LintForbid("F-1", "  when weapons is at most 4")),
              ElementsAre("overruled P-2"));
  EXPECT_THAT(Found(permit + LintForbid("F-1", "  when weapons is at most 2")),
              IsEmpty());
  EXPECT_THAT(Found(permit + LintForbid("F-1", "  from b-trace")), IsEmpty());
}

TEST(Lint, ARuleThatAnotherMakesNeedlessIsFound) {
  const auto pair = [](absl::string_view first, absl::string_view second) {
    return Found(LintForbid("F-1", first) + LintForbid("F-2", second));
  };
  EXPECT_THAT(
      pair("  when weapons is at least 9", "  when weapons is at least 8"),
      ElementsAre("shadowed F-1"));
  EXPECT_THAT(
      pair("  when weapons is at least 8", "  when weapons is at least 8"),
      ElementsAre("shadowed F-2"))
      << "of twins the second";
  EXPECT_THAT(pair("  when purpose is PREVENTION\n  when obliterated is yes",
                   "  when purpose is in PREVENTION, AML_ANALYSIS"),
              ElementsAre("shadowed F-1"));
  EXPECT_THAT(pair("  unless purpose is in PROSECUTION, PREVENTION",
                   "  unless purpose is PROSECUTION"),
              ElementsAre("shadowed F-1"));
  EXPECT_THAT(
      pair("  unless purpose is PREVENTION", "  unless purpose is PROSECUTION"),
      IsEmpty());
  EXPECT_THAT(pair("  when weapons is at least 9\n  in force from 2026-01-01",
                   "  when weapons is at least 8\n  in force from 2026-02-01"),
              IsEmpty());
  EXPECT_THAT(pair("  when weapons is at least 9\n  disclose",
                   "  when weapons is at least 8"),
              IsEmpty())
      << "the narrow one may be named";
}

TEST(Lint, ATermThatIsStricterIsNotNeedless) {
  const auto requires_drop = [](absl::string_view id, absl::string_view when,
                                absl::string_view drop) {
    return LintRule(id, "require outgoing FirearmTraceRequest",
                    absl::StrCat(when, "\n  drop ", drop));
  };
  const std::string wide = requires_drop("R-1", "", "possessor");
  EXPECT_THAT(Found(wide + requires_drop("R-2", "  when weapons is present",
                                         "possessor.name")),
              ElementsAre("shadowed R-2"));
  EXPECT_THAT(Found(wide + requires_drop("R-2", "  when weapons is present",
                                         "firearm")),
              IsEmpty());
  const auto hold = [](absl::string_view id, absl::string_view when,
                       int persons) {
    return LintRule(id, "hold outgoing FirearmTraceRequest",
                    absl::StrCat(when, "\n  until approved by ", persons,
                                 " of lawyer within 2 days\n  reason B04\n"
                                 "  because \"No.\" / \"No.\""));
  };
  EXPECT_THAT(Found(hold("H-1", "  when weapons is at least 2", 1) +
                    hold("H-2", "  when weapons is at least 1", 2)),
              ElementsAre("shadowed H-1"));
  EXPECT_THAT(Found(hold("H-1", "  when weapons is at least 2", 2) +
                    hold("H-2", "  when weapons is at least 1", 1)),
              IsEmpty());
}

TEST(Lint, AHoldWithoutDeadlineOrWithoutReviewersIsFound) {
  const auto hold = [](absl::string_view within) {
    return LintRule("H-1", "hold outgoing FirearmTraceRequest",
                    absl::StrCat("  when weapons is at least 2\n"
                                 "  until approved by 1 of lawyer",
                                 within,
                                 "\n  reason B04\n  because \"No.\" / "
                                 "\"No.\""));
  };
  EXPECT_THAT(Found(hold("")), ElementsAre("no-deadline H-1"));
  EXPECT_THAT(Found(hold(" within 2 days")), IsEmpty());
  EXPECT_THAT(Found(hold(" within 2 days"), {LintInstant(), 180, {"judge"}}),
              ElementsAre("unheld-role H-1"));
  EXPECT_THAT(Found(hold(" within 2 days"), {LintInstant(), 180, {"lawyer"}}),
              IsEmpty());
}

TEST(Lint, PersonsThatComeInWithoutATermAreFound) {
  const auto permit = [](absl::string_view release, absl::string_view rest) {
    return LintRule("P-2", "permit incoming FirearmTraceRequest",
                    absl::StrCat("  release ", release, "\n", rest));
  };
  EXPECT_THAT(Found(permit("possessor", "")), ElementsAre("no-retention P-2"));
  EXPECT_THAT(Found(permit("possessor", "  retain 5 years")), IsEmpty());
  EXPECT_THAT(Found(permit("firearm", "")), IsEmpty());
  EXPECT_THAT(Found(permit("possessor", "") +
                    LintRule("R-1", "require incoming FirearmTraceRequest",
                             "  retain 2 years")),
              IsEmpty());
}

TEST(Lint, FreeTextThatNothingLooksAtIsFound) {
  const std::string permit =
      LintRule("P-2", "permit outgoing FinancialLead", "  release narrative");
  const std::string hold =
      LintRule("H-1", "hold outgoing FinancialLead",
               "  when hidden includes card\n"
               "  until approved by 1 of lawyer within 2 days\n"
               "  reason B04\n  because \"No.\" / \"No.\"");
  EXPECT_THAT(Found(permit), ElementsAre("unscanned-text P-2"));
  EXPECT_THAT(Found(permit + hold), IsEmpty());
}

TEST(Lint, NamesThatServeNothingAreFound) {
  const auto statement = [](absl::string_view text) {
    return absl::StrCat("```vocabulary\n", text, "\n```\n");
  };
  const std::string agency = statement(
      "agency b-other spiffe://b.example/agency/other \"Other\" / \"Otra\"");
  EXPECT_THAT(Found(agency), ElementsAre("ungrouped b-other"));
  EXPECT_THAT(Found(agency + LintForbid("F-1", "  from b-other")), IsEmpty());
  EXPECT_THAT(Found(statement("basis NEW \"New\" / \"Nuevo\"")),
              ElementsAre("unclaimed-basis NEW"));
  EXPECT_THAT(Found(statement("caveat C \"Not for anybody\" / "
                              "\"Not for anybody\"")),
              ElementsAre("untranslated C"));
  EXPECT_THAT(Found(statement("caveat C \"Title III\" / \"Title III\"")),
              IsEmpty());
}

TEST(Lint, ABookAcceptsAFindingWithAReason) {
  const auto accept = [](absl::string_view what) {
    return absl::StrCat("```vocabulary\nbasis NEW \"New\" / \"Nuevo\"\naccept ",
                        what, " \"Because.\" / \"Porque.\"\n```\n");
  };
  EXPECT_THAT(Found(accept("unclaimed-basis NEW")), IsEmpty());
  EXPECT_THAT(Found(accept("unclaimed-basis NEW, OLD")),
              ElementsAre("stale-acceptance OLD"));
  EXPECT_THAT(Found(accept("uncited NEW")),
              ElementsAre("unclaimed-basis NEW", "stale-acceptance NEW"));
  EXPECT_THAT(
      Found(accept("unclaimed-base NEW")),
      ElementsAre("unclaimed-basis NEW", "stale-acceptance unclaimed-base"));
  EXPECT_THAT(Found(accept("unheld-role H-1")),
              ElementsAre("unclaimed-basis NEW"))
      << "which roles are held is not known here";
}

TEST(Lint, AnInstrumentStandsForItsParagraphs) {
  const std::string law =
      absl::StrReplaceAll(kCleanLaw, {{"LAW/1", "LAW/2"}}) + "\n";
  const auto accept = [](absl::string_view subject) {
    return absl::StrCat("```vocabulario\naceptar uncited ", subject,
                        " \"Because.\" / \"Porque.\"\n```\n");
  };
  EXPECT_THAT(Found(law + accept("LAW")), IsEmpty());
  EXPECT_THAT(Found(law + accept("LA")),
              ElementsAre("uncited LAW/2", "stale-acceptance LA"));
}

TEST(Lint, AnAcceptanceWithoutReasonDoesNotLoad) {
  const auto book = Book::Parse(
      {{"book.md",
        absl::StrCat(kCleanVocabulary, kCleanLaw, kCleanRules,
                     "```vocabulary\naccept uncited LAW/1\n```\n")}});
  ASSERT_FALSE(book.ok());
  EXPECT_THAT(std::string(book.status().message()),
              HasSubstr("expected a text in quotation marks"));
}

}  // namespace
}  // namespace enlace::policy

// What verbs print: JSON, YAML, CSV, tables, words, exit codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/decision_text.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/json.h"
#include "client/cli/json_message.h"
#include "client/cli/language.h"
#include "client/cli/reason_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/library/agency_name.h"
#include "client/library/error.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/reason.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/problem_text.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;

Json SampleRows() {
  return Json::Array()
      .Append(Json::Object()
                  .Add("id", Json::String("0a1b"))
                  .Add("crossed", Json::Bool(true))
                  .Add("count", Json::Number(-3))
                  .Add("rules", Json::Strings({"R1", "R2"}))
                  .Add("part", Json::Object().Add("x", Json::String("no"))))
      .Append(Json::Object()
                  .Add("id", Json::String("a \"b\", c"))
                  .Add("empty", Json::Array())
                  .Add("none", Json()));
}

TEST(OutputTest, JsonKeepsOrderAndEscapes) {
  EXPECT_EQ(FormatJson(SampleRows()), R"([
  {
    "id": "0a1b",
    "crossed": true,
    "count": -3,
    "rules": [
      "R1",
      "R2"
    ],
    "part": {
      "x": "no"
    }
  },
  {
    "id": "a \"b\", c",
    "empty": [],
    "none": null
  }
]
)");
  EXPECT_EQ(FormatJson(Json::Array()), "[]\n");
}

TEST(OutputTest, OneOfASeriesIsALine) {
  EXPECT_EQ(FormatJsonLine(Json::Object()
                               .Add("id", Json::String("a\nb"))
                               .Add("rings", Json::Bool(false))),
            "{\"id\": \"a\\u000ab\",\"rings\": false}\n");
}

TEST(OutputTest, YamlQuotesEveryText) {
  EXPECT_EQ(FormatYaml(SampleRows()), R"(- id: "0a1b"
  crossed: true
  count: -3
  rules:
    - "R1"
    - "R2"
  part:
    x: "no"
- id: "a \"b\", c"
  empty: []
  none: null
)");
}

TEST(OutputTest, CsvFlattensAndQuotes) {
  EXPECT_EQ(FormatCsv(SampleRows()),
            "id,crossed,count,rules,part.x,empty,none\r\n"
            "0a1b,true,-3,R1; R2,no,,\r\n"
            "\"a \"\"b\"\", c\",,,,,,\r\n");
}

TEST(OutputTest, CsvNeverStartsAFormula) {
  for (const char* text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"x\")"}) {
    const std::string csv =
        FormatCsv(Json::Object().Add("name", Json::String(text)));
    EXPECT_THAT(csv, HasSubstr("'")) << text;
    const size_t cell = csv.find("\r\n") + 2;
    EXPECT_TRUE(csv[cell] == '\'' || csv.substr(cell, 2) == "\"'") << csv;
  }
  EXPECT_THAT(FormatCsv(Json::Object().Add("list", Json::Strings({"=1"}))),
              HasSubstr("'=1"));
}

TEST(OutputTest, TablesShowWhatWouldSteerATerminal) {
  Table table({"NAME", "X"});
  table.Add({"a\033[31mred", "1"});
  table.Add({"ñandú\u202Etxt", ""});
  EXPECT_EQ(table.Format(),
            "NAME            X\n"
            "a\\u001b[31mred  1\n"
            "ñandú\\u202etxt  -\n");
}

TEST(OutputTest, MessagesUseTheProto3MappingWithHexIds) {
  v1::Outcome outcome;
  outcome.set_record_id("\x01\xff");
  outcome.set_decision(v1::DECISION_OUTCOME_DENY);
  outcome.set_entry_index(7);
  const std::string json = FormatJson(JsonOf(outcome));
  EXPECT_THAT(json, HasSubstr("\"recordId\": \"01ff\""));
  EXPECT_THAT(json, HasSubstr("\"decision\": \"DECISION_OUTCOME_DENY\""));
  EXPECT_THAT(json, HasSubstr("\"entryIndex\": \"7\""));
  EXPECT_THAT(json, HasSubstr("\"ruleIds\": []"));
  v1::FirearmTraceResult result;
  result.mutable_completed_at()->set_seconds(1767225600);
  EXPECT_THAT(FormatJson(JsonOf(result)),
              HasSubstr("\"completedAt\": \"2026-01-01T00:00:00.000Z\""));
}

TEST(OutputTest, EveryReasonCodeHasWordsInBothLanguages) {
  const auto& codes = *v1::ReasonCode_descriptor();
  int known = 0;
  for (int i = 0; i < codes.value_count(); ++i) {
    const std::string code =
        codes.value(i)->options().GetExtension(v1::value).code();
    if (code.empty()) continue;
    ++known;
    EXPECT_NE(ReasonText(code, Language::kEnglish), "");
    EXPECT_NE(ReasonText(code, Language::kEnglish),
              ReasonText(code, Language::kSpanish));
  }
  EXPECT_EQ(known, 33);
  EXPECT_EQ(ReasonText("Z99", Language::kEnglish), "");
  EXPECT_EQ(ReasonWithText("Z99", Language::kSpanish), "Z99");
}

struct ExitRow {
  absl::StatusCode status;
  ExitCode code;
};

TEST(ExitCodeTest, EveryStatusHasItsCode) {
  const std::vector<ExitRow> rows = {
      {absl::StatusCode::kOk, ExitCode::kDone},
      {absl::StatusCode::kCancelled, ExitCode::kBroke},
      {absl::StatusCode::kUnknown, ExitCode::kBroke},
      {absl::StatusCode::kInvalidArgument, ExitCode::kUsage},
      {absl::StatusCode::kDeadlineExceeded, ExitCode::kTryAgain},
      {absl::StatusCode::kNotFound, ExitCode::kUsage},
      {absl::StatusCode::kAlreadyExists, ExitCode::kNo},
      {absl::StatusCode::kPermissionDenied, ExitCode::kNotEntitled},
      {absl::StatusCode::kResourceExhausted, ExitCode::kTryAgain},
      {absl::StatusCode::kFailedPrecondition, ExitCode::kNo},
      {absl::StatusCode::kAborted, ExitCode::kTryAgain},
      {absl::StatusCode::kOutOfRange, ExitCode::kBroke},
      {absl::StatusCode::kUnimplemented, ExitCode::kBroke},
      {absl::StatusCode::kInternal, ExitCode::kBroke},
      {absl::StatusCode::kUnavailable, ExitCode::kTryAgain},
      {absl::StatusCode::kDataLoss, ExitCode::kNo},
      {absl::StatusCode::kUnauthenticated, ExitCode::kNotEntitled}};
  ASSERT_EQ(rows.size(), 17U);
  for (const ExitRow& row : rows) {
    EXPECT_EQ(ExitCodeOf(row.status), row.code)
        << absl::StatusCodeToString(row.status);
  }
  EXPECT_EQ(ExitCodeOf(absl::StatusCode::kPermissionDenied, "POLICY_DENIED"),
            ExitCode::kNo);
}

TEST(ExitCodeTest, UnknownOutcomesAndStatesAreNo) {
  EXPECT_EQ(ExitCodeOf(v1::DECISION_OUTCOME_PERMIT), ExitCode::kDone);
  EXPECT_EQ(ExitCodeOf(v1::DECISION_OUTCOME_HOLD), ExitCode::kNeedsPerson);
  EXPECT_EQ(ExitCodeOf(v1::DECISION_OUTCOME_DENY), ExitCode::kNo);
  EXPECT_EQ(ExitCodeOf(v1::DECISION_OUTCOME_UNSPECIFIED), ExitCode::kNo);
  EXPECT_EQ(ExitCodeOf(v1::RECORD_STATE_UNSPECIFIED), ExitCode::kNo);
  EXPECT_EQ(ExitCodeOf(v1::RECORD_STATE_HELD_BY_PEER), ExitCode::kNeedsPerson);
  EXPECT_EQ(ExitCodeOf(v1::RECORD_STATE_EXPIRED), ExitCode::kNo);
  EXPECT_EQ(ExitCodeOf(v1::RECORD_STATE_COLLECTED), ExitCode::kDone);
}

TEST(FailureTest, HintsAreThoseOfTheReasonAndWhatBrokeNamesTheCall) {
  const absl::Status revoked = wire::Refusal(
      absl::StatusCode::kPermissionDenied, wire::kCallerRevoked, "revoked");
  for (const auto& [language, tag] :
       {std::pair{Language::kEnglish, "en"}, {Language::kSpanish, "es"}}) {
    EXPECT_EQ(FailureOf(WithRequestId(revoked, "7f3a"), language).hint,
              wire::LocalizedHint(wire::kCallerRevoked, tag));
  }
  EXPECT_THAT(FailureOf(WithRequestId(absl::InternalError("broke"), "7f3a"),
                        Language::kEnglish)
                  .hint,
              testing::HasSubstr("7f3a"));
}

TEST(FailureTest, KeepsTheStableReasonAndSpeaksTheLanguage) {
  const absl::Status status =
      wire::Refusal(absl::StatusCode::kPermissionDenied, wire::kPolicyDenied,
                    "the rule book denies it");
  const Failure en = FailureOf(status, Language::kEnglish);
  EXPECT_EQ(en.code, ExitCode::kNo);
  EXPECT_EQ(en.reason, "POLICY_DENIED");
  EXPECT_EQ(en.what, "the rule book denies it");
  const Failure es = FailureOf(status, Language::kSpanish);
  EXPECT_EQ(es.reason, "POLICY_DENIED");
  EXPECT_NE(es.what, en.what);
  EXPECT_EQ(
      FailureOf(absl::UnavailableError("no route"), Language::kEnglish).reason,
      "");
}

TEST(LanguageTest, KnowsLocalesAsSystemsSpellThem) {
  EXPECT_EQ(LanguageOf("es_MX.UTF-8"), Language::kSpanish);
  EXPECT_EQ(LanguageOf("ES-mx"), Language::kSpanish);
  EXPECT_EQ(LanguageOf("C"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("en_US"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("fr"), std::nullopt);
  EXPECT_EQ(LanguageOf(""), std::nullopt);
}

TEST(ShortFormTest, PrefixesNeedEnoughDigits) {
  const std::string id = "\x01\x23\x45\x67";
  EXPECT_TRUE(IdMatches(id, "01234567"));
  EXPECT_TRUE(IdMatches(id, "012345"));
  EXPECT_TRUE(IdMatches("\xab\xcd\xef", "ABCDEF"));
  EXPECT_FALSE(IdMatches(id, "01234"));
  EXPECT_FALSE(IdMatches(id, "0123456789"));
  EXPECT_FALSE(IdMatches(id, "012346"));
}

TEST(ShortFormTest, AgenciesAreUrisOrIdsOfAKnownNation) {
  const std::vector<std::string> domains = {"us.enlace.example",
                                            "mx.enlace.example"};
  EXPECT_EQ(AgencyOf("mx-fgr", domains)->Uri(),
            "spiffe://mx.enlace.example/agency/mx-fgr");
  EXPECT_EQ(AgencyOf("spiffe://ca.enlace.example/agency/ca-rcmp", domains)
                ->trust_domain,
            "ca.enlace.example");
  EXPECT_FALSE(AgencyOf("ca-rcmp", domains).ok());
  EXPECT_FALSE(AgencyOf("", domains).ok());
  EXPECT_FALSE(AgencyOf("mx-FGR", domains).ok());
  EXPECT_FALSE(AgencyOf("spiffe://mx.enlace.example/node/1", domains).ok());
  EXPECT_FALSE(
      AgencyOf("us-atf", {"us.enlace.example", "us.other.example"}).ok());
}

TEST(TryTextTest, AnExplanationKeepsItsLinesAndHidesNothingInThem) {
  v1::TryResponse response;
  response.set_decision(v1::DECISION_OUTCOME_PERMIT);
  response.set_explanation("PERMITTED\n  by R-1\x1b[2J\n");
  const std::string text = TryText(response, Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("PERMITTED\n  by R-1\\u001b[2J\n"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace enlace::client

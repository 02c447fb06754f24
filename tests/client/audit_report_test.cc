// enlace audit report and approve: whole command lines over two made logs.

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "client/cli/json_message.h"
#include "tests/client/command_line_fixture.h"
#include "tests/client/made_exchange.h"
#include "tests/client/table_attacker.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Fields = google::protobuf::Map<std::string, google::protobuf::Value>;

constexpr char kFramework[] = R"(version = 1

[[signer]]
person = "spiffe://us.enlace.example/person/ana"

[[signer]]
person = "spiffe://mx.enlace.example/person/luis"

[[indicator]]
id = "I3"
statistic = "SHARE"
definition_en = "Trace requests answered"
definition_es = "Solicitudes de rastreo respondidas"
baseline = 41.5
baseline_source = "a published audit"
baseline_day = 2020-11-16
target = 20
direction = "at least"
owner = "spiffe://us.enlace.example/agency/us-atf"
due = 2026-12-31

[[indicator]]
id = "I4"
group = "ROUTINE"
statistic = "MEDIAN"
definition_en = "Hours to an answer"
definition_es = "Horas hasta la respuesta"
baseline = 400
baseline_source = "both logs"
baseline_day = 2025-12-31
target = 1.5
direction = "at most"
owner = "spiffe://us.enlace.example/agency/us-atf"
due = 2026-12-31

[[indicator]]
id = "I2"
statistic = "SHARE"
definition_en = "Complete requests"
definition_es = "Solicitudes completas"
baseline = 60
baseline_source = "both logs"
baseline_day = 2025-12-31
target = 90
direction = "at least"
owner = "spiffe://mx.enlace.example/agency/mx-fgr"
due = 2026-12-31
)";

class AuditReportTest : public CommandLineTest {
 protected:
  Ran Report(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"audit", "report",
                                      us_.folder() + "/audit"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--quarter", kMadeQuarter});
    return Run(words);
  }

  std::string Mx() const { return mx_.folder() + "/audit"; }

  Fields JsonOf(const Ran& ran) {
    google::protobuf::Value value;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(ran.out, &value).ok())
        << ran.out;
    return value.struct_value().fields();
  }

  // Persons' contexts: "us-ana" and "mx-luis", and one of whom no framework
  // knows.
  void AddPerson(const std::string& nation, const std::string& person) {
    const certs::Identity id{nation + ".enlace.example",
                             certs::Identity::Kind::kPerson, person};
    const auto issued = *nations_.pki(nation).IssueStatementSigning(id);
    const std::string name = absl::StrCat(nation, "-", person);
    nations_.Write(name + ".key", issued.key_pem, true);
    nations_.Write(name + ".pem", issued.chain_pem);
    Context context = nations_.ContextOf(nation == "us" ? "us-atf" : "mx-fgr");
    context.agency = {};
    context.person = id;
    context.signing_key_path =
        absl::StrCat(nations_.folder(), "/", name, ".key");
    context.signing_chain_path =
        absl::StrCat(nations_.folder(), "/", name, ".pem");
    nations_.Write(name + ".toml", FormatContext(context));
  }

  std::string In(const std::string& file) const {
    return absl::StrCat(nations_.folder(), "/", file);
  }

  Ran Approve(const std::string& person) {
    return Run({"audit", "approve", In("framework.toml"), "--out",
                In(person + ".approval"), "--context", In(person + ".toml")});
  }

  // The framework, approved by both.
  std::vector<std::string> Approved() {
    nations_.Write("framework.toml", kFramework);
    AddPerson("us", "ana");
    AddPerson("mx", "luis");
    EXPECT_EQ(Approve("us-ana").code, 0);
    EXPECT_EQ(Approve("mx-luis").code, 0);
    return {"--framework", In("framework.toml"),
            "--approval",  In("us-ana.approval"),
            "--approval",  In("mx-luis.approval"),
            "--root",      In("us/root.pem"),
            "--root",      In("mx/root.pem")};
  }

  const MadeExchange made_{7};
  const PublishedLog us_{made_.PlanOf("us"), "us"};
  const PublishedLog mx_{made_.PlanOf("mx"), "mx"};
};

TEST_F(AuditReportTest, BothNationsGetTheSameJointFiguresAlone) {
  const std::vector<std::string> at = {"--as-of", "2026-05-01", "-o", "csv"};
  std::string joint[2];
  for (const bool of_us : {true, false}) {
    std::vector<std::string> words = {"audit", "report",
                                      (of_us ? us_ : mx_).folder() + "/audit",
                                      "--quarter", kMadeQuarter};
    words.insert(words.end(), at.begin(), at.end());
    const Ran ran = Run(words);
    EXPECT_EQ(ran.code, 0) << ran.err;
    for (const absl::string_view line : absl::StrSplit(ran.out, '\n')) {
      if (absl::StrContains(line, ",JOINT,")) {
        absl::StrAppend(&joint[of_us ? 0 : 1], line, "\n");
      }
    }
  }
  EXPECT_EQ(joint[0], joint[1]);
  EXPECT_THAT(joint[0], HasSubstr("FIGURE,I3,,JOINT,SHARE,PERCENT,"));
}

TEST_F(AuditReportTest, JointFiguresComeFromBothLogsWhereBothAreAtHand) {
  const Ran ran = Report({Mx(), "--as-of", "2026-05-01", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const Fields fields = JsonOf(ran);
  EXPECT_TRUE(fields.at("fromBothLogs").bool_value());
  EXPECT_TRUE(fields.at("agrees").bool_value());
  EXPECT_TRUE(fields.at("isOver").bool_value());
}

TEST_F(AuditReportTest, NoPublishedTableGivesAHiddenCellAway) {
  const Ran ran = Report({Mx(), "--as-of", "2026-05-01", "-o", "json"});
  const Fields fields = JsonOf(ran);
  int hidden = 0;
  for (const auto& value : fields.at("tables").list_value().values()) {
    const Fields& table = value.struct_value().fields();
    PublishedTable read;
    for (const auto& line : table.at("rows").list_value().values()) {
      auto& cells = read.cells.emplace_back();
      const auto& texts = line.struct_value().fields().at("cells");
      for (const auto& text : texts.list_value().values()) {
        uint64_t count = 0;
        const bool shown = absl::SimpleAtoi(text.string_value(), &count);
        cells.push_back(shown ? std::optional(count) : std::nullopt);
      }
    }
    if (read.cells.empty()) continue;
    const size_t lines = read.cells.size();
    const size_t fields_of = read.cells[0].size();
    read.rows.resize(lines > 1 ? lines - 1 : 1);
    read.columns.resize(fields_of > 1 ? fields_of - 1 : 1);
    for (const Bounds& each : Attack(read, 0)) {
      ++hidden;
      EXPECT_FALSE(each.IsNarrowerThan(10)) << table.at("name").string_value();
    }
  }
  EXPECT_GT(hidden, 0);
}

TEST_F(AuditReportTest, LogsThatDifferAreANoThatNamesTheRecord) {
  std::vector<PlannedEntry> plan = made_.PlanOf("mx");
  for (PlannedEntry& entry : plan) {
    if (entry.step != v1::AUDIT_STEP_DECIDED_INCOMING) continue;
    entry.change = [before = entry.change](v1::SharedOpening& shared,
                                           v1::NationalOpening& national) {
      before(shared, national);
      shared.set_created_at_ms(shared.created_at_ms() - 1);
    };
    break;
  }
  const PublishedLog altered(plan, "mx");
  const Ran ran = Report({altered.folder() + "/audit", "--as-of", "2026-05-01",
                          "--html", In("report.html")});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("REPORT_NOT_EQUAL"));
  EXPECT_THAT(ran.err, HasSubstr(" createdAt"));
  EXPECT_THAT(*ReadFile(In("report.html")), HasSubstr("DO NOT PUBLISH"));
}

TEST_F(AuditReportTest, NothingIsReportedOfALogThatDoesNotVerify) {
  us_.Lose(3, PublishedLog::Loss::kLine);
  const Ran ran = Report({"--html", In("report.html")});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("AUDIT_NOT_VERIFIED"));
  EXPECT_FALSE(FileExists(In("report.html")));
}

TEST_F(AuditReportTest, WrongWordsAreNamed) {
  for (const auto& [words, named] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--as-of", "2036-01-01"}, "--as-of"},
           {{"--as-of", "2025-12-31"}, "--quarter"},
           {{"--smallest", "4"}, "--smallest"},
           {{"--approval", "a"}, "--framework"}}) {
    const Ran ran = Report(words);
    EXPECT_EQ(ran.code, 2) << named;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(named));
  }
  for (const char* quarter :
       {"2026Q5", "2026Q0", "26Q1", "2026-Q1", "1999Q1"}) {
    const Ran ran =
        Run({"audit", "report", us_.folder() + "/audit", "--quarter", quarter});
    EXPECT_EQ(ran.code, 2) << quarter;
    EXPECT_THAT(ran.err, HasSubstr("--quarter"));
  }
}

TEST_F(AuditReportTest, AQuarterThatIsNotOverIsSaidToBeSo) {
  const Ran ran = Report({"--as-of", "2026-03-01"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("the quarter is not over"));
  EXPECT_THAT(ran.err, HasSubstr("warning:"));
}

TEST_F(AuditReportTest, AQuarterInProgressIsCutAtTheEndOfTheLogThatEndsFirst) {
  std::vector<PlannedEntry> plan = made_.PlanOf("mx");
  const auto later =
      std::find_if(plan.begin(), plan.end(), [](const PlannedEntry& each) {
        return each.log_time_ms >= kMadeFromMs + 60 * kMadeDayMs;
      });
  plan.erase(later, plan.end());
  const PublishedLog shorter(plan, "mx");
  const Ran ran = Report({shorter.folder() + "/audit", "-o", "json"});
  const Fields fields = JsonOf(ran);
  EXPECT_FALSE(fields.at("isOver").bool_value());
  EXPECT_EQ(fields.at("asOf").string_value(),
            TimeText(plan.back().log_time_ms));
  // The logs are told by what they were, so that others can take the same.
  const auto& logs = fields.at("logs").list_value();
  ASSERT_EQ(logs.values_size(), 2);
  EXPECT_EQ(logs.values(1).struct_value().fields().at("size").number_value(),
            static_cast<double>(plan.size()));
}

TEST_F(AuditReportTest, OfOneLogAloneTheReportSaysThatNothingWasCompared) {
  const Ran ran = Report({"--as-of", "2026-05-01", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_FALSE(JsonOf(ran).at("fromBothLogs").bool_value());
  EXPECT_THAT(Report({"--as-of", "2026-05-01"}).out,
              HasSubstr("from one log; give the other nation's to compare"));
}

// Nothing was exchanged then: it looks as a quarter of few records does, and no
// count and no figure is told as zero.
TEST_F(AuditReportTest, AQuarterWithoutRecordsTellsNoZero) {
  const Ran ran = Run({"audit", "report", us_.folder() + "/audit", Mx(),
                       "--quarter", "2025Q4", "-o", "csv"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("begin within the quarter"));
  for (const absl::string_view line : absl::StrSplit(ran.out, '\n')) {
    if (line.empty() || absl::StartsWith(line, "quarter,")) continue;
    const std::vector<std::string> words = absl::StrSplit(line, ',');
    ASSERT_EQ(words.size(), 10U) << line;
    EXPECT_EQ(words[8], "") << line;  // the value
    EXPECT_NE(words[9], "") << line;  // why there is none
  }
}

TEST_F(AuditReportTest, AQuarterBeforeTheLogsIsRefused) {
  const Ran ran =
      Run({"audit", "report", us_.folder() + "/audit", "--quarter", "2025Q3"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("ends before the logs begin"));
}

TEST_F(AuditReportTest, WhatIsNotMeasuredSaysWhyAndIsNoZero) {
  const Ran ran = Report({"--as-of", "2026-05-01", "-o", "csv"});
  EXPECT_THAT(ran.out,
              HasSubstr("FIGURE,I26,,JOINT,COUNT,RECORDS,,NOT_LOGGED"));
  const Ran spanish = Report({"--as-of", "2026-05-01", "--lang", "es"});
  EXPECT_THAT(spanish.out, HasSubstr("sin medir"));
}

TEST_F(AuditReportTest, ThePageIsInBothLanguagesAndFetchesNothing) {
  const Ran ran =
      Report({Mx(), "--as-of", "2026-05-01", "--html", In("report.html")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::string page = *ReadFile(In("report.html"));
  EXPECT_THAT(page, HasSubstr("lang=\"en\""));
  EXPECT_THAT(page, HasSubstr("lang=\"es\""));
  EXPECT_THAT(page, HasSubstr("Solicitudes de rastreo respondidas"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* fetched : {"<script", "<img", "<link", "href=", "src=\"",
                              "url(", "http:", "https:"}) {
    EXPECT_THAT(page, Not(HasSubstr(fetched)));
  }
}

TEST_F(AuditReportTest, CommitmentsAreMetOrGapsOrCannotBeSaid) {
  std::vector<std::string> words = Approved();
  words.insert(words.end(), {"--as-of", "2026-05-01", "-o", "json"});
  const Ran ran = Report(words);
  ASSERT_EQ(ran.code, 0) << ran.err;
  std::vector<std::string> results;
  const Fields fields = JsonOf(ran);
  for (const auto& each : fields.at("commitments").list_value().values()) {
    results.push_back(each.struct_value().fields().at("result").string_value());
  }
  EXPECT_THAT(results, testing::ElementsAre("MET", "GAP", "CANNOT_BE_SAID"));
}

TEST_F(AuditReportTest, AFrameworkHoldsOnceAllItsSignersApprovedTheseBytes) {
  const std::vector<std::string> words = Approved();
  // One of them is missing.
  std::vector<std::string> one = words;
  one.erase(one.begin() + 4, one.begin() + 6);
  Ran ran = Report(one);
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("person/luis"));
  EXPECT_EQ(ran.out, "");
  // Another figure than they approved.
  nations_.Write(
      "framework.toml",
      absl::StrReplaceAll(kFramework, {{"target = 90", "target = 9"}}));
  ran = Report(words);
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("framework_digest"));
  EXPECT_EQ(ran.out, "");
}

TEST_F(AuditReportTest, OnlyWhomTheFrameworkNamesApprovesIt) {
  nations_.Write("framework.toml", kFramework);
  AddPerson("us", "eve");
  const Ran ran = Approve("us-eve");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("signer"));
  EXPECT_FALSE(FileExists(In("us-eve.approval")));
}

}  // namespace
}  // namespace enlace::client

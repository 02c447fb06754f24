// `enlace import` and `enlace export` as they are typed, over a node that keeps
// what it was asked.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "certs/tls_dial.h"
#include "client/cli/command_line.h"
#include "client/cli/niem_json.h"
#include "client/library/node.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"
#include "tests/client/fake_node.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ImportVerbTest : public testing::Test {
 protected:
  ImportVerbTest() : node_(nations_) {
    table_ = absl::StrCat(nations_.folder(), "/rows.csv");
    nations_.Write("defaults.json", *ReadFile(ExamplePath("trace_request")));
  }

  std::string defaults() const {
    return absl::StrCat(nations_.folder(), "/defaults.json");
  }
  std::string report(const std::string& name) const {
    const auto text = ReadFile(absl::StrCat(table_, ".import/", name));
    return text.ok() ? *text : "";
  }
  static std::vector<std::string> Lines(const std::string& text) {
    return absl::StrSplit(text, "\r\n", absl::SkipEmpty());
  }

  // Trace requests of these serial numbers.
  void WriteTable(const std::vector<std::string>& serials) {
    std::string text = "firearm.serial_number\r\n";
    for (const std::string& serial : serials) {
      absl::StrAppend(&text, serial, "\r\n");
    }
    nations_.Write("rows.csv", text);
  }

  int Run(std::vector<std::string> words) {
    out_.str("");
    err_.str("");
    words.insert(words.end(), {"--context", nations_.ContextPath("mx-fgr"),
                               "--lang", language_});
    return static_cast<int>(RunCommandLine(
        words, {.out = out_,
                .err = err_,
                .clock = nations_.clock,
                .random = nations_.random,
                .terminal = terminal_,
                .variable = [](const std::string&) { return ""; },
                .connect = [this](const Context&, absl::string_view)
                    -> absl::StatusOr<std::unique_ptr<Node>> {
                  return std::make_unique<FakeNodeLink>(node_);
                },
                .dial = [](const std::string&, const certs::DialOptions&)
                    -> absl::StatusOr<certs::DialResult> {
                  return absl::UnavailableError("nobody listens");
                }}));
  }
  int Import(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {
        "import", table_,   "--type",     "FirearmTraceRequest",
        "--to",   "us-atf", "--defaults", defaults()};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }

  TwoNations nations_;
  FakeNode node_;
  std::string table_;
  std::string language_ = "en";
  bool terminal_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ImportVerbTest, EveryRowIsSentOnceAndNeverAgain) {
  WriteTable({"A1", "A2", "A3"});
  EXPECT_EQ(Import(), 0) << err_.str();
  EXPECT_THAT(node_.submitted, SizeIs(3));
  EXPECT_THAT(node_.submit_calls, testing::ElementsAre(3));
  ASSERT_THAT(Lines(report("results.csv")), SizeIs(4));
  EXPECT_THAT(Lines(report("results.csv"))[1], StartsWith("2,PERMIT,,"));
  EXPECT_THAT(Lines(report("rejects.csv")), SizeIs(1));
  EXPECT_EQ(Import(), 0) << err_.str();
  EXPECT_THAT(node_.submitted, SizeIs(3)) << "all are settled";
}

TEST_F(ImportVerbTest, BadRowsAreReportedAndTheOthersSent) {
  WriteTable({"A1", "*secret*", "A3"});
  EXPECT_EQ(Import(), 3);
  EXPECT_THAT(node_.submitted, SizeIs(2));
  const auto rejects = Lines(report("rejects.csv"));
  ASSERT_THAT(rejects, SizeIs(2));
  EXPECT_THAT(rejects[1], AllOf(StartsWith("3,firearm.serial_number,"),
                                HasSubstr("must be"), testing::EndsWith(",1")));
  EXPECT_THAT(report("rejects.csv") + err_.str() + out_.str(),
              Not(HasSubstr("secret")));
}

TEST_F(ImportVerbTest, ADenialIsAResultOfItsRow) {
  nations_.Write("rows.csv", absl::StrCat("type,to,alert_number\r\n",
                                          "BorderAlert,us-atf,A-1\r\n"));
  nations_.Write("defaults.json", *ReadFile(ExamplePath("vehicle_alert")));
  EXPECT_EQ(Run({"import", table_, "--defaults", defaults()}), 3);
  ASSERT_THAT(Lines(report("results.csv")), SizeIs(2));
  EXPECT_THAT(Lines(report("results.csv"))[1], StartsWith("2,DENY,V01,"));
}

TEST_F(ImportVerbTest, WithoutTheNodeItAsksToBeRunAgainAndSignsNothingTwice) {
  WriteTable({"A1", "A2"});
  node_.error = absl::UnavailableError("gone");
  EXPECT_EQ(Import(), 5);
  const auto before = Lines(report("results.csv"));
  ASSERT_THAT(before, SizeIs(3));
  EXPECT_THAT(before[1], StartsWith("2,WAITING,"));
  node_.error = absl::OkStatus();
  EXPECT_EQ(Import(), 0) << err_.str();
  const auto after = Lines(report("results.csv"));
  ASSERT_THAT(after, SizeIs(3));
  for (size_t i = 1; i < after.size(); ++i) {
    const std::vector<std::string> old = absl::StrSplit(before[i], ',');
    EXPECT_THAT(after[i], HasSubstr(old[3])) << "the same record";
  }
}

TEST_F(ImportVerbTest, ANodeThatCannotTakeRowsNowIsAskedAgain) {
  WriteTable({"A1", "A2"});
  node_.overloaded_calls = 1;
  EXPECT_EQ(Import(), 0) << err_.str();
  EXPECT_THAT(report("results.csv"), Not(HasSubstr("WAITING")));
}

TEST_F(ImportVerbTest, ADryRunSignsAndSendsNothing) {
  WriteTable({"A1", "*"});
  EXPECT_EQ(Import({"--dry-run"}), 3);
  EXPECT_THAT(node_.submitted, IsEmpty());
  EXPECT_THAT(Lines(report("rejects.csv")), SizeIs(2));
  EXPECT_FALSE(FileExists(absl::StrCat(table_, ".import/spool.db")));
}

TEST_F(ImportVerbTest, FaultsAreExplainedInTheReadersLanguage) {
  WriteTable({"*"});
  language_ = "es";
  EXPECT_EQ(Import({"--dry-run"}), 3);
  EXPECT_THAT(report("rejects.csv"), HasSubstr("debe ser"));
  EXPECT_THAT(out_.str(), HasSubstr("filas"));
}

TEST_F(ImportVerbTest, ItSaysHowFarItIsWhereSomebodyReadsIt) {
  WriteTable({"A1", "A2"});
  EXPECT_EQ(Import({"--dry-run"}), 0);
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_EQ(Import({"--dry-run", "--progress"}), 0);
  EXPECT_THAT(err_.str(),
              AllOf(StartsWith("2 rows, "), HasSubstr("good 2, bad 0")));
  terminal_ = true;
  EXPECT_EQ(Import({"--dry-run"}), 0);
  EXPECT_THAT(err_.str(), StartsWith("\r2 rows, "));
}

TEST_F(ImportVerbTest, WhatWouldSendRowsTwiceIsRefused) {
  WriteTable({"A1"});
  EXPECT_EQ(Import(), 0) << err_.str();
  EXPECT_EQ(Import({"--urgency", "priority"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("--state"));
  WriteTable({"A1", "A2"});
  EXPECT_EQ(Import(), 2) << "a changed file";
  EXPECT_THAT(node_.submitted, SizeIs(1));
}

TEST_F(ImportVerbTest, AFileWithoutAHeaderIsRefusedByTheColumnsNumber) {
  nations_.Write("rows.csv", "firearm.model,secret value\r\nA,B\r\n");
  EXPECT_EQ(Import(), 2);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("column 2: is no column"),
                                Not(HasSubstr("secret"))));
  EXPECT_THAT(node_.submitted, IsEmpty());
}

TEST_F(ImportVerbTest, TheInboxGoesOutUnderTheColumnsOfImport) {
  EXPECT_EQ(Run({"export", "inbox"}), 0) << err_.str();
  const auto lines = Lines(out_.str());
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], StartsWith("type,#record_id,#sender,#withheld,"));
  EXPECT_THAT(lines[1], AllOf(StartsWith("FirearmTraceResult,"),
                              HasSubstr("purchaser.race")));
  EXPECT_EQ(Run({"export", "record", "303132", "--format", "json"}), 0);
  v1::FirearmTraceResult record;
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(out_.str(), &record).ok());
  EXPECT_TRUE(record.has_purchaser());
  EXPECT_EQ(Run({"export", "inbox", "--format", "niem-json"}), 0);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("\"@context\""),
                                HasSubstr("\"nc:PersonGivenName\"")));
}

TEST(NiemJsonTest, NoTwoFieldsOfAMessageHaveOneNameAndEveryPrefixIsDeclared) {
  std::set<std::string> prefixes;
  const Json json = NiemJson(v1::FirearmTraceResult());
  for (const auto& [prefix, unused] :
       json.children().front().second.children()) {
    prefixes.insert(prefix);
  }
  std::vector<const google::protobuf::Descriptor*> left = wire::RecordTypes();
  std::set<const google::protobuf::Descriptor*> seen;
  while (!left.empty()) {
    const auto* const type = left.back();
    left.pop_back();
    if (!seen.insert(type).second) continue;
    std::set<std::string> names;
    for (int i = 0; i < type->field_count(); ++i) {
      const auto& field = *type->field(i);
      if (field.message_type() != nullptr) left.push_back(field.message_type());
      const std::string& niem = field.options().GetExtension(v1::field).niem();
      if (niem.empty()) continue;
      EXPECT_TRUE(names.insert(niem).second) << field.full_name();
      EXPECT_EQ(prefixes.count(niem.substr(0, niem.find(':'))), 1U) << niem;
    }
  }
}

}  // namespace
}  // namespace enlace::client

// Every alarm has a page in both languages, and each is of an alarm.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "server/health/alarm_table.h"

namespace enlace::health {
namespace {

constexpr const char* kFolders[] = {"docs/runbook", "docs/es/runbook"};

TEST(RunbookTest, EachPageIsNamedByItsAlarmAndBeginsWithTheTablesCommand) {
  for (const char* folder : kFolders) {
    for (const AlarmRow& row : Alarms()) {
      const auto page = ReadFile(absl::StrCat(folder, "/", row.name, ".md"));
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_TRUE(absl::StartsWith(*page, absl::StrCat("# ", row.name, "\n")))
          << folder << "/" << row.name;
      EXPECT_TRUE(absl::StrContains(
          *page, absl::StrCat("```\n", row.first_command, "\n")))
          << folder << "/" << row.name;
    }
  }
}

TEST(RunbookTest, EachPageSaysAllThatTheOperatorNeedsAndIsShort) {
  const std::vector<std::vector<std::string>> sections = {
      {"## What it means", "## Who is hurt, until when", "## First", "## Then",
       "## It is over when", "## Never"},
      {"## Qué significa", "## A quién afecta, hasta cuándo", "## Primero",
       "## Después", "## Termina cuando", "## Nunca"}};
  for (size_t i = 0; i < sections.size(); ++i) {
    for (const AlarmRow& row : Alarms()) {
      const std::string path = absl::StrCat(kFolders[i], "/", row.name, ".md");
      const std::string page = ReadFile(path).value_or("");
      size_t from = 0;
      for (const std::string& section : sections[i]) {
        const size_t at = page.find(absl::StrCat("\n", section, "\n"), from);
        EXPECT_NE(at, std::string::npos) << path << ": " << section;
        if (at != std::string::npos) from = at;
      }
      const std::vector<std::string> lines = absl::StrSplit(page, '\n');
      EXPECT_LE(lines.size(), 50u) << path;
    }
  }
}

TEST(RunbookTest, NoPageIsOfAnAlarmThatIsNotInTheTable) {
  std::set<std::string> names = {"README.md"};
  for (const AlarmRow& row : Alarms()) {
    names.insert(absl::StrCat(row.name, ".md"));
  }
  for (const char* folder : kFolders) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      EXPECT_TRUE(names.contains(entry.path().filename().string()))
          << entry.path();
    }
  }
}

}  // namespace
}  // namespace enlace::health

#include "client/library/audit_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/library/annex_file.h"
#include "client/library/transfer_history.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<PlannedEntry> LongPlan(size_t size) {
  std::vector<PlannedEntry> plan;
  for (size_t i = 0; i < size; ++i) {
    plan.push_back({TransferNamed(absl::StrCat("t", i))});
  }
  return plan;
}

AuditSummary ReadAll(const PublishedLog& log) {
  return ReadAuditDirectory(log.files(), log.keys(), [](const OpenedEntry&) {});
}

std::vector<std::string> OpeningsOf(const PublishedLog& log) {
  std::vector<std::string> all;
  ReadAuditDirectory(log.files(), log.keys(), [&](const OpenedEntry& opened) {
    all.push_back(absl::StrCat(
        opened.shared ? opened.shared->SerializeAsString() : "-", "|",
        opened.national ? opened.national->SerializeAsString() : "-"));
  });
  return all;
}

TEST(AuditDirectoryTest, AcceptsLogsOfEverySize) {
  for (const size_t size : {0, 1, 2, 255, 256, 257, 513}) {
    const PublishedLog log(LongPlan(size));
    const AuditSummary summary = ReadAll(log);
    EXPECT_THAT(summary.findings, IsEmpty()) << size;
    EXPECT_EQ(summary.size, size);
    EXPECT_EQ(summary.opened, size);
    EXPECT_THAT(summary.cosignatures, SizeIs(1));
  }
}

TEST(AuditDirectoryTest, EveryChangedByteIsFound) {
  const PublishedLog log(MixedPlan());
  const std::vector<std::string> openings = OpeningsOf(log);
  for (const std::string& path : log.Paths()) {
    const std::string bytes = log.Read(path);
    ASSERT_FALSE(bytes.empty()) << path;
    for (size_t i = 0; i<bytes.size(); i += bytes.size()> 2000 ? 7 : 1) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      log.Write(path, changed);
      if (ReadAll(log).findings.empty()) {
        // Base64 leaves bits that mean nothing; then nothing else may change.
        EXPECT_THAT(path, HasSubstr("annex/")) << i;
        EXPECT_EQ(OpeningsOf(log), openings) << path << " byte " << i;
      }
    }
    log.Write(path, bytes);
  }
  EXPECT_THAT(ReadAll(log).findings, IsEmpty());
}

TEST(AuditDirectoryTest, EveryMissingFileIsFound) {
  const PublishedLog log(LongPlan(300));
  for (const std::string& path : log.Paths()) {
    const std::string bytes = log.Read(path);
    std::filesystem::remove(log.folder() + "/" + path);
    const AuditSummary summary = ReadAll(log);
    EXPECT_THAT(
        summary.findings,
        Contains(Field(&AuditFinding::file, path.substr(path.find('/') + 1))));
    log.Write(path, bytes);
  }
}

TEST(AuditDirectoryTest, NamesTheEntryThatWasChanged) {
  const PublishedLog log(LongPlan(300));
  std::string bundle = log.Read("audit/tile/entries/001.p/44");
  bundle[92 * 10 + 20] ^= 1;  // entry 266
  log.Write("audit/tile/entries/001.p/44", bundle);
  const AuditSummary summary = ReadAll(log);
  ASSERT_FALSE(summary.findings.empty());
  EXPECT_THAT(summary.findings, Contains(Field(&AuditFinding::index,
                                               std::optional<uint64_t>(266))));
  EXPECT_THAT(summary.findings,
              Contains(Field(&AuditFinding::file, "checkpoint")));
}

TEST(AuditDirectoryTest, InteriorTileIsDerivedAgain) {
  const PublishedLog log(LongPlan(513));
  std::string tile = log.Read("audit/tile/0/000");
  tile[5] ^= 1;
  log.Write("audit/tile/0/000", tile);
  const AuditSummary summary = ReadAll(log);
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_EQ(summary.findings[0].file, "tile/0/000");
  EXPECT_EQ(summary.findings[0].index, 0U);
}

TEST(AuditDirectoryTest, RemovedOpeningIsFoundUnlessOnlySomeWereGiven) {
  const PublishedLog log(MixedPlan());
  const std::string lines = log.Read("annex/000.jsonl");
  log.Write("annex/000.jsonl", lines.substr(lines.find('\n') + 1));
  const AuditSummary summary = ReadAll(log);
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_EQ(summary.findings[0].index, 0U);
  AuditFiles some = log.files();
  some.partial_annex = true;
  EXPECT_THAT(
      ReadAuditDirectory(some, log.keys(), [](const OpenedEntry&) {}).findings,
      IsEmpty());
}

TEST(AuditDirectoryTest, LineThatOpensLessIsFound) {
  const PublishedLog log(MixedPlan());
  const std::string lines = log.Read("annex/000.jsonl");
  // Entry 1 is a denial, entry 3 a permit.
  const std::vector<std::string> all = absl::StrSplit(lines, '\n');
  log.Write("annex/000.jsonl",
            absl::StrReplaceAll(lines, {{all[1], "{\"index\":\"1\"}"}}));
  AuditSummary summary = ReadAll(log);
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_EQ(summary.findings[0].index, 1U);
  const std::string national = all[3].substr(all[3].find("\"nationalBlind\""));
  log.Write(
      "annex/000.jsonl",
      absl::StrReplaceAll(lines, {{all[3], "{\"index\":\"3\"," + national}}));
  summary = ReadAll(log);
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_EQ(summary.findings[0].index, 3U);
}

TEST(AuditDirectoryTest, OpeningOfAnotherEntryIsNotHandedOn) {
  const PublishedLog log(MixedPlan());
  const std::string lines = log.Read("annex/000.jsonl");
  // Entry 3 takes the opening of entry 5, which is about another transfer.
  const size_t third = lines.find("{\"index\":\"3\"");
  const size_t fourth = lines.find("{\"index\":\"4\"");
  const size_t fifth = lines.find("{\"index\":\"5\"");
  const size_t sixth = lines.find("{\"index\":\"6\"");
  const std::string other =
      absl::StrReplaceAll(lines.substr(fifth, sixth - fifth),
                          {{"\"index\":\"5\"", "\"index\":\"3\""}});
  log.Write("annex/000.jsonl",
            lines.substr(0, third) + other + lines.substr(fourth));
  std::vector<uint64_t> opened;
  const AuditSummary summary = ReadAuditDirectory(
      log.files(), log.keys(), [&](const OpenedEntry& entry) {
        if (entry.national.has_value()) opened.push_back(entry.index);
      });
  EXPECT_THAT(opened, ElementsAre(0, 1, 2, 4, 5, 6, 7));
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_EQ(summary.findings[0].index, 3U);
}

TEST(AuditDirectoryTest, OpeningsBeyondTheCheckpointAreCountedNotShown) {
  const PublishedLog log(MixedPlan());
  const PublishedLog longer(LongPlan(300));
  log.Write("annex/001.jsonl", longer.Read("annex/001.jsonl"));
  const AuditSummary summary = ReadAll(log);
  EXPECT_THAT(summary.findings, IsEmpty());
  EXPECT_EQ(summary.not_covered, 44U);
}

TEST(AuditDirectoryTest, OneLogsFilesDoNotPassForAnothers) {
  const PublishedLog log(MixedPlan());
  const PublishedLog other(LongPlan(8));
  log.Write("audit/checkpoint", other.Read("audit/checkpoint"));
  EXPECT_THAT(ReadAll(log).findings,
              Contains(Field(&AuditFinding::file, "checkpoint")));
}

TEST(AuditDirectoryTest, MissingCosignatureIsFound) {
  const PublishedLog log(MixedPlan());
  const std::string note = log.Read("audit/checkpoint");
  log.Write("audit/checkpoint",
            note.substr(0, note.find("\u2014 mx.enlace.example")));
  const AuditSummary summary = ReadAll(log);
  ASSERT_THAT(summary.findings, SizeIs(1));
  EXPECT_THAT(summary.findings[0].what, HasSubstr("not cosigned by mx"));
}

TEST(AuditDirectoryTest, FindingsAreBounded) {
  const PublishedLog log(LongPlan(513));
  for (const char* path : {"000.jsonl", "001.jsonl", "002.jsonl"}) {
    log.Write(absl::StrCat("annex/", path), "");
  }
  const AuditSummary summary = ReadAll(log);
  EXPECT_EQ(summary.findings_count, 513U);
  EXPECT_THAT(summary.findings, SizeIs(kAuditFindingsMax));
}

TEST(AnnexFileTest, RefusesLinesOfAnotherFileTwiceOrTorn) {
  std::vector<std::string> wrong;
  const auto parsed = ParseAnnexFile(
      "{\"index\":\"1\"}\n{\"index\":\"1\"}\n{\"index\":\"0\"}\n"
      "{\"index\":\"256\"}\nnonsense\n{\"indexx\":\"3\"}\n{\"index\":\"7\"}",
      0, [&](std::string what) { wrong.push_back(std::move(what)); });
  EXPECT_THAT(parsed, SizeIs(2));
  EXPECT_THAT(wrong, SizeIs(6));
}

TEST(AnnexFileTest, PathsAreSpelledAsTiles) {
  EXPECT_EQ(AnnexPath(0), "000.jsonl");
  EXPECT_EQ(AnnexPath(1234067), "x001/x234/067.jsonl");
}

TEST(TransferHistoryTest, TellsWhatBecameOfEachTransfer) {
  const PublishedLog log(MixedPlan());
  TransferHistory history;
  ReadAuditDirectory(log.files(), log.keys(),
                     [&](const OpenedEntry& entry) { history.Add(entry); });
  std::vector<std::string> told;
  for (const TransferRow& row : history.rows()) {
    told.push_back(
        absl::StrCat(row.transfer_id.substr(0, row.transfer_id.find('.')), " ",
                     row.State(), row.crossed ? " crossed" : "", " ",
                     row.reason, row.peer_reason, row.problem));
  }
  EXPECT_THAT(told,
              ElementsAre("collected COLLECTED crossed ", "denied DENIED B04",
                          "peer-denied REFUSED V01", "queued QUEUED ",
                          "intruder REFUSED SENDER_MISMATCH"));
  EXPECT_THAT(history.rows()[0].entries, ElementsAre(0, 2, 7));
  EXPECT_EQ(history.rows()[0].redactions, 1U);
}

// Two records that arrived, were handed over together, and one of which was
// collected.
std::vector<PlannedEntry> BatchPlan() {
  const std::string a = TransferNamed("a");
  const std::string b = TransferNamed("b");
  return {{a, v1::AUDIT_STEP_DECIDED_INCOMING},
          {b, v1::AUDIT_STEP_DECIDED_INCOMING},
          {.transfer_id = TransferNamed("batch-1"),
           .step = v1::AUDIT_STEP_HANDED_OVER,
           .batch = {a, b}},
          {.transfer_id = TransferNamed("batch-2"),
           .step = v1::AUDIT_STEP_COLLECTED,
           .batch = {b}}};
}

TEST(TransferHistoryTest, BatchIsToldOfEachOfItsRecords) {
  const PublishedLog log(BatchPlan());
  TransferHistory history;
  const AuditSummary summary =
      ReadAuditDirectory(log.files(), log.keys(),
                         [&](const OpenedEntry& entry) { history.Add(entry); });
  EXPECT_THAT(summary.findings, IsEmpty());
  EXPECT_EQ(summary.opened, 4U);
  ASSERT_THAT(history.rows(), SizeIs(2));
  EXPECT_EQ(history.rows()[0].State(), "HANDED_OVER");
  EXPECT_THAT(history.rows()[0].entries, ElementsAre(0, 2));
  EXPECT_EQ(history.rows()[1].State(), "COLLECTED");
  EXPECT_THAT(history.rows()[1].entries, ElementsAre(1, 2, 3));
}

TEST(AuditDirectoryTest, EveryChangedByteOfABatchIsFound) {
  const PublishedLog log(BatchPlan());
  const std::vector<std::string> openings = OpeningsOf(log);
  const std::string bytes = log.Read("annex/000.jsonl");
  for (size_t i = bytes.find("{\"index\":\"3\""); i < bytes.size(); i += 3) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    log.Write("annex/000.jsonl", changed);
    // Base64 leaves bits that mean nothing; then nothing else may change.
    if (ReadAll(log).findings.empty()) {
      EXPECT_EQ(OpeningsOf(log), openings);
    }
  }
}

TEST(TransferHistoryTest, ReceivedRecordCrossesByTheOwnPermit) {
  const PublishedLog log(
      {{TransferNamed("in"), v1::AUDIT_STEP_DECIDED_INCOMING},
       {TransferNamed("held"), v1::AUDIT_STEP_DECIDED_INCOMING,
        v1::DECISION_OUTCOME_HOLD, "V03"},
       {TransferNamed("held"), v1::AUDIT_STEP_DECIDED_INCOMING}});
  TransferHistory history;
  ReadAuditDirectory(log.files(), log.keys(),
                     [&](const OpenedEntry& entry) { history.Add(entry); });
  ASSERT_THAT(history.rows(), SizeIs(2));
  EXPECT_THAT(history.rows(), Each(Field(&TransferRow::crossed, true)));
}

TEST(TransferHistoryTest, AReportThatOvertakesTheAnswerStandsForIt) {
  const PublishedLog log(
      {{TransferNamed("refused"), v1::AUDIT_STEP_DECIDED_OUTGOING},
       {TransferNamed("collected"), v1::AUDIT_STEP_DECIDED_OUTGOING},
       {TransferNamed("refused"), v1::AUDIT_STEP_REPORTED,
        v1::DECISION_OUTCOME_DENY},
       {TransferNamed("collected"), v1::AUDIT_STEP_REPORTED}});
  TransferHistory history;
  ReadAuditDirectory(log.files(), log.keys(),
                     [&](const OpenedEntry& entry) { history.Add(entry); });
  ASSERT_THAT(history.rows(), SizeIs(2));
  EXPECT_EQ(history.rows()[0].State(), "REFUSED");
  EXPECT_FALSE(history.rows()[0].crossed);
  EXPECT_EQ(history.rows()[1].State(), "COLLECTED");
  EXPECT_TRUE(history.rows()[1].crossed);
}

TEST(TransferHistoryTest, AnErasedRecordStandsWhereItStood) {
  const PublishedLog log(
      {{TransferNamed("in"), v1::AUDIT_STEP_DECIDED_INCOMING},
       {TransferNamed("in"), v1::AUDIT_STEP_COLLECTED},
       {TransferNamed("in"), v1::AUDIT_STEP_ERASED},
       {TransferNamed("other"), v1::AUDIT_STEP_DECIDED_INCOMING}});
  TransferHistory history;
  ReadAuditDirectory(log.files(), log.keys(),
                     [&](const OpenedEntry& entry) { history.Add(entry); });
  ASSERT_THAT(history.rows(), SizeIs(2));
  EXPECT_EQ(history.rows()[0].State(), "COLLECTED");
  EXPECT_TRUE(history.rows()[0].erased);
  EXPECT_EQ(history.rows()[0].entries.size(), 3u);
  EXPECT_FALSE(history.rows()[1].erased);
}

TEST(TransferHistoryTest, WhatConcernsNoTransferIsLeftOut) {
  const PublishedLog log(
      {{TransferNamed("held"), v1::AUDIT_STEP_DECIDED_OUTGOING,
        v1::DECISION_OUTCOME_HOLD, "V03"},
       {TransferNamed("look"), v1::AUDIT_STEP_LOOKED_AT},
       {TransferNamed("written"), v1::AUDIT_STEP_REGISTER_PROPOSED},
       {TransferNamed("approved"), v1::AUDIT_STEP_REGISTER_APPROVED},
       {TransferNamed("ended"), v1::AUDIT_STEP_REGISTER_REVOKED},
       {TransferNamed("list"), v1::AUDIT_STEP_LISTED},
       {TransferNamed("search"), v1::AUDIT_STEP_SUBJECT_SEARCHED},
       {TransferNamed("held"), v1::AUDIT_STEP_INSPECTED},
       {TransferNamed("knock"), v1::AUDIT_STEP_TURNED_AWAY}});
  TransferHistory history;
  ReadAuditDirectory(log.files(), log.keys(),
                     [&](const OpenedEntry& entry) { history.Add(entry); });
  ASSERT_THAT(history.rows(), SizeIs(1));
  EXPECT_EQ(history.rows()[0].State(), "HELD");
}

TEST(TransferHistoryTest, WithoutOpeningsNothingIsClaimed) {
  const PublishedLog log(MixedPlan());
  AuditFiles files = log.files();
  files.annex_dir.clear();
  TransferHistory history;
  const AuditSummary summary = ReadAuditDirectory(
      files, log.keys(), [&](const OpenedEntry& entry) { history.Add(entry); });
  EXPECT_THAT(summary.findings, IsEmpty());
  EXPECT_THAT(history.rows(), Each(Field(&TransferRow::crossed, false)));
}

}  // namespace
}  // namespace enlace::client

#include "server/health/machine.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace enlace::health {
namespace {

TEST(MachineTest, TheDiskTellsSizesAndTheNewestSnapshot) {
  const TemporaryFolder folder;
  ASSERT_TRUE(ReplaceFileDurably(folder / "journal.db", "12345").ok());
  ASSERT_TRUE(ReplaceFileDurably(folder / "journal.db-wal", "123").ok());
  EXPECT_EQ(MeasureDisk(folder.path()).snapshot_at, absl::InfinitePast());
  ASSERT_TRUE(ReplaceFileDurably(folder / "state.rows", "x").ok());
  const DiskHealth disk = MeasureDisk(folder.path());
  EXPECT_EQ(disk.journal_bytes, 5u);
  EXPECT_EQ(disk.wal_bytes, 3u);
  EXPECT_GT(disk.free_bytes, 0u);
  EXPECT_LT(disk.free_bytes, std::numeric_limits<uint64_t>::max());
  EXPECT_GT(disk.snapshot_at, RealClock().TimeNow() - absl::Hours(1));
}

TEST(MachineTest, WhatCannotBeReadRaisesNoAlarm) {
  const DiskHealth disk = MeasureDisk("/nowhere/at/all");
  EXPECT_EQ(disk.journal_bytes, 0u);
  EXPECT_EQ(disk.free_bytes, std::numeric_limits<uint64_t>::max());
}

TEST(MachineTest, AProcessHasMemoryAndOpenFiles) {
  const ProcessHealth process = MeasureProcess();
  EXPECT_GT(process.resident_bytes, 1u << 20);
  EXPECT_GE(process.open_files, 3u);
}

TEST(MachineTest, FilesAreCountedByTheBeginningOfTheirNames) {
  const TemporaryFolder folder;
  for (const char* name : {"fork-1.txt", "fork-2.txt", "unproven-1.txt"}) {
    ASSERT_TRUE(ReplaceFileDurably(folder / name, "x").ok());
  }
  EXPECT_EQ(CountFiles(folder.path(), "fork-"), 2u);
  EXPECT_EQ(CountFiles("/nowhere/at/all", "fork-"), 0u);
}

}  // namespace
}  // namespace enlace::health

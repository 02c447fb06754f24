// A running node notices what happens to its published log.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

TEST(LogScrubTest, ARunningNodeMakesADamagedPublishedFileGood) {
  const std::filesystem::path tiles =
      Nodes().config("mx").audit_directory + "/tile/entries";
  RestingLogSize("mx");
  // Of one folder or the other, by how much the tests before have written.
  std::string path = (tiles / "000").string();
  if (!FileExists(path)) {
    path = (tiles / "000.p" / std::to_string(Nodes().LogSize("mx"))).string();
  }
  ASSERT_TRUE(Eventually([&] { return FileExists(path); })) << path;
  const std::string whole = ReadFile(path).value();
  std::string damaged = whole;
  damaged[damaged.size() / 2] ^= 1;
  ASSERT_TRUE(ReplaceFileDurably(path, damaged).ok());
  EXPECT_TRUE(Eventually([&] { return ReadFile(path).value() == whole; }));
}

}  // namespace
}  // namespace enlace

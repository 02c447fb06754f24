#include "tests/server/store/backup_fixture.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "base/check.h"
#include "base/file.h"
#include "gtest/gtest.h"

namespace enlace::store {

BackupRequest RequestFor(const std::string& store, const std::string& folder) {
  BackupRequest request;
  request.store_directory = store;
  request.folder = folder;
  request.node = kBackedUpNode;
  request.instant = absl::FromUnixSeconds(1772971200);
  return request;
}

void MakeSampleBackup(const std::string& folder, uint64_t batches) {
  const TemporaryFolder made;
  FillStore(made / "store", batches);
  CHECK_OK(ReplaceFileDurably(made / "store/books/aa.book", "a rule book"));
  CHECK_OK(MakeBackup(RequestFor(made / "store", folder), Ignore).status());
}

Content RestoredContent(const std::string& backup, const std::string& store) {
  const auto checked = CheckBackup(backup, Ignore);
  EXPECT_TRUE(checked.ok()) << checked.status();
  if (!checked.ok()) return {};
  const absl::Status restored = RestoreBackup(*checked, store, Ignore);
  EXPECT_TRUE(restored.ok()) << restored;
  const auto content = ReadContent(store);
  EXPECT_TRUE(content.ok()) << content.status();
  return content.ok() ? *content : Content();
}

std::map<std::string, std::string> FilesBelow(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name =
        std::filesystem::relative(file.path(), folder).string();
    if (!file.is_regular_file() || absl::EndsWith(name, "-shm") ||
        absl::EndsWith(name, "lock")) {
      continue;
    }
    files[name] = *ReadFile(file.path().string());
  }
  return files;
}

}  // namespace enlace::store

#include "base/file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "tests/base/temporary_folder.h"

namespace enlace {
namespace {

using Names = std::vector<std::string>;

void WritePlainly(const std::string& path, absl::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  ASSERT_TRUE(out.flush().good());
}

// Without root's right to write anywhere, for the life of the object.
class OrdinaryUser {
 public:
  explicit OrdinaryUser(const std::string& folder) : user_(geteuid()) {
    if (user_ != 0) return;
    constexpr uid_t kNobody = 65534;
    EXPECT_EQ(chown(folder.c_str(), kNobody, gid_t{0}), 0);
    EXPECT_EQ(seteuid(kNobody), 0);
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;
  ~OrdinaryUser() { EXPECT_EQ(seteuid(user_), 0); }

 private:
  const uid_t user_;
};

// No file of this process may grow beyond `size_max`, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t size_max) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit limit{size_max, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &before_), 0);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_;
  sighandler_t handler_;
};

TEST(ReadFileTest, ReadsEveryByte) {
  const TemporaryFolder folder;
  const std::string block_size(1 << 16, 'x');
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("\0\r\n\xff\x1a", 5),
        block_size, block_size + "y", std::string(300000, '\0')}) {
    WritePlainly(folder / "file", bytes);
    const absl::StatusOr<std::string> read = ReadFile(folder / "file");
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(*read == bytes) << bytes.size();
  }
}

TEST(ReadFileTest, ALimitIsExact) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "12345");
  EXPECT_EQ(*ReadFile(folder / "file", 5), "12345");
  EXPECT_EQ(ReadFile(folder / "file", 4).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadFile(folder / "file", 0).status().code(),
            absl::StatusCode::kResourceExhausted);
  WritePlainly(folder / "empty", "");
  EXPECT_EQ(*ReadFile(folder / "empty", 0), "");
}

TEST(ReadFileTest, TheDefaultLimitIs64Mebibytes) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "");
  std::filesystem::resize_file(folder / "file", (64 << 20) + 1);
  EXPECT_EQ(ReadFile(folder / "file").status().code(),
            absl::StatusCode::kResourceExhausted);
  std::filesystem::resize_file(folder / "file", 64 << 20);
  EXPECT_TRUE(ReadFile(folder / "file").ok());
}

// Files under /proc say that their size is 0.
TEST(ReadFileTest, AFileThatHidesItsSizeKeepsToTheLimit) {
  const absl::StatusOr<std::string> status = ReadFile("/proc/self/status");
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_GT(status->size(), 10u);
  EXPECT_EQ(ReadFile("/proc/self/status", 10).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(ReadFileTest, WhatIsNoFileIsNotFound) {
  const TemporaryFolder folder;
  for (const std::string& path :
       {folder / "none", folder / "none/none", folder.path(), std::string()}) {
    EXPECT_EQ(ReadFile(path).status().code(), absl::StatusCode::kNotFound)
        << path;
  }
}

TEST(ReadFileTest, AFileWithoutPermissionIsAnErrorNotEmpty) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "secret");
  ASSERT_EQ(chmod((folder / "file").c_str(), 0), 0);
  const OrdinaryUser user(folder.path());
  const absl::Status status = ReadFile(folder / "file").status();
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.code(), absl::StatusCode::kNotFound);
}

TEST(ReplaceFileDurablyTest, MakesAndReplaces) {
  const TemporaryFolder folder;
  const std::string path = folder / "a/b/file";
  ASSERT_TRUE(ReplaceFileDurably(path, "first").ok());
  EXPECT_EQ(*ReadFile(path), "first");
  ASSERT_TRUE(ReplaceFileDurably(path, std::string("\0\n", 2)).ok());
  EXPECT_EQ(*ReadFile(path), std::string("\0\n", 2));
  ASSERT_TRUE(ReplaceFileDurably(path, "").ok());
  EXPECT_EQ(*ReadFile(path), "");
  EXPECT_EQ(folder.Names(), Names{"a"});
  EXPECT_FALSE(FileExists(path + ".new"));
}

TEST(ReplaceFileDurablyTest, ANameWithoutFolderIsInTheWorkingFolder) {
  const TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_TRUE(ReplaceFileDurably("file", "bytes").ok());
  std::filesystem::current_path(before);
  EXPECT_EQ(*ReadFile(folder / "file"), "bytes");
}

TEST(ReplaceFileDurablyTest, TheModeIsTheOneAskedForWhateverStoodThere) {
  const TemporaryFolder folder;
  const mode_t mask_before = umask(022);
  const std::string path = folder / "file";
  ASSERT_TRUE(ReplaceFileDurably(path, "x").ok());
  EXPECT_EQ(PermissionsOf(path), mode_t{0644});
  EXPECT_TRUE(ReadableByOthers(path));
  ASSERT_EQ(chmod(path.c_str(), 0666), 0);
  ASSERT_TRUE(ReplaceFileDurably(path, "x", /*private_to_owner=*/true).ok());
  EXPECT_EQ(PermissionsOf(path), mode_t{0600});
  EXPECT_FALSE(ReadableByOthers(path));
  umask(0);
  ASSERT_TRUE(ReplaceFileDurably(path, "x", /*private_to_owner=*/true).ok());
  EXPECT_EQ(PermissionsOf(path), mode_t{0600});
  umask(mask_before);
}

TEST(ReplaceFileDurablyTest, ALeftOverTemporaryLendsNothing) {
  const TemporaryFolder folder;
  const std::string path = folder / "key";
  WritePlainly(path + ".new", "left over by a crash, and longer");
  ASSERT_EQ(chmod((path + ".new").c_str(), 0666), 0);
  ASSERT_TRUE(ReplaceFileDurably(path, "key", /*private_to_owner=*/true).ok());
  EXPECT_EQ(*ReadFile(path), "key");
  EXPECT_EQ(PermissionsOf(path), mode_t{0600});

  WritePlainly(folder / "elsewhere", "untouched");
  std::filesystem::create_symlink(folder / "elsewhere", path + ".new");
  ASSERT_TRUE(ReplaceFileDurably(path, "new key").ok());
  EXPECT_EQ(*ReadFile(path), "new key");
  EXPECT_FALSE(std::filesystem::is_symlink(path));
  EXPECT_EQ(*ReadFile(folder / "elsewhere"), "untouched");
  EXPECT_EQ(folder.Names(), (Names{"elsewhere", "key"}));
}

TEST(ReplaceFileDurablyTest, AReadOnlyFolderKeepsTheOldFile) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "old");
  const OrdinaryUser user(folder.path());
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  EXPECT_EQ(ReplaceFileDurably(folder / "file", "new").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_FALSE(ReplaceFileDurably(folder / "made/file", "new").ok());
  EXPECT_EQ(*ReadFile(folder / "file"), "old");
  EXPECT_EQ(folder.Names(), Names{"file"});
  ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
}

TEST(ReplaceFileDurablyTest, ATemporaryThatCannotBeMadeKeepsTheOldFile) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "old");
  std::filesystem::create_directory(folder / "file.new");
  EXPECT_FALSE(ReplaceFileDurably(folder / "file", "new").ok());
  EXPECT_EQ(*ReadFile(folder / "file"), "old");
  EXPECT_EQ(folder.Names(), (Names{"file", "file.new"}));
}

TEST(ReplaceFileDurablyTest, AFullDiskKeepsTheOldFileAndLeavesNoTemporary) {
  const TemporaryFolder folder;
  const std::string old(3000, 'o');
  WritePlainly(folder / "file", old);
  {
    const FullDisk disk(2000);
    EXPECT_FALSE(
        ReplaceFileDurably(folder / "file", std::string(5000, 'n')).ok());
  }
  EXPECT_EQ(*ReadFile(folder / "file"), old);
  EXPECT_EQ(folder.Names(), Names{"file"});
}

TEST(ReplaceFileDurablyTest, AFolderIsNotReplacedAndNoTemporaryLeft) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "taken");
  EXPECT_FALSE(ReplaceFileDurably(folder / "taken", "new").ok());
  EXPECT_EQ(folder.Names(), Names{"taken"});
  EXPECT_TRUE(std::filesystem::is_directory(folder / "taken"));
}

TEST(ReplaceFileDurablyTest, AReaderSeesTheOldFileOrTheNewOne) {
  const TemporaryFolder folder;
  const std::string path = folder / "file";
  const std::string old(100000, 'o');
  const std::string fresh(50000, 'n');
  ASSERT_TRUE(ReplaceFileDurably(path, old).ok());
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!done) {
      // A replacement may also come between asking for the size and reading.
      const absl::StatusOr<std::string> read = ReadFile(path);
      if (!read.ok() || (*read != old && *read != fresh)) ++torn;
    }
  });
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(ReplaceFileDurably(path, i % 2 == 0 ? fresh : old).ok());
  }
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST(MakeDirectoriesTest, MakesParentsAndAcceptsWhatExists) {
  const TemporaryFolder folder;
  for (const std::string& path :
       {folder / "a/b/c", folder / "a/b/c", folder / "a/b/c/", folder / "a",
        folder.path(), folder / "d//e", folder / "f/../g"}) {
    const absl::Status status = MakeDirectories(path);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_TRUE(std::filesystem::is_directory(path)) << path;
  }
  EXPECT_TRUE(MakeDirectories(".").ok());
  EXPECT_TRUE(MakeDirectories("/").ok());
}

TEST(MakeDirectoriesTest, FollowsALinkToAFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "real");
  std::filesystem::create_directory_symlink(folder / "real", folder / "link");
  EXPECT_TRUE(MakeDirectories(folder / "link/inner").ok());
  EXPECT_TRUE(std::filesystem::is_directory(folder / "real/inner"));
}

TEST(MakeDirectoriesTest, AFileInTheWayIsAnErrorAndStays) {
  const TemporaryFolder folder;
  WritePlainly(folder / "file", "bytes");
  EXPECT_FALSE(MakeDirectories(folder / "file").ok());
  EXPECT_FALSE(MakeDirectories(folder / "file/inner").ok());
  EXPECT_EQ(*ReadFile(folder / "file"), "bytes");
}

TEST(FileExistsTest, SeesFilesAndFolders) {
  const TemporaryFolder folder;
  EXPECT_TRUE(FileExists(folder.path()));
  EXPECT_FALSE(FileExists(folder / "file"));
  EXPECT_FALSE(FileExists(folder / "file/inner"));
  WritePlainly(folder / "file", "");
  EXPECT_TRUE(FileExists(folder / "file"));
}

TEST(ReadableByOthersTest, AsksGroupAndOthers) {
  const TemporaryFolder folder;
  const std::string path = folder / "file";
  EXPECT_FALSE(ReadableByOthers(path));
  WritePlainly(path, "key");
  for (mode_t mode = 0; mode <= 0777; ++mode) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_EQ(ReadableByOthers(path), (mode & 0044) != 0) << std::oct << mode;
  }
}

}  // namespace
}  // namespace enlace

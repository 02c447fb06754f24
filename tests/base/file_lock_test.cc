#include "base/file_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace enlace {
namespace {

static_assert(!std::is_copy_constructible_v<FileLock>);

// Runs `action` in a child process and returns its exit code, or -1 if it ended
// otherwise.  The child runs no destructors.
template <typename Action>
int ExitCodeOfChild(Action action) {
  const pid_t child = fork();
  if (child == 0) _exit(action());
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

TEST(FileLockTest, OneHolderAtATimeEvenInOneProcess) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  {
    const absl::StatusOr<FileLock> first = FileLock::Acquire(path);
    ASSERT_TRUE(first.ok()) << first.status();
    const absl::Status second = FileLock::Acquire(path).status();
    EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_NE(second.message().find(path), absl::string_view::npos);
    // The failed attempt did not loosen the lock.
    EXPECT_FALSE(FileLock::Acquire(path).ok());
  }
  EXPECT_TRUE(FileLock::Acquire(path).ok());
  EXPECT_TRUE(FileExists(path));
}

TEST(FileLockTest, KeepsOutAnotherProcess) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  const auto try_in_child = [&path] {
    return ExitCodeOfChild(
        [&path] { return FileLock::Acquire(path).ok() ? 10 : 11; });
  };
  {
    const absl::StatusOr<FileLock> lock = FileLock::Acquire(path);
    ASSERT_TRUE(lock.ok()) << lock.status();
    EXPECT_EQ(try_in_child(), 11);
  }
  EXPECT_EQ(try_in_child(), 10);
}

TEST(FileLockTest, EndsWithAProcessThatCleansUpNothing) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  EXPECT_EQ(ExitCodeOfChild([&path] {
              const absl::StatusOr<FileLock> lock = FileLock::Acquire(path);
              _exit(lock.ok() ? 10 : 11);
              return 0;
            }),
            10);
  EXPECT_TRUE(FileLock::Acquire(path).ok());
}

TEST(FileLockTest, SurvivesTheClosingOfAnotherDescriptor) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  const absl::StatusOr<FileLock> lock = FileLock::Acquire(path);
  ASSERT_TRUE(lock.ok()) << lock.status();
  const int other = open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(other, 0);
  close(other);
  EXPECT_FALSE(FileLock::Acquire(path).ok());
}

TEST(FileLockTest, MovesWithItsHolder) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  absl::StatusOr<FileLock> first = FileLock::Acquire(path);
  ASSERT_TRUE(first.ok()) << first.status();
  {
    const FileLock second = *std::move(first);
    first = absl::UnknownError("moved away");
    EXPECT_FALSE(FileLock::Acquire(path).ok());
  }
  EXPECT_TRUE(FileLock::Acquire(path).ok());

  absl::StatusOr<FileLock> here = FileLock::Acquire(path);
  absl::StatusOr<FileLock> there = FileLock::Acquire(folder / "other");
  ASSERT_TRUE(here.ok() && there.ok());
  *here = *std::move(there);
  EXPECT_FALSE(FileLock::Acquire(folder / "other").ok());
  there = absl::UnknownError("let go");
  EXPECT_TRUE(FileLock::Acquire(path).ok());
}

TEST(FileLockTest, ItsFileIsForItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder / "lock";
  ASSERT_TRUE(FileLock::Acquire(path).ok());
  EXPECT_EQ(PermissionsOf(path), mode_t{0600});
}

TEST(FileLockTest, AFileThatCannotBeOpenedSaysWhy) {
  const TemporaryFolder folder;
  EXPECT_EQ(FileLock::Acquire(folder / "none/lock").status().code(),
            absl::StatusCode::kNotFound);
  const absl::Status on_folder = FileLock::Acquire(folder.path()).status();
  EXPECT_FALSE(on_folder.ok());
  EXPECT_NE(on_folder.message().find("cannot open"), absl::string_view::npos);
}

}  // namespace
}  // namespace enlace

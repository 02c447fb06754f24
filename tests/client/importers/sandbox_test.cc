// What the process that reads a file can do once it is locked in, and what not.

#include "client/importers/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <functional>

namespace enlace::client {
namespace {

// Ends with 0 if `act` came back, with 9 if there is no sandbox.
void InSandbox(const std::function<void()>& act) {
  int ends[2];
  if (pipe(ends) != 0 || !EnterSandbox(ends[0], ends[1]).ok()) _exit(9);
  act();
  _exit(0);
}

const auto kEndedByTheSystem = testing::KilledBySignal(SIGSYS);

TEST(SandboxDeathTest, ItCannotOpenAFile) {
  EXPECT_EXIT(InSandbox([] { open("/dev/null", O_RDONLY); }), kEndedByTheSystem,
              "");
  EXPECT_EXIT(InSandbox([] { open("/tmp/x", O_WRONLY | O_CREAT, 0600); }),
              kEndedByTheSystem, "");
}

TEST(SandboxDeathTest, ItCannotOpenASocket) {
  EXPECT_EXIT(InSandbox([] { socket(AF_INET, SOCK_STREAM, 0); }),
              kEndedByTheSystem, "");
  EXPECT_EXIT(InSandbox([] { socket(AF_UNIX, SOCK_STREAM, 0); }),
              kEndedByTheSystem, "");
}

TEST(SandboxDeathTest, ItCannotStartAProcessOrReachOne) {
  EXPECT_EXIT(InSandbox([] { execl("/bin/true", "true", nullptr); }),
              kEndedByTheSystem, "");
  EXPECT_EXIT(InSandbox([] { fork(); }), kEndedByTheSystem, "");
  EXPECT_EXIT(InSandbox([] { kill(getppid(), 0); }), kEndedByTheSystem, "");
}

TEST(SandboxDeathTest, ItCannotMakeCode) {
  EXPECT_EXIT(InSandbox([] {
                mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              }),
              kEndedByTheSystem, "");
}

TEST(SandboxDeathTest, NothingElseStaysOpen) {
  const int file = open("/dev/null", O_WRONLY);
  ASSERT_GE(file, 0);
  EXPECT_EXIT(InSandbox([file] { _exit(write(file, "x", 1) == 1 ? 1 : 0); }),
              testing::ExitedWithCode(0), "");
  close(file);
}

TEST(SandboxDeathTest, ItCanReadWriteAndGetMemory) {
  EXPECT_EXIT(
      {
        int ends[2];
        if (pipe(ends) != 0 || !EnterSandbox(ends[0], ends[1]).ok()) _exit(9);
        constexpr size_t kSize = 32 << 20;
        char* const memory = static_cast<char*>(std::malloc(kSize));
        if (memory == nullptr) _exit(1);
        std::memset(memory, 'x', kSize);
        char back = 0;
        if (write(ends[1], memory, 1) != 1) _exit(2);
        if (read(ends[0], &back, 1) != 1 || back != 'x') _exit(3);
        std::free(memory);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace enlace::client

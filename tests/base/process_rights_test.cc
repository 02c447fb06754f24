#include "base/process_rights.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace enlace {
namespace {

constexpr int kGood = 17;

// In a process of their own: what is given up does not come back.
template <typename Work>
void InAnotherProcess(Work work) {
  EXPECT_EXIT(_exit(work() ? kGood : 1), testing::ExitedWithCode(kGood), "");
}

TEST(ProcessRightsTest, AProcessIsDumpedByNobody) {
  InAnotherProcess([] {
    // A test that became another user has lost it.
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    const bool before = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
    KeepOutOfDumps();
    rlimit limit = {1, 1};
    return before && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 &&
           limit.rlim_max == 0;
  });
}

TEST(ProcessRightsTest, ItStillReadsItsOwnFilesUnderProc) {
  InAnotherProcess([] {
    KeepOutOfDumps();
    return access("/proc/self/stat", R_OK) == 0 &&
           access("/proc/self/exe", X_OK) == 0;
  });
}

TEST(ProcessRightsTest, RightsAreGivenUpForGood) {
  InAnotherProcess([] {
    const bool before = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
    GainNoRights();
    return before && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
  });
}

}  // namespace
}  // namespace enlace

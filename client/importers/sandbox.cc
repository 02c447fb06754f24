#include "client/importers/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace enlace::client {
namespace {

// Of addresses; far above what the limits of a row need.
constexpr rlim_t kMemoryMax = rlim_t{1} << 30;

absl::Status CannotLock(const char* what) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the process that reads the file cannot be locked in: ", what, ", error ",
      errno));
}

absl::Status Limit(int resource, rlim_t most) {
  const rlimit limit = {most, most};
  return setrlimit(static_cast<__rlimit_resource_t>(resource), &limit) == 0
             ? absl::OkStatus()
             : CannotLock("setrlimit");
}

absl::Status CloseAllBut(int first, int second) {
  const auto low = static_cast<unsigned>(std::min(first, second));
  const auto high = static_cast<unsigned>(std::max(first, second));
  const std::pair<unsigned, unsigned> ranges[] = {
      {0, low - 1}, {low + 1, high - 1}, {high + 1, ~0U}};
  for (const auto& [from, to] : ranges) {
    // An empty range; the first one wraps around where `low` is 0.
    if (from > to || (from == 0 && low == 0)) continue;
    if (close_range(from, to, 0) != 0) return CannotLock("close_range");
  }
  return absl::OkStatus();
}

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

absl::Status FilterCalls() {
  const std::unique_ptr<void, ReleaseFilter> filter(
      seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (filter == nullptr) return CannotLock("seccomp_init");
  int failed = 0;
  for (const int call :
       {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(munmap),
        SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
    failed |= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
  }
  // Memory, but none that code can run from, and no files.
  const scmp_arg_cmp data_only = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
  const scmp_arg_cmp no_file = {3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS,
                                MAP_ANONYMOUS};
  const scmp_arg_cmp map[] = {data_only, no_file};
  failed |= seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(mmap),
                                   2, map);
  failed |= seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW,
                                   SCMP_SYS(mprotect), 1, &data_only);
  if (failed != 0) return CannotLock("seccomp_rule_add");
  return seccomp_load(filter.get()) == 0 ? absl::OkStatus()
                                         : CannotLock("seccomp_load");
}

}  // namespace

absl::Status EnterSandbox(int input, int output) {
  RETURN_IF_ERROR(CloseAllBut(input, output));
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return CannotLock("PR_SET_DUMPABLE");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return CannotLock("PR_SET_NO_NEW_PRIVS");
  }
  RETURN_IF_ERROR(Limit(RLIMIT_CORE, 0));
  RETURN_IF_ERROR(Limit(RLIMIT_NPROC, 0));
  RETURN_IF_ERROR(Limit(RLIMIT_AS, kMemoryMax));
  return FilterCalls();
}

}  // namespace enlace::client

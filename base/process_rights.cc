#include "base/process_rights.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/check.h"

namespace enlace {

void KeepOutOfDumps() {
  // Each alone would leave a way: a limit does not bind a program that the
  // system gives cores to, and the flag is the kernel's to reset.
  const rlimit none = {0, 0};
  CHECK(setrlimit(RLIMIT_CORE, &none) == 0) << "no limit on core files";
  CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) << "cannot forbid dumps";
}

void GainNoRights() {
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) << "cannot give up rights";
}

}  // namespace enlace

#include "base/thread_priority.h"

#include <sys/resource.h>
#include <sys/time.h>

#include <cerrno>

#include "base/check.h"

namespace enlace {

void YieldToOthers(int steps) {
  CHECK(steps >= 0);
  errno = 0;
  const int nice = getpriority(PRIO_PROCESS, 0);  // -1 may be one
  CHECK(errno == 0) << "the own priority cannot be read";
  CHECK(setpriority(PRIO_PROCESS, 0, nice + steps) == 0)
      << "the own priority cannot be lowered";
}

}  // namespace enlace

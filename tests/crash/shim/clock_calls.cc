// The wall clock of the process, ahead or behind by what the campaign says.

#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "tests/crash/shim/control.h"
#include "tests/crash/shim/real_calls.h"

namespace enlace::crash {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
// How soon a wait notices that the clock was set.
constexpr int64_t kSlice = kSecond / 50;

int64_t AheadNs() { return TheControl().clock_ahead_ns; }

bool IsWallClock(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

int64_t ToNs(const timespec& time) {
  return time.tv_sec * kSecond + time.tv_nsec;
}
timespec FromNs(int64_t ns) { return {ns / kSecond, ns % kSecond}; }

int64_t NowNs() {
  ENLACE_REAL(clock_gettime);
  timespec time = {};
  real(CLOCK_REALTIME, &time);
  return ToNs(time) + AheadNs();
}

}  // namespace
}  // namespace enlace::crash

using namespace enlace::crash;  // NOLINT: the C library's names are outside

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* time) noexcept {
  ENLACE_REAL(clock_gettime);
  const int result = real(clock, time);
  const int64_t ahead = AheadNs();
  if (result == 0 && ahead != 0 && IsWallClock(clock)) {
    *time = FromNs(ToNs(*time) + ahead);
  }
  return result;
}

int gettimeofday(struct timeval* time, void* zone) noexcept {
  ENLACE_REAL(gettimeofday);
  const int result = real(time, zone);
  if (result == 0 && AheadNs() != 0) {
    const timespec now = FromNs(NowNs());
    *time = {now.tv_sec, now.tv_nsec / 1000};
  }
  return result;
}

time_t time(time_t* out) noexcept {
  const time_t now = NowNs() / kSecond;
  if (out != nullptr) *out = now;
  return now;
}

// Abseil waits until instants of the wall clock.  The kernel knows the true one
// only, and would wake whoever waits when it is set: here a wait looks at the
// clock again and again.
long syscall(long number, ...) noexcept {  // NOLINT: its type
  ENLACE_REAL(syscall);
  va_list list;
  va_start(list, number);
  long a[6];  // NOLINT: its type
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  const int until_wall =
      FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME;
  const auto* deadline = reinterpret_cast<const timespec*>(a[3]);
  if (number != SYS_futex || a[1] != until_wall || deadline == nullptr ||
      TheControl().clock_jumps == 0) {
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  }
  while (true) {
    const int64_t left = ToNs(*deadline) - NowNs();
    const timespec slice = FromNs(std::clamp(left, int64_t{0}, kSlice));
    const long result = real(SYS_futex, a[0],  // NOLINT: its type
                             FUTEX_WAIT | FUTEX_PRIVATE_FLAG, a[2], &slice);
    if (result == 0 || errno != ETIMEDOUT || left <= kSlice) return result;
  }
}

}  // extern "C"

// CHECK(condition) << "why": ends the process when our own code is wrong.
//
// For what cannot happen; what a peer, a file or a user can cause is a Status.
// Stays on in every build.

#ifndef ENLACE_BASE_CHECK_H_
#define ENLACE_BASE_CHECK_H_

#include <cstdlib>
#include <iostream>
#include <sstream>

namespace enlace {

// Collects the message and ends the process when it goes out of scope.
class CheckFailure {
 public:
  CheckFailure(const char* file, int line, const char* condition) {
    stream_ << file << ":" << line << ": check failed: " << condition << " ";
  }
  CheckFailure(const CheckFailure&) = delete;
  CheckFailure& operator=(const CheckFailure&) = delete;
  [[noreturn]] ~CheckFailure() {
    std::cerr << stream_.str() << std::endl;
    std::abort();
  }

  std::ostream& stream() { return stream_; }

 private:
  std::ostringstream stream_;
};

}  // namespace enlace

// NOLINTNEXTLINE(readability-else-after-return): the dangling-else form.
#define CHECK(condition) \
  if (condition) {       \
  } else /* NOLINT */    \
    ::enlace::CheckFailure(__FILE__, __LINE__, #condition).stream()

#define CHECK_OK(expr)                                                  \
  if (const auto check_ok_status = (expr); check_ok_status.ok()) {      \
  } else /* NOLINT */                                                   \
    ::enlace::CheckFailure(__FILE__, __LINE__, #expr " is OK").stream() \
        << check_ok_status

#endif  // ENLACE_BASE_CHECK_H_

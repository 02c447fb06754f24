// The calls that this library stands before.

#ifndef ENLACE_TESTS_CRASH_SHIM_REAL_CALLS_H_
#define ENLACE_TESTS_CRASH_SHIM_REAL_CALLS_H_

#include <dlfcn.h>

namespace enlace::crash {

// Real<decltype(::fsync)>("fsync")(descriptor).  Keep it in a static.
template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace enlace::crash

// A local `real` is the call of this name of the next library.
#define ENLACE_REAL(name) \
  static auto* const real = ::enlace::crash::Real<decltype(::name)>(#name)

#endif  // ENLACE_TESTS_CRASH_SHIM_REAL_CALLS_H_

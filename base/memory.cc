#include "base/memory.h"

#include <gperftools/malloc_extension.h>

#include "base/check.h"

namespace enlace {
namespace {

// Threads hand memory to each other: what one allocates for a call another
// frees after its commit.  A small cache would pass it through a shared list.
constexpr size_t kThreadCachesMax = size_t{256} << 20;

}  // namespace

void KeepMemory() {
  MallocExtension* const allocator = MallocExtension::instance();
  allocator->SetMemoryReleaseRate(0);
  CHECK(allocator->SetNumericProperty("tcmalloc.max_total_thread_cache_bytes",
                                      kThreadCachesMax))
      << "the program runs with another allocator than it was linked with";
}

}  // namespace enlace

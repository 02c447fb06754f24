// What a process that lives on throughput sets up first.  Whoever links this
// runs with tcmalloc in the place of the C library's allocator.

#ifndef ENLACE_BASE_MEMORY_H_
#define ENLACE_BASE_MEMORY_H_

namespace enlace {

// Keeps freed memory in the process: what goes back to the kernel costs more to
// fault in again than all other work on a record.  Call it in main() before any
// thread starts.
void KeepMemory();

}  // namespace enlace

#endif  // ENLACE_BASE_MEMORY_H_

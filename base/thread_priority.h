// How urgent the work of one thread is to the system.
//
//   std::thread worker([] { YieldToOthers(5); ... });
//
// Source: sched(7) and setpriority(2): on Linux a nice value is a thread's own,
// and weighs against those of all other threads.

#ifndef ENLACE_BASE_THREAD_PRIORITY_H_
#define ENLACE_BASE_THREAD_PRIORITY_H_

namespace enlace {

// From now on the calling thread, and whatever threads it starts, have a nice
// value that is higher by `steps`, as far as there are any.  Five of them leave
// it a quarter of a processor that another thread wants whole, ten a tenth; one
// that nobody else wants it has as before.  For good: to take it back would
// need a right that no program here has.  REQUIRES: steps >= 0.
void YieldToOthers(int steps);

}  // namespace enlace

#endif  // ENLACE_BASE_THREAD_PRIORITY_H_

// What one agency waits for its node while another sends without end, or the
// other nation's node is away.
//
// Both loads say on standard output when what is measured may begin, or is
// over, and go on when standard input ends.  Then they wait until each record
// that was acknowledged has arrived, and verify it.

#ifndef ENLACE_TESTS_BENCH_FAIRNESS_LOAD_H_
#define ENLACE_TESTS_BENCH_FAIRNESS_LOAD_H_

#include <string>

#include "tests/bench/exchange_load.h"

namespace enlace::bench {

struct Flood {
  int connections = 4;  // each with as many calls as a node admits
  int batch = 64;
  int prepared = 1000;  // records made before
};

// Keeps every window full, from before "flooding" is written until standard
// input ends; a call that is refused as too much is made again after the delay
// that it was told.  Returns figures as a JSON object; ends the process if a
// record that was acknowledged did not arrive, or another one did.
std::string MeasureFlood(const ExchangeRoute& route, const Flood& flood,
                         const std::string& record_json);

// Submits `count` LinkTests one at a time, with a pause after each, and writes
// "submitted"; the rest as above.
std::string MeasureProbe(const ExchangeRoute& route, int count,
                         const std::string& record_json);

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_FAIRNESS_LOAD_H_

// Load on the bare relay: this process sends to the first hop and is what the
// last hop sends to.

#ifndef ENLACE_TESTS_BENCH_RELAY_LOAD_H_
#define ENLACE_TESTS_BENCH_RELAY_LOAD_H_

#include <string>
#include <vector>

#include "tests/bench/endpoint.h"

namespace enlace::bench {

struct Load {
  int batch = 64;
  int window = 4096;    // records between sender and recipient
  int prepared = 1000;  // records made before the clock starts
  double warm_up_s = 1;
  double seconds = 3;
  std::vector<int> pids;  // of the nodes, for their processor time
};

struct RelayRoute {
  Party self;
  std::string listen;  // where the last hop sends to
  std::string next_id;
  std::string next;
};

// Measures, checks that every record came back once and in order, and returns
// the figures as a JSON object.  Ends the process if a record did not.
std::string MeasureRelay(const RelayRoute& route, const Load& load,
                         const std::string& record_json);

// The same for `count` records one at a time.
std::string MeasureLoneRelay(const RelayRoute& route, int count,
                             const std::string& record_json);

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_RELAY_LOAD_H_

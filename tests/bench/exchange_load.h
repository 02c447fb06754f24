// Load on the exchange: one agency signs and submits to its node, the other
// collects at its own and confirms; once the clock has stopped, every record is
// verified up to its originator.

#ifndef ENLACE_TESTS_BENCH_EXCHANGE_LOAD_H_
#define ENLACE_TESTS_BENCH_EXCHANGE_LOAD_H_

#include <string>

#include "tests/bench/relay_load.h"

namespace enlace::bench {

struct ExchangeRoute {
  std::string sender;  // context files
  std::string recipient;
};

// Measures from submission to the recipient's durable confirmation; every
// record must have been permitted, verified and confirmed exactly once.
// Returns the figures as a JSON object.  Ends the process otherwise.
std::string MeasureExchange(const ExchangeRoute& route, const Load& load,
                            const std::string& record_json);

// `count` records one at a time, from the call of Submit until the sender's
// node answers that the recipient's node has the record; then collects them.
std::string MeasureLoneExchange(const ExchangeRoute& route, int count,
                                const std::string& record_json);

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_EXCHANGE_LOAD_H_

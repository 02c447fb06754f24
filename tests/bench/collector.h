// The recipient of a load: takes and confirms while the clock runs, and keeps
// what it took; verifies all of it afterwards, before anything counts.

#ifndef ENLACE_TESTS_BENCH_COLLECTOR_H_
#define ENLACE_TESTS_BENCH_COLLECTOR_H_

#include <grpcpp/client_context.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "certs/certificate.h"
#include "certs/identity.h"
#include "client/library/context.h"
#include "enlace/v1/exchange_service.grpc.pb.h"
#include "tests/bench/in_flight.h"
#include "tests/bench/measure.h"

namespace enlace::bench {

// One call and what it needs to live until its answer.
template <typename Request, typename Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

// Ends the process unless every record was let through.
void CheckPermitted(const v1::SubmitResponse& response);

// Not thread-safe.  Every method ends the process if something is wrong.
class Collector {
 public:
  // For records with `leaves` leaves.
  Collector(const client::Context& context, InFlight& in_flight, int leaves);

  // False if there was nothing to take.
  bool TakePage();

  // Until nothing is under way; and then there must be nothing more.
  void Drain();

  // Verifies every record up to its originator, and that each of those that
  // were submitted came exactly once.
  void VerifyAll(Window* measured);

  // Of the last record.
  size_t withheld() const { return withheld_; }

 private:
  struct Page {
    v1::CollectResponse content;
    int64_t confirmed_ns = 0;
  };

  const certs::Identity agency_;
  const size_t leaves_;
  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  InFlight& in_flight_;
  std::vector<certs::TrustAnchor> roots_;
  std::vector<std::shared_ptr<Page>> pages_;
  uint64_t cursor_ = 0;
  size_t withheld_ = 0;
};

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_COLLECTOR_H_

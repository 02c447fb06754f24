// bench_relay: one node of the bare relay.  Takes batches, parses them, and
// sends them on.
//
//   bench_relay --pki DIR --trust-domain NAME --id 1 --listen ADDRESS
//       --next-id 2 --next ADDRESS

#include <grpc/support/log.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/memory.h"
#include "base/stop_signals.h"
#include "certs/tls.h"
#include "tests/bench/endpoint.h"

namespace {

using enlace::bench::BatchPool;
using enlace::bench::RelayBatch;
using enlace::bench::RelayReceiver;
using enlace::bench::RelaySender;
using enlace::bench::RelayService;

}  // namespace

int main(int argc, char** argv) {
  CHECK_OK(enlace::certs::InstallTlsConfiguration());
  gpr_set_log_function([](gpr_log_func_args*) {});  // it expects host names
  enlace::KeepMemory();
  const enlace::StopSignals stop;

  enlace::bench::Party self;
  std::string listen;
  std::string next_id;
  std::string next;
  CLI::App app("One node of the bare relay.", "bench_relay");
  app.add_option("--pki", self.pki)->required();
  app.add_option("--trust-domain", self.trust_domain)->required();
  app.add_option("--id", self.id)->required();
  app.add_option("--listen", listen)->required();
  app.add_option("--next-id", next_id)->required();
  app.add_option("--next", next)->required();
  CLI11_PARSE(app, argc, argv);

  // One stream on at a time: a new one from upstream opens a new one
  // downstream.
  BatchPool pool;
  const auto stub =
      RelayService::NewStub(enlace::bench::OpenRelay(self, next_id, next));
  absl::Mutex mutex;
  std::unique_ptr<RelaySender> sender;
  RelayReceiver receiver(pool, [&](std::unique_ptr<RelayBatch> batch) {
    const absl::MutexLock lock(&mutex);
    if (sender == nullptr) sender = std::make_unique<RelaySender>(*stub, pool);
    sender->Send(std::move(batch));
  });
  const auto server = enlace::bench::ServeRelay(self, listen, receiver);
  stop.Wait();
  // What is on its way is of no interest any more.
  std::_Exit(0);
}

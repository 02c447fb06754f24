// bench_load: puts load on the bare relay or on the exchange, and measures.
//
//   bench_load relay ...            the bare relay, many records or one
//   bench_load exchange ...         the exchange
//   bench_load flood ...            an agency that sends without end
//   bench_load probe ...            what another one waits meanwhile
//   bench_load sync --folder DIR    an append and its fdatasync
//
// Prints one JSON object.  scripts/bench starts what it needs.

#include <fcntl.h>
#include <grpc/support/log.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "base/check.h"
#include "base/file.h"
#include "base/memory.h"
#include "certs/tls.h"
#include "tests/bench/exchange_load.h"
#include "tests/bench/fairness_load.h"
#include "tests/bench/measure.h"
#include "tests/bench/relay_load.h"

namespace enlace::bench {
namespace {

constexpr size_t kRecordFileMax = 1 << 20;

// An append of one page and its fdatasync, `count` times.
std::string MeasureSync(const std::string& folder, int count) {
  const std::string path = folder + "/sync.probe";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
  CHECK(file >= 0) << path;
  const std::string page(4096, 'x');
  std::vector<double> micros;
  for (int i = 0; i < count; ++i) {
    const int64_t began_ns = SteadyNs();
    CHECK(write(file, page.data(), page.size()) ==
          static_cast<ssize_t>(page.size()));
    CHECK(fdatasync(file) == 0);
    micros.push_back(static_cast<double>(SteadyNs() - began_ns) / 1e3);
  }
  close(file);
  unlink(path.c_str());
  return absl::StrFormat(
      "{\"records\": %d, \"p50_us\": %.1f, \"p99_us\": %.1f}", count,
      Quantile(micros, 0.5), Quantile(micros, 0.99));
}

int Run(int argc, char** argv) {
  Load load;
  RelayRoute relay;
  ExchangeRoute exchange;
  Flood flood;
  std::string record;
  std::string folder;
  int lone = 0;

  CLI::App app("Load for the bench.", "bench_load");
  app.require_subcommand(1);
  const auto add_load = [&](CLI::App* command) {
    command->add_option("--record", record, "record in JSON")->required();
    command->add_option("--batch", load.batch);
    command->add_option("--window", load.window);
    command->add_option("--prepared", load.prepared);
    command->add_option("--warm-up", load.warm_up_s);
    command->add_option("--seconds", load.seconds);
    command->add_option("--pid", load.pids);
    command->add_option("--lone", lone, "so many records, one at a time");
  };
  CLI::App* const on_relay = app.add_subcommand("relay");
  add_load(on_relay);
  on_relay->add_option("--pki", relay.self.pki)->required();
  on_relay->add_option("--trust-domain", relay.self.trust_domain)->required();
  on_relay->add_option("--id", relay.self.id)->required();
  on_relay->add_option("--listen", relay.listen)->required();
  on_relay->add_option("--next-id", relay.next_id)->required();
  on_relay->add_option("--next", relay.next)->required();
  CLI::App* const on_exchange = app.add_subcommand("exchange");
  add_load(on_exchange);
  on_exchange->add_option("--sender", exchange.sender, "context")->required();
  on_exchange->add_option("--recipient", exchange.recipient)->required();
  const auto add_route = [&](CLI::App* command) {
    command->add_option("--record", record, "record in JSON")->required();
    command->add_option("--sender", exchange.sender, "context")->required();
    command->add_option("--recipient", exchange.recipient)->required();
  };
  CLI::App* const on_flood = app.add_subcommand("flood");
  add_route(on_flood);
  on_flood->add_option("--connections", flood.connections);
  on_flood->add_option("--batch", flood.batch);
  on_flood->add_option("--prepared", flood.prepared);
  CLI::App* const on_probe = app.add_subcommand("probe");
  add_route(on_probe);
  on_probe->add_option("--lone", lone)->required();
  CLI::App* const on_sync = app.add_subcommand("sync");
  on_sync->add_option("--folder", folder)->required();
  on_sync->add_option("--lone", lone)->required();
  CLI11_PARSE(app, argc, argv);

  if (on_sync->parsed()) {
    std::cout << MeasureSync(folder, lone) << "\n";
    return 0;
  }
  const auto json = ReadFile(record, kRecordFileMax);
  CHECK_OK(json.status());
  if (on_relay->parsed()) {
    std::cout << (lone > 0 ? MeasureLoneRelay(relay, lone, *json)
                           : MeasureRelay(relay, load, *json))
              << "\n";
  } else if (on_flood->parsed()) {
    std::cout << MeasureFlood(exchange, flood, *json) << "\n";
  } else if (on_probe->parsed()) {
    std::cout << MeasureProbe(exchange, lone, *json) << "\n";
  } else {
    std::cout << (lone > 0 ? MeasureLoneExchange(exchange, lone, *json)
                           : MeasureExchange(exchange, load, *json))
              << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace enlace::bench

int main(int argc, char** argv) {
  CHECK_OK(enlace::certs::InstallTlsConfiguration());
  gpr_set_log_function([](gpr_log_func_args*) {});  // it expects host names
  enlace::KeepMemory();
  return enlace::bench::Run(argc, argv);
}

// enlace-witness: a neutral witness of other people's logs.

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/process_rights.h"
#include "base/status_macros.h"
#include "base/stop_signals.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/http/http_program.h"
#include "server/witness/witness_routes.h"
#include "server/witness/witness_setup.h"

namespace {

using enlace::witness::WitnessSetup;

absl::Status Serve(const WitnessSetup& setup, const enlace::StopSignals& stop) {
  ASSIGN_OR_RETURN(const std::unique_ptr<enlace::audit::SignerAnchor> anchor,
                   enlace::audit::SignerAnchor::Open(
                       absl::StrCat(setup.state_directory, "/anchor")));
  // Evidence that has no place to go would be noticed too late.
  RETURN_IF_ERROR(enlace::MakeDirectories(setup.evidence_directory));
  enlace::audit::Witness witness(
      {setup.key, &setup.signer, anchor.get(), &enlace::RealClock(),
       setup.evidence_directory},
      setup.log_keys);
  enlace::witness::WitnessRoutes routes(setup.prefix, witness, setup.log_keys);
  return enlace::http::ServeUntil(
      stop, {{setup.listen,
              [&routes](const enlace::http::Request& request) {
                return routes.Answer(request);
              },
              {"witness", setup.key.name()}}});
}

}  // namespace

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  enlace::GainNoRights();
  const enlace::StopSignals stop;

  return enlace::http::RunProgram(
      argc, argv,
      {"enlace-witness", "A neutral witness of audit logs.",
       "check the configuration, say what it would watch, and end",
       [&stop](const std::string& path)
           -> absl::StatusOr<enlace::http::Configured> {
         ASSIGN_OR_RETURN(auto loaded, enlace::witness::LoadWitnessSetup(path));
         const auto setup =
             std::make_shared<const WitnessSetup>(std::move(loaded));
         return enlace::http::Configured{
             enlace::witness::DescribeWitness(*setup),
             [setup, &stop] { return Serve(*setup, stop); }};
       }});
}

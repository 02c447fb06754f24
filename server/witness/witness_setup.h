// What a neutral witness is told: one TOML file and the keys that it names,
// read and checked whole before anything is opened.
//
// docs/witness.md explains every key.

#ifndef ENLACE_SERVER_WITNESS_WITNESS_SETUP_H_
#define ENLACE_SERVER_WITNESS_WITNESS_SETUP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/key.h"
#include "proto/wire/verifier_key.h"
#include "server/http/listen_table.h"

namespace enlace::witness {

struct WitnessSetup {
  wire::VerifierKey key;  // of type cosignature/v1
  certs::PrivateKey signer;
  std::vector<wire::VerifierKey> log_keys;  // watched; at least one
  std::string state_directory;              // what was cosigned last
  std::string evidence_directory;           // of forks
  std::string prefix;                       // of every path
  http::ListenSettings listen;
};

// Fails with kInvalidArgument and one line for each mistake: a missing or
// unknown key, a file that is not there or is no key, a private key that others
// can read, one key in two roles.  Opens and writes nothing else.
absl::StatusOr<WitnessSetup> LoadWitnessSetup(absl::string_view path);

// What it would do, for a person: its verifier key, the address, and each log
// with the path under which its latest cosigned checkpoint is served.
std::string DescribeWitness(const WitnessSetup& setup);

}  // namespace enlace::witness

#endif  // ENLACE_SERVER_WITNESS_WITNESS_SETUP_H_

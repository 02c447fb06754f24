// The node's configuration: one TOML file, read and checked whole before
// anything is opened.
//
// docs/operations.md explains every key.  Nations are data here; no code knows
// their names.

#ifndef ENLACE_SERVER_APP_CONFIG_H_
#define ENLACE_SERVER_APP_CONFIG_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"

namespace enlace::app {

// A person or agency of the own nation and what they may do.
struct RolesConfig {
  certs::Identity identity;
  std::set<std::string> roles;
};

// A witness that belongs to no nation.
struct NeutralWitnessConfig {
  std::string url;
  std::string vkey_path;
};

struct Config {
  certs::Identity node;
  std::string store_directory;
  std::string audit_directory;  // tlog-tiles
  std::string annex_directory;
  std::string key_directory;        // key-encryption keys; never in backups
  std::string anchor_directory;     // signer anchor; never in backups
  std::string witnessed_directory;  // what was cosigned last; "" = none
  std::string book_library;         // bundles and reviews of rule books
  std::string book_charter_path;    // who may sign them

  std::string agency_listener;  // host:port
  std::string peer_listener;    // host:port
  std::string ready_file;       // written once both listeners serve; "" = none
  std::string metrics_file;     // written every few seconds; "" = none
  // Free on the disk of the store; below it an alarm is on.
  uint64_t disk_reserve_bytes = uint64_t{2} << 30;
  // With less free no new record is taken, so that what the node must still
  // write fits.
  uint64_t disk_headroom_bytes = uint64_t{256} << 20;

  std::string tls_key_path;
  std::string tls_chain_path;
  std::string root_path;  // own national root

  std::string statement_key_path;
  std::string log_key_path;
  std::string witness_key_path;
  std::vector<NeutralWitnessConfig> neutral_witnesses;

  // What this nation says of itself, and what each other nation does: nodes,
  // logs, agencies and their keys stand there and nowhere else.
  std::string link_file_path;
  std::vector<std::string> peer_link_file_paths;

  // Record types of which the law lets the person concerned be told.
  std::set<std::string> subjects_may_be_told;

  std::vector<RolesConfig> persons;
  std::vector<RolesConfig> agencies;  // those that review
};

// Fails with kInvalidArgument and one line for each mistake: a missing key, an
// unknown key, a path that does not exist, an identity of the wrong nation or
// kind, a private key that others can read.  Relative paths are relative to
// the file.
absl::StatusOr<Config> LoadConfig(absl::string_view path);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_CONFIG_H_

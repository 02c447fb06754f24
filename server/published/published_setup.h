// What a program that serves what others have published is told: one TOML
// file, read and checked whole before anything is opened.  It names no key.
//
// docs/http.md explains every key.

#ifndef ENLACE_SERVER_PUBLISHED_PUBLISHED_SETUP_H_
#define ENLACE_SERVER_PUBLISHED_PUBLISHED_SETUP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/http/listen_table.h"
#include "server/published/published_routes.h"

namespace enlace::published {

// A file of metrics, on a listener of its own: who may read them is not
// everybody.
struct ServedMetrics {
  http::ListenSettings listen;
  std::string file;
};

// Serves something at least.
struct PublishedSetup {
  std::optional<http::ListenSettings> listen;  // there with a log or a witness
  std::vector<ServedLog> logs;
  std::vector<ServedFolder> witnesses;
  std::optional<ServedMetrics> metrics;
};

// Fails with kInvalidArgument and one line for each mistake: a missing or
// unknown key, a folder that is not there or cannot be read, one path for two.
absl::StatusOr<PublishedSetup> LoadPublishedSetup(absl::string_view path);

// What it would do, for a person: the address, and each path with its folder.
std::string DescribePublished(const PublishedSetup& setup);

}  // namespace enlace::published

#endif  // ENLACE_SERVER_PUBLISHED_PUBLISHED_SETUP_H_

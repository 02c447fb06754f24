// Where a server is: "http://witness.example:8080/tlog".
//
// Plain HTTP alone: what is asked here is public, and the answers are signed.
// Pure.

#ifndef ENLACE_SERVER_HTTP_HTTP_URL_H_
#define ENLACE_SERVER_HTTP_HTTP_URL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::http {

struct Url {
  std::string host;  // a name or an address; of IPv6 without its brackets
  std::string port = "80";
  std::string prefix;  // of every path: "" or "/tlog"

  bool operator==(const Url&) const = default;
};

// Fails with kInvalidArgument, saying what is wrong, unless `text` is
// "http://host[:port][/prefix]": no user, query or fragment, and no slash at
// the end.
absl::StatusOr<Url> ParseUrl(absl::string_view text);

// "/" and what may stand in a path as it is, with no slash at the end; or "".
bool IsPathPrefix(absl::string_view text);

// "host:port", as a Host header and a log line have it.
std::string HostAndPort(const Url& url);

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_URL_H_

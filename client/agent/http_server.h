// HTTP/1.1 for programs on the same machine: on a Unix socket that only its
// owner can open, or on a loopback port for whoever shows a token.
//
//   ASSIGN_OR_RETURN(auto server, HttpServer::Start(options, handler));
//
// A body above 1 MiB, headers above 16 KiB, a slow or silent client and a
// connection too many end that connection and nothing else.  On the port every
// request needs `Authorization: Bearer <token>` and a Host of this machine, so
// that no page in a browser can ask.  The only file of the client that knows
// Boost.Beast.

#ifndef ENLACE_CLIENT_AGENT_HTTP_SERVER_H_
#define ENLACE_CLIENT_AGENT_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/agent/http_message.h"

namespace enlace::client {

inline constexpr size_t kHttpBodyMax = 1 << 20;
inline constexpr size_t kHttpHeaderMax = 16 << 10;
inline constexpr size_t kHttpConnectionsMax = 64;

struct HttpOptions {
  std::string socket_path;  // a Unix socket; or else
  uint16_t port = 0;        // on 127.0.0.1; 0 lets the system choose
  std::string token;        // of the port; never empty there
  int threads = 8;          // requests handled at once
  absl::Duration idle_max = absl::Seconds(30);
};

class HttpServer {
 public:
  // Answers until destroyed.  Fails with kInvalidArgument for options that do
  // not fit together, kFailedPrecondition if another process answers on the
  // socket, kUnavailable if the system refuses.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      const HttpOptions& options, HttpHandler handler);

  // Ends all connections and waits for handlers to return.
  virtual ~HttpServer() = default;

  // Of the port, as it came to be; 0 on a Unix socket.
  virtual uint16_t port() const = 0;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_HTTP_SERVER_H_

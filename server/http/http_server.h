// HTTP/1.1 for whoever can reach the address, also for those who mean ill.
//
//   ASSIGN_OR_RETURN(auto server, Server::Start(options, handler));
//
// Everything has a limit: connections, requests that wait, the size of a
// request, the time to send one and the time to take an answer.  Whoever
// exceeds one loses that connection and disturbs nobody.  One thread moves
// bytes and one other calls the handler, one request at a time, so neither a
// slow disk nor a slow client holds up the limits.  No encryption: what is
// served must be public or authenticate itself.

#ifndef ENLACE_SERVER_HTTP_HTTP_SERVER_H_
#define ENLACE_SERVER_HTTP_HTTP_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/http/http_message.h"

namespace enlace::http {

struct ServerOptions {
  // "127.0.0.1:8080" or "[::1]:8080"; port 0 lets the system choose.
  std::string address;
  size_t header_max = 8 << 10;  // bytes; beyond it 431
  size_t body_max = 64 << 10;   // bytes; beyond it 413
  // Connections that are served; the next one hears 429, and if more than
  // kRefusedMax hear that, the next one is closed unheard.
  size_t connections_max = 64;
  size_t waiting_max = 32;  // requests read and not begun; beyond it 429
  int requests_max = 100;   // of one connection
  // From the start of the connection, or from the last answer, until the next
  // request is there whole.
  absl::Duration request_time_max = absl::Seconds(10);
  absl::Duration answer_time_max = absl::Seconds(10);  // until it was taken
  absl::Duration stop_time_max = absl::Seconds(5);     // for what was read
};

inline constexpr size_t kRefusedMax = 16;

// Fails with kInvalidArgument unless `address` is one that may be in options.
absl::Status CheckAddress(absl::string_view address);

// Thread-safe.
class Server {
 public:
  // Serves until stopped.  `handler` is called on one thread and should not
  // throw.  Fails with kInvalidArgument for an address that is none, with
  // kUnavailable if the system refuses.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Answers what was read whole, within the time for it, and reads nothing
  // more.  Idempotent.
  void Stop();

  // With the port that it came to be.
  std::string address() const;

 private:
  class Connection;
  class Loop;

  explicit Server(std::unique_ptr<Loop> loop);

  const std::unique_ptr<Loop> loop_;
};

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_SERVER_H_

// Asks one HTTP server, and believes it as little as possible.
//
//   Client client(url, options);
//   ASSIGN_OR_RETURN(Response response, client.Post("/add-checkpoint", body));
//
// Each call has a connection of its own, one deadline for all of it, and a
// bounded answer; nothing is followed, repeated or remembered.

#ifndef ENLACE_SERVER_HTTP_HTTP_CLIENT_H_
#define ENLACE_SERVER_HTTP_HTTP_CLIENT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/http/http_message.h"
#include "server/http/http_url.h"

namespace enlace::http {

struct ClientOptions {
  // From the first connection attempt to the last byte.  Looking up a name is
  // the system's, which has limits of its own.
  absl::Duration deadline = absl::Seconds(10);
  size_t header_max = 8 << 10;  // bytes
  size_t body_max = 16 << 10;   // bytes
};

// Post() is for one thread at a time; Stop() for any.
class Client {
 public:
  Client(Url url, const ClientOptions& options);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  // The answer, whatever its status.  Fails with kUnavailable, saying where it
  // stopped, if there is none that is HTTP, in time and within the limits.
  absl::StatusOr<Response> Post(absl::string_view path, std::string body);

  // The call under way ends at once, and every later one fails.
  void Stop();

 private:
  class Exchange;
  struct Loop;

  const Url url_;
  const ClientOptions options_;
  const std::unique_ptr<Loop> loop_;
};

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_CLIENT_H_

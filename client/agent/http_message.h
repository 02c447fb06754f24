// A request and its answer, as far as the agent needs them.

#ifndef ENLACE_CLIENT_AGENT_HTTP_MESSAGE_H_
#define ENLACE_CLIENT_AGENT_HTTP_MESSAGE_H_

#include <functional>
#include <string>

namespace enlace::client {

struct HttpRequest {
  std::string method;    // "GET"
  std::string path;      // "/v1/records", without the query
  std::string query;     // "after=7&all=1", as it came
  std::string body;      // at most kHttpBodyMax bytes
  std::string language;  // header Accept-Language, as it came
};

struct HttpReply {
  int status = 200;
  std::string body;
  int retry_after_s = 0;  // 0: no such header
};

// Thread-safe; may take its time.
using HttpHandler = std::function<HttpReply(const HttpRequest& request)>;

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_HTTP_MESSAGE_H_

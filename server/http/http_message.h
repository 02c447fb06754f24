// A request and its answer, as far as anything here looks at them.

#ifndef ENLACE_SERVER_HTTP_HTTP_MESSAGE_H_
#define ENLACE_SERVER_HTTP_HTTP_MESSAGE_H_

#include <functional>
#include <string>

namespace enlace::http {

inline constexpr char kPlainText[] = "text/plain; charset=utf-8";

struct Request {
  std::string method;  // "POST"
  std::string target;  // "/add-checkpoint", with the query if there is one
  std::string body = {};
  std::string if_none_match = {};  // that header, or ""
};

struct Response {
  int status = 200;
  std::string body = {};
  std::string content_type = kPlainText;
  std::string allow = {};  // of a 405: the method that is served
  std::string cache_control = "no-store";
  std::string etag = {};  // an entity tag with its quotes, or ""
};

using Handler = std::function<Response(const Request& request)>;

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_MESSAGE_H_

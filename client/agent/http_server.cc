#include "client/agent/http_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"

namespace enlace::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using ErrorCode = boost::system::error_code;
using Request = http::request<http::string_body>;
using Unix = asio::local::stream_protocol;
using Tcp = asio::ip::tcp;

absl::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

// What is wrong before any handler is asked; in the form of the agent's errors.
HttpReply Refused(int status, absl::string_view code, absl::string_view reason,
                  absl::string_view message) {
  return {.status = status,
          .body = absl::StrCat(R"({"error":{"code":")", code, R"(","reason":")",
                               reason, R"(","message":")", message, R"("}})",
                               "\n")};
}

// Names this machine, with or without a port.
bool IsLoopbackHost(absl::string_view host) {
  host = host.substr(0, host.rfind(':') == absl::string_view::npos
                            ? host.size()
                            : host.rfind(':'));
  return host == "127.0.0.1" || absl::EqualsIgnoreCase(host, "localhost");
}

// Nothing if the request may be handled.
std::optional<HttpReply> Refusal(const Request& request,
                                 const std::string& token) {
  if (token.empty()) return std::nullopt;  // a socket of the owner's
  if (!IsLoopbackHost(View(request[http::field::host])) ||
      request.count(http::field::origin) != 0) {
    return Refused(403, "PERMISSION_DENIED", "HOST_REFUSED",
                   "only programs on this machine may ask");
  }
  absl::string_view shown = View(request[http::field::authorization]);
  if (!absl::ConsumePrefix(&shown, "Bearer ") ||
      !ConstantTimeEquals(shown, token)) {
    return Refused(401, "UNAUTHENTICATED", "TOKEN_INVALID",
                   "send Authorization: Bearer with the token of the agent's "
                   "token file");
  }
  return std::nullopt;
}

// What could not be read; nothing if the connection is simply over.
std::optional<HttpReply> Unreadable(const ErrorCode& error) {
  if (error == http::error::body_limit) {
    return Refused(413, "INVALID_ARGUMENT", "TOO_LARGE",
                   "the body is larger than 1 MiB");
  }
  if (error == http::error::header_limit) {
    return Refused(431, "INVALID_ARGUMENT", "TOO_LARGE",
                   "the headers are larger than 16 KiB");
  }
  if (error == http::error::end_of_stream ||
      error.category() !=
          http::make_error_code(http::error::end_of_stream).category()) {
    return std::nullopt;
  }
  return Refused(400, "INVALID_ARGUMENT", "REQUEST_INVALID",
                 "the request is not HTTP/1.1");
}

struct Shared {
  HttpOptions options;
  HttpHandler handler;
  std::atomic<size_t> connections = 0;
};

// One connection.  Runs on a strand of its own.
template <typename Protocol>
class Session : public std::enable_shared_from_this<Session<Protocol>> {
 public:
  Session(typename Protocol::socket socket, Shared& shared)
      : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
  }
  ~Session() { --shared_.connections; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Read() {
    parser_.emplace();
    parser_->body_limit(kHttpBodyMax);
    parser_->header_limit(kHttpHeaderMax);
    Rearm();
    http::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](
            const ErrorCode& error, size_t /*size*/) { self->OnRead(error); });
  }

 private:
  void Rearm() {
    stream_.expires_after(absl::ToChronoMilliseconds(shared_.options.idle_max));
  }

  void OnRead(const ErrorCode& error) {
    if (error) {
      const auto reply = Unreadable(error);
      if (reply.has_value()) Write(*reply, /*keep_alive=*/false);
      return;
    }
    const Request request = parser_->release();
    const auto refused = Refusal(request, shared_.options.token);
    Write(refused.has_value() ? *refused : shared_.handler(Plain(request)),
          request.keep_alive());
  }

  static HttpRequest Plain(const Request& request) {
    const absl::string_view target = View(request.target());
    const size_t mark = target.find('?');
    HttpRequest plain;
    plain.method = std::string(View(request.method_string()));
    plain.path = std::string(target.substr(0, mark));
    if (mark != absl::string_view::npos) {
      plain.query = std::string(target.substr(mark + 1));
    }
    plain.body = request.body();
    plain.language = std::string(View(request[http::field::accept_language]));
    return plain;
  }

  void Write(const HttpReply& reply, bool keep_alive) {
    response_.emplace(static_cast<http::status>(reply.status), 11);
    response_->set(http::field::content_type, "application/json");
    response_->set(http::field::cache_control, "no-store");
    if (reply.retry_after_s > 0) {
      response_->set(http::field::retry_after,
                     std::to_string(reply.retry_after_s));
    }
    response_->keep_alive(keep_alive);
    response_->body() = reply.body;
    response_->prepare_payload();
    Rearm();
    http::async_write(stream_, *response_,
                      [self = this->shared_from_this(), keep_alive](
                          const ErrorCode& error, size_t /*size*/) {
                        if (!error && keep_alive) self->Read();
                      });
  }

  beast::basic_stream<Protocol> stream_;
  Shared& shared_;
  beast::flat_buffer buffer_{kHttpBodyMax + kHttpHeaderMax};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> response_;
};

template <typename Protocol>
class Listener final : public HttpServer {
 public:
  Listener(const HttpOptions& options, HttpHandler handler)
      : shared_{options, std::move(handler)}, acceptor_(context_) {}

  ~Listener() override {
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
    if (bound_ && !shared_.options.socket_path.empty()) {
      unlink(shared_.options.socket_path.c_str());
    }
  }

  absl::Status Listen(const typename Protocol::endpoint& endpoint) {
    ErrorCode error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.bind(endpoint, error);
    bound_ = !error;
    // Before listen() nobody can connect.
    const std::string& path = shared_.options.socket_path;
    if (!error && !path.empty() && chmod(path.c_str(), 0600) != 0) {
      error.assign(errno, boost::system::system_category());
    }
    if (!error)
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen: ", error.message()));
    }
    Accept();
    for (int i = 0; i < shared_.options.threads; ++i) {
      threads_.emplace_back([this] { context_.run(); });
    }
    return absl::OkStatus();
  }

  uint16_t port() const override {
    if constexpr (std::is_same_v<Protocol, Tcp>) {
      return acceptor_.local_endpoint().port();
    }
    return 0;
  }

 private:
  void Accept() {
    acceptor_.async_accept(
        asio::make_strand(context_),
        [this](const ErrorCode& error, typename Protocol::socket socket) {
          if (error == asio::error::operation_aborted) return;
          if (!error && shared_.connections < kHttpConnectionsMax) {
            std::make_shared<Session<Protocol>>(std::move(socket), shared_)
                ->Read();
          }
          Accept();
        });
  }

  Shared shared_;  // outlives the sessions in `context_`
  asio::io_context context_;
  typename Protocol::acceptor acceptor_;
  std::vector<std::thread> threads_;
  bool bound_ = false;
};

// A socket that a process left behind goes; one that answers stays.
absl::Status MakeRoom(const std::string& path) {
  asio::io_context context;
  Unix::socket socket(context);
  ErrorCode error;
  socket.connect(Unix::endpoint(path), error);
  if (!error) {
    return absl::FailedPreconditionError(
        absl::StrCat("another agent answers on `", path, "`"));
  }
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) return absl::OkStatus();
  if (!S_ISSOCK(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path, "` is there and is no socket"));
  }
  unlink(path.c_str());
  return absl::OkStatus();
}

template <typename Protocol>
absl::StatusOr<std::unique_ptr<HttpServer>> StartOn(
    const typename Protocol::endpoint& endpoint, const HttpOptions& options,
    HttpHandler handler) {
  auto listener =
      std::make_unique<Listener<Protocol>>(options, std::move(handler));
  const absl::Status listening = listener->Listen(endpoint);
  if (!listening.ok()) return listening;
  return listener;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    const HttpOptions& options, HttpHandler handler) {
  if (options.socket_path.empty()) {
    if (options.token.empty()) {
      return absl::InvalidArgumentError("a port needs a token");
    }
    return StartOn<Tcp>({asio::ip::address_v4::loopback(), options.port},
                        options, std::move(handler));
  }
  if (!options.token.empty() || options.port != 0) {
    return absl::InvalidArgumentError("a socket needs neither port nor token");
  }
  if (options.socket_path.size() > 100) {
    return absl::InvalidArgumentError(
        "the socket's path is longer than 100 bytes");
  }
  const absl::Status room = MakeRoom(options.socket_path);
  if (!room.ok()) return room;
  return StartOn<Unix>(Unix::endpoint(options.socket_path), options,
                       std::move(handler));
}

}  // namespace enlace::client

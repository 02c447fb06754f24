#include "server/http/http_server.h"

#include <array>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "server/http/work_queue.h"

namespace enlace::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;
using Tcp = asio::ip::tcp;
using BeastRequest = beast::http::request<beast::http::string_body>;

// After the last answer the rest of the request is read and thrown away, so
// that the answer arrives before the connection is reset.
constexpr absl::Duration kLingerMax = absl::Seconds(1);
constexpr size_t kLingerBytesMax = 1 << 20;
constexpr int kNotModified = 304;  // the one answer here without a body
// Before accepting anew when there are no file descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};

absl::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

Response Busy() { return {.status = 429, .body = "busy; ask again\n"}; }

// What to say of a request that could not be read; nothing if the connection
// is simply over or was too slow.
std::optional<Response> Unreadable(const ErrorCode& error) {
  namespace http = beast::http;
  if (error == http::error::body_limit) {
    return Response{.status = 413, .body = "the body is too large\n"};
  }
  if (error == http::error::header_limit) {
    return Response{.status = 431, .body = "the headers are too large\n"};
  }
  if (error == http::error::end_of_stream ||
      error == http::error::partial_message ||
      error.category() !=
          http::make_error_code(http::error::end_of_stream).category()) {
    return std::nullopt;
  }
  return Response{.status = 400, .body = "the request is not HTTP/1.1\n"};
}

absl::StatusOr<Tcp::endpoint> EndpointOf(absl::string_view text) {
  const absl::Status wrong = absl::InvalidArgumentError(
      "the address must be IP:PORT, such as 127.0.0.1:8080 or [::1]:8080");
  const size_t colon = text.rfind(':');
  uint32_t port = 0;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return wrong;
  }
  absl::string_view host = text.substr(0, colon);
  const bool brackets =
      absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  ErrorCode error;
  const auto address = asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != brackets) return wrong;
  return Tcp::endpoint(address, static_cast<uint16_t>(port));
}

}  // namespace

// The thread that moves bytes, and what it alone touches.
class Server::Loop {
 public:
  Loop(const ServerOptions& options, Handler handler)
      : options_(options),
        handler_(std::move(handler)),
        queue_(options.waiting_max) {}
  ~Loop() { Stop(); }

  absl::Status Listen();
  void Stop();
  std::string address() const { return address_; }

 private:
  friend class Connection;

  void Accept();
  void Admit(Tcp::socket socket);

  const ServerOptions options_;
  const Handler handler_;
  std::set<Connection*> connections_;  // all that there are
  bool stopping_ = false;
  asio::io_context context_{1};  // goes before what its connections use
  Tcp::acceptor acceptor_{context_};
  asio::steady_timer pause_{context_};
  std::string address_;
  absl::Notification ended_;
  absl::Mutex stop_mutex_;
  std::thread thread_;
  WorkQueue queue_;  // first to go: its work uses all of the above
};

// Touched by the loop's thread alone; the handler's thread only carries it.
class Server::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, Loop& loop)
      : stream_(std::move(socket)), loop_(loop) {
    loop_.connections_.insert(this);
  }
  ~Connection() { loop_.connections_.erase(this); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Read();
  // Answers without having read anything.
  void Refuse() { Write(Busy(), /*keep_alive=*/false); }
  // An answer that is under way still leaves.
  void Stop() {
    if (!answering_) stream_.close();
  }

 private:
  void Rearm(absl::Duration time) {
    stream_.expires_after(absl::ToChronoMilliseconds(time));
  }
  void OnRead(const ErrorCode& error);
  void Write(const Response& response, bool keep_alive);
  void Linger();

  beast::tcp_stream stream_;
  Loop& loop_;
  int requests_ = 0;
  bool answering_ = false;
  bool head_ = false;  // the answer must have no body
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  std::optional<beast::http::response<beast::http::string_body>> response_;
  std::array<char, 4096> thrown_away_;
  size_t lingered_ = 0;
};

void Server::Connection::Read() {
  answering_ = false;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(loop_.options_.header_max));
  parser_->body_limit(loop_.options_.body_max);
  buffer_.max_size(loop_.options_.header_max + loop_.options_.body_max);
  Rearm(loop_.options_.request_time_max);
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const ErrorCode& error, size_t /*size*/) {
        self->OnRead(error);
      });
}

void Server::Connection::OnRead(const ErrorCode& error) {
  if (error) {
    const auto response = Unreadable(error);
    if (response.has_value()) Write(*response, /*keep_alive=*/false);
    return;
  }
  BeastRequest whole = parser_->release();
  const bool keep_alive =
      whole.keep_alive() && ++requests_ < loop_.options_.requests_max;
  head_ = whole.method() == beast::http::verb::head;
  Request request{.method = std::string(View(whole.method_string())),
                  .target = std::string(View(whole.target())),
                  .body = std::move(whole.body()),
                  .if_none_match = std::string(
                      View(whole[beast::http::field::if_none_match]))};
  answering_ = true;
  stream_.expires_never();
  // The guard keeps the loop running while only the handler knows of this
  // connection.
  auto work = [self = shared_from_this(), request = std::move(request),
               keep_alive,
               guard = asio::make_work_guard(loop_.context_)]() mutable {
    Loop& loop = self->loop_;
    Response response = loop.handler_(request);
    // Moved: the last owner of a connection is always the loop's thread.
    asio::post(loop.context_, [self = std::move(self), keep_alive,
                               response = std::move(response)] {
      self->Write(response, keep_alive);
    });
  };
  if (!loop_.queue_.Offer(std::move(work))) Refuse();
}

void Server::Connection::Write(const Response& response, bool keep_alive) {
  answering_ = true;
  keep_alive = keep_alive && !loop_.stopping_;
  response_.emplace(static_cast<beast::http::status>(response.status), 11);
  response_->set(beast::http::field::cache_control, response.cache_control);
  if (!response.etag.empty()) {
    response_->set(beast::http::field::etag, response.etag);
  }
  if (!response.allow.empty()) {
    response_->set(beast::http::field::allow, response.allow);
  }
  if (response.status == 429) {
    response_->set(beast::http::field::retry_after, "1");
  }
  response_->keep_alive(keep_alive);
  if (response.status != kNotModified) {
    response_->set(beast::http::field::content_type, response.content_type);
    // Of a HEAD, that of the answer to a GET.
    response_->content_length(response.body.size());
    if (!head_) response_->body() = response.body;
  }
  Rearm(loop_.options_.answer_time_max);
  beast::http::async_write(stream_, *response_,
                           [self = shared_from_this(), keep_alive](
                               const ErrorCode& error, size_t /*size*/) {
                             if (error) return;
                             if (keep_alive && !self->loop_.stopping_) {
                               self->Read();
                             } else {
                               ErrorCode ignored;
                               self->stream_.socket().shutdown(
                                   Tcp::socket::shutdown_send, ignored);
                               self->Rearm(kLingerMax);
                               self->Linger();
                             }
                           });
}

void Server::Connection::Linger() {
  answering_ = false;
  if (loop_.stopping_ || lingered_ > kLingerBytesMax) return;
  stream_.async_read_some(
      asio::buffer(thrown_away_),
      [self = shared_from_this()](const ErrorCode& error, size_t size) {
        self->lingered_ += size;
        if (!error) self->Linger();
      });
}

absl::Status Server::Loop::Listen() {
  const absl::StatusOr<Tcp::endpoint> endpoint = EndpointOf(options_.address);
  if (!endpoint.ok()) return endpoint.status();
  ErrorCode error;
  acceptor_.open(endpoint->protocol(), error);
  if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(*endpoint, error);
  if (!error) {
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", options_.address, ": ", error.message()));
  }
  const Tcp::endpoint local = acceptor_.local_endpoint();
  const std::string ip = local.address().to_string();
  address_ = local.address().is_v6() ? absl::StrCat("[", ip, "]:", local.port())
                                     : absl::StrCat(ip, ":", local.port());
  Accept();
  thread_ = std::thread([this] {
    context_.run();
    ended_.Notify();
  });
  return absl::OkStatus();
}

void Server::Loop::Accept() {
  acceptor_.async_accept([this](const ErrorCode& error, Tcp::socket socket) {
    if (stopping_ || error == asio::error::operation_aborted) return;
    if (!error) {
      Admit(std::move(socket));
      return Accept();
    }
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](const ErrorCode& cancelled) {
      if (!cancelled) Accept();
    });
  });
}

void Server::Loop::Admit(Tcp::socket socket) {
  const size_t open = connections_.size();
  if (open >= options_.connections_max + kRefusedMax) return;
  const auto connection =
      std::make_shared<Connection>(std::move(socket), *this);
  if (open < options_.connections_max) {
    connection->Read();
  } else {
    connection->Refuse();
  }
}

void Server::Loop::Stop() {
  const absl::MutexLock lock(&stop_mutex_);
  if (thread_.joinable()) {
    asio::post(context_, [this] {
      stopping_ = true;
      ErrorCode ignored;
      acceptor_.close(ignored);
      pause_.cancel();
      for (Connection* const connection : connections_) connection->Stop();
    });
    // The loop ends by itself once nothing is left to answer.
    if (!ended_.WaitForNotificationWithTimeout(options_.stop_time_max)) {
      context_.stop();
    }
    thread_.join();
  }
  queue_.Stop();
}

absl::Status CheckAddress(absl::string_view address) {
  return EndpointOf(address).status();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, Handler handler) {
  auto loop = std::make_unique<Loop>(options, std::move(handler));
  const absl::Status listening = loop->Listen();
  if (!listening.ok()) return listening;
  return absl::WrapUnique(new Server(std::move(loop)));
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

Server::~Server() { Stop(); }

void Server::Stop() { loop_->Stop(); }

std::string Server::address() const { return loop_->address(); }

}  // namespace enlace::http

#include "server/http/http_client.h"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;
using Tcp = asio::ip::tcp;

}  // namespace

struct Client::Loop {
  asio::io_context context{1};
  std::atomic<bool> stopped = false;
};

// One question and its answer.
class Client::Exchange {
 public:
  Exchange(asio::io_context& context, const Url& url,
           const ClientOptions& options, absl::string_view path,
           std::string body)
      : stream_(context), buffer_(options.header_max + options.body_max) {
    request_.version(11);
    request_.method(beast::http::verb::post);
    request_.target(absl::StrCat(url.prefix, path));
    request_.set(beast::http::field::host, HostAndPort(url));
    request_.set(beast::http::field::content_type, kPlainText);
    request_.keep_alive(false);
    request_.body() = std::move(body);
    request_.prepare_payload();
    parser_.header_limit(static_cast<std::uint32_t>(options.header_max));
    parser_.body_limit(options.body_max);
    stream_.expires_after(absl::ToChronoMilliseconds(options.deadline));
  }

  void Begin(const Tcp::resolver::results_type& places) {
    stream_.async_connect(
        places, [this](const ErrorCode& error, const Tcp::endpoint& /*place*/) {
          if (Went(error, "connecting")) Write();
        });
  }

  void Close() { stream_.close(); }

  absl::StatusOr<Response> Result() {
    if (!done_) {
      return absl::UnavailableError(
          absl::StrCat(where_, error_ ? absl::StrCat(": ", error_.message())
                                      : " was ended"));
    }
    const auto& message = parser_.get();
    const beast::string_view type = message[beast::http::field::content_type];
    return Response{.status = static_cast<int>(message.result_int()),
                    .body = message.body(),
                    .content_type = std::string(type.data(), type.size())};
  }

 private:
  // False if it ends here.
  bool Went(const ErrorCode& error, absl::string_view where) {
    where_ = where;
    error_ = error;
    return !error;
  }

  void Write() {
    beast::http::async_write(stream_, request_,
                             [this](const ErrorCode& error, size_t /*size*/) {
                               // A server may answer before it has read all.
                               Went(error, "asking");
                               Read();
                             });
  }

  void Read() {
    beast::http::async_read(stream_, buffer_, parser_,
                            [this](const ErrorCode& error, size_t /*size*/) {
                              done_ = Went(error, "reading the answer");
                            });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::string_body> request_;
  beast::http::response_parser<beast::http::string_body> parser_;
  absl::string_view where_ = "the call";
  ErrorCode error_;
  bool done_ = false;
};

Client::Client(Url url, const ClientOptions& options)
    : url_(std::move(url)),
      options_(options),
      loop_(std::make_unique<Loop>()) {}

Client::~Client() = default;

absl::StatusOr<Response> Client::Post(absl::string_view path,
                                      std::string body) {
  ErrorCode error;
  const auto places =
      Tcp::resolver(loop_->context).resolve(url_.host, url_.port, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("looking up ", url_.host, ": ", error.message()));
  }
  Exchange exchange(loop_->context, url_, options_, path, std::move(body));
  loop_->context.restart();
  // After restart(): a Stop() before it is seen here, one after it ends run().
  if (!loop_->stopped) {
    exchange.Begin(places);
    loop_->context.run();
  }
  if (loop_->stopped) {
    // What was cut short still refers to the exchange.
    exchange.Close();
    loop_->context.restart();
    loop_->context.run();
  }
  return exchange.Result();
}

void Client::Stop() {
  if (!loop_->stopped.exchange(true)) loop_->context.stop();
}

}  // namespace enlace::http

#include "server/http/http_client.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "server/http/http_server.h"
#include "tests/server/http/raw_connection.h"

namespace enlace::http {
namespace {

std::unique_ptr<Server> ServerThatSays(Handler handler) {
  auto server = Server::Start({.address = "127.0.0.1:0"}, std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

Url UrlOf(const Server& server, const std::string& prefix = "") {
  return *ParseUrl(absl::StrCat("http://", server.address(), prefix));
}

// Takes connections, and sends each the same bytes, whatever it hears.
class DeafServer {
 public:
  explicit DeafServer(std::string bytes)
      : bytes_(std::move(bytes)), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(place);
    CHECK(bind(socket_, reinterpret_cast<sockaddr*>(&place), size) == 0);
    CHECK(listen(socket_, 5) == 0);
    CHECK(getsockname(socket_, reinterpret_cast<sockaddr*>(&place), &size) ==
          0);
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] {
      for (;;) {
        const int taken = accept(socket_, nullptr, nullptr);
        if (taken < 0) return;
        send(taken, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
        char byte = 0;
        while (recv(taken, &byte, 1, 0) > 0) {
        }
        close(taken);
      }
    });
  }
  DeafServer(const DeafServer&) = delete;
  DeafServer& operator=(const DeafServer&) = delete;
  ~DeafServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }

  Url url() const { return {"127.0.0.1", std::to_string(port_), ""}; }

 private:
  const std::string bytes_;
  const int socket_;
  uint16_t port_ = 0;
  std::thread thread_;
};

TEST(HttpClientTest, PostsAndHearsStatusTypeAndBody) {
  const auto server = ServerThatSays([](const Request& request) -> Response {
    return {.status = 409,
            .body = absl::StrCat(request.method, request.target, request.body),
            .content_type = "text/x.tlog.size"};
  });
  Client client(UrlOf(*server, "/tlog"), {});
  for (int i = 0; i < 3; ++i) {
    const auto response = client.Post("/add-checkpoint", "body");
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->status, 409);
    EXPECT_EQ(response->content_type, "text/x.tlog.size");
    EXPECT_EQ(response->body, "POST/tlog/add-checkpointbody");
  }
}

TEST(HttpClientTest, NobodyThereIsUnavailable) {
  std::string address;
  {
    const auto server =
        ServerThatSays([](const Request&) -> Response { return {}; });
    address = server->address();
  }
  Client client(*ParseUrl("http://" + address), {});
  const auto response = client.Post("/x", "");
  EXPECT_TRUE(absl::IsUnavailable(response.status())) << response.status();
  EXPECT_TRUE(absl::StrContains(response.status().message(), "connecting"));
  Client nowhere(Url{"no-such-name.invalid", "80", ""}, {});
  EXPECT_TRUE(absl::IsUnavailable(nowhere.Post("/x", "").status()));
}

TEST(HttpClientTest, WhatIsNoBoundedAnswerIsUnavailable) {
  const std::string big(5000, 'x');
  for (const std::string& bytes :
       {std::string("nonsense\r\n\r\n"),
        absl::StrCat("HTTP/1.1 200 OK\r\nX: ", big, "\r\n\r\n"),
        absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", big),
        absl::StrCat("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                     "1388\r\n", big, "\r\n0\r\n\r\n")}) {
    DeafServer server(bytes);
    Client client(server.url(), {.header_max = 1000, .body_max = 1000});
    EXPECT_TRUE(absl::IsUnavailable(client.Post("/x", "").status()))
        << bytes.substr(0, 40);
  }
}

TEST(HttpClientTest, OneDeadlineForAllOfIt) {
  for (const char* bytes :
       {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha"}) {
    DeafServer server(bytes);
    Client client(server.url(), {.deadline = absl::Milliseconds(300)});
    const absl::Time began = absl::Now();
    EXPECT_TRUE(absl::IsUnavailable(client.Post("/x", "").status())) << bytes;
    EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  }
}

TEST(HttpClientTest, StopEndsTheCallUnderWayAndLaterOnes) {
  DeafServer server("");
  Client client(server.url(), {.deadline = absl::Seconds(100)});
  absl::Notification asked;
  std::thread asker([&] {
    asked.Notify();
    EXPECT_TRUE(absl::IsUnavailable(client.Post("/x", "").status()));
  });
  asked.WaitForNotification();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  client.Stop();
  asker.join();
  EXPECT_TRUE(absl::IsUnavailable(client.Post("/x", "").status()));
}

}  // namespace
}  // namespace enlace::http

#include "server/http/http_server.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/server/http/raw_connection.h"

namespace enlace::http {
namespace {

ServerOptions AnyPort() { return {.address = "127.0.0.1:0"}; }

// Says what it was asked.
Response Echo(const Request& request) {
  return {.body = absl::StrCat(request.method, " ", request.target, " ",
                               request.body)};
}

std::unique_ptr<Server> StartServer(const ServerOptions& options,
                                    Handler handler = Echo) {
  auto server = Server::Start(options, std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

constexpr char kGet[] = "GET /x HTTP/1.1\r\nHost: w\r\n\r\n";
constexpr char kGetLast[] =
    "GET /x HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n";

TEST(HttpServerTest, AddressesAreAddresses) {
  for (const char* good : {"127.0.0.1:80", "0.0.0.0:0", "[::1]:8080"}) {
    EXPECT_TRUE(CheckAddress(good).ok()) << good;
  }
  for (const char* bad : {"", "127.0.0.1", "localhost:80", "::1:80",
                          "[127.0.0.1]:80", "127.0.0.1:65536", "[::1:80"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckAddress(bad))) << bad;
  }
}

TEST(HttpServerTest, AnAddressThatIsTakenIsUnavailable) {
  const auto server = StartServer(AnyPort());
  EXPECT_TRUE(absl::IsUnavailable(
      Server::Start({.address = server->address()}, Echo).status()));
}

TEST(HttpServerTest, AnswersOneRequestAfterTheOtherOnAConnection) {
  const auto server = StartServer(AnyPort());
  RawConnection connection(server->address());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(connection.Send(
        absl::StrCat("POST /p", i,
                     " HTTP/1.1\r\nHost: w\r\nContent-Length: 4\r\n\r\nbody")));
    EXPECT_TRUE(absl::StartsWith(
        connection.ReadUntil(absl::StrCat("POST /p", i, " body")),
        "HTTP/1.1 200 OK\r\n"));
  }
}

TEST(HttpServerTest, PipelinedRequestsAreAnsweredInTurn) {
  const auto server = StartServer(AnyPort());
  RawConnection connection(server->address());
  ASSERT_TRUE(connection.Send(absl::StrCat(kGet, kGetLast)));
  const std::string read = connection.ReadToTheEnd();
  EXPECT_NE(read.find("200"), read.rfind("200"));
}

TEST(HttpServerTest, AConnectionEndsAfterItsLastRequest) {
  ServerOptions options = AnyPort();
  options.requests_max = 2;
  const auto server = StartServer(options);
  RawConnection connection(server->address());
  ASSERT_TRUE(connection.Send(kGet));
  EXPECT_FALSE(
      absl::StrContains(connection.ReadUntil("GET /x "), "Connection: close"));
  ASSERT_TRUE(connection.Send(kGet));
  EXPECT_TRUE(
      absl::StrContains(connection.ReadToTheEnd(), "Connection: close"));
}

// What is wrong with a request, and what comes back: a status, or nothing.
TEST(HttpServerTest, WhatIsNoFitRequestEndsTheConnection) {
  ServerOptions options = AnyPort();
  options.body_max = 1000;
  options.header_max = 1000;
  options.request_time_max = absl::Milliseconds(300);
  const auto server = StartServer(options);
  const std::string big(5000, 'x');
  const struct {
    std::string sent;
    const char* answer;
  } rows[] = {
      {"nonsense\r\n\r\n", "HTTP/1.1 400"},
      {"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"},
      {absl::StrCat("GET / HTTP/1.1\r\nX: ", big, "\r\n\r\n"), "HTTP/1.1 431"},
      {absl::StrCat("POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\n", big),
       "HTTP/1.1 413"},
      {absl::StrCat("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "1388\r\n", big, "\r\n0\r\n\r\n"),
       "HTTP/1.1 413"},
      {"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
       "HTTP/1.1 400"},
      {"", ""},                                                  // silent
      {"GET / HT", ""},                                          // in the line
      {"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf", ""},  // in the body
  };
  for (const auto& row : rows) {
    RawConnection connection(server->address());
    connection.Send(row.sent);
    const std::string read = connection.ReadToTheEnd();
    EXPECT_TRUE(absl::StartsWith(read, row.answer)) << row.sent << read;
    EXPECT_EQ(read.empty(), absl::string_view(row.answer).empty()) << row.sent;
  }
}

TEST(HttpServerTest, DripsDoNotBuyTime) {
  ServerOptions options = AnyPort();
  options.request_time_max = absl::Milliseconds(300);
  const auto server = StartServer(options);
  RawConnection connection(server->address());
  std::thread drip([&] {
    while (connection.Send("X")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  EXPECT_EQ(connection.ReadToTheEnd(), "");
  drip.join();
}

TEST(HttpServerTest, WhoDoesNotTakeAnAnswerIsCut) {
  ServerOptions options = AnyPort();
  options.answer_time_max = absl::Milliseconds(300);
  const auto server = StartServer(options, [](const Request&) -> Response {
    return {.body = std::string(64 << 20, 'x')};
  });
  RawConnection connection(server->address());
  ASSERT_TRUE(connection.Send(kGet));
  // Nothing is read until the server has given up: it then stops within time.
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  EXPECT_LT(connection.ReadToTheEnd().size(), size_t{64} << 20);
}

// A handler that waits for the test.
struct Gate {
  absl::Notification open;
  std::atomic<int> entered = 0;

  Response Wait(const Request&) {
    ++entered;
    open.WaitForNotification();
    return {.body = "done"};
  }
};

TEST(HttpServerTest, WhatDoesNotFitInTheLineIsTold429) {
  ServerOptions options = AnyPort();
  options.waiting_max = 1;
  Gate gate;
  const auto server = StartServer(
      options, [&gate](const Request& request) { return gate.Wait(request); });
  RawConnection handled(server->address());
  ASSERT_TRUE(handled.Send(kGetLast));
  while (gate.entered == 0) std::this_thread::yield();
  // Of these two one finds a place in the line, whichever comes first.
  RawConnection first(server->address());
  RawConnection second(server->address());
  ASSERT_TRUE(first.Send(kGetLast));
  ASSERT_TRUE(second.Send(kGetLast));
  std::string answers[2];
  std::thread read_first([&] { answers[0] = first.ReadToTheEnd(); });
  std::thread read_second([&] { answers[1] = second.ReadToTheEnd(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  gate.open.Notify();
  read_first.join();
  read_second.join();
  EXPECT_TRUE(absl::StrContains(handled.ReadToTheEnd(), "200"));
  const int busy = absl::StartsWith(answers[0], "HTTP/1.1 429") ? 0 : 1;
  EXPECT_TRUE(absl::StartsWith(answers[busy], "HTTP/1.1 429"));
  EXPECT_TRUE(absl::StrContains(answers[busy], "Retry-After: 1"));
  EXPECT_TRUE(absl::StartsWith(answers[1 - busy], "HTTP/1.1 200"));
}

TEST(HttpServerTest, AConnectionTooManyIsTold429AndOneMoreIsClosed) {
  ServerOptions options = AnyPort();
  options.connections_max = 2;
  options.request_time_max = absl::Seconds(30);
  const auto server = StartServer(options);
  std::vector<std::unique_ptr<RawConnection>> served;
  for (size_t i = 0; i < options.connections_max; ++i) {
    served.push_back(std::make_unique<RawConnection>(server->address()));
    ASSERT_TRUE(served.back()->Send(kGet));
    EXPECT_TRUE(absl::StrContains(served.back()->ReadUntil("GET /x "), "200"));
  }
  // They hear it at once, although they did not ask yet; and as long as they
  // do not close, they count.
  std::vector<std::unique_ptr<RawConnection>> refused;
  for (size_t i = 0; i < kRefusedMax; ++i) {
    refused.push_back(std::make_unique<RawConnection>(server->address()));
    EXPECT_TRUE(
        absl::StartsWith(refused.back()->ReadUntil("again\n"), "HTTP/1.1 429"));
  }
  EXPECT_EQ(RawConnection(server->address()).ReadToTheEnd(), "");
  // Whoever was served is served on; whoever goes makes room.
  ASSERT_TRUE(served.front()->Send(kGetLast));
  EXPECT_TRUE(absl::StrContains(served.front()->ReadToTheEnd(), "200"));
  served.clear();
  refused.clear();
  std::string answer;
  for (int i = 0; i < 500 && !absl::StrContains(answer, "200"); ++i) {
    RawConnection next(server->address());
    next.Send(kGetLast);
    answer = next.ReadToTheEnd();
  }
  EXPECT_TRUE(absl::StrContains(answer, "200"));
}

TEST(HttpServerTest, StopAnswersWhatWasReadAndReadsNoMore) {
  Gate gate;
  const auto server = StartServer(AnyPort(), [&gate](const Request& request) {
    return gate.Wait(request);
  });
  RawConnection asked(server->address());
  RawConnection silent(server->address());
  ASSERT_TRUE(asked.Send(kGet));
  ASSERT_TRUE(silent.Send("GET /"));
  while (gate.entered == 0) std::this_thread::yield();
  std::thread stopper([&] { server->Stop(); });
  EXPECT_EQ(silent.ReadToTheEnd(), "");
  gate.open.Notify();
  const std::string answer = asked.ReadToTheEnd();
  EXPECT_TRUE(absl::StrContains(answer, "Connection: close"));
  EXPECT_TRUE(absl::StrContains(answer, "done"));
  stopper.join();
  EXPECT_EQ(gate.entered, 1);
}

TEST(HttpServerTest, HeadHasTheHeadersOfGetAndNoBody) {
  const auto server = StartServer(
      AnyPort(), [](const Request&) -> Response { return {.body = "12345"}; });
  std::string read[2];
  for (const bool head : {false, true}) {
    RawConnection connection(server->address());
    ASSERT_TRUE(connection.Send(
        absl::StrCat(head ? "HEAD" : "GET", " /x HTTP/1.0\r\n\r\n")));
    read[head ? 1 : 0] = connection.ReadToTheEnd();
  }
  EXPECT_TRUE(absl::StartsWith(read[1], "HTTP/1.1 200"));
  EXPECT_TRUE(absl::StrContains(read[1], "Content-Length: 5\r\n"));
  EXPECT_EQ(read[0], absl::StrCat(read[1], "12345"));
}

TEST(HttpServerTest, WhatIsTheSameStillIsToldWithoutABody) {
  const auto server =
      StartServer(AnyPort(), [](const Request& request) -> Response {
        const bool same = request.if_none_match == "\"t\"";
        return {.status = same ? 304 : 200,
                .body = same ? "" : "bytes",
                .cache_control = "public, max-age=2",
                .etag = "\"t\""};
      });
  RawConnection connection(server->address());
  for (const char* tag : {"\"t\"", "\"u\""}) {
    const bool same = tag[1] == 't';
    ASSERT_TRUE(connection.Send(
        absl::StrCat("GET / HTTP/1.1\r\nIf-None-Match: ", tag, "\r\n\r\n")));
    const std::string read = connection.ReadUntil(same ? "\r\n\r\n" : "bytes");
    EXPECT_TRUE(absl::StartsWith(read, same ? "HTTP/1.1 304" : "HTTP/1.1 200"));
    EXPECT_TRUE(absl::StrContains(read, "ETag: \"t\"\r\n"));
    EXPECT_TRUE(
        absl::StrContains(read, "Cache-Control: public, max-age=2\r\n"));
    // RFC 9110, section 8.6: not the length of what is not there.
    EXPECT_EQ(absl::StrContains(read, "Content-Length"), !same);
    EXPECT_EQ(absl::StrContains(read, "Content-Type"), !same);
  }
}

}  // namespace
}  // namespace enlace::http

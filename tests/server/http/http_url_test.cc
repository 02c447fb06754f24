#include "server/http/http_url.h"

#include <string>

#include "gtest/gtest.h"

namespace enlace::http {
namespace {

TEST(UrlTest, IsHostPortAndPrefix) {
  const struct {
    const char* text;
    Url url;
    const char* host_and_port;
  } rows[] = {
      {"http://w.example", {"w.example", "80", ""}, "w.example:80"},
      {"http://w.example:8080", {"w.example", "8080", ""}, "w.example:8080"},
      {"http://10.0.0.7:1/tlog", {"10.0.0.7", "1", "/tlog"}, "10.0.0.7:1"},
      {"http://[::1]:65535/a/b-c", {"::1", "65535", "/a/b-c"}, "[::1]:65535"},
      {"http://[2001:db8::7]", {"2001:db8::7", "80", ""}, "[2001:db8::7]:80"}};
  for (const auto& row : rows) {
    const auto url = ParseUrl(row.text);
    ASSERT_TRUE(url.ok()) << row.text << url.status();
    EXPECT_EQ(*url, row.url) << row.text;
    EXPECT_EQ(HostAndPort(*url), row.host_and_port);
  }
}

TEST(UrlTest, AnythingElseIsRefused) {
  for (const char* text : {"",
                           "w.example",
                           "https://w.example",
                           "ftp://w.example",
                           "http://",
                           "http://:80",
                           "http://w.example:",
                           "http://w.example:0",
                           "http://w.example:65536",
                           "http://w.example:08",
                           "http://w.example/",
                           "http://w.example/a/",
                           "http://w.example/a?b",
                           "http://w.example/#",
                           "http://u:p@w.example",
                           "http://w example",
                           "http://[::1",
                           "http://[::1]8080",
                           "http://w.example:80x",
                           "http://w.example/%41",
                           "http://w.example\r\nX: y"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseUrl(text).status())) << text;
  }
}

}  // namespace
}  // namespace enlace::http

#include "server/published/metrics_route.h"

#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace enlace::published {
namespace {

class MetricsRouteTest : public testing::Test {
 protected:
  http::Response Ask(const std::string& target,
                     const std::string& method = "GET") {
    return route_.Answer({.method = method, .target = target});
  }
  void Write(const std::string& text) {
    EXPECT_TRUE(ReplaceFileDurably(folder_ / "metrics", text).ok());
  }

  const TemporaryFolder folder_;
  MetricsRoute route_{folder_ / "metrics"};
};

TEST_F(MetricsRouteTest, TheFileIsServedAsItIsNow) {
  Write("a 1\n");
  EXPECT_EQ(Ask("/metrics").body, "a 1\n");
  Write("a 2\n");
  const http::Response response = Ask("/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "a 2\n");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(response.cache_control, "no-store");
}

TEST_F(MetricsRouteTest, WithoutAFileItSaysThatThereIsNone) {
  EXPECT_EQ(Ask("/metrics").status, 503);
}

TEST_F(MetricsRouteTest, NothingElseIsServed) {
  Write("a 1\n");
  for (const char* target : {"/", "/metrics/", "/metrics?a", "//metrics",
                             "/metrics.new", "metrics", ""}) {
    EXPECT_EQ(Ask(target).status, 404) << target;
  }
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    EXPECT_EQ(Ask("/metrics", method).status, 405) << method;
  }
  EXPECT_EQ(Ask("/metrics", "HEAD").status, 200);
}

TEST_F(MetricsRouteTest, WhatIsTooLargeIsNoMetrics) {
  Write(std::string((1 << 20) + 1, 'a'));
  EXPECT_EQ(Ask("/metrics").status, 500);
}

}  // namespace
}  // namespace enlace::published

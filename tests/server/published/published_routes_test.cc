// Requests in, answers out, over a log of the vectors of c2sp.org/tlog-tiles.

#include "server/published/published_routes.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/base/temporary_folder.h"

namespace enlace::published {
namespace {

namespace fs = std::filesystem;

constexpr char kForEver[] = "public, max-age=31536000, immutable";
constexpr char kForReaderForEver[] = "private, max-age=31536000, immutable";
constexpr char kBytes[] = "application/octet-stream";

const char* const kHashTiles[] = {"tile/0/000", "tile/0/001.p/44",
                                  "tile/1/000.p/1"};
const char* const kBundles[] = {"tile/entries/000", "tile/entries/001.p/44"};

class PublishedRoutesTest : public testing::Test {
 protected:
  PublishedRoutesTest() {
    // 300 entries.
    fs::copy("tests/vectors/tlog/log300", folder_ / "log",
             fs::copy_options::recursive);
    fs::copy("tests/vectors/tlog/log8", folder_ / "other",
             fs::copy_options::recursive);
    Write(absl::StrCat("witness/", kOrigin, "/checkpoint"), "a cosigned note");
  }

  void Write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ / name, bytes).ok());
  }

  std::string File(absl::string_view name) {
    const auto bytes = ReadFile(folder_ / absl::StrCat("log/", name));
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return *bytes;
  }

  http::Response Get(const std::string& target) { return Get(target, routes_); }
  static http::Response Get(const std::string& target,
                            PublishedRoutes& routes) {
    return routes.Answer({.method = "GET", .target = target});
  }

  static constexpr char kOrigin[] =
      "13b9a2675598df556c4bf96727a93a7992f04315c50c88840a774d8effa26c3a";
  const TemporaryFolder folder_;
  PublishedRoutes routes_{{{{"", folder_ / "log"}, /*entries=*/true},
                           {{"/aa/other", folder_ / "other"}}},
                          {{"/seen", folder_ / "witness"}}};
};

TEST_F(PublishedRoutesTest, TheCheckpointIsTextForSeconds) {
  const http::Response response = Get("/checkpoint");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, File("checkpoint"));
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(response.cache_control, "public, max-age=2");
}

TEST_F(PublishedRoutesTest, ANewCheckpointIsServedAtOnce) {
  const http::Response before = Get("/checkpoint");
  Write("log/checkpoint", "the next one");
  const http::Response after = Get("/checkpoint");
  EXPECT_EQ(after.body, "the next one");
  EXPECT_NE(after.etag, before.etag);
}

TEST_F(PublishedRoutesTest, TilesAndBundlesAreBytesForEver) {
  for (const auto& paths :
       {std::vector<std::string>(std::begin(kHashTiles), std::end(kHashTiles)),
        std::vector<std::string>(std::begin(kBundles), std::end(kBundles))}) {
    for (const std::string& path : paths) {
      const http::Response response = Get(absl::StrCat("/", path));
      EXPECT_EQ(response.status, 200) << path;
      EXPECT_EQ(response.body, File(path)) << path;
      EXPECT_EQ(response.content_type, kBytes) << path;
      EXPECT_EQ(response.cache_control, absl::StrContains(path, "entries")
                                            ? kForReaderForEver
                                            : kForEver)
          << path;
    }
  }
}

TEST_F(PublishedRoutesTest, EntriesAreForbiddenUnlessTheyAreOpened) {
  PublishedRoutes closed({{{"", folder_ / "log"}}}, {});
  for (const char* path : kBundles) {
    EXPECT_EQ(Get(absl::StrCat("/", path), closed).status, 403) << path;
  }
  // Nobody learns which there are.
  const http::Response none = Get("/tile/entries/x009/999", closed);
  EXPECT_EQ(none.status, 403);
  EXPECT_EQ(none.body, Get("/tile/entries/000", closed).body);
  EXPECT_EQ(none.cache_control, "no-store");
  for (const char* path : kHashTiles) {
    EXPECT_EQ(Get(absl::StrCat("/", path), closed).status, 200) << path;
  }
  EXPECT_EQ(Get("/checkpoint", closed).status, 200);
}

TEST_F(PublishedRoutesTest, APartialTileThatIsGoneIsCutFromTheFullOne) {
  for (const size_t width : {1u, 2u, 44u, 255u}) {
    const http::Response hashes = Get(absl::StrCat("/tile/0/000.p/", width));
    EXPECT_EQ(hashes.status, 200) << width;
    EXPECT_EQ(hashes.body, File("tile/0/000").substr(0, 32 * width)) << width;
    EXPECT_EQ(hashes.cache_control, kForEver);
    const http::Response entries =
        Get(absl::StrCat("/tile/entries/000.p/", width));
    EXPECT_EQ(entries.status, 200) << width;
    EXPECT_TRUE(absl::StartsWith(File("tile/entries/000"), entries.body));
    EXPECT_LT(entries.body.size(), File("tile/entries/000").size());
  }
}

TEST_F(PublishedRoutesTest, WhatTheLogDoesNotHaveIsNotThereYet) {
  for (const char* path :
       {"/tile/0/001", "/tile/0/001.p/43", "/tile/0/001.p/45", "/tile/0/002",
        "/tile/1/000", "/tile/2/000.p/1", "/tile/entries/001",
        "/tile/entries/001.p/45"}) {
    const http::Response response = Get(path);
    EXPECT_EQ(response.status, 404) << path;
    // It may be there in a second.
    EXPECT_EQ(response.cache_control, "no-store") << path;
    EXPECT_EQ(response.etag, "") << path;
  }
  fs::remove(folder_ / "log/checkpoint");
  EXPECT_EQ(Get("/checkpoint").status, 404);
}

TEST_F(PublishedRoutesTest, NoOtherTextIsAPath) {
  Write("log/secret", "secret");
  Write("secret", "secret");
  for (const std::string& target :
       {std::string(""),
        std::string("/"),
        std::string("*"),
        std::string("checkpoint"),
        std::string("//checkpoint"),
        std::string("/checkpoint/"),
        std::string("/checkpoint?"),
        std::string("/checkpoint?a=b"),
        std::string("/checkpoint#a"),
        std::string("/Checkpoint"),
        std::string("/%63heckpoint"),
        std::string("/./checkpoint"),
        std::string("/a/../checkpoint"),
        std::string("/secret"),
        std::string("/../secret"),
        std::string("/tile/../secret"),
        std::string("/tile/0/../../../secret"),
        std::string("/tile/0/%2e%2e/secret"),
        std::string("/tile/0/000\0", 12),
        std::string("/tile\\0\\000"),
        std::string("/etc/passwd"),
        std::string("http://log.example/checkpoint"),
        std::string("/tile"),
        std::string("/tile/0"),
        std::string("/tile/entries"),
        std::string("/aa/checkpoint"),
        std::string("/aa/othercheckpoint"),
        absl::StrCat("/tile/0/", std::string(8000, '0')),
        absl::StrCat("/", std::string(8000, '/'), "checkpoint")}) {
    EXPECT_EQ(Get(target).status, 404) << target.substr(0, 40);
  }
}

TEST_F(PublishedRoutesTest, EachLogIsServedBelowItsOwnPath) {
  const auto other = ReadFile(folder_ / "other/checkpoint");
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(Get("/aa/other/checkpoint").body, *other);
  EXPECT_EQ(Get("/aa/other/tile/0/000.p/8").status, 200);
  EXPECT_EQ(Get("/aa/other/tile/entries/000.p/8").status, 403);
  EXPECT_EQ(Get("/aa/other/tile/0/000").status, 404);
}

TEST_F(PublishedRoutesTest, WhatAWitnessCosignedIsServedByOrigin) {
  const http::Response response =
      Get(absl::StrCat("/seen/", kOrigin, "/checkpoint"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "a cosigned note");
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(response.cache_control, "public, max-age=2");
  std::string unknown = kOrigin;
  unknown[0] = '2';
  std::string upper = kOrigin;
  upper[2] = 'B';
  Write(absl::StrCat("witness/", upper, "/checkpoint"), "under another name");
  Write("witness/short/checkpoint", "under another name");
  for (const std::string& path :
       {absl::StrCat("/seen/", unknown, "/checkpoint"),
        absl::StrCat("/seen/", upper, "/checkpoint"),
        absl::StrCat("/", kOrigin, "/checkpoint"),
        absl::StrCat("/seen/", kOrigin), std::string("/seen/checkpoint"),
        std::string("/seen/short/checkpoint"),
        absl::StrCat("/seen/", kOrigin, "/../short/checkpoint")}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
}

TEST_F(PublishedRoutesTest, OtherMethodsThanGetAndHeadAreNotServed) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS",
                             "TRACE", "CONNECT", "get", "BREW"}) {
    for (const char* target : {"/checkpoint", "/tile/0/000", "/none"}) {
      const http::Response response =
          routes_.Answer({.method = method, .target = target});
      EXPECT_EQ(response.status, 405) << method;
      EXPECT_EQ(response.allow, "GET, HEAD") << method;
    }
  }
  EXPECT_EQ(routes_.Answer({.method = "HEAD", .target = "/checkpoint"}).body,
            File("checkpoint"));  // the server leaves the body out
}

TEST_F(PublishedRoutesTest, WhoHasItAlreadyIsToldSo) {
  for (const char* target : {"/checkpoint", "/tile/0/000"}) {
    const http::Response first = Get(target);
    for (const std::string& names :
         {first.etag, absl::StrCat("W/", first.etag), std::string("*")}) {
      const http::Response again = routes_.Answer(
          {.method = "GET", .target = target, .if_none_match = names});
      EXPECT_EQ(again.status, 304) << names;
      EXPECT_EQ(again.body, "");
      EXPECT_EQ(again.etag, first.etag);
      EXPECT_EQ(again.cache_control, first.cache_control);
    }
    EXPECT_EQ(routes_
                  .Answer({.method = "GET",
                           .target = target,
                           .if_none_match = "\"another\""})
                  .status,
              200);
  }
  // What is not there has no tag that could be the same.
  EXPECT_EQ(
      routes_.Answer({.method = "GET", .target = "/none", .if_none_match = "*"})
          .status,
      404);
}

TEST_F(PublishedRoutesTest, AFileThatIsNotWhatItsNameSaysIsNotServed) {
  Write("log/tile/0/000", File("tile/0/000") + "x");
  EXPECT_EQ(Get("/tile/0/000").status, 500);
  EXPECT_EQ(Get("/tile/0/000.p/7").status, 500);
  Write("log/tile/0/001.p/44", File("tile/0/001.p/44").substr(1));
  EXPECT_EQ(Get("/tile/0/001.p/44").status, 500);
  Write("log/tile/entries/000", File("tile/entries/000") + "x");
  EXPECT_EQ(Get("/tile/entries/000").status, 500);
  Write("log/checkpoint", std::string(70'000, 'x'));
  EXPECT_EQ(Get("/checkpoint").status, 500);
}

TEST_F(PublishedRoutesTest, NoLinkInTheFolderLeadsOut) {
  Write("secret/000", std::string(8192, 's'));
  fs::create_symlink(folder_ / "secret/000", folder_ / "log/tile/0/002");
  fs::create_symlink("../../secret", folder_ / "log/tile/5");
  fs::remove(folder_ / "log/checkpoint");
  fs::create_symlink("../other/checkpoint", folder_ / "log/checkpoint");
  for (const char* target : {"/tile/0/002", "/tile/5/000", "/checkpoint"}) {
    EXPECT_EQ(Get(target).status, 404) << target;
  }
}

TEST_F(PublishedRoutesTest, AFolderThatIsGoneIsAnErrorAndNotAnEmptyLog) {
  fs::rename(folder_ / "log", folder_ / "elsewhere");
  EXPECT_EQ(Get("/checkpoint").status, 500);
  EXPECT_EQ(Get("/tile/0/000").status, 500);
  fs::rename(folder_ / "elsewhere", folder_ / "log");
  EXPECT_EQ(Get("/checkpoint").status, 200);
}

}  // namespace
}  // namespace enlace::published

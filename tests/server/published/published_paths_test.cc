// Which texts are paths: every text made of the pieces below is asked for with
// a file at its place, and served exactly if the grammar of
// c2sp.org/tlog-tiles, written down here a second time, has it.

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "gtest/gtest.h"
#include "server/published/published_routes.h"

namespace enlace::published {
namespace {

namespace fs = std::filesystem;

const char* const kLevels[] = {"0",  "1",  "9",   "10",      "62",      "63",
                               "64", "00", "01",  "-1",      "+1",      " 0",
                               "0 ", "",   "100", "entries", "Entries", "data"};
const char* const kGroups[] = {"000", "001",  "255",  "999",  "x000", "x001",
                               "x67", "x999", "1",    "0001", "X001", "x0001",
                               "",    ".",    "000 ", "0x1"};
const char* const kSuffixes[] = {
    "",       ".p",     ".p/0",   ".p/1",   ".p/9",   ".p/10",
    ".p/99",  ".p/100", ".p/255", ".p/256", ".p/999", ".p/01",
    ".p/+1",  ".p/-1",  ".p/1/",  ".p//1",  ".P/1",   "/.p/1",
    ".p/1.p", "/",      ".p/1 ",  ".p/1/1", "%2ep/1", ".p/0x1",
};

// The bytes that a tile of that path has to have: hashes, or entries of length
// zero.
std::string ContentFor(const std::string& path) {
  const size_t partial = path.find(".p/");
  int width = 256;
  if (partial != std::string::npos) {
    width = std::clamp(std::atoi(path.c_str() + partial + 3), 0, 256);
  }
  const size_t each = absl::StrContains(path, "entries") ? 2 : 32;
  return std::string(static_cast<size_t>(width) * each, '\0');
}

// In memory where that is to be had: 20,000 files come and go.
std::string MakeFolder() {
  std::string path = fs::exists("/dev/shm") ? "/dev/shm/" : testing::TempDir();
  path += "enlace-paths-XXXXXX";
  CHECK(mkdtemp(path.data()) != nullptr) << "cannot make " << path;
  return path;
}

class PublishedPathsTest : public testing::Test {
 protected:
  ~PublishedPathsTest() override { fs::remove_all(folder_); }

  // The status of a GET for `path`, with a file that fits it at its place, as
  // far as there can be one.
  int Ask(const std::string& path) {
    // Not with operator/, which would take a path from the root as one.
    const fs::path place = absl::StrCat(folder_, "/", path);
    std::error_code error;
    fs::create_directories(place.parent_path(), error);
    std::ofstream(place, std::ios::binary) << ContentFor(path);
    const http::Response response =
        routes_.Answer({.method = "GET", .target = absl::StrCat("/", path)});
    fs::remove_all(folder_ + "/tile", error);
    return response.status;
  }

  void Expect(const std::string& path) {
    static const std::regex& grammar = *new std::regex(
        "tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/"
        "([0-9]{3}|x(?!000)[0-9]{3}(/x[0-9]{3})*/[0-9]{3})"
        "(\\.p/([1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))?");
    const bool valid = std::regex_match(path, grammar);
    EXPECT_EQ(Ask(path), valid ? 200 : 404) << "`" << path << "`";
    ++(valid ? served_ : refused_);
  }

  const std::string folder_ = MakeFolder();
  PublishedRoutes routes_{{{.folder = {"", folder_}, .entries = true}}, {}};
  int served_ = 0;
  int refused_ = 0;
};

TEST_F(PublishedPathsTest, EveryLevelAndSuffixWithAShortIndex) {
  for (const char* level : kLevels) {
    for (const char* group : kGroups) {
      for (const char* suffix : kSuffixes) {
        Expect(absl::StrCat("tile/", level, "/", group, suffix));
      }
    }
  }
  EXPECT_GT(served_, 100);
  EXPECT_GT(refused_, 5000);
}

TEST_F(PublishedPathsTest, EveryIndexOfTwoAndThreeGroups) {
  for (const char* first : kGroups) {
    for (const char* second : kGroups) {
      Expect(absl::StrCat("tile/0/", first, "/", second));
      Expect(absl::StrCat("tile/entries/", first, "/", second, ".p/7"));
      for (const char* third : kGroups) {
        Expect(absl::StrCat("tile/63/", first, "/", second, "/", third));
      }
    }
  }
  EXPECT_EQ(served_, 2 * 4 + 2 * 4 + 2 * 3 * 4);
}

TEST_F(PublishedPathsTest, EveryWidthOfThreeDigits) {
  for (int width = 0; width < 1000; ++width) {
    Expect(absl::StrCat("tile/0/000.p/", width));
    Expect(absl::StrCat("tile/0/000.p/0", width));
  }
  EXPECT_EQ(served_, 255);
}

TEST_F(PublishedPathsTest, OneByteMoreLessOrOtherIsAnotherPath) {
  const std::string good = "tile/0/x001/234.p/56";
  Expect(good);
  for (size_t i = 0; i < good.size(); ++i) {
    Expect(absl::StrCat(good.substr(0, i), good.substr(i + 1)));
    for (int byte = 1; byte < 256; ++byte) {
      // What cannot be at a place of its own was made above.
      if (byte == '/') continue;
      std::string other = good;
      other[i] = static_cast<char>(byte);
      Expect(other);
    }
  }
  for (const char* added : {"/", "0", " ", "?", "#", ".", "\r\n", "%00"}) {
    Expect(absl::StrCat(good, added));
    Expect(absl::StrCat(added, good));
  }
}

TEST_F(PublishedPathsTest, TheLargestIndexIsServedAndNoneBeyond) {
  // 2^63 - 1 and 2^64.
  EXPECT_EQ(Ask("tile/0/x009/x223/x372/x036/x854/x775/807"), 200);
  EXPECT_EQ(Ask("tile/0/x018/x446/x744/x073/x709/x551/616"), 404);
  EXPECT_EQ(Ask("tile/0/x001/x000/x000/x000/x000/x000/x000/000"), 404);
}

}  // namespace
}  // namespace enlace::published

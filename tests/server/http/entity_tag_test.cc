#include "server/http/entity_tag.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace enlace::http {
namespace {

TEST(EntityTagTest, BytesHaveATagAndOtherBytesAnother) {
  const std::string tag = EntityTag("bytes");
  EXPECT_EQ(tag, EntityTag("bytes"));
  EXPECT_NE(tag, EntityTag("byteS"));
  EXPECT_NE(tag, EntityTag(""));
  // echo -n bytes | sha256sum
  EXPECT_EQ(tag, "\"277089d91c0bdf4f2e6862ba7e4a0760\"");
}

TEST(EntityTagTest, AListNamesATagOrDoesNot) {
  const std::string tag = "\"0123\"";
  for (const char* names :
       {"\"0123\"", "W/\"0123\"", "\"a\", \"0123\"", "\"a\",\"0123\",\"b\"",
        "*", " * ", "\"a,b\", W/\"0123\" "}) {
    EXPECT_TRUE(ListsEntityTag(names, tag)) << names;
  }
  for (const char* other :
       {"", "\"\"", "0123", "\"01234\"", "w/\"0123\"", "\"a,0123\"", "\"0123",
        "**", ",", "W/W/\"0123\""}) {
    EXPECT_FALSE(ListsEntityTag(other, tag)) << other;
  }
}

}  // namespace
}  // namespace enlace::http

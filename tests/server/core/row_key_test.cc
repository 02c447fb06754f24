#include "server/core/row_key.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "gtest/gtest.h"

namespace enlace::core {
namespace {

using Text = std::string;
using Mixed = std::pair<std::pair<Text, uint64_t>, std::pair<int64_t, Text>>;

// Every string of at most three of the bytes that matter.
std::vector<Text> Texts() {
  std::vector<Text> texts = {""};
  for (size_t begin = 0, length = 0; length < 3; ++length) {
    const size_t end = texts.size();
    for (; begin < end; ++begin) {
      for (const char byte : {'\0', '\x01', '\x02', 'a', '\xfe', '\xff'}) {
        texts.push_back(texts[begin] + byte);
      }
    }
  }
  return texts;
}

template <typename Key>
void ExpectSameOrder(std::vector<Key> keys) {
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::string bytes = RowKey(keys[i]);
    Key read;
    ASSERT_TRUE(ParseRowKey(bytes, read)) << HexEncode(bytes);
    EXPECT_EQ(read, keys[i]);
    if (i > 0) {
      EXPECT_LT(RowKey(keys[i - 1]), bytes) << HexEncode(bytes);
    }
  }
}

TEST(RowKeyTest, BytesSortAsTextsDo) { ExpectSameOrder(Texts()); }

TEST(RowKeyTest, BytesSortAsNumbersDo) {
  ExpectSameOrder<uint64_t>(
      {0, 1, 255, 256, 1ULL << 63, std::numeric_limits<uint64_t>::max()});
  ExpectSameOrder<int64_t>({std::numeric_limits<int64_t>::min(), -256, -1, 0, 1,
                            255, std::numeric_limits<int64_t>::max()});
}

TEST(RowKeyTest, BytesSortAsPairsDo) {
  std::vector<Mixed> keys;
  for (const Text& a : {Text(), Text("\0", 1), Text("a"), Text("a\0b", 3)}) {
    for (const uint64_t b : {0ULL, 1ULL << 40}) {
      for (const int64_t c : {-1, 7}) {
        for (const Text& d : {Text(), Text("\xff"), Text("z")}) {
          keys.push_back({{a, b}, {c, d}});
        }
      }
    }
  }
  ExpectSameOrder(keys);
}

// So the rows under a first part are those between two keys.
TEST(RowKeyTest, NoKeyBeginsWithAnother) {
  std::set<std::string> keys;
  for (const Text& text : Texts()) keys.insert(RowKey(text));
  for (auto it = keys.begin(); std::next(it) != keys.end(); ++it) {
    EXPECT_NE(std::next(it)->substr(0, it->size()), *it) << HexEncode(*it);
  }
}

TEST(RowKeyTest, WhatIsNoKeyIsNotRead) {
  const std::string good = RowKey(Mixed({{"a", 1}, {2, "b"}}));
  Mixed read;
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ParseRowKey(good.substr(0, size), read)) << size;
  }
  EXPECT_FALSE(ParseRowKey(good + "x", read));
  Text text;
  EXPECT_FALSE(ParseRowKey(Text("a\0\x02", 3), text)) << "neither end nor zero";
  EXPECT_FALSE(ParseRowKey("a", text)) << "no end";
}

}  // namespace
}  // namespace enlace::core

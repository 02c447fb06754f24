#include "policy/engine/text_codes.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"

namespace enlace::policy {
namespace {

// Held against the set itself.
void ExpectFinds(const TextCodes& codes, const std::set<std::string>& named,
                 const std::string& text) {
  const uint32_t found = codes.Find(text);
  if (named.count(text) == 0) {
    EXPECT_EQ(found, TextCodes::kNone) << text;
  } else {
    ASSERT_LT(found, codes.texts().size()) << text;
    EXPECT_EQ(codes.texts()[found], text);
  }
}

// Every text of two letters with at most `most` of them.
std::set<std::string> AllWords(size_t most) {
  std::set<std::string> words = {""};
  for (size_t length = 0; length < most; ++length) {
    const std::set<std::string> shorter = words;
    for (const std::string& word : shorter) {
      words.insert(word + "a");
      words.insert(word + "b");
    }
  }
  return words;
}

TEST(TextCodes, OfAllShortWordsThoseThatAreNamedAreFound) {
  const std::set<std::string> words = AllWords(10);
  for (const size_t nth : {1u, 2u, 3u, 7u, 500u}) {
    std::set<std::string> named;
    size_t i = 0;
    for (const std::string& word : words) {
      if (i++ % nth == 0) named.insert(word);
    }
    const TextCodes codes(named);
    for (const std::string& word : words) ExpectFinds(codes, named, word);
  }
}

TEST(TextCodes, NoNeighbourOfATextIsTakenForIt) {
  for (size_t size = 0; size < 40; ++size) {
    std::string text;
    while (text.size() < size) text += static_cast<char>('a' + text.size() % 7);
    const std::set<std::string> named = {text};
    const TextCodes codes(named);
    ExpectFinds(codes, named, text);
    ExpectFinds(codes, named, text + 'x');
    ExpectFinds(codes, named, text + std::string(1, '\0'));
    ExpectFinds(codes, named, 'x' + text);
    for (size_t i = 0; i < size; ++i) {
      ExpectFinds(codes, named, text.substr(i + 1));
      ExpectFinds(codes, named, text.substr(0, i));
      for (int bit = 0; bit < 8; ++bit) {
        std::string other = text;
        other[i] = static_cast<char>(other[i] ^ (1 << bit));
        ExpectFinds(codes, named, other);
      }
    }
  }
}

// Length and end are what the hash looks at.
TEST(TextCodes, TextsWithOneHashAreToldApart) {
  std::set<std::string> named;
  for (int i = 100; i < 200; ++i) {
    named.insert(absl::StrCat("spiffe://", i, ".example/agency/police"));
  }
  const TextCodes codes(named);
  for (int i = 0; i < 1000; ++i) {
    ExpectFinds(codes, named,
                absl::StrCat("spiffe://", i, ".example/agency/police"));
  }
}

TEST(TextCodes, ATableWithoutTextsFindsNone) {
  EXPECT_EQ(TextCodes().Find(""), TextCodes::kNone);
  EXPECT_EQ(TextCodes(std::set<std::string>()).Find("a"), TextCodes::kNone);
}

}  // namespace
}  // namespace enlace::policy

#include "base/sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "base/sha256_sum.h"

namespace enlace {
namespace {

std::string HexOf(const Hash& hash) { return HexEncode(AsBytes(hash)); }

// Any content whose bytes differ from place to place.
std::string CountingBytes(size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i % 251));
  return bytes;
}

// FIPS 180-4's examples (NIST, "Secure Hashing" example values).
TEST(Sha256Test, FipsVectors) {
  const std::pair<std::string, const char*> rows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc",
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [message, hash] : rows) {
    EXPECT_EQ(HexOf(Sha256(message)), hash);
  }
}

// Computed with Python's hashlib: covers every position of the padding.
TEST(Sha256Test, EverySizeUpToFourBlocks) {
  std::string all;
  for (size_t size = 0; size < 256; ++size) {
    all += ToBytes(Sha256(CountingBytes(size)));
  }
  EXPECT_EQ(HexOf(Sha256(all)),
            "48e7c28ffe2e92eedc506594fad31eb1e3f4d07900c239bb6c756d807fb50afb");
}

TEST(Sha256Test, PartsHashLikeTheirConcatenation) {
  const std::string message = CountingBytes(150);
  const absl::string_view view = message;
  const Hash whole = Sha256(message);
  for (size_t a = 0; a <= message.size(); ++a) {
    EXPECT_EQ(Sha256({view.substr(0, a), view.substr(a)}), whole);
    EXPECT_EQ(Sha256({view.substr(0, a), absl::string_view(), view.substr(a),
                      absl::string_view()}),
              whole);
  }
  EXPECT_EQ(Sha256({absl::string_view()}), Sha256(""));
}

TEST(Sha256Test, ASumOfPiecesIsTheHashOfTheWhole) {
  const std::string bytes = CountingBytes(1000);
  Sha256Sum sum;
  for (size_t at = 0; at < bytes.size(); at += 77) {
    sum.Add(absl::string_view(bytes).substr(at, 77));
  }
  EXPECT_EQ(HexOf(sum.Finish()), HexOf(Sha256(bytes)));
}

TEST(Sha256Test, ThreadsDoNotDisturbEachOther) {
  const std::string message = CountingBytes(1000);
  const Hash expected = Sha256(message);
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, &message, &expected] {
      for (int i = 0; i < 500; ++i) {
        if (Sha256({message}) != expected) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

struct HmacRow {
  std::string key;
  std::string message;
  const char* mac;
};

TEST(HmacSha256Test, Rfc4231Vectors) {
  const std::string large_key(131, '\xaa');
  std::string counted;
  for (char c = 1; c <= 25; ++c) counted.push_back(c);
  const HmacRow rows[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counted, std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {large_key, "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {large_key,
       "This is a test using a larger than block-size key and a larger than "
       "block-size data. The key needs to be hashed before being used by the "
       "HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const HmacRow& row : rows) {
    EXPECT_EQ(HexOf(HmacSha256(row.key, row.message)), row.mac);
  }
  // Case 5 publishes the first 128 bits only.
  EXPECT_EQ(HexOf(HmacSha256(std::string(20, '\x0c'), "Test With Truncation"))
                .substr(0, 32),
            "a3b6167473100ee06e0c796c2955552b");
}

TEST(HmacSha256Test, EmptyKeyAndMessageAreValid) {
  const char* const mac =
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  EXPECT_EQ(HexOf(HmacSha256("", "")), mac);
  EXPECT_EQ(HexOf(HmacSha256(absl::string_view(), absl::string_view())), mac);
}

// RFC 2104: H((K ^ opad) || H((K ^ ipad) || message)).
TEST(HmacSha256Test, FollowsTheDefinitionForEveryKeySize) {
  const std::string message = "message";
  for (size_t size = 0; size <= 130; ++size) {
    const std::string key = CountingBytes(size);
    std::string block = size > 64 ? ToBytes(Sha256(key)) : key;
    block.resize(64);
    std::string inner;
    std::string outer;
    for (const char c : block) {
      inner.push_back(static_cast<char>(c ^ 0x36));
      outer.push_back(static_cast<char>(c ^ 0x5c));
    }
    const Hash expected = Sha256({outer, ToBytes(Sha256({inner, message}))});
    EXPECT_EQ(HmacSha256(key, message), expected) << size;
  }
}

TEST(HmacKeyTest, SignsManyMessagesAsHmacDoesOne) {
  for (const size_t size : {size_t{0}, size_t{32}, size_t{64}, size_t{131}}) {
    const std::string secret = CountingBytes(size);
    const HmacKey key(secret);
    for (size_t length = 0; length < 200; ++length) {
      const std::string message = CountingBytes(length);
      EXPECT_EQ(key.Sign(message), HmacSha256(secret, message)) << length;
    }
  }
}

TEST(HashTest, BytesComeBack) {
  const Hash hash = Sha256("x");
  EXPECT_EQ(AsBytes(hash).size(), kHashSize);
  EXPECT_EQ(HashFromBytes(ToBytes(hash)), hash);
  EXPECT_EQ(HashFromBytes(AsBytes(hash)), hash);
  EXPECT_EQ(static_cast<uint8_t>(AsBytes(hash)[5]), hash[5]);
}

TEST(HashDeathTest, OtherSizesEndTheProcess) {
  EXPECT_DEATH(HashFromBytes(""), "32 bytes");
  EXPECT_DEATH(HashFromBytes(std::string(31, 'x')), "32 bytes");
  EXPECT_DEATH(HashFromBytes(std::string(33, 'x')), "32 bytes");
}

TEST(ConstantTimeEqualsTest, SeesEveryBitAndTheSize) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals(absl::string_view(), ""));
  EXPECT_FALSE(ConstantTimeEquals("", "a"));
  const std::string bytes = ToBytes(Sha256("x"));
  EXPECT_TRUE(ConstantTimeEquals(bytes, std::string(bytes)));
  EXPECT_FALSE(ConstantTimeEquals(bytes, bytes + std::string(1, '\0')));
  for (size_t at = 0; at < bytes.size(); ++at) {
    EXPECT_FALSE(ConstantTimeEquals(bytes, bytes.substr(0, at)));
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(ConstantTimeEquals(bytes, changed));
      EXPECT_FALSE(ConstantTimeEquals(changed, bytes));
    }
  }
}

}  // namespace
}  // namespace enlace

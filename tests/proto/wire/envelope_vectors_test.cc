// The vectors of tests/vectors/envelope that a script made from
// docs/envelope.md, without our code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/sha256.h"
#include "proto/wire/commitment.h"
#include "proto/wire/dsse.h"
#include "proto/wire/full_form.h"
#include "proto/wire/leaf.h"
#include "proto/wire/record.h"
#include "proto/wire/statement.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

TEST(EnvelopeVectorsTest, LeavesAndCommitments) {
  const auto vectors = EnvelopeVectors("leaves.json");
  ASSERT_EQ(vectors.list_value().values_size(), 3);
  for (const auto& one : vectors.list_value().values()) {
    SCOPED_TRACE(TextAt(one, "name"));
    const std::string seed = BytesAt(one, "seed");
    const std::string body = BytesAt(one, "body");
    const auto record = ParseRecord(TextAt(one, "type"), body);
    ASSERT_TRUE(record.ok()) << record.status();
    const auto leaves = LeavesOf(**record);
    ASSERT_TRUE(leaves.ok()) << leaves.status();
    const auto& expected = Member(one, "leaves").list_value().values();
    ASSERT_EQ(leaves->size(), static_cast<size_t>(expected.size()));
    for (int i = 0; i < expected.size(); ++i) {
      const Leaf& leaf = (*leaves)[static_cast<size_t>(i)];
      EXPECT_EQ(leaf.path, TextAt(expected[i], "path"));
      EXPECT_EQ(static_cast<double>(leaf.tag),
                Member(expected[i], "tag").number_value())
          << leaf.path;
      EXPECT_EQ(HexEncode(leaf.value), TextAt(expected[i], "value"))
          << leaf.path;
      const Hash salt = LeafSalt(seed, leaf.path);
      EXPECT_EQ(HexEncode(AsBytes(salt)), TextAt(expected[i], "salt"));
      EXPECT_EQ(HexEncode(AsBytes(LeafCommitment(leaf, AsBytes(salt)))),
                TextAt(expected[i], "commitment"));
    }
    EXPECT_EQ(HexEncode(AsBytes(CommitmentRoot(CommitTo(*leaves, seed)))),
              TextAt(one, "root"));
    EXPECT_EQ(HexEncode(AsBytes(BodyDigest(seed, body))),
              TextAt(one, "body_digest"));
  }
}

TEST(EnvelopeVectorsTest, StatementAndSignature) {
  const auto vector = EnvelopeVectors("statement.json");
  const std::string bytes = BytesAt(vector, "statement");
  const auto statement = ParseStatement(bytes);
  ASSERT_TRUE(statement.ok()) << statement.status();
  EXPECT_EQ(MakeStatement(statement->header(), BytesAt(vector, "body"),
                          BytesAt(vector, "seed"))
                .value(),
            bytes);
  EXPECT_EQ(HexEncode(AsBytes(RecordId(bytes))), TextAt(vector, "record_id"));
  EXPECT_EQ(HexEncode(PreAuthEncoding(kStatementPayload, bytes)),
            TextAt(vector, "pae"));
  const auto key = certs::PrivateKey::FromEd25519Seed(
      BytesAt(Member(vector, "signer"), "seed"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(HexEncode(SignStatement(*key, bytes)->SerializeAsString()),
            TextAt(vector, "signed_statement"));
  v1::FullForm form;
  form.set_body(BytesAt(vector, "body"));
  form.set_seed(BytesAt(vector, "seed"));
  EXPECT_TRUE(VerifyFullForm(*statement, form.body(), form.seed()).ok());
}

}  // namespace
}  // namespace enlace::wire

// The vectors of tests/vectors/wire: whole submissions and a released record of
// real types, which the packages of other languages are held to as well.

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>

#include "base/encoding.h"
#include "base/sha256.h"
#include "enlace/v1/exchange_service.pb.h"
#include "proto/wire/commitment.h"
#include "proto/wire/dsse.h"
#include "proto/wire/leaf.h"
#include "proto/wire/record.h"
#include "proto/wire/released_record.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/submission.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::Value;

certs::PrivateKey KeyAt(const Value& entry) {
  auto key = certs::PrivateKey::FromEd25519Seed(BytesAt(entry, "seed"));
  EXPECT_TRUE(key.ok());
  EXPECT_EQ(key->key_id(), TextAt(entry, "key_id"));
  return *std::move(key);
}

std::string JsonOf(const Value& value) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(value, &json).ok());
  return json;
}

TEST(WireVectorsTest, SubmissionsAreMadeToTheByte) {
  const Value file = EnvelopeVectors("../wire/submissions.json");
  const certs::PrivateKey signer = KeyAt(Member(file, "signer"));
  const auto& all = Member(file, "submissions").list_value().values();
  ASSERT_EQ(all.size(), 2);
  for (const Value& one : all) {
    SCOPED_TRACE(TextAt(one, "name"));
    const auto record = NewRecord(TextAt(one, "type"));
    ASSERT_TRUE(record.ok()) << record.status();
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                    JsonOf(Member(one, "record")), record->get())
                    .ok());
    const std::string body = SerializeStrictly(**record);
    EXPECT_EQ(HexEncode(body), TextAt(one, "body"));
    const std::string seed = BytesAt(one, "seed");
    const auto leaves = LeavesOf(**record);
    ASSERT_TRUE(leaves.ok()) << leaves.status();
    const auto& expected = Member(one, "leaves").list_value().values();
    ASSERT_EQ(leaves->size(), static_cast<size_t>(expected.size()));
    for (int i = 0; i < expected.size(); ++i) {
      const Leaf& leaf = (*leaves)[static_cast<size_t>(i)];
      EXPECT_EQ(leaf.path, TextAt(expected[i], "path"));
      EXPECT_EQ(HexEncode(leaf.value), TextAt(expected[i], "value"));
      const Hash salt = LeafSalt(seed, leaf.path);
      EXPECT_EQ(HexEncode(AsBytes(LeafCommitment(leaf, AsBytes(salt)))),
                TextAt(expected[i], "commitment"));
    }
    const std::string statement = BytesAt(one, "statement");
    const auto parsed = ParseStatement(statement);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(MakeStatement(parsed->header(), body, seed).value(), statement);
    EXPECT_EQ(HexEncode(PreAuthEncoding(kStatementPayload, statement)),
              TextAt(one, "pae"));
    EXPECT_EQ(HexEncode(AsBytes(RecordId(statement))),
              TextAt(one, "record_id"));

    v1::Submission submission;
    *submission.mutable_statement() = *SignStatement(signer, statement);
    submission.set_body(body);
    submission.set_seed(seed);
    EXPECT_EQ(HexEncode(SerializeStrictly(submission)),
              TextAt(one, "submission"));
    v1::SubmitRequest request;
    request.add_submissions(SerializeStrictly(submission));
    const std::string framed = BytesAt(one, "grpc_request");
    EXPECT_EQ(framed.substr(5), request.SerializeAsString());
    EXPECT_EQ(framed[0], '\0');
    EXPECT_EQ(ReadU32(absl::string_view(framed).substr(1, 4)),
              framed.size() - 5);

    KnownKeys keys;
    keys.Add(signer, TextAt(Member(file, "signer"), "identity"));
    const auto verified = VerifySubmission(BytesAt(one, "submission"), keys);
    EXPECT_TRUE(verified.ok()) << verified.status();
  }
}

TEST(WireVectorsTest, ReleasedRecordProvesWhatTheFileSays) {
  const Value file = EnvelopeVectors("../wire/released.json");
  KnownKeys keys;
  for (const Value& entry : Member(file, "keys").list_value().values()) {
    keys.Add(KeyAt(entry), TextAt(entry, "identity"));
  }
  const auto& all = Member(file, "records").list_value().values();
  ASSERT_EQ(all.size(), 1);
  const auto record =
      VerifyReleasedRecord(BytesAt(all[0], "record"), Stage::kDelivered, keys);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(HexEncode(record->record_id), TextAt(all[0], "record_id"));
  EXPECT_EQ(HexEncode(record->transfer_id), TextAt(all[0], "transfer_id"));
  EXPECT_EQ(OpenedPaths(*record), TextsAt(all[0], "opened"));
  EXPECT_EQ(record->withheld, TextsAt(all[0], "withheld"));
  ASSERT_EQ(record->generalizations.size(), 1U);
  const v1::Generalization& coarser = record->generalizations[0];
  EXPECT_EQ(coarser.value(), TextAt(Member(all[0], "coarser"), coarser.path()));
}

}  // namespace
}  // namespace enlace::wire

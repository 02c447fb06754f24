#include "proto/wire/dsse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

std::vector<std::string> SomeStatements(size_t count) {
  std::vector<std::string> statements;
  for (size_t i = 0; i < count; ++i) {
    statements.push_back(absl::StrCat("statement ", i));
  }
  return statements;
}

TEST(DsseTest, EncodesAsTheProtocolSays) {
  // The example of protocol.md.
  EXPECT_EQ(PreAuthEncoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(PreAuthEncoding("", ""), "DSSEv1 0  0 ");
}

TEST(DsseTest, AStatementVerifiesWithTheKeyThatSignedIt) {
  const SampleParties parties;
  for (const certs::PrivateKey* key : {&parties.agency, &parties.node_a}) {
    const auto signed_statement = SignStatement(*key, "statement");
    ASSERT_TRUE(signed_statement.ok());
    EXPECT_TRUE(VerifyStatement(key->public_key(), *signed_statement).ok());
    EXPECT_EQ(ReasonOf(VerifyStatement(parties.node_b.public_key(),
                                       *signed_statement)),
              kSignatureInvalid);
  }
}

TEST(DsseTest, RefusesAnotherStatementKeyIdOrSignature) {
  const SampleParties parties;
  const certs::PublicKey key = parties.agency.public_key();
  const v1::SignedStatement valid =
      SignStatement(parties.agency, "statement").value();
  v1::SignedStatement changed = valid;
  changed.set_statement("statemenT");
  EXPECT_FALSE(VerifyStatement(key, changed).ok());
  changed = valid;
  changed.mutable_signature()->set_key_id(parties.node_a.key_id());
  EXPECT_FALSE(VerifyStatement(key, changed).ok());
  changed = valid;
  changed.mutable_signature()->mutable_signature()->push_back('x');
  EXPECT_FALSE(VerifyStatement(key, changed).ok());
  changed = valid;
  changed.clear_signature();
  EXPECT_FALSE(VerifyStatement(key, changed).ok());
}

TEST(DsseTest, ASignatureForOneTypeIsNoneForAnother) {
  const SampleParties parties;
  const certs::PublicKey key = parties.agency.public_key();
  const absl::string_view types[] = {kStatementPayload, kBatchPayload,
                                     kReleasePayload};
  for (const absl::string_view type : types) {
    const auto signature = SignPayload(parties.agency, type, "payload");
    ASSERT_TRUE(signature.ok());
    for (const absl::string_view other : types) {
      EXPECT_EQ(VerifyPayload(key, other, "payload", *signature).ok(),
                other == type);
    }
  }
}

TEST(BatchRootTest, FitsTheVectors) {
  const auto vectors = EnvelopeVectors("batch.json");
  for (const auto& one : Member(vectors, "covers").list_value().values()) {
    v1::BatchCover cover;
    cover.set_blind(BytesAt(one, "blind"));
    cover.set_index(static_cast<uint32_t>(Member(one, "index").number_value()));
    for (const std::string& hash : TextsAt(one, "path")) {
      cover.add_path(HexDecode(hash).value());
    }
    const auto root = RootOfCover(RecordId(BytesAt(one, "statement")), cover);
    ASSERT_TRUE(root.ok());
    EXPECT_EQ(HexEncode(AsBytes(*root)), TextAt(vectors, "root"));
  }
}

TEST(BatchRootTest, OneSignatureCoversEveryStatement) {
  const SampleParties parties;
  for (size_t count = 1; count <= 33; ++count) {
    CountingRandom random(absl::StrCat("batch ", count));
    const std::vector<std::string> statements = SomeStatements(count);
    const auto batch = SignBatch(parties.agency, statements, random);
    ASSERT_TRUE(batch.ok());
    ASSERT_EQ(batch->size(), count);
    std::set<uint32_t> places;
    for (size_t i = 0; i < count; ++i) {
      const v1::SignedStatement& one = (*batch)[i];
      EXPECT_EQ(one.statement(), statements[i]);
      EXPECT_TRUE(VerifyStatement(parties.agency.public_key(), one).ok());
      EXPECT_TRUE(places.insert(one.batch().index()).second);
      // At least one place is left for a decoy.
      EXPECT_GE(size_t{1} << one.batch().path_size(), count + 1);
      EXPECT_LT(size_t{1} << one.batch().path_size(), 2 * (count + 1));
    }
  }
}

TEST(BatchRootTest, StatementsStandInRandomPlaces) {
  std::set<std::vector<uint32_t>> orders;
  for (int i = 0; i < 20; ++i) {
    CountingRandom random(absl::StrCat("order ", i));
    const Batch batch =
        MakeBatch({Sha256("a"), Sha256("b"), Sha256("c")}, random);
    std::vector<uint32_t> order;
    for (const v1::BatchCover& cover : batch.covers) {
      order.push_back(cover.index());
    }
    orders.insert(order);
  }
  EXPECT_GE(orders.size(), 10u);  // of 24
}

TEST(BatchRootTest, EveryChangedBitOfACoverIsRefused) {
  const SampleParties parties;
  CountingRandom random;
  const std::vector<v1::SignedStatement> batch =
      SignBatch(parties.node_a, SomeStatements(3), random).value();
  const certs::PublicKey key = parties.node_a.public_key();
  const std::string bytes = batch[0].SerializeAsString();
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    v1::SignedStatement parsed;
    if (!parsed.ParseFromString(changed)) continue;
    parsed.DiscardUnknownFields();
    if (parsed.SerializeAsString() == bytes) continue;
    EXPECT_FALSE(VerifyStatement(key, parsed).ok()) << bit;
  }
}

TEST(BatchRootTest, RefusesCoversOfAnotherForm) {
  CountingRandom random;
  const v1::BatchCover valid = MakeBatch({Sha256("a")}, random).covers[0];
  ASSERT_TRUE(RootOfCover(Sha256("a"), valid).ok());
  const auto refused = [](const v1::BatchCover& cover) {
    return ReasonOf(RootOfCover(Sha256("a"), cover).status()) ==
           kSignatureInvalid;
  };
  v1::BatchCover changed = valid;
  changed.clear_path();
  EXPECT_TRUE(refused(changed));
  changed = valid;
  changed.set_index(2);
  EXPECT_TRUE(refused(changed));
  changed = valid;
  changed.mutable_blind()->pop_back();
  EXPECT_TRUE(refused(changed));
  changed = valid;
  changed.mutable_path(0)->pop_back();
  EXPECT_TRUE(refused(changed));
  changed = valid;
  while (changed.path_size() <= static_cast<int>(kBatchPathMax)) {
    changed.add_path(std::string(32, 'x'));
  }
  EXPECT_TRUE(refused(changed));
}

TEST(BatchRootTest, AStatementOfAnotherBatchIsNotCovered) {
  const SampleParties parties;
  CountingRandom random;
  const std::vector<std::string> statements = SomeStatements(2);
  std::vector<v1::SignedStatement> batch =
      SignBatch(parties.agency, statements, random).value();
  const std::vector<v1::SignedStatement> other =
      SignBatch(parties.agency, statements, random).value();
  *batch[0].mutable_signature() = other[0].signature();
  EXPECT_FALSE(VerifyStatement(parties.agency.public_key(), batch[0]).ok());
  batch = SignBatch(parties.agency, statements, random).value();
  *batch[0].mutable_batch() = batch[1].batch();
  EXPECT_FALSE(VerifyStatement(parties.agency.public_key(), batch[0]).ok());
  batch[0].clear_batch();
  EXPECT_FALSE(VerifyStatement(parties.agency.public_key(), batch[0]).ok());
}

}  // namespace
}  // namespace enlace::wire

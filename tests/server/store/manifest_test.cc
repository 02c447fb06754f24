#include "server/store/manifest.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/encoding.h"
#include "gtest/gtest.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

Manifest ManifestOfBatchFour() {
  const auto manifest = MakeManifest(MakeBatch(4), 9);
  EXPECT_TRUE(manifest.ok()) << manifest.status();
  return *manifest;
}

TEST(ManifestTest, EncodesAndDecodes) {
  const Manifest manifest = ManifestOfBatchFour();
  EXPECT_EQ(manifest.first_audit, 9u);
  EXPECT_EQ(manifest.audit_end(), 12u);
  EXPECT_EQ(manifest.dropped_payloads,
            std::vector<std::string>({TransferId(2, 0)}));
  const auto decoded = DecodeManifest(EncodeManifest(manifest));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, manifest);
}

TEST(ManifestTest, LayoutIsThatOfTheDocument) {
  core::Batch batch;
  batch.number = 1;
  batch.events = "e";
  batch.audit = {{.index = 5, .entry = "a", .annex = "b"}};
  batch.dropped_payloads = {"id"};
  const auto manifest = MakeManifest(batch, 5);
  ASSERT_TRUE(manifest.ok());
  const auto hex = [](absl::string_view text) {
    return HexEncode(AsBytes(Sha256(text)));
  };
  EXPECT_EQ(HexEncode(EncodeManifest(*manifest)),
            "01" + hex("e") + "0000000000000005" + "00000001" + hex("a") +
                hex("b") + "00000000" + "00000001" + "02" + HexEncode("id"));
  const std::string chained =
      std::string("enlace.batch.v1\0", 16) + std::string(32, '\0') +
      std::string("\0\0\0\0\0\0\0\1", 8) + EncodeManifest(*manifest);
  EXPECT_EQ(ChainDigest(Hash{}, 1, EncodeManifest(*manifest)), Sha256(chained));
}

TEST(ManifestTest, AnyOtherBytesAreDataLossOrAnotherManifest) {
  const Manifest manifest = ManifestOfBatchFour();
  const std::string bytes = EncodeManifest(manifest);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(
        absl::IsDataLoss(DecodeManifest(bytes.substr(0, size)).status()))
        << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeManifest(bytes + '\0').status()));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto decoded = DecodeManifest(changed);
    EXPECT_FALSE(decoded.ok() && *decoded == manifest) << i;
    EXPECT_NE(ChainDigest(Hash{}, 4, changed), ChainDigest(Hash{}, 4, bytes));
  }
}

TEST(ManifestTest, AuditRowsMustFollowTheLog) {
  EXPECT_TRUE(absl::IsInvalidArgument(MakeManifest(MakeBatch(4), 8).status()));
  core::Batch gap = MakeBatch(1);
  gap.audit[2].index = 3;
  EXPECT_TRUE(absl::IsInvalidArgument(MakeManifest(gap, 0).status()));
}

TEST(ManifestTest, LimitsAreKept) {
  core::Batch batch;
  batch.number = 1;
  batch.payloads.resize(kBatchPayloadsMax);
  EXPECT_TRUE(MakeManifest(batch, 0).ok());
  batch.payloads.emplace_back();
  EXPECT_TRUE(absl::IsInvalidArgument(MakeManifest(batch, 0).status()));
  batch.payloads.resize(1);
  batch.payloads[0].transfer_id = std::string(kTransferIdSizeMax + 1, 'x');
  EXPECT_TRUE(absl::IsInvalidArgument(MakeManifest(batch, 0).status()));
}

TEST(ManifestTest, PayloadDigestTellsEveryFieldApart) {
  core::SealedPayload payload{.sealed = "ab",
                              .wrapped_key = "cd",
                              .key_epoch = 1,
                              .retention_class = "ef"};
  const Hash digest = DigestOf("id", payload);
  std::vector<core::SealedPayload> others(6, payload);
  others[0].sealed = "a";
  others[1].wrapped_key = "c";
  others[2].key_epoch = 2;
  others[3].retention_class = "e";
  others[4].wrapped_key = "cda";  // What moves between two fields.
  others[4].sealed = "b";
  others[5].retention_class = "efc";
  others[5].wrapped_key = "d";
  for (const core::SealedPayload& other : others) {
    EXPECT_NE(DigestOf("id", other), digest);
  }
  EXPECT_NE(DigestOf("i", payload), digest);
}

}  // namespace
}  // namespace enlace::store

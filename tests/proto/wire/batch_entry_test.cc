// Entries that cover a batch: the vectors of tests/vectors/audit, which Python
// made from the page, and what must not pass.

#include "proto/wire/batch_entry.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {
namespace {

struct BatchVector {
  std::string entry;
  std::string leaf_hash;
  v1::AnnexEntry annex;
  struct Record {
    uint32_t place = 0;
    std::string leaf;
    std::string extra;
  };
  std::vector<Record> records;
};

std::string Bytes(const google::protobuf::Value& of, const std::string& name) {
  return *HexDecode(of.struct_value().fields().at(name).string_value());
}

std::vector<BatchVector> BatchVectors() {
  google::protobuf::ListValue list;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                  *ReadFile("tests/vectors/audit/batch_entry.json"), &list)
                  .ok());
  std::vector<BatchVector> vectors;
  for (const auto& each : list.values()) {
    BatchVector& vector = vectors.emplace_back();
    vector.entry = Bytes(each, "entry");
    vector.leaf_hash = Bytes(each, "leafHash");
    const auto& fields = each.struct_value().fields();
    for (const auto& leaf : fields.at("leaves").list_value().values()) {
      v1::AnnexLeaf& place = *vector.annex.add_leaves();
      place.set_shared_blind(Bytes(leaf, "sharedBlind"));
      place.set_shared(Bytes(leaf, "shared"));
      place.set_national_blind(Bytes(leaf, "nationalBlind"));
      place.set_national(Bytes(leaf, "national"));
    }
    for (const auto& record : fields.at("records").list_value().values()) {
      vector.records.push_back(
          {static_cast<uint32_t>(
               record.struct_value().fields().at("place").number_value()),
           Bytes(record, "leaf"), Bytes(record, "extra")});
    }
  }
  EXPECT_EQ(vectors.size(), 3u);
  return vectors;
}

AuditEntry Decoded(const std::string& entry) {
  const auto decoded = DecodeAuditEntry(entry);
  EXPECT_TRUE(decoded.ok()) << decoded.status();
  return decoded.ok() ? *decoded : AuditEntry{};
}

TEST(BatchEntryTest, VectorsOpenTheirEntriesAndPathsLeadToThem) {
  for (const BatchVector& vector : BatchVectors()) {
    const AuditEntry entry = Decoded(vector.entry);
    EXPECT_EQ(ToBytes(HashLeaf(vector.entry)), vector.leaf_hash);
    EXPECT_TRUE(VerifyOpenings(entry, vector.annex).ok());
    const auto leaves = LeavesOf(vector.annex);
    ASSERT_TRUE(leaves.ok()) << leaves.status();
    for (const BatchVector::Record& record : vector.records) {
      EXPECT_EQ(ToBytes(leaves->shared[record.place]), record.leaf);
      const LeafPath path = BatchPath(leaves->shared, record.place);
      EXPECT_EQ(EncodeLeafPath(path), record.extra);
      const auto decoded = DecodeLeafPath(record.extra);
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_EQ(*decoded, path);
      EXPECT_EQ(RootOfPath(leaves->shared[record.place], path), entry.shared);
    }
  }
}

TEST(BatchEntryTest, EveryChangedByteOfAPathIsSeen) {
  for (const BatchVector& vector : BatchVectors()) {
    const AuditEntry entry = Decoded(vector.entry);
    for (const BatchVector::Record& record : vector.records) {
      const Hash leaf = HashFromBytes(record.leaf);
      for (size_t i = 0; i < record.extra.size(); ++i) {
        std::string extra = record.extra;
        extra[i] = static_cast<char>(extra[i] ^ 1);
        const auto path = DecodeLeafPath(extra);
        EXPECT_TRUE(!path.ok() || RootOfPath(leaf, *path) != entry.shared) << i;
      }
      for (size_t size = 0; size < record.extra.size(); ++size) {
        const auto path = DecodeLeafPath(record.extra.substr(0, size));
        EXPECT_TRUE(!path.ok() || RootOfPath(leaf, *path) != entry.shared);
      }
      const auto longer = DecodeLeafPath(record.extra + std::string(32, 'x'));
      EXPECT_TRUE(!longer.ok() || RootOfPath(leaf, *longer) != entry.shared);
    }
  }
}

TEST(BatchEntryTest, EveryChangedByteOfTheAnnexIsSeen) {
  const BatchVector vector = BatchVectors().front();
  const AuditEntry entry = Decoded(vector.entry);
  const auto refuses = [&](int place, std::string* (v1::AnnexLeaf::*part)()) {
    const size_t size =
        (v1::AnnexLeaf(vector.annex.leaves(place)).*part)()->size();
    for (size_t i = 0; i < size; ++i) {
      v1::AnnexEntry annex = vector.annex;
      std::string& bytes = *(annex.mutable_leaves(place)->*part)();
      bytes[i] = static_cast<char>(bytes[i] ^ 1);
      if (VerifyOpenings(entry, annex).ok()) return false;
    }
    return true;
  };
  for (int place = 0; place < vector.annex.leaves_size(); ++place) {
    EXPECT_TRUE(refuses(place, &v1::AnnexLeaf::mutable_shared_blind));
    EXPECT_TRUE(refuses(place, &v1::AnnexLeaf::mutable_shared));
    EXPECT_TRUE(refuses(place, &v1::AnnexLeaf::mutable_national_blind));
    EXPECT_TRUE(refuses(place, &v1::AnnexLeaf::mutable_national));
  }
}

TEST(BatchEntryTest, PlacesMustAllBeThereAndNothingBesides) {
  const BatchVector vector = BatchVectors().front();
  const AuditEntry entry = Decoded(vector.entry);
  const auto refuses = [&](void (*spoil)(v1::AnnexEntry&)) {
    v1::AnnexEntry annex = vector.annex;
    spoil(annex);
    return !VerifyOpenings(entry, annex).ok();
  };
  EXPECT_TRUE(refuses([](auto& a) { a.mutable_leaves()->RemoveLast(); }));
  EXPECT_TRUE(refuses([](auto& a) { *a.add_leaves() = a.leaves(0); }));
  EXPECT_TRUE(refuses([](auto& a) { a.mutable_leaves()->SwapElements(0, 1); }));
  EXPECT_TRUE(refuses([](auto& a) {
    for (int i = 0; i < 4; ++i) a.mutable_leaves()->RemoveLast();
  }));
  EXPECT_TRUE(refuses([](auto& a) { a.set_shared_blind("b"); }));
  EXPECT_TRUE(refuses([](auto& a) { a.set_national("n"); }));
  EXPECT_TRUE(refuses([](auto& a) {
    a.mutable_leaves(0)->mutable_shared_blind()->pop_back();
  }));
}

TEST(BatchEntryTest, ErasedRecordLeavesTheOthersVerifiable) {
  BatchVector vector = BatchVectors()[1];
  const AuditEntry entry = Decoded(vector.entry);
  const auto leaves = LeavesOf(vector.annex);
  v1::AnnexLeaf& erased = *vector.annex.mutable_leaves(3);
  erased.set_shared_blind(ToBytes(leaves->shared[3]));
  erased.set_national_blind(ToBytes(leaves->national[3]));
  erased.clear_shared();
  erased.clear_national();
  EXPECT_TRUE(VerifyOpenings(entry, vector.annex).ok());
}

TEST(BatchEntryTest, DrawnBatchHidesCountAndOrder) {
  for (size_t records = 1; records <= 40; ++records) {
    const std::string seed(32, static_cast<char>(records));
    const DrawnBatch batch = DrawBatch(seed, records);
    const size_t width = records <= 8    ? 8
                         : records <= 16 ? 16
                         : records <= 32 ? 32
                                         : 64;
    EXPECT_EQ(batch.leaves.size(), width);
    EXPECT_EQ(batch.id.size(), kTransferIdSize);
    ASSERT_EQ(batch.order.size(), records);
    EXPECT_EQ(std::set<uint32_t>(batch.order.begin(), batch.order.end()).size(),
              records);
    std::set<std::string> drawn = {seed};
    for (const v1::AnnexLeaf& leaf : batch.leaves) {
      EXPECT_TRUE(leaf.shared().empty() && leaf.national().empty());
      EXPECT_TRUE(drawn.insert(leaf.shared_blind()).second);
      EXPECT_TRUE(drawn.insert(leaf.national_blind()).second);
    }
    EXPECT_EQ(DrawBatch(seed, records).order, batch.order);
  }
  std::set<uint32_t> first_places;
  for (char fill = 0; fill < 100; ++fill) {
    first_places.insert(DrawBatch(std::string(32, fill), 1).order.front());
  }
  EXPECT_EQ(first_places.size(), 8u);
}

TEST(BatchEntryDeathTest, SeedMustBeWhole) {
  EXPECT_DEATH(DrawBatch("short", 1), "batch seed");
}

}  // namespace
}  // namespace enlace::wire

// Tile paths, which tiles a tree has, and the files of a log of 70,000 entries
// against the vectors.

#include "proto/wire/tile.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/tile_reader.h"
#include "proto/wire/tree_proof.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

// A log published in memory, every size's partial tiles kept.
class TileLog {
 public:
  void AppendUpTo(uint64_t size) {
    while (tree_.size() < size) {
      const std::string entry = TlogEntry(tree_.size());
      EXPECT_TRUE(AppendEntry(bundle_, entry).ok());
      tree_.Append(HashLeaf(entry), [this](NodeId node, const Hash& hash) {
        if (node.level % kTileHeight != 0) return;
        absl::StrAppend(&levels_[node.level / kTileHeight], AsBytes(hash));
      });
      if (tree_.size() % kTileWidth == 0) PublishBundle();
    }
  }

  // Writes what a checkpoint of the present size needs.
  void Publish() {
    for (const Tile& tile : NewTiles(published_, tree_.size())) {
      files_[TilePath(tile)] =
          levels_.at(tile.level)
              .substr(tile.index * kTileWidth * kHashSize,
                      static_cast<size_t>(tile.width) * kHashSize);
    }
    published_ = tree_.size();
    if (!bundle_.empty()) {
      files_[TilePath({.level = kEntriesLevel,
                       .index = tree_.size() / kTileWidth,
                       .width = static_cast<int>(tree_.size() % kTileWidth)})] =
          bundle_;
    }
  }

  absl::StatusOr<std::string> Read(absl::string_view path) const {
    const auto file = files_.find(std::string(path));
    if (file == files_.end()) return absl::NotFoundError("no such tile");
    return file->second;
  }

  std::map<std::string, std::string>& files() { return files_; }
  Hash Root() const { return tree_.Root(); }
  uint64_t size() const { return tree_.size(); }

 private:
  void PublishBundle() {
    files_[TilePath({.level = kEntriesLevel,
                     .index = tree_.size() / kTileWidth - 1})] = bundle_;
    bundle_.clear();
  }

  CompactTree tree_;
  uint64_t published_ = 0;
  std::string bundle_;
  std::map<int, std::string> levels_;
  std::map<std::string, std::string> files_;
};

std::vector<std::string> TilePaths(const std::vector<Tile>& tiles) {
  std::vector<std::string> paths;
  for (const Tile& tile : tiles) paths.push_back(TilePath(tile));
  return paths;
}

std::vector<std::string> TileStrings(const google::protobuf::Value& list) {
  std::vector<std::string> strings;
  for (const auto& value : list.list_value().values()) {
    strings.push_back(value.string_value());
  }
  return strings;
}

TEST(TileTest, PathsEqualTheVectorsAndParseBack) {
  for (const auto& [index, expected] :
       TlogVector({"paths"}).struct_value().fields()) {
    Tile tile;
    ASSERT_TRUE(absl::SimpleAtoi(index, &tile.index));
    for (const int level : {kEntriesLevel, 0, 1, 63}) {
      for (const int width : {1, 17, 255, 256}) {
        tile.level = level;
        tile.width = width;
        const std::string path = TilePath(tile);
        EXPECT_TRUE(absl::StrContains(path, expected.string_value())) << path;
        const auto parsed = ParseTilePath(path);
        ASSERT_TRUE(parsed.ok()) << path;
        EXPECT_EQ(*parsed, tile) << path;
      }
    }
  }
  EXPECT_EQ(TilePath({.level = 1, .index = 1234067, .width = 5}),
            "tile/1/x001/x234/067.p/5");
  EXPECT_EQ(TilePath({.level = kEntriesLevel, .index = 0}), "tile/entries/000");
}

TEST(TileTest, RefusesEveryOtherSpelling) {
  for (const absl::string_view path :
       {"",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile//000",
        "/tile/0/000",
        "tile/0/000/",
        "Tile/0/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/x/000",
        "tile/entry/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/1000",
        "tile/0/x000/000",
        "tile/0/x000/x001/000",
        "tile/0/x001",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x01/000",
        "tile/0/xx01/000",
        "tile/0/x1/000",
        "tile/0/00a",
        "tile/0/ 00",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/-1",
        "tile/0/000.p/1/1",
        "tile/0/000.p/1.p/1",
        "tile/0/x001.p/000",
        "tile/0/x001.p/x000/000",
        "tile/0/000.p.p/1",
        "tile/0/.p/1",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
        "checkpoint",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/0/000.P/1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTilePath(path).status())) << path;
  }
}

TEST(TileTest, TilesOfATreeEqualTheVectors) {
  for (const uint64_t size :
       std::initializer_list<uint64_t>{0, 1, 255, 256, 257, 512}) {
    EXPECT_EQ(TilePaths(AllTiles(size)),
              TileStrings(TlogVector({"tile_sets", absl::StrCat(size)})))
        << size;
  }
  const auto tiles = AllTiles(70000);
  EXPECT_EQ(tiles.size(), 277U);
  std::vector<Tile> partial;
  std::vector<Tile> upper;
  std::copy_if(tiles.begin(), tiles.end(), std::back_inserter(partial),
               [](const Tile& tile) { return tile.partial(); });
  std::copy_if(tiles.begin(), tiles.end(), std::back_inserter(upper),
               [](const Tile& tile) { return tile.level > 0; });
  EXPECT_EQ(TilePaths(partial),
            TileStrings(TlogVector({"tile_sets", "70000", "partials"})));
  EXPECT_EQ(TilePaths(upper),
            TileStrings(TlogVector({"tile_sets", "70000", "non_level0"})));
}

TEST(TileTest, GrowthInStepsWritesTheFullTilesOfOneStep) {
  std::vector<std::string> in_steps;
  uint64_t old_size = 0;
  for (const uint64_t size : std::initializer_list<uint64_t>{
           1, 255, 256, 256, 257, 65535, 65536, 65537, 66000, 131072, 131073}) {
    for (const Tile& tile : NewTiles(old_size, size)) {
      if (!tile.partial()) in_steps.push_back(TilePath(tile));
    }
    old_size = size;
  }
  std::vector<std::string> at_once;
  for (const Tile& tile : AllTiles(old_size)) {
    if (!tile.partial()) at_once.push_back(TilePath(tile));
  }
  EXPECT_THAT(in_steps, testing::UnorderedElementsAreArray(at_once));
}

TEST(TileTest, FilesAndRootsOfALargeLogEqualTheVectors) {
  TileLog log;
  std::map<uint64_t, std::string> roots;
  for (const auto& [size, root] :
       TlogVector({"entry_log", "roots"}).struct_value().fields()) {
    uint64_t number = 0;
    ASSERT_TRUE(absl::SimpleAtoi(size, &number));
    roots[number] = root.string_value();
  }
  ASSERT_EQ(roots.rbegin()->first, 70000U);
  for (const auto& [size, root] : roots) {
    log.AppendUpTo(size);
    log.Publish();
    EXPECT_EQ(HexEncode(AsBytes(log.Root())), root) << size;
    // The root again, and from the tiles alone.
    const auto from_tiles = RootHash(size, [&log](NodeId node) {
      return ReadNode(node, log.size(), [&log](absl::string_view path) {
        return log.Read(path);
      });
    });
    ASSERT_TRUE(from_tiles.ok()) << from_tiles.status();
    EXPECT_EQ(*from_tiles, log.Root()) << size;
  }
  int compared = 0;
  for (const auto& [path, expected] :
       TlogVector({"entry_log", "sha256_of_files"}).struct_value().fields()) {
    const auto file = log.Read(path);
    if (!absl::StartsWith(path, "tile/") || !file.ok()) continue;
    EXPECT_EQ(absl::StrCat(HexEncode(AsBytes(Sha256(*file))), " ", file->size(),
                           " bytes"),
              expected.string_value())
        << path;
    ++compared;
  }
  EXPECT_EQ(compared, 10);

  const auto reader = [&log](NodeId node) {
    return ReadNode(node, 70000,
                    [&log](absl::string_view path) { return log.Read(path); });
  };
  EXPECT_EQ(*InclusionProof(12345, 70000, reader),
            HashesOfBase64(TlogVector({"entry_log", "inclusion_12345_70000"})));
  EXPECT_EQ(*ConsistencyProof(257, 70000, reader),
            HashesOfBase64(TlogVector({"entry_log", "consistency_257_70000"})));
}

TEST(TileTest, FullTileStandsInForADeletedPartialOne) {
  TileLog log;
  log.AppendUpTo(300);
  log.Publish();
  const Hash root = log.Root();
  log.AppendUpTo(512);
  log.Publish();
  ASSERT_EQ(log.files().erase("tile/0/001.p/44"), 1U);
  ASSERT_EQ(log.files().erase("tile/entries/001.p/44"), 1U);
  const auto read = [&log](absl::string_view path) { return log.Read(path); };
  const auto found =
      RootHash(300, [&](NodeId node) { return ReadNode(node, 300, read); });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, root);
  const auto entries = ReadEntries(1, 300, read);
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 44U);
  EXPECT_EQ(entries->front(), TlogEntry(256));
  EXPECT_EQ(entries->back(), TlogEntry(299));
}

TEST(TileTest, DamagedTilesAreRefused) {
  TileLog log;
  log.AppendUpTo(300);
  log.Publish();
  const auto read = [&log](absl::string_view path) { return log.Read(path); };
  const NodeId leaf{.level = 0, .index = 299};
  ASSERT_TRUE(ReadNode(leaf, 300, read).ok());
  ASSERT_TRUE(ReadEntries(1, 300, read).ok());
  for (const absl::string_view path :
       {"tile/0/001.p/44", "tile/entries/001.p/44"}) {
    std::string& file = log.files()[std::string(path)];
    file.pop_back();
    EXPECT_TRUE(
        absl::IsInvalidArgument(absl::StrContains(path, "entries")
                                    ? ReadEntries(1, 300, read).status()
                                    : ReadNode(leaf, 300, read).status()));
    log.files().erase(std::string(path));
    EXPECT_TRUE(absl::IsNotFound(absl::StrContains(path, "entries")
                                     ? ReadEntries(1, 300, read).status()
                                     : ReadNode(leaf, 300, read).status()));
  }
}

TEST(TileTest, NodesComeOnlyFromTheirOwnTile) {
  std::string content(3 * kHashSize, 'x');
  const Tile tile{.level = 1, .index = 2, .width = 3};
  EXPECT_TRUE(NodeFromTile({8, 512}, tile, content).ok());
  EXPECT_TRUE(NodeFromTile({8, 514}, tile, content).ok());
  EXPECT_TRUE(NodeFromTile({9, 256}, tile, content).ok());
  EXPECT_FALSE(NodeFromTile({8, 515}, tile, content).ok());
  EXPECT_FALSE(NodeFromTile({9, 257}, tile, content).ok());
  EXPECT_FALSE(NodeFromTile({8, 511}, tile, content).ok());
  EXPECT_FALSE(NodeFromTile({7, 512}, tile, content).ok());
  EXPECT_FALSE(NodeFromTile({16, 2}, tile, content).ok());
  content.push_back('x');
  EXPECT_FALSE(NodeFromTile({8, 512}, tile, content).ok());
}

TEST(EntryBundleTest, EncodesAsTheVectorsDo) {
  std::string bundle;
  for (uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(AppendEntry(bundle, TlogEntry(i)).ok());
  }
  EXPECT_EQ(HexEncode(bundle),
            TlogVector({"entry_log", "bundle_first3_hex"}).string_value());
  const auto entries = DecodeBundle(bundle, 3);
  ASSERT_TRUE(entries.ok());
  EXPECT_THAT(*entries, testing::ElementsAre("entry-0", "entry-1", "entry-2"));
}

TEST(EntryBundleTest, RefusesEveryWrongLengthAndCount) {
  std::string bundle;
  for (const absl::string_view entry : {"a", "", "ccc"}) {
    ASSERT_TRUE(AppendEntry(bundle, entry).ok());
  }
  EXPECT_TRUE(DecodeBundle(bundle, 3).ok());
  EXPECT_FALSE(DecodeBundle(bundle, 2).ok());
  EXPECT_FALSE(DecodeBundle(bundle, 4).ok());
  for (size_t length = 0; length < bundle.size(); ++length) {
    EXPECT_FALSE(DecodeBundle(bundle.substr(0, length), 3).ok()) << length;
  }
  EXPECT_FALSE(DecodeBundle(bundle + "x", 3).ok());
}

TEST(EntryBundleTest, EntryHasAtMost65535Bytes) {
  std::string bundle;
  EXPECT_TRUE(AppendEntry(bundle, std::string(65535, 'x')).ok());
  const size_t size = bundle.size();
  EXPECT_TRUE(
      absl::IsInvalidArgument(AppendEntry(bundle, std::string(65536, 'x'))));
  EXPECT_EQ(bundle.size(), size);
}

}  // namespace
}  // namespace enlace::wire

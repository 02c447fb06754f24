#include "tests/client/log_folder.h"

#include <google/protobuf/util/json_util.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/sha256.h"
#include "client/library/annex_file.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"

namespace enlace::client {

void WriteLogFile(const std::string& path, const std::string& bytes) {
  const std::filesystem::path file = path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << bytes;
  out.close();
  CHECK(out.good()) << path;
}

void WriteLogFolder(const std::string& folder, const LogContent& content,
                    const SignLog& sign) {
  wire::CompactTree tree;
  std::map<int, std::string> levels;
  std::map<uint64_t, std::string> bundles;
  for (uint64_t index = 0; index < content.entries.size(); ++index) {
    const std::string& entry = content.entries[index];
    tree.Append(wire::HashLeaf(entry), [&](wire::NodeId node, const Hash& h) {
      if (node.level % 8 == 0) levels[node.level / 8] += ToBytes(h);
    });
    CHECK_OK(wire::AppendEntry(bundles[index / 256], entry));
  }
  std::map<uint64_t, std::string> annexes;
  for (const v1::AnnexEntry& annex : content.annexes) {
    std::string line;
    CHECK(google::protobuf::util::MessageToJsonString(annex, &line).ok())
        << "annex";
    absl::StrAppend(&annexes[annex.index() / 256], line, "\n");
  }
  const std::string audit = folder + "/audit/";
  const uint64_t size = content.entries.size();
  for (const wire::Tile& tile : wire::AllTiles(size)) {
    WriteLogFile(audit + wire::TilePath(tile),
                 levels[tile.level].substr(
                     tile.index * 8192, static_cast<size_t>(tile.width) * 32));
    if (tile.level != 0) continue;
    WriteLogFile(
        audit + wire::TilePath({wire::kEntriesLevel, tile.index, tile.width}),
        bundles[tile.index]);
  }
  for (const auto& [bundle, lines] : annexes) {
    WriteLogFile(absl::StrCat(folder, "/annex/", AnnexPath(bundle)), lines);
  }
  const wire::Checkpoint checkpoint{content.origin, size, tree.Root()};
  WriteLogFile(
      audit + "checkpoint",
      wire::FormatNote({wire::FormatCheckpoint(checkpoint), sign(checkpoint)}));
}

}  // namespace enlace::client

#include "client/library/audit_directory.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "certs/identity.h"
#include "client/library/annex_file.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"
#include "proto/wire/tile_reader.h"

namespace enlace::client {
namespace {

// Whether both are agencies of one nation; what cannot be read is not.
bool AreOfOneNation(absl::string_view sender, absl::string_view recipient) {
  const auto from = certs::ParseIdentity(sender);
  const auto to = certs::ParseIdentity(recipient);
  return from.ok() && to.ok() && from->trust_domain == to->trust_domain;
}

// Whether the entry is about a record that was let over the border, which both
// nations may read of.  What stays within one nation has no shared part.
bool Crosses(const OpenedEntry& opened) {
  const v1::AuditStep step = opened.entry.step;
  const v1::NationalOpening& national = *opened.national;
  return national.outcome() == v1::DECISION_OUTCOME_PERMIT &&
         !AreOfOneNation(national.sender(), national.recipient()) &&
         (step == v1::AUDIT_STEP_DECIDED_OUTGOING ||
          step == v1::AUDIT_STEP_DECIDED_INCOMING);
}

// One walk over the directory.
class AuditReader {
 public:
  AuditReader(const AuditFiles& files, const AuditKeys& keys,
              absl::FunctionRef<void(const OpenedEntry&)> visit)
      : files_(files), keys_(keys), visit_(visit) {}

  AuditSummary Read() {
    if (!ReadCheckpoint()) return std::move(summary_);
    ReadKept();
    CompareKept();
    const uint64_t bundles =
        (summary_.size + wire::kTileWidth - 1) / wire::kTileWidth;
    bool complete = true;
    for (uint64_t bundle = 0; bundle < bundles; ++bundle) {
      complete = ReadBundle(bundle) && complete;
    }
    if (complete) {
      CompareLastTiles();
      if (tree_.Root() != summary_.root) {
        Find("checkpoint", std::nullopt,
             "the entries do not hash to the signed root");
      }
    }
    ReadAnnexBeyond(bundles);
    return std::move(summary_);
  }

 private:
  void Find(std::string file, std::optional<uint64_t> index, std::string what) {
    ++summary_.findings_count;
    if (summary_.findings.size() < kAuditFindingsMax) {
      summary_.findings.push_back({std::move(file), index, std::move(what)});
    }
  }

  absl::StatusOr<std::string> ReadBelow(absl::string_view path) const {
    return ReadFile(absl::StrCat(files_.audit_dir, "/", path));
  }

  bool ReadCheckpoint() {
    const auto bytes = ReadBelow("checkpoint");
    if (!bytes.ok()) {
      Find("checkpoint", std::nullopt, "cannot be read");
      return false;
    }
    const auto signed_checkpoint =
        wire::OpenCheckpoint(*bytes, {keys_.log}, keys_.witnesses);
    if (!signed_checkpoint.ok()) {
      Find("checkpoint", std::nullopt,
           std::string(signed_checkpoint.status().message()));
      return false;
    }
    summary_.origin = signed_checkpoint->checkpoint.origin;
    summary_.size = signed_checkpoint->checkpoint.size;
    summary_.root = signed_checkpoint->checkpoint.root;
    summary_.checkpoint = wire::FormatNote(signed_checkpoint->note);
    summary_.cosignatures = signed_checkpoint->cosignatures;
    for (const wire::VerifierKey& witness : keys_.witnesses) {
      const bool cosigned = std::any_of(
          summary_.cosignatures.begin(), summary_.cosignatures.end(),
          [&](const auto& by) { return by.witness == witness.name(); });
      if (!cosigned) {
        Find("checkpoint", std::nullopt,
             absl::StrCat("not cosigned by ", witness.name()));
      }
    }
    return true;
  }

  void ReadKept() {
    for (const std::string& path : files_.kept_checkpoints) {
      const auto bytes = ReadFile(path);
      if (!bytes.ok()) {
        Find(path, std::nullopt, "cannot be read");
        continue;
      }
      const auto kept = wire::OpenCheckpoint(*bytes, {keys_.log}, {});
      if (!kept.ok()) {
        Find(path, std::nullopt, std::string(kept.status().message()));
      } else if (kept->checkpoint.size > summary_.size) {
        Find(path, std::nullopt,
             absl::StrCat("the log had ", kept->checkpoint.size,
                          " entries when it signed this, and now has ",
                          summary_.size));
      } else {
        kept_.push_back({kept->checkpoint.size, kept->checkpoint.root, path});
      }
    }
    // The smallest last.
    std::sort(kept_.begin(), kept_.end(),
              [](const Kept& a, const Kept& b) { return a.size > b.size; });
  }

  // Whether what was signed once is what the log has had up to here.
  void CompareKept() {
    while (!kept_.empty() && kept_.back().size == tree_.size()) {
      const Kept kept = std::move(kept_.back());
      kept_.pop_back();
      if (kept.root == tree_.Root()) continue;
      Find(kept.path, std::nullopt,
           absl::StrCat("the first ", kept.size,
                        " entries are not those for which the log signed "
                        "this: it has two histories"));
    }
  }

  // False if the tree cannot be built further.
  bool ReadBundle(uint64_t bundle) {
    const uint64_t first = bundle * wire::kTileWidth;
    const int width = static_cast<int>(
        std::min<uint64_t>(summary_.size - first, wire::kTileWidth));
    const std::string path =
        wire::TilePath({wire::kEntriesLevel, bundle, width});
    const auto entries = wire::ReadEntries(
        bundle, summary_.size,
        [this](absl::string_view file) { return ReadBelow(file); });
    const auto annex = ReadAnnex(bundle);
    if (!entries.ok()) {
      Find(path, std::nullopt, std::string(entries.status().message()));
      return false;
    }
    ++summary_.bundles;
    for (int i = 0; i < width; ++i) {
      ReadEntry(path, first + static_cast<uint64_t>(i),
                (*entries)[static_cast<size_t>(i)], annex);
    }
    return true;
  }

  void ReadEntry(const std::string& path, uint64_t index,
                 const std::string& bytes,
                 const std::map<uint64_t, v1::AnnexEntry>& annex) {
    OpenedEntry opened;
    opened.index = index;
    opened.leaf_hash = wire::HashLeaf(bytes);
    tree_.Append(opened.leaf_hash, [this](wire::NodeId node, const Hash& hash) {
      Completed(node, hash);
    });
    CompareKept();
    auto entry = wire::DecodeAuditEntry(bytes);
    if (!entry.ok()) {
      Find(path, index, std::string(entry.status().message()));
      return;
    }
    opened.entry = *std::move(entry);
    if (opened.entry.log_time_ms < summary_.last_log_time_ms) {
      Find(path, index, "the log's time goes back");
    }
    summary_.last_log_time_ms =
        std::max(summary_.last_log_time_ms, opened.entry.log_time_ms);
    opened.transfer_id = opened.entry.transfer_id;
    if (files_.annex_dir.empty()) {
      visit_(opened);
      return;
    }
    for (const OpenedEntry& each : OpenFrom(annex, opened)) visit_(each);
  }

  std::vector<OpenedEntry> OpenFrom(
      const std::map<uint64_t, v1::AnnexEntry>& annex,
      const OpenedEntry& entry) {
    const std::string path = AnnexPath(entry.index / wire::kTileWidth);
    const auto it = annex.find(entry.index);
    if (it == annex.end()) {
      if (!files_.partial_annex) {
        Find(path, entry.index, "the entry's opening is missing");
      }
      return {entry};
    }
    auto opened = OpenEntry(it->second, entry);
    if (!opened.ok()) {
      Find(path, entry.index, std::string(opened.status().message()));
      return {entry};
    }
    ++summary_.opened;
    if (files_.partial_annex) return *std::move(opened);
    for (const OpenedEntry& each : *opened) {
      // A line that opens nothing would hide a refusal as well as no line does.
      if (!each.national.has_value()) {
        Find(path, each.index, "the national part is not opened");
      } else if (!each.shared.has_value() && Crosses(each)) {
        Find(path, each.index, "a permit, and the shared part is not opened");
      }
    }
    return *std::move(opened);
  }

  // Collects the hashes of a level's tile and compares it once it is full.
  void Completed(wire::NodeId node, const Hash& hash) {
    if (node.level % wire::kTileHeight != 0) return;
    const int level = node.level / wire::kTileHeight;
    std::string& content = open_tiles_[level];
    absl::StrAppend(&content, AsBytes(hash));
    if ((node.index + 1) % wire::kTileWidth != 0) return;
    CompareTile({level, node.index / wire::kTileWidth}, content);
    content.clear();
  }

  void CompareLastTiles() {
    for (const auto& [level, content] : open_tiles_) {
      if (content.empty()) continue;
      const int width = static_cast<int>(content.size() / kHashSize);
      const uint64_t at_level = summary_.size >> (level * wire::kTileHeight);
      CompareTile({level, at_level / wire::kTileWidth, width}, content);
    }
  }

  void CompareTile(const wire::Tile& tile, const std::string& derived) {
    ++summary_.tiles;
    const std::string path = wire::TilePath(tile);
    const auto published = wire::ReadTile(
        tile, [this](absl::string_view file) { return ReadBelow(file); });
    if (!published.ok()) {
      Find(path, std::nullopt, std::string(published.status().message()));
      return;
    }
    if (*published == derived) return;
    std::optional<uint64_t> index;
    if (tile.level == 0) {
      const auto differs =
          std::mismatch(derived.begin(), derived.end(), published->begin());
      index =
          tile.index * wire::kTileWidth +
          static_cast<uint64_t>(differs.first - derived.begin()) / kHashSize;
    }
    Find(path, index, "differs from what the entries hash to");
  }

  std::map<uint64_t, v1::AnnexEntry> ReadAnnex(uint64_t bundle) {
    if (files_.annex_dir.empty()) return {};
    const std::string path = AnnexPath(bundle);
    const auto text = ReadFile(absl::StrCat(files_.annex_dir, "/", path));
    if (!text.ok()) {
      if (!files_.partial_annex || !absl::IsNotFound(text.status())) {
        Find(path, std::nullopt, "cannot be read");
      }
      return {};
    }
    auto entries = ParseAnnexFile(*text, bundle, [&](std::string what) {
      Find(path, std::nullopt, std::move(what));
    });
    const auto beyond = entries.lower_bound(summary_.size);
    summary_.not_covered +=
        static_cast<uint64_t>(std::distance(beyond, entries.end()));
    return entries;
  }

  // A live node publishes openings before the checkpoint that covers them.
  void ReadAnnexBeyond(uint64_t bundles) {
    if (files_.annex_dir.empty()) return;
    for (uint64_t bundle = bundles;; ++bundle) {
      if (!FileExists(absl::StrCat(files_.annex_dir, "/", AnnexPath(bundle)))) {
        return;
      }
      ReadAnnex(bundle);
    }
  }

  // A checkpoint that the log must contain.
  struct Kept {
    uint64_t size = 0;
    Hash root{};
    std::string path;
  };

  const AuditFiles& files_;
  const AuditKeys& keys_;
  absl::FunctionRef<void(const OpenedEntry&)> visit_;
  std::vector<Kept> kept_;  // not compared yet
  wire::CompactTree tree_;
  std::map<int, std::string> open_tiles_;  // level -> hashes so far
  AuditSummary summary_;
};

}  // namespace

AuditSummary ReadAuditDirectory(
    const AuditFiles& files, const AuditKeys& keys,
    absl::FunctionRef<void(const OpenedEntry&)> visit) {
  return AuditReader(files, keys, visit).Read();
}

}  // namespace enlace::client

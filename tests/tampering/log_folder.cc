#include "tests/tampering/log_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/merkle.h"
#include "proto/wire/note.h"
#include "proto/wire/tile.h"
#include "server/audit/annex_line.h"
#include "tests/bench/decision_row.h"

namespace enlace::tampering {
namespace {

constexpr uint64_t kBundleSize = wire::kTileWidth;

std::string InAudit(const wire::Tile& tile) {
  return absl::StrCat("audit/", wire::TilePath(tile));
}

std::string InAnnex(uint64_t bundle) {
  return absl::StrCat("annex/", audit::AnnexPath(bundle));
}

wire::Tile BundleOf(uint64_t entry, uint64_t size) {
  const uint64_t bundle = entry / kBundleSize;
  return {.level = wire::kEntriesLevel,
          .index = bundle,
          .width = static_cast<int>(
              std::min(size - bundle * kBundleSize, kBundleSize))};
}

// The file with another part in the place of one.
std::string WithPart(const Files& files, const std::string& path, size_t part,
                     absl::string_view other) {
  std::string content;
  std::vector<absl::string_view> parts = PartsOf(path, files.at(path));
  parts[part] = other;
  for (const absl::string_view each : parts) absl::StrAppend(&content, each);
  return content;
}

std::string Sign(const wire::Checkpoint& checkpoint) {
  const audit::TestKeys& keys = audit::Keys();
  wire::Note note{wire::FormatCheckpoint(checkpoint), {}};
  note.signatures.push_back(
      *wire::SignCheckpoint(checkpoint, keys.log, keys.log_signer));
  note.signatures.push_back(
      *wire::CosignCheckpoint(checkpoint, keys.witness, keys.witness_signer,
                              audit::FixedClock().TimeNow()));
  return wire::FormatNote(note);
}

// What the reader tells of the log as a whole.
Hash HashOf(const client::AuditSummary& summary) {
  return Sha256(
      {absl::StrCat(summary.origin, " ", summary.size, " ", summary.opened, " ",
                    summary.not_covered, " ", summary.cosignatures.size(), " "),
       AsBytes(summary.root)});
}

}  // namespace

LogFolder::LogFolder(const std::vector<uint64_t>& sizes) {
  audit::TestNode node;
  CHECK_OK(node.Open());
  for (const uint64_t size : sizes) {
    for (uint64_t index = node.store.rows.size(); index < size; ++index) {
      node.store.rows.push_back(bench::DecisionRow(index));
      leaves_.push_back(wire::HashLeaf(node.store.rows.back().entry));
    }
    CHECK_OK(node.log->TryPublish());
    checkpoints_[size] = node.audit_files.durable.at("checkpoint");
  }
  for (auto& [path, content] : node.audit_files.durable) {
    files_[absl::StrCat("audit/", path)] = std::move(content);
  }
  for (auto& [path, content] : node.annex_files.durable) {
    files_[absl::StrCat("annex/", path)] = std::move(content);
  }
  for (const auto& [path, content] : files_) Write(path, content);
  Write("kept", files_.at("audit/checkpoint"));
}

Damage LogFolder::RollBack(uint64_t size, Extent extent) const {
  Damage damage{.what = absl::StrCat("rolled back to ", size, " entries, ",
                                     static_cast<int>(extent))};
  if (extent != Extent::kAllButCheckpoint) {
    damage.files["audit/checkpoint"] = checkpoints_.at(size);
    damage.named_files.insert(KeptPath());
  }
  if (extent == Extent::kCheckpoint) return damage;
  std::set<std::string> held;
  for (wire::Tile tile : wire::AllTiles(size)) {
    held.insert(InAudit(tile));
    tile.level = tile.level == 0 ? wire::kEntriesLevel : tile.level;
    held.insert(InAudit(tile));
  }
  for (const auto& [path, content] : files_) {
    if (path.starts_with("audit/tile/") && !held.contains(path)) {
      damage.files[path] = std::nullopt;
      if (extent == Extent::kAllButCheckpoint) {
        damage.named_files.insert(path.substr(path.find('/') + 1));
      }
    }
  }
  for (uint64_t first = 0; first < leaves_.size(); first += kBundleSize) {
    const std::string path = InAnnex(first / kBundleSize);
    if (first >= size) {
      damage.files[path] = std::nullopt;
    } else if (first + kBundleSize > size) {
      std::string& lines = damage.files[path].emplace();
      const auto parts = PartsOf(path, files_.at(path));
      for (uint64_t i = first; i < size; ++i) {
        absl::StrAppend(&lines, parts[i - first]);
      }
    }
  }
  return damage;
}

Damage LogFolder::Fork(uint64_t entry, Extent extent) const {
  Damage damage{.what = absl::StrCat("another entry ", entry, ", ",
                                     static_cast<int>(extent))};
  const core::AuditRow row = bench::DecisionRow(entry, "another");
  std::vector<Hash> leaves = leaves_;
  leaves[entry] = wire::HashLeaf(row.entry);
  std::map<int, std::string> levels;
  wire::CompactTree tree;
  for (const Hash& leaf : leaves) {
    tree.Append(leaf, [&levels](wire::NodeId node, const Hash& hash) {
      if (node.level % wire::kTileHeight != 0) return;
      absl::StrAppend(&levels[node.level / wire::kTileHeight], AsBytes(hash));
    });
  }
  // The one who holds a checkpoint that was signed sees another root.
  damage.named_files.insert(extent == Extent::kAllButCheckpoint ? "checkpoint"
                                                                : KeptPath());
  if (extent != Extent::kAllButCheckpoint) {
    damage.files["audit/checkpoint"] =
        Sign({std::string(audit::kTestOrigin), size(), tree.Root()});
  }
  if (extent == Extent::kCheckpoint) {
    damage.named_files = {"checkpoint"};
    return damage;
  }
  std::string bundled;
  CHECK_OK(wire::AppendEntry(bundled, row.entry));
  const std::string bundle = InAudit(BundleOf(entry, size()));
  damage.files[bundle] = WithPart(files_, bundle, entry % kBundleSize, bundled);
  const std::string annex = InAnnex(entry / kBundleSize);
  damage.files[annex] =
      WithPart(files_, annex, entry % kBundleSize, *audit::AnnexLine(row));
  for (const wire::Tile& tile : wire::AllTiles(size())) {
    std::string content =
        levels[tile.level].substr(tile.index * kBundleSize * kHashSize,
                                  static_cast<size_t>(tile.width) * kHashSize);
    const std::string path = InAudit(tile);
    if (content != files_.at(path)) damage.files[path] = std::move(content);
  }
  return damage;
}

Verdict LogFolder::Judge(const Damage& damage, Openings openings) {
  if (!told_.contains(openings)) told_[openings] = Told(openings);
  Apply(damage);
  const client::AuditSummary summary =
      Read(openings, /*kept=*/true, [](const client::OpenedEntry&) {});
  // Without findings the entries are those that hash to the root, so that of
  // these no more needs to be read.
  const bool same =
      summary.findings.empty() &&
      (openings == Openings::kRead ? Told(openings) == told_.at(openings)
                                   : HashOf(summary) == told_.at(openings));
  Restore(damage);
  if (summary.findings.empty()) {
    return same ? Verdict::kWithoutEffect : Verdict::kMissed;
  }
  const bool located =
      std::any_of(summary.findings.begin(), summary.findings.end(),
                  [&damage](const client::AuditFinding& finding) {
                    return damage.named_files.contains(finding.file) ||
                           (finding.index.has_value() &&
                            damage.entries.contains(*finding.index));
                  });
  return located ? Verdict::kLocated : Verdict::kMissed;
}

client::AuditSummary LogFolder::ReadForgetful(const Damage& damage) const {
  Apply(damage);
  client::AuditSummary summary =
      Read(Openings::kRead, /*kept=*/false, [](const client::OpenedEntry&) {});
  Restore(damage);
  return summary;
}

client::AuditSummary LogFolder::Read(
    Openings openings, bool kept,
    absl::FunctionRef<void(const client::OpenedEntry&)> visit) const {
  client::AuditFiles files{.audit_dir = folder_ / "audit", .annex_dir = ""};
  if (openings == Openings::kRead) files.annex_dir = folder_ / "annex";
  if (kept) files.kept_checkpoints.push_back(KeptPath());
  return client::ReadAuditDirectory(
      files, {audit::Keys().log, {audit::Keys().witness}}, visit);
}

Hash LogFolder::Told(Openings openings) const {
  Hash told{};
  const client::AuditSummary summary =
      Read(openings, /*kept=*/true, [&](const client::OpenedEntry& opened) {
        if (openings == Openings::kLeft) return;
        told = Sha256(
            {AsBytes(told), AsBytes(opened.leaf_hash),
             opened.shared ? opened.shared->SerializeAsString() : "-",
             opened.national ? opened.national->SerializeAsString() : "-"});
      });
  if (openings == Openings::kLeft) return HashOf(summary);
  return Sha256({AsBytes(told), AsBytes(HashOf(summary))});
}

void LogFolder::Write(const std::string& path,
                      const std::string& content) const {
  const std::filesystem::path file = folder_ / path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  CHECK(out.good()) << path;
}

void LogFolder::Apply(const Damage& damage) const {
  for (const auto& [path, content] : damage.files) {
    if (content.has_value()) {
      Write(path, *content);
    } else {
      std::filesystem::remove(folder_ / path);
    }
  }
}

void LogFolder::Restore(const Damage& damage) const {
  for (const auto& [path, content] : damage.files) {
    const auto whole = files_.find(path);
    if (whole == files_.end()) {
      std::filesystem::remove(folder_ / path);
    } else {
      Write(path, whole->second);
    }
  }
}

}  // namespace enlace::tampering

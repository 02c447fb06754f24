#include "tests/tampering/damage.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/tile.h"

namespace enlace::tampering {
namespace {

constexpr size_t kBundledEntrySize = 2 + wire::kAuditEntrySize;

// Below the folder that the reader is told of.
std::string NameOf(absl::string_view path) {
  return std::string(path.substr(path.find('/') + 1));
}

bool HoldsLines(absl::string_view path) {
  return absl::EndsWith(path, "checkpoint") || absl::EndsWith(path, ".jsonl");
}

size_t PartSize(absl::string_view path) {
  return absl::StrContains(path, "/entries/") ? kBundledEntrySize : kHashSize;
}

// The entries of which the part tells, if it is of one.
std::set<uint64_t> EntriesAt(absl::string_view path, size_t part) {
  uint64_t bundle = 0;
  if (absl::EndsWith(path, ".jsonl")) {
    const std::string digits = absl::StrReplaceAll(
        path, {{"annex/", ""}, {".jsonl", ""}, {"x", ""}, {"/", ""}});
    if (!absl::SimpleAtoi(digits, &bundle)) return {};
  } else {
    const auto tile = wire::ParseTilePath(NameOf(path));
    if (!tile.ok() || tile->level > 0) return {};
    bundle = tile->index;
  }
  return {bundle * wire::kTileWidth + part};
}

// The part in which a byte lies.
size_t PartAt(absl::string_view path, absl::string_view content, size_t at) {
  if (!HoldsLines(path)) return at / PartSize(path);
  return static_cast<size_t>(
      std::count(content.begin(),
                 content.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

Damage To(std::string what, const std::string& path, std::string content) {
  Damage damage{.what = std::move(what)};
  damage.files[path] = std::move(content);
  damage.named_files.insert(NameOf(path));
  return damage;
}

std::string Joined(const std::vector<absl::string_view>& parts) {
  std::string content;
  for (const absl::string_view part : parts) absl::StrAppend(&content, part);
  return content;
}

}  // namespace

std::vector<absl::string_view> PartsOf(absl::string_view path,
                                       absl::string_view content) {
  std::vector<absl::string_view> parts;
  while (!content.empty()) {
    const size_t size =
        HoldsLines(path) ? std::min(content.find('\n'), content.size() - 1) + 1
                         : std::min(PartSize(path), content.size());
    parts.push_back(content.substr(0, size));
    content.remove_prefix(size);
  }
  return parts;
}

Damage FlipBit(const Files& files, const std::string& path, size_t bit) {
  const std::string& whole = files.at(path);
  std::string content = whole;
  content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8)));
  Damage damage = To(absl::StrCat("bit ", bit, " of ", path, " flipped"), path,
                     std::move(content));
  damage.entries = EntriesAt(path, PartAt(path, whole, bit / 8));
  return damage;
}

Damage DropByte(const Files& files, const std::string& path, size_t at) {
  std::string content = files.at(path);
  content.erase(at, 1);
  return To(absl::StrCat("byte ", at, " of ", path, " dropped"), path,
            std::move(content));
}

Damage CutAt(const Files& files, const std::string& path, size_t size) {
  return To(absl::StrCat(path, " cut to ", size, " bytes"), path,
            files.at(path).substr(0, size));
}

Damage DropFile(const Files&, const std::string& path) {
  Damage damage = To(absl::StrCat(path, " dropped"), path, "");
  damage.files[path] = std::nullopt;
  return damage;
}

Damage SwapFiles(const Files& files, const std::string& a,
                 const std::string& b) {
  Damage damage = To(absl::StrCat(a, " swapped with ", b), a, files.at(b));
  damage.files[b] = files.at(a);
  damage.named_files.insert(NameOf(b));
  // A bundle that stands whole in another's place is told by its entries.
  for (const std::string& path : {a, b}) {
    const size_t parts = PartsOf(path, files.at(path)).size();
    for (size_t part = 0; part < parts; ++part) {
      damage.entries.merge(EntriesAt(path, part));
    }
  }
  return damage;
}

Damage DropPart(const Files& files, const std::string& path, size_t part) {
  std::vector<absl::string_view> parts = PartsOf(path, files.at(path));
  parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
  Damage damage = To(absl::StrCat("part ", part, " of ", path, " dropped"),
                     path, Joined(parts));
  damage.entries = EntriesAt(path, part);
  return damage;
}

Damage SwapParts(const Files& files, const std::string& a, size_t part_of_a,
                 const std::string& b, size_t part_of_b) {
  std::vector<absl::string_view> of_a = PartsOf(a, files.at(a));
  std::vector<absl::string_view> of_b = PartsOf(b, files.at(b));
  const std::string what = absl::StrCat("part ", part_of_a, " of ", a,
                                        " swapped with ", part_of_b, " of ", b);
  Damage damage;
  if (a == b) {
    std::swap(of_a[part_of_a], of_a[part_of_b]);
    damage = To(what, a, Joined(of_a));
  } else {
    std::swap(of_a[part_of_a], of_b[part_of_b]);
    damage = To(what, a, Joined(of_a));
    damage.files[b] = Joined(of_b);
    damage.named_files.insert(NameOf(b));
  }
  damage.entries = EntriesAt(a, part_of_a);
  damage.entries.merge(EntriesAt(b, part_of_b));
  return damage;
}

}  // namespace enlace::tampering

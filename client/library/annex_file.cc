#include "client/library/annex_file.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/wire/tile.h"

namespace enlace::client {
namespace {

absl::Status Contradicts(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("the opening contradicts the entry: ", what));
}

absl::Status Open(const std::string& shared, const std::string& national,
                  bool has_shared, bool has_national, OpenedEntry& opened) {
  if (has_shared) {
    opened.shared.emplace();
    if (!opened.shared->ParseFromString(shared)) {
      return Contradicts("the shared part cannot be read");
    }
    if (opened.shared->step() != opened.entry.step) {
      return Contradicts("another step");
    }
  }
  if (has_national) {
    opened.national.emplace();
    if (!opened.national->ParseFromString(national)) {
      return Contradicts("the national part cannot be read");
    }
  }
  return absl::OkStatus();
}

// A decoy, a record that the reader is not shown, or one that was erased.
bool OpensNothing(const v1::AnnexLeaf& leaf) {
  return leaf.shared().empty() && leaf.national().empty();
}

// Strict: an unknown field is an error.  The resolver is made once, since a
// log has millions of lines and the usual call makes one for each.
bool ParseLine(absl::string_view line, v1::AnnexEntry& entry) {
  static auto* const types =
      google::protobuf::util::NewTypeResolverForDescriptorPool(
          "enlace", v1::AnnexEntry::descriptor()->file()->pool());
  static const auto* const url = new std::string(
      absl::StrCat("enlace/", v1::AnnexEntry::descriptor()->full_name()));
  std::string binary;
  return google::protobuf::util::JsonToBinaryString(types, *url,
                                                    std::string(line), &binary)
             .ok() &&
         entry.ParseFromString(binary);
}

}  // namespace

std::string AnnexPath(uint64_t bundle) {
  const std::string path =
      wire::TilePath({.level = wire::kEntriesLevel, .index = bundle});
  return absl::StrCat(absl::StripPrefix(path, "tile/entries/"), ".jsonl");
}

std::map<uint64_t, v1::AnnexEntry> ParseAnnexFile(
    absl::string_view text, uint64_t bundle,
    absl::FunctionRef<void(std::string)> wrong) {
  std::map<uint64_t, v1::AnnexEntry> entries;
  if (!text.empty() && !absl::ConsumeSuffix(&text, "\n")) {
    wrong("the last line is torn");
  }
  if (text.empty()) return entries;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const auto say = [&](absl::string_view what) {
      wrong(absl::StrCat("line ", number, ": ", what));
    };
    v1::AnnexEntry entry;
    if (!ParseLine(line, entry)) {
      say("is no annex entry");
    } else if (entry.index() / wire::kTileWidth != bundle) {
      say("belongs to another file");
    } else if (!entries.empty() && entry.index() <= entries.rbegin()->first) {
      say("stands twice or out of order");
    } else {
      const uint64_t index = entry.index();
      entries.emplace(index, std::move(entry));
    }
  }
  return entries;
}

absl::StatusOr<v1::AnnexEntry> ReadAnnexEntry(absl::string_view annex_dir,
                                              uint64_t index) {
  const uint64_t bundle = index / wire::kTileWidth;
  const std::string path = absl::StrCat(annex_dir, "/", AnnexPath(bundle));
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::string fault;
  const auto entries = ParseAnnexFile(
      text, bundle, [&](std::string what) { fault = std::move(what); });
  const auto found = entries.find(index);
  if (found != entries.end()) return found->second;
  if (!fault.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", fault));
  }
  return absl::NotFoundError(
      absl::StrCat(path, ": has no line for entry ", index));
}

absl::StatusOr<std::vector<OpenedEntry>> OpenEntry(const v1::AnnexEntry& annex,
                                                   const OpenedEntry& entry) {
  RETURN_IF_ERROR(wire::VerifyOpenings(entry.entry, annex));
  OpenedEntry told = entry;
  told.in_annex = true;
  std::vector<OpenedEntry> opened;
  if (annex.leaves().empty()) {
    RETURN_IF_ERROR(
        Open(annex.shared(), annex.national(), !annex.shared_blind().empty(),
             !annex.national_blind().empty(), opened.emplace_back(told)));
    if (opened.front().shared.has_value() &&
        opened.front().shared->transfer_id() != entry.entry.transfer_id) {
      return Contradicts("another transfer");
    }
    return opened;
  }
  told.closed_places = static_cast<uint64_t>(std::count_if(
      annex.leaves().begin(), annex.leaves().end(), OpensNothing));
  for (int place = 0; place < annex.leaves_size(); ++place) {
    const v1::AnnexLeaf& leaf = annex.leaves(place);
    if (OpensNothing(leaf)) continue;
    if (leaf.shared().empty()) return Contradicts("a record without a name");
    OpenedEntry& record = opened.emplace_back(told);
    record.place = static_cast<uint32_t>(place);
    RETURN_IF_ERROR(Open(leaf.shared(), leaf.national(), true,
                         !leaf.national().empty(), record));
    record.transfer_id = record.shared->transfer_id();
  }
  if (opened.empty()) opened.push_back(told);
  return opened;
}

}  // namespace enlace::client

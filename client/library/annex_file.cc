#include "client/library/annex_file.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "proto/wire/tile.h"

namespace enlace::client {
namespace {

absl::Status Contradicts(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("the opening contradicts the entry: ", what));
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

absl::Status OpenEntry(const v1::AnnexEntry& annex, OpenedEntry& opened) {
  RETURN_IF_ERROR(wire::VerifyOpenings(opened.entry, annex));
  if (!annex.shared_blind().empty()) {
    v1::SharedOpening shared;
    if (!shared.ParseFromString(annex.shared())) {
      return Contradicts("the shared part cannot be read");
    }
    if (shared.transfer_id() != opened.entry.transfer_id) {
      return Contradicts("another transfer");
    }
    if (shared.step() != opened.entry.step) return Contradicts("another step");
    opened.shared = std::move(shared);
  }
  if (!annex.national_blind().empty()) {
    v1::NationalOpening national;
    if (!national.ParseFromString(annex.national())) {
      opened.shared.reset();
      return Contradicts("the national part cannot be read");
    }
    opened.national = std::move(national);
  }
  return absl::OkStatus();
}

}  // namespace enlace::client

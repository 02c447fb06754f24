#include "server/audit/annex_line.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/tile.h"

namespace enlace::audit {
namespace {

// The four fields that an entry and a leaf of one have in common.
template <typename Opening>
void AppendOpenings(const Opening& opening, std::string& line) {
  absl::StrAppend(&line, "\"sharedBlind\":\"",
                  Base64Encode(opening.shared_blind()), "\",\"shared\":\"",
                  Base64Encode(opening.shared()), "\",\"nationalBlind\":\"",
                  Base64Encode(opening.national_blind()), "\",\"national\":\"",
                  Base64Encode(opening.national()), "\"");
}

}  // namespace

std::string AnnexPath(uint64_t bundle) {
  const std::string path =
      wire::TilePath({.level = wire::kEntriesLevel, .index = bundle});
  return absl::StrCat(absl::StripPrefix(path, "tile/entries/"), ".jsonl");
}

absl::StatusOr<std::string> AnnexLine(const core::AuditRow& row) {
  v1::AnnexEntry annex;
  if (row.annex.empty()) {
    annex.set_index(row.index);
  } else if (!annex.ParseFromString(row.annex) || annex.index() != row.index) {
    return absl::DataLossError(
        absl::StrCat("the annex of entry ", row.index, " is not its own"));
  }
  // By hand, since reflection costs more than all the rest of a publication:
  // no value here needs escaping.  Every field stands, empty or not.
  std::string line = absl::StrCat("{\"index\":\"", annex.index(), "\",");
  AppendOpenings(annex, line);
  absl::StrAppend(&line, ",\"leaves\":[");
  absl::string_view separator;
  for (const v1::AnnexLeaf& leaf : annex.leaves()) {
    absl::StrAppend(&line, std::exchange(separator, ","), "{");
    AppendOpenings(leaf, line);
    absl::StrAppend(&line, "}");
  }
  absl::StrAppend(&line, "]}\n");
  return line;
}

}  // namespace enlace::audit

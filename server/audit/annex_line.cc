#include "server/audit/annex_line.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/tile.h"

namespace enlace::audit {

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
  return absl::StrCat("{\"index\":\"", annex.index(), "\",\"sharedBlind\":\"",
                      Base64Encode(annex.shared_blind()), "\",\"shared\":\"",
                      Base64Encode(annex.shared()), "\",\"nationalBlind\":\"",
                      Base64Encode(annex.national_blind()),
                      "\",\"national\":\"", Base64Encode(annex.national()),
                      "\"}\n");
}

}  // namespace enlace::audit

#include "server/audit/annex_line.h"

#include <google/protobuf/util/json_util.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
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
  // The index of the first entry is 0, which JSON would leave out.
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string line;
  if (!google::protobuf::util::MessageToJsonString(annex, &line, options)
           .ok()) {
    return absl::InternalError(
        absl::StrCat("the annex of entry ", row.index, " has no JSON form"));
  }
  line.push_back('\n');
  return line;
}

}  // namespace enlace::audit

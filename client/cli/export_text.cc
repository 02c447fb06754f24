#include "client/cli/export_text.h"

#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "client/cli/json_message.h"
#include "client/cli/niem_json.h"
#include "client/importers/record_cells.h"

namespace enlace::client {
namespace {

constexpr char kCsv[] = "csv";
constexpr char kNiem[] = "niem-json";

std::string TableOf(const std::vector<const wire::VerifiedRecord*>& records) {
  std::vector<TableRow> rows;
  rows.reserve(records.size());
  for (const wire::VerifiedRecord* const record : records) {
    rows.push_back({record->message.get(),
                    {{"record_id", HexEncode(record->record_id)},
                     {"sender", record->header.sender()},
                     {"withheld", absl::StrJoin(record->withheld, "; ")},
                     {"caveats", absl::StrJoin(record->caveats, "; ")}}});
  }
  return RecordsCsv(rows);
}

}  // namespace

void AddExportFormat(Command verb, std::string& format, Shell& shell) {
  format = kCsv;
  verb.AddOption("--format", format,
                 shell.Say({"Form of the records (csv)",
                            "Forma de los registros (csv)"}))
      .OneOf({kCsv, "json", kNiem})
      .Value("FORMAT");
}

std::string ExportText(const std::vector<const wire::VerifiedRecord*>& records,
                       bool single, const std::string& format) {
  if (format == kCsv) return TableOf(records);
  Json list = Json::Array();
  for (const wire::VerifiedRecord* const record : records) {
    Json json =
        format == kNiem ? NiemJson(*record->message) : JsonOf(*record->message);
    if (single) return FormatJson(json);
    list.Append(Json::Object()
                    .Add("recordId", Json::String(HexEncode(record->record_id)))
                    .Add("type", Json::String(record->header.type()))
                    .Add("sender", Json::String(record->header.sender()))
                    .Add("withheld", Json::Strings(record->withheld))
                    .Add("caveats", Json::Strings(record->caveats))
                    .Add("record", std::move(json)));
  }
  return FormatJson(list);
}

}  // namespace enlace::client

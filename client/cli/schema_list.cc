// enlace schema list: the record types of this release.

#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/label.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> List(Shell& shell) {
  Json rows = Json::Array();
  Table table({"TYPE", "NAME", "CHANNELS", "ANSWERS"});
  for (const auto* type : wire::RecordTypes()) {
    const v1::RecordRules& rules = type->options().GetExtension(v1::record);
    std::vector<std::string> channels;
    std::vector<std::string> short_channels;
    for (const int channel : rules.channels()) {
      const std::string name =
          v1::Channel_Name(static_cast<v1::Channel>(channel));
      channels.push_back(name);
      short_channels.emplace_back(absl::StripPrefix(name, "CHANNEL_"));
    }
    const std::string label = LabelOf(*type, shell.language());
    rows.Append(Json::Object()
                    .Add("type", Json::String(type->name()))
                    .Add("label", Json::String(label))
                    .Add("schema", Json::String(rules.schema()))
                    .Add("channels", Json::Strings(channels))
                    .Add("answers", Json::Strings({rules.parents().begin(),
                                                   rules.parents().end()}))
                    .Add("opensThread", Json::Bool(!rules.parent_required())));
    table.Add({type->name(), label, absl::StrJoin(short_channels, ","),
               absl::StrJoin(rules.parents(), ",")});
  }
  shell.Print(rows, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddSchemaList(Command schema, Shell& shell) {
  Command verb = schema.AddVerb("list",
                                shell.Say({"List the types of records",
                                           "Enumera los tipos de registros"}),
                                {"enlace schema list"});
  verb.OnRun(shell, [&shell] { return List(shell); });
}

}  // namespace enlace::client

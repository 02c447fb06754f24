// enlace link show FILE: what a link file says, and its fingerprint.

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/link_file.h"

namespace enlace::client {
namespace {

// Names and keys; the chains stay in the file.
Json PartiesOf(const v1::LinkFile& content) {
  Json json = Json::Object();
  Json nodes = Json::Array();
  for (const v1::LinkNode& node : content.nodes()) {
    nodes.Append(Json::Object()
                     .Add("identity", Json::String(node.identity()))
                     .Add("endpoint", Json::String(node.endpoint())));
  }
  Json logs = Json::Array();
  for (const v1::LinkLog& log : content.logs()) {
    logs.Append(Json::Object()
                    .Add("origin", Json::String(log.origin()))
                    .Add("logKey", Json::String(log.log_key()))
                    .Add("witnessKey", Json::String(log.witness_key())));
  }
  std::vector<std::string> agencies;
  for (const v1::LinkAgency& agency : content.agencies()) {
    agencies.push_back(agency.identity());
  }
  json.Add("nodes", std::move(nodes));
  json.Add("logs", std::move(logs));
  json.Add("agencies", Json::Strings(agencies));
  return json;
}

std::string PartiesText(const v1::LinkFile& content) {
  Table parties({"KIND", "NAME", "KEY"});
  for (const v1::LinkNode& node : content.nodes()) {
    parties.Add({"node", node.identity(), node.endpoint()});
  }
  for (const v1::LinkLog& log : content.logs()) {
    parties.Add({"log", log.origin(), log.log_key()});
    parties.Add({"witness", "", log.witness_key()});
  }
  for (const v1::LinkAgency& agency : content.agencies()) {
    parties.Add({"agency", agency.identity(), ""});
  }
  return parties.Format();
}

absl::StatusOr<ExitCode> Show(const std::string& path, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kLinkFileSizeMax));
  ASSIGN_OR_RETURN(const wire::LinkFile file, wire::LinkFile::Parse(bytes));
  const v1::LinkFile& content = file.content();
  const std::string from = TimeText(content.valid_from_ms());
  const std::string until = TimeText(content.valid_until_ms());
  const bool valid = file.ValidAt(shell.clock().TimeNow());
  const std::string digits = wire::FingerprintDigits(file.digest());
  const std::string root = file.root().certificate().fingerprint();
  shell.Print(
      Json::Object()
          .Add("nation", Json::String(file.trust_domain()))
          .Add("fingerprint", Json::String(digits))
          .Add("sha256", Json::String(HexEncode(AsBytes(file.digest()))))
          .Add("serial", Json::Number(static_cast<int64_t>(content.serial())))
          .Add("validFrom", Json::String(from))
          .Add("validUntil", Json::String(until))
          .Add("validNow", Json::Bool(valid))
          .Add("root", Json::String(root))
          .Add("parties", PartiesOf(content)),
      absl::StrCat(
          FormatFields({{shell.Say({"nation", "nación"}), file.trust_domain()},
                        {shell.Say({"fingerprint", "huella"}), digits},
                        {"SHA-256", wire::FingerprintHex(file.digest())},
                        {shell.Say({"serial", "número"}),
                         absl::StrCat(content.serial())},
                        {shell.Say({"valid from", "válido desde"}), from},
                        {shell.Say({"valid until", "válido hasta"}), until},
                        {shell.Say({"root", "raíz"}), root}}),
          "\n", PartiesText(content)));
  return valid ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void AddLinkShow(Command link, Shell& shell) {
  Command verb = link.AddVerb(
      "show",
      shell.Say(
          {"Show what a link file says; 3 if it does not hold now",
           "Muestra lo que dice un archivo de enlace; 3 si no está vigente"}),
      {"enlace link show LINK_FILE"});
  auto path = std::make_shared<std::string>();
  verb.AddOption("FILE", *path,
                 shell.Say({"Link file of a nation",
                            "Archivo de enlace de una nación"}))
      .Required();
  verb.OnRun(shell, [&shell, path] { return Show(*path, shell); });
}

}  // namespace enlace::client

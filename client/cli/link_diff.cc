// enlace link diff OLD NEW: what a nation's next link file changes, in words,
// for whoever signs it and for whoever accepts it.

#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/link_file.h"

namespace enlace::client {
namespace {

// What stands for each party, by kind and name.
using Parties = std::map<std::pair<std::string, std::string>, std::string>;

struct Change {
  std::string what;  // "added", "removed", "changed"
  std::string kind;
  std::string name;
};

absl::StatusOr<wire::LinkFile> ReadLinkFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kLinkFileSizeMax));
  return wire::LinkFile::Parse(bytes);
}

Parties PartiesOf(const wire::LinkFile& file) {
  Parties parties;
  const v1::LinkFile& content = file.content();
  parties[{"root", file.trust_domain()}] = content.root_certificate();
  for (const v1::LinkNode& node : content.nodes()) {
    parties[{"node", node.identity()}] =
        absl::StrCat(node.endpoint(), "\n", node.statement_chain());
  }
  for (const v1::LinkLog& log : content.logs()) {
    parties[{"log", log.origin()}] =
        absl::StrCat(log.log_key(), "\n", log.witness_key());
  }
  for (const v1::LinkAgency& agency : content.agencies()) {
    parties[{"agency", agency.identity()}] = agency.signing_chain();
  }
  return parties;
}

std::vector<Change> ChangesBetween(const wire::LinkFile& before,
                                   const wire::LinkFile& after) {
  const Parties old_parties = PartiesOf(before);
  const Parties new_parties = PartiesOf(after);
  std::vector<Change> changes;
  for (const auto& [name, content] : new_parties) {
    const auto known = old_parties.find(name);
    if (known == old_parties.end()) {
      changes.push_back({"added", name.first, name.second});
    } else if (known->second != content) {
      changes.push_back({"changed", name.first, name.second});
    }
  }
  for (const auto& [name, content] : old_parties) {
    if (!new_parties.contains(name)) {
      changes.push_back({"removed", name.first, name.second});
    }
  }
  return changes;
}

std::string WordFor(const std::string& what, Shell& shell) {
  if (what == "added") return shell.Say({"added", "nuevo"});
  if (what == "removed") return shell.Say({"removed", "retirado"});
  return shell.Say({"changed", "cambiado"});
}

absl::StatusOr<ExitCode> Diff(const std::string& old_path,
                              const std::string& new_path, Shell& shell) {
  ASSIGN_OR_RETURN(const wire::LinkFile before, ReadLinkFile(old_path));
  ASSIGN_OR_RETURN(const wire::LinkFile after, ReadLinkFile(new_path));
  if (before.trust_domain() != after.trust_domain()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the link files are of two nations: ", before.trust_domain(), ", ",
        after.trust_domain()));
  }
  const bool later = after.content().serial() > before.content().serial();
  const std::string until = TimeText(after.content().valid_until_ms());
  const std::string digits = wire::FingerprintDigits(after.digest());
  const std::string serials =
      absl::StrCat(before.content().serial(), " -> ", after.content().serial());
  Json changes = Json::Array();
  Table table({"CHANGE", "KIND", "NAME"});
  for (const Change& change : ChangesBetween(before, after)) {
    changes.Append(Json::Object()
                       .Add("change", Json::String(change.what))
                       .Add("kind", Json::String(change.kind))
                       .Add("name", Json::String(change.name)));
    table.Add({WordFor(change.what, shell), change.kind, change.name});
  }
  const std::string rows = changes.children().empty()
                               ? shell.Say({"names the same parties and keys\n",
                                            "nombra las mismas partes y "
                                            "claves\n"})
                               : table.Format();
  shell.Print(
      Json::Object()
          .Add("nation", Json::String(after.trust_domain()))
          .Add("serials", Json::String(serials))
          .Add("later", Json::Bool(later))
          .Add("validUntil", Json::String(until))
          .Add("fingerprint", Json::String(digits))
          .Add("changes", std::move(changes)),
      absl::StrCat(
          FormatFields(
              {{shell.Say({"nation", "nación"}), after.trust_domain()},
               {shell.Say({"serial", "número"}), serials},
               {shell.Say({"valid until", "válido hasta"}), until},
               {shell.Say({"new fingerprint", "huella nueva"}), digits}}),
          "\n", rows));
  return later ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void AddLinkDiff(Command link, Shell& shell) {
  Command verb = link.AddVerb(
      "diff",
      shell.Say({"Say what a nation's next link file changes; 3 if it is not "
                 "the later one",
                 "Dice qué cambia el siguiente archivo de enlace de una "
                 "nación; 3 si no es el posterior"}),
      {"enlace link diff LINK_FILE NEXT_LINK_FILE"});
  auto before = std::make_shared<std::string>();
  auto after = std::make_shared<std::string>();
  verb.AddOption("OLD", *before,
                 shell.Say({"Link file so far", "Archivo de enlace actual"}))
      .Required();
  verb.AddOption("NEW", *after,
                 shell.Say({"Next link file", "Archivo de enlace siguiente"}))
      .Required();
  verb.OnRun(shell,
             [&shell, before, after] { return Diff(*before, *after, shell); });
}

}  // namespace enlace::client

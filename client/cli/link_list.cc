// enlace link list: which nations the own node is linked to, and who accepted.

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"
#include "proto/wire/fingerprint.h"

namespace enlace::client {
namespace {

std::string DigitsOf(const v1::LinkStatus& link) {
  return link.link_file_digest().size() == kHashSize
             ? wire::FingerprintDigits(HashFromBytes(link.link_file_digest()))
             : "";
}

absl::StatusOr<ExitCode> List(Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   node->GetNodeStatus(v1::GetNodeStatusRequest()));
  Json links = Json::Array();
  Table table(
      {"NATION", "OPEN", "ACCEPTED", "BY-PEER", "CONNECTED", "FINGERPRINT"});
  const auto yes = [](bool value) { return value ? "yes" : "NO"; };
  for (const v1::LinkStatus& link : status.links()) {
    const bool open = link.accepted() && link.accepted_by_peer();
    links.Append(
        Json::Object()
            .Add("nation", Json::String(link.nation()))
            .Add("open", Json::Bool(open))
            .Add("accepted", Json::Bool(link.accepted()))
            .Add("acceptedBy", Json::Strings({link.accepted_by().begin(),
                                              link.accepted_by().end()}))
            .Add("acceptedByPeer", Json::Bool(link.accepted_by_peer()))
            .Add("connected", Json::Bool(link.connected()))
            .Add("fingerprint", Json::String(DigitsOf(link)))
            .Add("sha256", Json::String(HexEncode(link.link_file_digest()))));
    table.Add(
        {link.nation(), yes(open),
         link.accepted() ? "yes" : absl::StrCat("by-", link.accepted_by_size()),
         yes(link.accepted_by_peer()), yes(link.connected()), DigitsOf(link)});
  }
  shell.Print(links, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddLinkList(Command link, Shell& shell) {
  Command verb = link.AddVerb(
      "list",
      shell.Say({"List the links of the own node and who accepted them",
                 "Enumera los enlaces del nodo propio y quién los aceptó"}),
      {"enlace link list"});
  verb.OnRun(shell, [&shell] { return List(shell); });
}

}  // namespace enlace::client

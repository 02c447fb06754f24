// enlace node status: how the own node and its links are.

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> NodeStatus(Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   node->GetNodeStatus(v1::GetNodeStatusRequest()));
  Table links({"NATION", "CONNECTED", "QUEUED", "SENT", "RECEIVED", "COSIGNED",
               "WITNESSED"});
  for (const v1::LinkStatus& link : status.links()) {
    links.Add({link.nation(), link.connected() ? "yes" : "NO",
               absl::StrCat(link.queued()), absl::StrCat(link.sent_sequence()),
               absl::StrCat(link.received_sequence()),
               absl::StrCat(link.cosigned_size()),
               absl::StrCat(link.witnessed_size())});
  }
  shell.Print(
      JsonOf(status),
      absl::StrCat(
          FormatFields({{shell.Say({"node", "nodo"}), status.node()},
                        {shell.Say({"state", "estado"}), status.state()},
                        {shell.Say({"version", "versión"}), status.version()},
                        {shell.Say({"log entries", "asientos"}),
                         absl::StrCat(status.log_size())},
                        {shell.Say({"signed up to", "firmado hasta"}),
                         absl::StrCat(status.checkpoint_size())},
                        {shell.Say({"rule book", "libro de reglas"}),
                         HexEncode(status.book_digest())}}),
          "\n", links.Format()));
  return status.state() == "ready" ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void AddNodeStatus(Command node, Shell& shell) {
  Command verb =
      node.AddVerb("status",
                   shell.Say({"Say how the node and its links are",
                              "Dice cómo están el nodo y sus enlaces"}),
                   {"enlace node status", "enlace node status -o json"});
  verb.OnRun(shell, [&shell] { return NodeStatus(shell); });
}

}  // namespace enlace::client

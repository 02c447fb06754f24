// enlace link accept NATION --fingerprint F: one of two persons accepts.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

std::string WhatNext(const v1::AcceptLinkResponse& response, Shell& shell) {
  if (response.persons_missing() > 0) {
    return shell.Say({"another person must accept it too",
                      "otra persona debe aceptarlo también"});
  }
  if (!response.link().accepted_by_peer()) {
    return shell.Say(
        {"accepted; the link opens once the other nation has accepted ours",
         "aceptado; el enlace se abre cuando la otra nación acepte el "
         "nuestro"});
  }
  return shell.Say(
      {"accepted; the link is open", "aceptado; el enlace está abierto"});
}

absl::StatusOr<ExitCode> Accept(const v1::AcceptLinkRequest& request,
                                Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::AcceptLinkResponse response,
                   node->AcceptLink(request));
  shell.Print(JsonOf(response), absl::StrCat(request.nation(), ": ",
                                             WhatNext(response, shell), "\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddLinkAccept(Command link, Shell& shell) {
  Command verb = link.AddVerb(
      "accept",
      shell.Say({"Accept another nation's link file, as one of two operators",
                 "Acepta el archivo de enlace de otra nación, como uno de dos "
                 "operadores"}),
      {"enlace link accept NATION --fingerprint FINGERPRINT"});
  auto request = std::make_shared<v1::AcceptLinkRequest>();
  verb.AddOption("NATION", *request->mutable_nation(),
                 shell.Say({"Trust domain of the other nation",
                            "Dominio de confianza de la otra nación"}))
      .Required();
  verb.AddOption(
          "--fingerprint", *request->mutable_fingerprint(),
          shell.Say(
              {"Fingerprint of its link file, as you heard it from that "
               "nation: eight groups of digits, or SHA-256 in hex",
               "Huella de su archivo de enlace, como la oyó de esa nación: "
               "ocho grupos de dígitos, o SHA-256 en hexadecimal"}))
      .Required()
      .Value("FINGERPRINT");
  verb.OnRun(shell, [&shell, request] { return Accept(*request, shell); });
}

}  // namespace enlace::client

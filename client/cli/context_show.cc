// enlace context show [NAME]: what a context says.  It names key files; what is
// in them is not even read.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

Json PairJson(const std::string& key, const std::string& chain) {
  return Json::Object()
      .Add("key", Json::String(key))
      .Add("chain", Json::String(chain));
}

Json ContextJson(const std::string& path, const Context& context) {
  Json nations = Json::Array();
  for (const NationFiles& files : context.nations) {
    nations.Append(
        Json::Object()
            .Add("root", Json::String(files.root_path))
            .Add("logVkey", Json::String(files.log_vkey_path))
            .Add("witnessVkey", Json::String(files.witness_vkey_path)));
  }
  return Json::Object()
      .Add("file", Json::String(path))
      .Add("party", Json::String(context.Party().Uri()))
      .Add("language", Json::String(context.language))
      .Add("node", Json::String(context.node.Uri()))
      .Add("endpoint", Json::String(context.endpoint))
      .Add("root", Json::String(context.tls_root_path))
      .Add("tls", PairJson(context.tls_key_path, context.tls_chain_path))
      .Add("signing",
           PairJson(context.signing_key_path, context.signing_chain_path))
      .Add("nations", std::move(nations));
}

std::string ContextText(const std::string& path, const Context& context,
                        Shell& shell) {
  std::string text = FormatFields(
      {{shell.Say({"file", "archivo"}), path},
       {shell.Say({"party", "parte"}), context.Party().Uri()},
       {shell.Say({"language", "idioma"}), context.language},
       {shell.Say({"node", "nodo"}), context.node.Uri()},
       {shell.Say({"endpoint", "dirección"}), context.endpoint},
       {shell.Say({"root", "raíz"}), context.tls_root_path},
       {shell.Say({"TLS key", "clave TLS"}), context.tls_key_path},
       {shell.Say({"TLS certificate", "certificado TLS"}),
        context.tls_chain_path},
       {shell.Say({"signing key", "clave de firma"}), context.signing_key_path},
       {shell.Say({"signing certificate", "certificado de firma"}),
        context.signing_chain_path}});
  for (const NationFiles& files : context.nations) {
    absl::StrAppend(
        &text, "\n",
        FormatFields(
            {{shell.Say({"nation's root", "raíz de la nación"}),
              files.root_path},
             {shell.Say({"its log", "su bitácora"}), files.log_vkey_path},
             {shell.Say({"its witness", "su testigo"}),
              files.witness_vkey_path}}));
  }
  return text;
}

absl::StatusOr<ExitCode> Show(const std::string& name, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string path, shell.ContextPath(name));
  ASSIGN_OR_RETURN(const Context context, LoadContext(path));
  shell.Print(ContextJson(path, context), ContextText(path, context, shell));
  return ExitCode::kDone;
}

}  // namespace

void AddContextShow(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "show",
      shell.Say({"Show what a context says, and no key",
                 "Muestra lo que dice un contexto, y ninguna clave"}),
      {"enlace context show", "enlace context show work"});
  auto name = std::make_shared<std::string>();
  verb.AddOption("CONTEXT", *name,
                 shell.Say({"A name, or a path; else the one in use",
                            "Un nombre, o una ruta; si falta, el que está en "
                            "uso"}));
  verb.OnRun(shell, [&shell, name] { return Show(*name, shell); });
}

}  // namespace enlace::client

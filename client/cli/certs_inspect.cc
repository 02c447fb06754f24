// enlace certs inspect FILE: whose certificate this is, and until when.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

// The first certificate of the file; it is shown, not judged.
absl::StatusOr<ExitCode> Inspect(const std::string& path, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  ASSIGN_OR_RETURN(const auto chain, certs::Certificate::ListFromPem(pem));
  const certs::Certificate& leaf = chain.front();
  const auto identity = leaf.identity();
  const std::string subject = identity.ok() ? identity->Uri() : "";
  const std::string from = TimeText(absl::ToUnixMillis(leaf.not_before()));
  const std::string until = TimeText(absl::ToUnixMillis(leaf.not_after()));
  const bool valid = leaf.not_before() <= shell.clock().TimeNow() &&
                     shell.clock().TimeNow() <= leaf.not_after();
  const certs::PublicKey key = leaf.public_key();
  const bool ed25519 = key.type() == certs::KeyType::kEd25519;
  const std::string algorithm = ed25519 ? "Ed25519" : "ECDSA P-256";
  shell.Print(Json::Object()
                  .Add("identity", Json::String(subject))
                  .Add("keyId", Json::String(key.key_id()))
                  .Add("algorithm", Json::String(algorithm))
                  .Add("notBefore", Json::String(from))
                  .Add("notAfter", Json::String(until))
                  .Add("validNow", Json::Bool(valid))
                  .Add("fingerprint", Json::String(leaf.fingerprint()))
                  .Add("certificates",
                       Json::Number(static_cast<int64_t>(chain.size()))),
              FormatFields(
                  {{shell.Say({"identity", "identidad"}),
                    subject.empty() ? shell.Say({"none", "ninguna"}) : subject},
                   {shell.Say({"key", "clave"}),
                    absl::StrCat(key.key_id(), " ", algorithm)},
                   {shell.Say({"valid from", "válido desde"}), from},
                   {shell.Say({"valid until", "válido hasta"}), until},
                   {"SHA-256", leaf.fingerprint()}}));
  return ExitCode::kDone;
}

}  // namespace

void AddCertsInspect(Command certs, Shell& shell) {
  Command verb = certs.AddVerb(
      "inspect",
      shell.Say({"Show whose certificate a file holds",
                 "Muestra de quién es el certificado de un archivo"}),
      {"enlace certs inspect CHAIN.pem"});
  auto path = std::make_shared<std::string>();
  verb.AddOption("FILE", *path,
                 shell.Say({"PEM file; its first certificate is shown",
                            "Archivo PEM; se muestra su primer certificado"}))
      .Required();
  verb.OnRun(shell, [&shell, path] { return Inspect(*path, shell); });
}

}  // namespace enlace::client

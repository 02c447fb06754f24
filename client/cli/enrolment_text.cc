#include "client/cli/enrolment_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "client/cli/json_message.h"
#include "client/cli/label.h"
#include "client/cli/table.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

using Types = google::protobuf::RepeatedPtrField<std::string>;

Json Texts(const Types& types) {
  return Json::Strings(std::vector<std::string>(types.begin(), types.end()));
}

// By the names that people use.
std::string Labels(const Types& types, Language language) {
  return absl::StrJoin(
      types, ", ", [&](std::string* out, const std::string& type) {
        const auto* found = wire::FindRecordType(type);
        absl::StrAppend(out,
                        found == nullptr ? type : LabelOf(*found, language));
      });
}

}  // namespace

absl::StatusOr<wire::EnrolmentRequest> ReadEnrolmentRequest(
    const std::string& path) {
  const auto bytes = ReadFile(path, wire::kEnrolmentRequestSizeMax);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", bytes.status().message()));
  }
  return wire::EnrolmentRequest::Parse(*bytes);
}

Json JsonOf(const wire::EnrolmentRequest& request) {
  const v1::EnrolmentRequest& content = request.content();
  return Json::Object()
      .Add("agency", Json::String(content.agency()))
      .Add("nameEn", Json::String(content.name_en()))
      .Add("nameEs", Json::String(content.name_es()))
      .Add("contact", Json::String(content.contact()))
      .Add("sendTypes", Texts(content.send_types()))
      .Add("receiveTypes", Texts(content.receive_types()))
      .Add("tlsKeyId", Json::String(request.tls().public_key().key_id()))
      .Add("signingKeyId",
           Json::String(request.signing().public_key().key_id()))
      .Add("createdAt", Json::String(TimeText(content.created_at_ms())))
      .Add("expiresAt", Json::String(TimeText(content.expires_at_ms())))
      .Add("fingerprint",
           Json::String(wire::FingerprintDigits(request.digest())))
      .Add("sha256", Json::String(HexEncode(AsBytes(request.digest()))));
}

std::string TextOf(const wire::EnrolmentRequest& request, Shell& shell) {
  const v1::EnrolmentRequest& content = request.content();
  const Language language = shell.language();
  return FormatFields(
      {{shell.Say({"agency", "autoridad"}), content.agency()},
       {shell.Say({"name, English", "nombre en inglés"}), content.name_en()},
       {shell.Say({"name, Spanish", "nombre en español"}), content.name_es()},
       {shell.Say({"contact", "contacto"}), content.contact()},
       {shell.Say({"means to send", "piensa enviar"}),
        Labels(content.send_types(), language)},
       {shell.Say({"means to receive", "piensa recibir"}),
        Labels(content.receive_types(), language)},
       {shell.Say({"key for TLS", "clave para TLS"}),
        request.tls().public_key().key_id()},
       {shell.Say({"key for signing", "clave para firmar"}),
        request.signing().public_key().key_id()},
       {shell.Say({"written", "escrita"}), TimeText(content.created_at_ms())},
       {shell.Say({"expires", "vence"}), TimeText(content.expires_at_ms())},
       {shell.Say({"fingerprint", "huella"}),
        wire::FingerprintDigits(request.digest())},
       {"SHA-256", wire::FingerprintHex(request.digest())}});
}

}  // namespace enlace::client

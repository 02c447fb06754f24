#include "client/cli/enrolment_run.h"

#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/context_examination.h"
#include "client/cli/enrolment_text.h"
#include "client/cli/node_examination.h"
#include "client/library/agency_name.h"
#include "client/library/context.h"
#include "client/library/joint_receipt.h"
#include "proto/wire/fingerprint.h"

namespace enlace::client {
namespace {

constexpr char kTestRecord[] = "test.record";
constexpr char kTestReceipt[] = "test.receipt";

}  // namespace

EnrolmentRun::EnrolmentRun(const EnrolWords& words, Shell& shell)
    : words_(words),
      shell_(shell),
      folder_(words.folder),
      now_(shell.clock().TimeNow()) {}

absl::StatusOr<ExitCode> EnrolmentRun::Run() {
  RETURN_IF_ERROR(Advance());
  Json json = checklist_.ToJson();
  json.Add("request", JsonOf(*request_));
  std::string text = checklist_.Text();
  if (ill_.has_value()) {
    json.Add("doctor", ill_->ToJson());
    text = absl::StrCat(ill_->Text(), "\n", text);
  }
  shell_.Print(json, text);
  return code_;
}

absl::Status EnrolmentRun::Advance() {
  using Step = absl::StatusOr<bool> (EnrolmentRun::*)();
  for (const Step step :
       {&EnrolmentRun::Ask, &EnrolmentRun::TakeLinks,
        &EnrolmentRun::TakeCertificates, &EnrolmentRun::WriteContext,
        &EnrolmentRun::AskTheDoctor, &EnrolmentRun::SendTestRecord}) {
    ASSIGN_OR_RETURN(const bool done, (this->*step)());
    if (!done) return absl::OkStatus();
  }
  return absl::OkStatus();
}

bool EnrolmentRun::Wait(absl::string_view id, const Phrase& text,
                        ExitCode code) {
  checklist_.Next(id, Say(text));
  code_ = code;
  return false;
}

absl::StatusOr<wire::EnrolmentRequest> EnrolmentRun::NewRequest() {
  if (words_.agency.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        words_.folder,
        ": holds no enrolment yet; say who asks with --agency, --name-en, "
        "--name-es, --contact and --send or --receive"));
  }
  EnrolmentWish wish = words_.wish;
  const auto agency = certs::ParseIdentity(words_.agency);
  if (!agency.ok() || agency->kind != certs::Identity::Kind::kAgency) {
    return absl::InvalidArgumentError(
        "--agency must be spiffe://<trust domain>/agency/<id>");
  }
  wish.agency = *agency;
  return folder_.Ask(wish, now_, shell_.random());
}

absl::StatusOr<bool> EnrolmentRun::Ask() {
  auto request = folder_.Request();
  if (absl::IsNotFound(request.status())) request = NewRequest();
  RETURN_IF_ERROR(request.status());
  if (!words_.agency.empty() && words_.agency != request->content().agency()) {
    return absl::InvalidArgumentError(
        absl::StrCat(words_.folder, ": is the enrolment of ",
                     request->content().agency(), "; take another folder"));
  }
  if (request->expires_at() <= now_ && !FileExists(folder_.PathOf("tls.pem")) &&
      words_.certificates.empty()) {
    ASSIGN_OR_RETURN(request, folder_.AskAgain(now_, shell_.random()));
    shell_.Warn(
        Say({"the request's time had run out: this is a new one, "
             "with another fingerprint",
             "el plazo de la solicitud había vencido: esta es otra, "
             "con otra huella"}));
  }
  request_ = *std::move(request);
  checklist_.Done(
      "request", absl::StrCat(Say({"request of ", "solicitud de "}),
                              request_->content().agency(), ": ",
                              folder_.PathOf("request.pb"), "; ",
                              Say({"fingerprint ", "huella "}),
                              wire::FingerprintDigits(request_->digest()), " (",
                              wire::FingerprintHex(request_->digest()), ")"));
  return true;
}

absl::StatusOr<bool> EnrolmentRun::TakeLinks() {
  for (const std::string& path : words_.links) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadFile(path, wire::kLinkFileSizeMax));
    RETURN_IF_ERROR(folder_.TakeLinkFile(bytes, words_.fingerprints, now_));
  }
  const auto links = folder_.LinkFiles();
  if (absl::IsNotFound(links.status())) {
    return Wait(
        "links",
        {"hand request.pb to the nation's enrolment office, and tell it the "
         "fingerprint by another way; two persons must approve. It returns "
         "certificates and the link files of the nations: take those in with "
         "--certificates FOLDER --link FILE --fingerprint F, the fingerprint "
         "as it is told to you",
         "entregue request.pb a la oficina de altas de la nación y dígale la "
         "huella por otra vía; dos personas deben aprobar. Le devuelve "
         "certificados y los archivos de enlace de las naciones: tómelos con "
         "--certificates CARPETA --link ARCHIVO --fingerprint F, con la "
         "huella que le digan"});
  }
  RETURN_IF_ERROR(links.status());
  std::string text = Say({"link files of ", "archivos de enlace de "});
  for (const wire::LinkFile& link : *links) {
    absl::StrAppend(&text, link.trust_domain(), " (", link.content().serial(),
                    ") ");
  }
  checklist_.Done("links",
                  std::string(absl::StripTrailingAsciiWhitespace(text)));
  return true;
}

absl::StatusOr<bool> EnrolmentRun::TakeCertificates() {
  if (!words_.certificates.empty()) {
    RETURN_IF_ERROR(folder_.TakeCertificates(words_.certificates, now_));
  }
  const absl::Status fits = folder_.CheckCertificates(now_);
  if (absl::IsNotFound(fits)) {
    return Wait("certificates",
                {"the certificates are not there yet: take them in with "
                 "--certificates FOLDER",
                 "aún no están los certificados: tómelos con --certificates "
                 "CARPETA"});
  }
  RETURN_IF_ERROR(fits);
  checklist_.Done(
      "certificates",
      Say({"both certificates lead to the nation's root, and its link file "
           "names the signing key",
           "ambos certificados conducen a la raíz de la nación, y su archivo "
           "de enlace nombra la clave de firma"}));
  return true;
}

absl::StatusOr<bool> EnrolmentRun::WriteContext() {
  const std::string path = folder_.PathOf("context.toml");
  std::string endpoint = words_.endpoint;
  if (endpoint.empty() && FileExists(path)) {
    ASSIGN_OR_RETURN(const Context before, LoadContext(path));
    endpoint = before.endpoint;
  }
  if (endpoint.empty()) {
    return Wait("context",
                {"say where the nation's node listens for agencies: "
                 "--endpoint HOST:PORT",
                 "diga dónde atiende el nodo de la nación a las autoridades: "
                 "--endpoint HOST:PUERTO"});
  }
  const bool spanish = shell_.language() == Language::kSpanish;
  RETURN_IF_ERROR(folder_.WriteContext(endpoint, spanish ? "es" : "en"));
  shell_.UseContext(path);
  checklist_.Done(
      "context",
      absl::StrCat(Say({"context: ", "contexto: "}), path,
                   Say({"; keep it by name with `enlace context add NAME`",
                        "; guárdelo con `enlace context add NOMBRE`"})));
  return true;
}

absl::StatusOr<bool> EnrolmentRun::AskTheDoctor() {
  Examination examination(shell_.language());
  const auto context =
      ExamineContext(folder_.PathOf("context.toml"), now_, examination);
  if (context.has_value()) ExamineNode(*context, shell_, examination);
  if (examination.code() != ExitCode::kDone) {
    ill_ = std::move(examination);
    return Wait("node",
                {"the doctor found something wrong, told above; a node that "
                 "does not know the new link file yet must be started again",
                 "el doctor encontró algo mal, dicho arriba; un nodo que aún "
                 "no conoce el nuevo archivo de enlace debe reiniciarse"},
                ExitCode::kNo);
  }
  checklist_.Done("node", Say({"the node admits this agency, and the link is "
                               "up",
                               "el nodo admite a esta autoridad, y el enlace "
                               "funciona"}));
  return true;
}

absl::StatusOr<std::optional<SignedRecord>> EnrolmentRun::TestRecord(
    Client& client) {
  const std::string path = folder_.PathOf(kTestRecord);
  auto kept = ReadTrial(path);
  if (kept.ok()) return *std::move(kept);
  if (!absl::IsNotFound(kept.status())) return kept.status();
  if (words_.partner.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::vector<wire::LinkFile> links,
                   folder_.LinkFiles());
  std::vector<std::string> domains;
  domains.reserve(links.size());
  for (const wire::LinkFile& link : links) {
    domains.push_back(link.trust_domain());
  }
  ASSIGN_OR_RETURN(const certs::Identity partner,
                   AgencyOf(words_.partner, domains));
  if (partner.trust_domain == request_->agency().trust_domain) {
    return absl::InvalidArgumentError(
        "--partner must be an agency of another nation");
  }
  ASSIGN_OR_RETURN(SignedRecord made,
                   KeepTrial(client, partner, path, shell_.random()));
  return made;
}

// The next run makes another record.
absl::Status EnrolmentRun::Fail(const Trial& trial) {
  const std::string path = folder_.PathOf(kTestRecord);
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) {
    return absl::InternalError(absl::StrCat(path, ": ", error.message()));
  }
  checklist_.Next(
      "test", absl::StrCat(Say({"the test record did not pass: ",
                                "el registro de prueba no pasó: "}),
                           absl::StripPrefix(v1::RecordState_Name(trial.state),
                                             "RECORD_STATE_"),
                           " ", trial.reason,
                           Say({"; the next run sends a new one",
                                "; la siguiente vez se envía otro"})));
  code_ = ExitCode::kNo;
  return absl::OkStatus();
}

absl::Status EnrolmentRun::Prove(const SignedRecord& record,
                                 const Trial& trial) {
  const std::string path = folder_.PathOf(kTestReceipt);
  RETURN_IF_ERROR(
      ReplaceFileDurably(path, FormatReceipt(trial.receipt->receipt)));
  const bool collected = trial.state == v1::RECORD_STATE_COLLECTED;
  checklist_.Done(
      "test",
      absl::StrCat(
          collected ? Say({"enrolled: the partner collected the test record ",
                           "alta completa: la contraparte recogió el registro "
                           "de prueba "})
                    : Say({"enrolled: the other nation's node took the test "
                           "record ",
                           "alta completa: el nodo de la otra nación recibió "
                           "el registro de prueba "}),
          HexEncode(record.record_id), Say({"; proven by ", "; lo prueba "}),
          path));
  return absl::OkStatus();
}

absl::StatusOr<bool> EnrolmentRun::SendTestRecord() {
  ASSIGN_OR_RETURN(const auto client, shell_.NewClient());
  ASSIGN_OR_RETURN(const auto record, TestRecord(*client));
  if (!record.has_value()) {
    return Wait("test",
                {"name an agency of the other nation for a test record: "
                 "--partner AGENCY",
                 "nombre una autoridad de la otra nación para un registro de "
                 "prueba: --partner AUTORIDAD"});
  }
  ASSIGN_OR_RETURN(
      const Trial trial,
      FollowTrial(*client, *record, absl::Seconds(words_.wait_seconds),
                  shell_.clock()));
  if (trial.failed()) {
    RETURN_IF_ERROR(Fail(trial));
    return false;
  }
  if (!trial.proven()) {
    return Wait("test",
                {"the test record is under way; run this again",
                 "el registro de prueba va en camino; repita esta orden"},
                ExitCode::kTryAgain);
  }
  RETURN_IF_ERROR(Prove(*record, trial));
  return true;
}

}  // namespace enlace::client

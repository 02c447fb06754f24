#include "client/library/enrolment_folder.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/certificate_request.h"
#include "certs/key.h"
#include "client/library/context.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

namespace fs = std::filesystem;

constexpr char kTls[] = "tls";
constexpr char kSigning[] = "signing";
constexpr char kRequest[] = "request.pb";
constexpr size_t kPemSizeMax = 64 << 10;

absl::Status InFile(absl::string_view path, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
}

absl::StatusOr<certs::PrivateKey> ReadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kPemSizeMax));
  if (ReadableByOthers(path)) {
    return InFile(path, absl::InvalidArgumentError(
                            "others can read this key; chmod 600"));
  }
  auto key = certs::PrivateKey::FromPem(pem);
  if (!key.ok()) return InFile(path, key.status());
  return key;
}

absl::StatusOr<std::string> RequestFor(const certs::PrivateKey& key,
                                       const certs::Identity& agency,
                                       certs::Purpose purpose) {
  ASSIGN_OR_RETURN(const auto request,
                   certs::CertificateRequest::Create(key, agency, purpose));
  return request.ToPem();
}

std::vector<std::string> Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

// Whether the link file names the agency with the key of this certificate.
bool Names(const v1::LinkFile& content, const certs::Certificate& signing,
           const std::string& agency) {
  for (const v1::LinkAgency& each : content.agencies()) {
    if (each.identity() != agency) continue;
    const auto chain = certs::Certificate::ListFromPem(each.signing_chain());
    return chain.ok() && chain->front().public_key() == signing.public_key();
  }
  return false;
}

}  // namespace

std::string EnrolmentFolder::PathOf(absl::string_view name) const {
  return absl::StrCat(folder_, "/", name);
}

absl::Status EnrolmentFolder::DrawKey(absl::string_view name) {
  const std::string path = PathOf(absl::StrCat(name, ".key"));
  if (FileExists(path)) return ReadKey(path).status();
  ASSIGN_OR_RETURN(const certs::PrivateKey key,
                   certs::PrivateKey::Generate(certs::KeyType::kEcdsaP256));
  return ReplaceFileDurably(path, key.ToPem(), /*private_to_owner=*/true);
}

absl::StatusOr<wire::EnrolmentRequest> EnrolmentFolder::Ask(
    const EnrolmentWish& wish, absl::Time now, Random& random) {
  v1::EnrolmentRequest content;
  content.set_agency(wish.agency.Uri());
  content.set_name_en(wish.name_en);
  content.set_name_es(wish.name_es);
  content.set_contact(wish.contact);
  for (const std::string& type : Sorted(wish.send_types)) {
    content.add_send_types(type);
  }
  for (const std::string& type : Sorted(wish.receive_types)) {
    content.add_receive_types(type);
  }
  return Write(std::move(content), now, random);
}

absl::StatusOr<wire::EnrolmentRequest> EnrolmentFolder::AskAgain(
    absl::Time now, Random& random) {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest before, Request());
  return Write(before.content(), now, random);
}

absl::StatusOr<wire::EnrolmentRequest> EnrolmentFolder::Write(
    v1::EnrolmentRequest content, absl::Time now, Random& random) {
  RETURN_IF_ERROR(DrawKey(kTls));
  RETURN_IF_ERROR(DrawKey(kSigning));
  ASSIGN_OR_RETURN(const certs::PrivateKey tls, ReadKey(PathOf("tls.key")));
  ASSIGN_OR_RETURN(const certs::PrivateKey signing,
                   ReadKey(PathOf("signing.key")));
  ASSIGN_OR_RETURN(const certs::Identity agency,
                   certs::ParseIdentity(content.agency()));
  content.set_version(1);
  content.set_nonce(random.Bytes(wire::kEnrolmentNonceSize));
  content.set_created_at_ms(absl::ToUnixMillis(now));
  content.set_expires_at_ms(absl::ToUnixMillis(now + kEnrolmentTerm));
  ASSIGN_OR_RETURN(*content.mutable_tls_request(),
                   RequestFor(tls, agency, certs::Purpose::kTlsClient));
  ASSIGN_OR_RETURN(
      *content.mutable_signing_request(),
      RequestFor(signing, agency, certs::Purpose::kStatementSigning));
  ASSIGN_OR_RETURN(const std::string bytes,
                   wire::SignEnrolmentRequest(content, signing));
  RETURN_IF_ERROR(ReplaceFileDurably(PathOf(kRequest), bytes));
  return wire::EnrolmentRequest::Parse(bytes);
}

absl::StatusOr<wire::EnrolmentRequest> EnrolmentFolder::Request() const {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(PathOf(kRequest), wire::kEnrolmentRequestSizeMax));
  return wire::EnrolmentRequest::Parse(bytes);
}

absl::Status EnrolmentFolder::TakeLinkFile(
    absl::string_view bytes, absl::Span<const std::string> fingerprints,
    absl::Time now) {
  ASSIGN_OR_RETURN(const wire::LinkFile file, wire::LinkFile::Parse(bytes));
  const auto is_its = [&](const std::string& fingerprint) {
    return wire::IsFingerprintOf(fingerprint, file.digest());
  };
  if (std::none_of(fingerprints.begin(), fingerprints.end(), is_its)) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         wire::kFingerprintMismatch,
                         absl::StrCat("no fingerprint that was told is that of "
                                      "the link file of ",
                                      file.trust_domain()));
  }
  if (!file.ValidAt(now)) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         wire::kLinkFileExpired,
                         absl::StrCat("the link file of ", file.trust_domain(),
                                      " does not hold now"));
  }
  const std::string path =
      PathOf(absl::StrCat("links/", file.trust_domain(), ".pb"));
  if (FileExists(path)) {
    ASSIGN_OR_RETURN(const std::string before,
                     ReadFile(path, wire::kLinkFileSizeMax));
    ASSIGN_OR_RETURN(const wire::LinkFile old, wire::LinkFile::Parse(before));
    if (old.content().serial() > file.content().serial()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is newer than the link file that was given"));
    }
  }
  return ReplaceFileDurably(path, bytes);
}

absl::StatusOr<std::vector<wire::LinkFile>> EnrolmentFolder::LinkFiles() const {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request, Request());
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(PathOf("links"), error)) {
    if (entry.path().extension() == ".pb") paths.push_back(entry.path());
  }
  std::vector<wire::LinkFile> files;
  for (const std::string& path : Sorted(std::move(paths))) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     ReadFile(path, wire::kLinkFileSizeMax));
    auto file = wire::LinkFile::Parse(bytes);
    if (!file.ok()) return InFile(path, file.status());
    files.push_back(*std::move(file));
  }
  const std::string& own = request.agency().trust_domain;
  const auto first = std::stable_partition(
      files.begin(), files.end(),
      [&](const wire::LinkFile& file) { return file.trust_domain() == own; });
  if (first == files.begin()) {
    return absl::NotFoundError(absl::StrCat("no link file of ", own));
  }
  if (first == files.end()) {
    return absl::NotFoundError("no link file of another nation");
  }
  return files;
}

absl::Status EnrolmentFolder::CheckPair(absl::string_view from,
                                        absl::string_view name,
                                        certs::Purpose purpose,
                                        absl::Time now) const {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request, Request());
  ASSIGN_OR_RETURN(const std::vector<wire::LinkFile> links, LinkFiles());
  const std::string path = absl::StrCat(from, "/", name, ".pem");
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path, kPemSizeMax));
  const auto chain = certs::Certificate::ListFromPem(pem);
  if (!chain.ok()) return InFile(path, chain.status());
  const certs::Certificate& leaf = chain->front();
  ASSIGN_OR_RETURN(const certs::PrivateKey key,
                   ReadKey(PathOf(absl::StrCat(name, ".key"))));
  if (!(leaf.public_key() == key.public_key())) {
    return InFile(path, absl::InvalidArgumentError("is another key's"));
  }
  const absl::Status verified = links.front().root().Verify(
      leaf, absl::MakeSpan(*chain).subspan(1), purpose, now);
  if (!verified.ok()) return InFile(path, verified);
  const auto identity = leaf.identity();
  if (!identity.ok() || !(*identity == request.agency())) {
    return InFile(path, absl::InvalidArgumentError(absl::StrCat(
                            "is not that of ", request.agency().Uri())));
  }
  if (purpose != certs::Purpose::kStatementSigning ||
      Names(links.front().content(), leaf, request.agency().Uri())) {
    return absl::OkStatus();
  }
  return InFile(path, absl::InvalidArgumentError(
                          "the own nation's link file does not name this key; "
                          "ask for the nation's next link file"));
}

absl::Status EnrolmentFolder::CheckCertificates(absl::Time now) const {
  RETURN_IF_ERROR(CheckPair(folder_, kTls, certs::Purpose::kTlsClient, now));
  return CheckPair(folder_, kSigning, certs::Purpose::kStatementSigning, now);
}

absl::Status EnrolmentFolder::TakeCertificates(absl::string_view folder,
                                               absl::Time now) {
  RETURN_IF_ERROR(CheckPair(folder, kTls, certs::Purpose::kTlsClient, now));
  RETURN_IF_ERROR(
      CheckPair(folder, kSigning, certs::Purpose::kStatementSigning, now));
  for (const absl::string_view name : {kTls, kSigning}) {
    const std::string file = absl::StrCat(name, ".pem");
    ASSIGN_OR_RETURN(const std::string pem,
                     ReadFile(absl::StrCat(folder, "/", file), kPemSizeMax));
    RETURN_IF_ERROR(ReplaceFileDurably(PathOf(file), pem));
  }
  return absl::OkStatus();
}

absl::Status EnrolmentFolder::WriteContext(absl::string_view endpoint,
                                           absl::string_view language) {
  ASSIGN_OR_RETURN(const wire::EnrolmentRequest request, Request());
  ASSIGN_OR_RETURN(const std::vector<wire::LinkFile> links, LinkFiles());
  Context context;
  context.agency = request.agency();
  context.language = std::string(language);
  context.endpoint = std::string(endpoint);
  ASSIGN_OR_RETURN(
      context.node,
      certs::ParseIdentity(links.front().content().nodes(0).identity()));
  context.tls_key_path = "tls.key";
  context.tls_chain_path = "tls.pem";
  context.signing_key_path = "signing.key";
  context.signing_chain_path = "signing.pem";
  for (const wire::LinkFile& link : links) {
    const std::string& domain = link.trust_domain();
    const v1::LinkLog& log = link.content().logs(0);
    const NationFiles files{absl::StrCat(domain, ".root.pem"),
                            absl::StrCat(domain, ".audit.vkey"),
                            absl::StrCat(domain, ".witness.vkey")};
    RETURN_IF_ERROR(ReplaceFileDurably(PathOf(files.root_path),
                                       link.root().certificate().ToPem()));
    RETURN_IF_ERROR(ReplaceFileDurably(PathOf(files.log_vkey_path),
                                       absl::StrCat(log.log_key(), "\n")));
    RETURN_IF_ERROR(ReplaceFileDurably(PathOf(files.witness_vkey_path),
                                       absl::StrCat(log.witness_key(), "\n")));
    context.nations.push_back(files);
  }
  context.tls_root_path = context.nations.front().root_path;
  return ReplaceFileDurably(PathOf("context.toml"), FormatContext(context));
}

}  // namespace enlace::client

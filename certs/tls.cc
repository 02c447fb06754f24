#include "certs/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/conf.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {
namespace {

// MinProtocol would be overridden: gRPC sets a minimum of 1.2 in every
// context.  Taking 1.2 out of the set of protocols is not undone.
constexpr absl::string_view kConfiguration =
    "openssl_conf = enlace\n"
    "[enlace]\n"
    "ssl_conf = modules\n"
    "[modules]\n"
    "system_default = tls\n"
    "[tls]\n"
    "Protocol = -TLSv1.2\n"
    "NumTickets = 0\n";

constexpr size_t kFileSizeMax = 1 << 20;

enum class Role { kServer, kClient };

Purpose OwnPurpose(Role role) {
  return role == Role::kServer ? Purpose::kTlsServer : Purpose::kTlsClient;
}
Purpose PeerPurpose(Role role) {
  return role == Role::kServer ? Purpose::kTlsClient : Purpose::kTlsServer;
}

// Whether a new context, after what gRPC does to each, is as we want it.
bool ConfigurationInForce() {
  const SslCtxPtr ctx(SSL_CTX_new(TLS_method()));
  if (ctx == nullptr) return false;
  SSL_CTX_set_min_proto_version(ctx.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(ctx.get(), TLS1_3_VERSION);
  return (SSL_CTX_get_options(ctx.get()) & SSL_OP_NO_TLSv1_2) != 0 &&
         SSL_CTX_get_num_tickets(ctx.get()) == 0;
}

struct Material {
  std::string key_pem;
  std::string chain_pem;
  std::string root_pem;
  TrustAnchor anchor;
};

// gRPC would take any files and then fail every handshake.
absl::StatusOr<Material> ReadMaterial(const TlsFiles& files, Purpose purpose,
                                      absl::Time now) {
  if (ReadableByOthers(files.key_path)) {
    return absl::FailedPreconditionError(
        "TLS key file: readable by others; set its mode to 0600");
  }
  ASSIGN_OR_RETURN(std::string key_pem, ReadFile(files.key_path, kFileSizeMax));
  ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(key_pem));
  ASSIGN_OR_RETURN(std::string chain_pem,
                   ReadFile(files.chain_path, kFileSizeMax));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(chain_pem));
  if (!(chain[0].public_key() == key.public_key())) {
    return absl::InvalidArgumentError(
        "TLS files: the key does not belong to the first certificate of the "
        "chain");
  }
  std::string root_pem = files.root_pem;
  if (root_pem.empty()) {
    ASSIGN_OR_RETURN(root_pem, ReadFile(files.root_path, kFileSizeMax));
  }
  ASSIGN_OR_RETURN(TrustAnchor anchor, TrustAnchor::FromPem(root_pem));
  TrustAnchor own_anchor = anchor;
  if (!files.own_root_path.empty()) {
    ASSIGN_OR_RETURN(const std::string own_root_pem,
                     ReadFile(files.own_root_path, kFileSizeMax));
    ASSIGN_OR_RETURN(own_anchor, TrustAnchor::FromPem(own_root_pem));
  }
  RETURN_IF_ERROR(own_anchor.Verify(chain[0], absl::MakeSpan(chain).subspan(1),
                                    purpose, now));
  return Material{.key_pem = std::move(key_pem),
                  .chain_pem = std::move(chain_pem),
                  .root_pem = std::move(root_pem),
                  .anchor = std::move(anchor)};
}

absl::Status CheckAcceptedDomain(const TrustAnchor& anchor,
                                 const AcceptedPeers& peers) {
  if (peers.trust_domain != anchor.trust_domain()) {
    return absl::InvalidArgumentError(
        "TLS peers: the trust domain is not that of the root certificate");
  }
  if (peers.kinds.empty()) {
    return absl::InvalidArgumentError("TLS peers: no kind is accepted");
  }
  return absl::OkStatus();
}

// What both sides have in common.
absl::Status Configure(const TlsFiles& files, AcceptedPeers peers, Role role,
                       Clock& clock,
                       grpc::experimental::TlsCredentialsOptions& options) {
  if (!ConfigurationInForce()) {
    return absl::FailedPreconditionError(
        "TLS: call InstallTlsConfiguration() first");
  }
  ASSIGN_OR_RETURN(Material material,
                   ReadMaterial(files, OwnPurpose(role), clock.TimeNow()));
  RETURN_IF_ERROR(CheckAcceptedDomain(material.anchor, peers));
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
          material.root_pem,
          std::vector<grpc::experimental::IdentityKeyCertPair>{
              {material.key_pem, material.chain_pem}}));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<PeerVerifier>(
          std::move(material.anchor), std::move(peers), PeerPurpose(role),
          clock));
  return absl::OkStatus();
}

absl::string_view View(const grpc::string_ref& text) {
  return absl::string_view(text.data(), text.size());
}

// The value of a property that must stand exactly once.
absl::StatusOr<absl::string_view> Property(const grpc::AuthContext& context,
                                           const char* name) {
  const std::vector<grpc::string_ref> values = context.FindPropertyValues(name);
  if (values.size() != 1) {
    return absl::UnauthenticatedError(
        absl::StrCat("connection: must have exactly one ", name));
  }
  return View(values[0]);
}

}  // namespace

absl::Status InstallTlsConfiguration() {
  if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) != 1) {
    return absl::InternalError(
        absl::StrCat("TLS: OpenSSL does not start: ", OpensslErrors()));
  }
  const OpensslPtr<CONF, NCONF_free> conf(NCONF_new(nullptr));
  const BioPtr text = ReadBio(kConfiguration);
  OpensslLong error_line = 0;
  if (conf == nullptr || text == nullptr ||
      NCONF_load_bio(conf.get(), text.get(), &error_line) <= 0 ||
      CONF_modules_load(conf.get(), nullptr, 0) <= 0) {
    return absl::InternalError(
        absl::StrCat("TLS: configuration refused: ", OpensslErrors()));
  }
  // A configuration with a misspelt section loads without a word.
  if (!ConfigurationInForce()) {
    return absl::InternalError("TLS: configuration has no effect");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, const AcceptedPeers& peers, Clock& clock) {
  grpc::experimental::TlsServerCredentialsOptions options(nullptr);
  RETURN_IF_ERROR(Configure(files, peers, Role::kServer, clock, options));
  options.set_cert_request_type(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const Identity& expected_server,
                       Clock& clock) {
  AcceptedPeers peers{.trust_domain = expected_server.trust_domain,
                      .kinds = {expected_server.kind},
                      .only = expected_server};
  grpc::experimental::TlsChannelCredentialsOptions options;
  RETURN_IF_ERROR(
      Configure(files, std::move(peers), Role::kClient, clock, options));
  // Servers have no DNS name; PeerVerifier checks their identity instead.
  options.set_check_call_host(false);
  return grpc::experimental::TlsCredentials(options);
}

grpc::ChannelArguments SafeChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  return arguments;
}

absl::StatusOr<Identity> PeerIdentity(const grpc::AuthContext& context) {
  ASSIGN_OR_RETURN(const absl::string_view level,
                   Property(context, "security_level"));
  if (!context.IsPeerAuthenticated() || level != "TSI_PRIVACY_AND_INTEGRITY") {
    return absl::UnauthenticatedError(
        "connection: must be encrypted and its peer authenticated");
  }
  ASSIGN_OR_RETURN(const absl::string_view uri,
                   Property(context, "peer_spiffe_id"));
  absl::StatusOr<Identity> identity = ParseIdentity(uri);
  if (!identity.ok()) {
    return absl::UnauthenticatedError(identity.status().message());
  }
  return identity;
}

}  // namespace enlace::certs

#include "certs/self_probe.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/tls_dial.h"

namespace enlace::certs {
namespace {

absl::Status Unsound(absl::string_view reason) {
  return absl::FailedPreconditionError(
      absl::StrCat("self-probe: listener ", reason));
}

absl::Status CheckRefuses(absl::string_view address, const DialOptions& options,
                          absl::string_view whom) {
  ASSIGN_OR_RETURN(const DialResult result, DialTls(address, options));
  if (result.admitted) return Unsound(absl::StrCat("admits ", whom));
  return absl::OkStatus();
}

absl::Status CheckServedCertificate(const DialResult& result,
                                    const Certificate& own,
                                    const std::vector<Certificate>& chain,
                                    const TrustAnchor& anchor, absl::Time now) {
  ASSIGN_OR_RETURN(const Certificate served,
                   Certificate::FromPem(result.server_leaf_pem));
  RETURN_IF_ERROR(anchor.Verify(served, chain, Purpose::kTlsServer, now));
  ASSIGN_OR_RETURN(const Identity served_identity, served.identity());
  ASSIGN_OR_RETURN(const Identity own_identity, own.identity());
  if (served_identity != own_identity) return Unsound("is not ours");
  return absl::OkStatus();
}

}  // namespace

absl::Status ProbeListener(absl::string_view address, const TlsFiles& own,
                           OwnCertificate expected, Clock& clock,
                           absl::Duration timeout) {
  DialOptions good{.timeout = timeout};
  ASSIGN_OR_RETURN(good.key_pem, ReadFile(own.key_path));
  ASSIGN_OR_RETURN(good.chain_pem, ReadFile(own.chain_path));
  ASSIGN_OR_RETURN(
      const std::string root_pem,
      ReadFile(own.own_root_path.empty() ? own.root_path : own.own_root_path));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(good.chain_pem));
  ASSIGN_OR_RETURN(const TrustAnchor anchor, TrustAnchor::FromPem(root_pem));

  ASSIGN_OR_RETURN(const DialResult result, DialTls(address, good));
  if (!result.handshake_done) return Unsound("refuses TLS 1.3");
  RETURN_IF_ERROR(
      CheckServedCertificate(result, chain[0], chain, anchor, clock.TimeNow()));
  if (result.admitted != (expected == OwnCertificate::kAdmitted)) {
    return Unsound(result.admitted ? "admits our own certificate"
                                   : "refuses our own certificate");
  }
  if (result.session_tickets != 0) return Unsound("offers session resumption");

  RETURN_IF_ERROR(CheckRefuses(address, {.timeout = timeout},
                               "a client without a certificate"));
  DialOptions old = good;
  old.tls12_only = true;
  ASSIGN_OR_RETURN(const DialResult old_result, DialTls(address, old));
  if (old_result.handshake_done) return Unsound("speaks TLS 1.2");
  return absl::OkStatus();
}

}  // namespace enlace::certs

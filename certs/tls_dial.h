// Knocks at a TLS port and tells how far one gets.
//
// Not a transport: it sends no request.  It exists so that a node can see its
// own listeners as a stranger sees them, including with an old version of the
// protocol, which the rest of the process refuses to speak.

#ifndef ENLACE_CERTS_TLS_DIAL_H_
#define ENLACE_CERTS_TLS_DIAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace enlace::certs {

struct DialOptions {
  bool tls12_only = false;  // otherwise TLS 1.3 only

  // PEM of our key and chain; both empty: no certificate is shown.
  std::string key_pem = {};
  std::string chain_pem = {};

  absl::Duration timeout = absl::Seconds(5);  // for each step
};

struct DialResult {
  // The handshake ended well on our side.  In TLS 1.3 the server judges our
  // certificate only after that.
  bool handshake_done = false;

  // The server opened HTTP/2: it took our certificate.
  bool admitted = false;

  // Sessions that the server offered to resume.
  int session_tickets = 0;

  std::string server_leaf_pem = {};  // Empty unless handshake_done.
};

// `address` is host:port or [host]:port.  Fails with kInvalidArgument on
// another address or a key that does not fit, with kUnavailable if nobody
// listens, with kDeadlineExceeded if the server goes silent; a refusal by the
// server is a result.  The server's certificate is returned, not judged.
absl::StatusOr<DialResult> DialTls(absl::string_view address,
                                   const DialOptions& options);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_TLS_DIAL_H_

// A node's look at its own listeners from outside, before it says READY and
// again while it runs.
//
// A listener that takes TLS 1.2, or anybody, or nobody, looks healthy from
// within: the process is up and the port is open.

#ifndef ENLACE_CERTS_SELF_PROBE_H_
#define ENLACE_CERTS_SELF_PROBE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "certs/tls.h"

namespace enlace::certs {

// What a listener must do with the node's own certificate.
enum class OwnCertificate {
  kAdmitted,  // the listener admits kNode of the own nation
  kRefused,   // it admits the other nation, or agencies alone
};

// OK if the listener at `address` serves TLS 1.3 with a certificate that chains
// to our own root and bears our own identity, offers no session to resume,
// refuses TLS 1.2, refuses a client without a certificate, and treats our own
// certificate as `expected`.  `own` are the listener's files.  Fails with
// kFailedPrecondition naming what is wrong, with kUnavailable or
// kDeadlineExceeded if the listener does not answer, or as
// MakeServerCredentials() does if the files are unsound.  Blocks for up to four
// times `timeout`.
absl::Status ProbeListener(absl::string_view address, const TlsFiles& own,
                           OwnCertificate expected, Clock& clock = RealClock(),
                           absl::Duration timeout = absl::Seconds(5));

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_SELF_PROBE_H_

// An agency's enrolment as it stands in one folder, from drawn keys to a
// context that works.
//
//   tls.key, signing.key      drawn here, mode 0600, never replaced
//   request.pb                what is handed to the nation
//   links/<trust domain>.pb   link files, each accepted by its fingerprint
//   tls.pem, signing.pem      certificates, as the nation issued them
//   <trust domain>.root.pem, .audit.vkey, .witness.vkey; context.toml
//   test.record               the first record, as it was signed
//
// Every step is one file that is durable before the next begins, and may be
// done again: whoever ends between any two goes on where the files stand.  Not
// thread-safe; one process at a time.  docs/enrolment.md.

#ifndef ENLACE_CLIENT_LIBRARY_ENROLMENT_FOLDER_H_
#define ENLACE_CLIENT_LIBRARY_ENROLMENT_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/random.h"
#include "certs/identity.h"
#include "proto/wire/enrolment_request.h"
#include "proto/wire/link_file.h"

namespace enlace::client {

// What an agency says of itself when it asks.
struct EnrolmentWish {
  certs::Identity agency;
  std::string name_en;
  std::string name_es;
  std::string contact;
  std::vector<std::string> send_types;
  std::vector<std::string> receive_types;
};

// How long a request may be acted upon.
inline constexpr absl::Duration kEnrolmentTerm = absl::Hours(24 * 14);

class EnrolmentFolder {
 public:
  explicit EnrolmentFolder(std::string folder) : folder_(std::move(folder)) {}

  std::string PathOf(absl::string_view name) const;

  // Draws the keys that are missing and writes a request that they sign.  Fails
  // with kInvalidArgument as wire::SignEnrolmentRequest() for what `wish` says,
  // and if a key that is there can be read by others or is none.
  absl::StatusOr<wire::EnrolmentRequest> Ask(const EnrolmentWish& wish,
                                             absl::Time now, Random& random);

  // The same wish under the same keys, once its time has run out.  Fails with
  // kNotFound if there is no request.
  absl::StatusOr<wire::EnrolmentRequest> AskAgain(absl::Time now,
                                                  Random& random);

  // Fails with kNotFound if nothing was asked for yet.
  absl::StatusOr<wire::EnrolmentRequest> Request() const;

  // Keeps a nation's link file, in place of an older one.  Fails with
  // kFailedPrecondition: FINGERPRINT_MISMATCH unless one of `fingerprints`, as
  // persons of that nation told them, is the file's; LINK_FILE_EXPIRED unless
  // it holds at `now`; with kInvalidArgument if it is no link file or older
  // than the one that is there.
  absl::Status TakeLinkFile(absl::string_view bytes,
                            absl::Span<const std::string> fingerprints,
                            absl::Time now);

  // The own nation's first.  Fails with kNotFound unless it and another one
  // are there, naming what is missing.
  absl::StatusOr<std::vector<wire::LinkFile>> LinkFiles() const;

  // Copies tls.pem and signing.pem from `folder`, if they fit.  Fails as
  // CheckCertificates().
  absl::Status TakeCertificates(absl::string_view folder, absl::Time now);

  // OK if both certificates are those of the own keys, of the agency and of the
  // own nation's root at `now`, and the own nation's link file names the
  // signing key.  Fails with kNotFound if they are not there, else with
  // kInvalidArgument naming the file.
  absl::Status CheckCertificates(absl::Time now) const;

  // Writes context.toml and the files that it names.  `endpoint` is host:port
  // of the own node's listener for agencies.  Fails as LinkFiles().
  absl::Status WriteContext(absl::string_view endpoint,
                            absl::string_view language);

 private:
  absl::Status DrawKey(absl::string_view name);
  absl::StatusOr<wire::EnrolmentRequest> Write(v1::EnrolmentRequest content,
                                               absl::Time now, Random& random);
  absl::Status CheckPair(absl::string_view from, absl::string_view name,
                         certs::Purpose purpose, absl::Time now) const;

  const std::string folder_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ENROLMENT_FOLDER_H_

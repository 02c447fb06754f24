// How one nation introduces itself to another: its nodes, logs, agencies and
// their keys, signed by its national root.
//
//   ASSIGN_OR_RETURN(LinkFile theirs, LinkFile::Parse(bytes));
//   FingerprintDigits(theirs.digest())    // what two persons compare
//
// An object that exists is whole: every name and certificate is of one trust
// domain, every certificate leads to the root inside, that root's key signed
// the file.  Whether to believe that root, the persons say who compare the
// fingerprint, or whoever holds the root already (proto/wire/endorsement.h).
//
// Copyable, immutable, thread-safe.  docs/identity.md, "Link files".

#ifndef ENLACE_PROTO_WIRE_LINK_FILE_H_
#define ENLACE_PROTO_WIRE_LINK_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "enlace/v1/link.pb.h"

namespace enlace::wire {

inline constexpr size_t kLinkFileSizeMax = size_t{512} << 10;
inline constexpr int kLinkNodesMax = 8;
inline constexpr int kLinkLogsMax = 8;
inline constexpr int kLinkAgenciesMax = 128;

class LinkFile {
 public:
  // `bytes` are a serialized SignedLinkFile.  Fails with kInvalidArgument:
  // LINK_FILE_INVALID naming the field, SIGNATURE_INVALID, TOO_LARGE,
  // FIELD_INVALID for what is not in the strict encoding.
  static absl::StatusOr<LinkFile> Parse(absl::string_view bytes);

  const v1::LinkFile& content() const { return content_; }
  const std::string& trust_domain() const { return content_.trust_domain(); }
  const certs::TrustAnchor& root() const { return root_; }

  // SHA-256 of the signed part: another signature over it makes no other file.
  const Hash& digest() const { return digest_; }

  // Whether the file holds at `at`.
  bool ValidAt(absl::Time at) const;

 private:
  LinkFile(v1::LinkFile content, certs::TrustAnchor root, Hash digest);

  v1::LinkFile content_;
  certs::TrustAnchor root_;
  Hash digest_;
};

// The bytes of the file that `root_key` signs.  Fails as LinkFile::Parse()
// would fail on them, and as the signer does.
absl::StatusOr<std::string> SignLinkFile(const v1::LinkFile& content,
                                         const certs::Signer& root_key);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LINK_FILE_H_

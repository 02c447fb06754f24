// A nation's link file with throw-away keys, for tests.

#ifndef ENLACE_TESTS_PROTO_WIRE_LINK_SAMPLE_H_
#define ENLACE_TESTS_PROTO_WIRE_LINK_SAMPLE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certs/dev/dev_link_file.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/link.pb.h"

namespace enlace::wire {

// A nation of one node and one agency, and all its private keys.
struct LinkSample {
  explicit LinkSample(const std::string& trust_domain = "us.enlace.example",
                      const std::string& agency_id = "us-atf");

  // Signs `content` with the root's key, whatever it says.
  std::string SignAnyway(const v1::LinkFile& content) const;
  // The file as it should be.
  std::string Signed() const { return SignAnyway(content); }

  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  certs::DevPki pki;
  certs::TrustAnchor root;
  certs::PrivateKey root_key;
  certs::Identity node;
  certs::Identity agency;
  certs::PrivateKey log_key;
  certs::PrivateKey witness_key;
  certs::IssuedKey statement;
  certs::IssuedKey signing;
  v1::LinkFile content;
};

}  // namespace enlace::wire

#endif  // ENLACE_TESTS_PROTO_WIRE_LINK_SAMPLE_H_

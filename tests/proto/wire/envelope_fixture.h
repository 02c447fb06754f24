// Parties, records and released records for the tests of the envelope, and the
// vectors of tests/vectors/envelope.

#ifndef ENLACE_TESTS_PROTO_WIRE_ENVELOPE_FIXTURE_H_
#define ENLACE_TESTS_PROTO_WIRE_ENVELOPE_FIXTURE_H_

#include <google/protobuf/struct.pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "certs/key.h"
#include "enlace/v1/envelope.pb.h"
#include "envelope_sample.pb.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

// Bytes that look random and are the same in every run.
class CountingRandom final : public Random {
 public:
  explicit CountingRandom(absl::string_view name = "") : name_(name) {}
  std::string Bytes(size_t size) override;

 private:
  std::string name_;
  uint64_t count_ = 0;
};

// Keys by id, as a node knows them.
class KnownKeys {
 public:
  void Add(const certs::PrivateKey& key, absl::string_view identity);
  void Add(SigningKey key);
  std::optional<SigningKey> operator()(absl::string_view key_id) const;

 private:
  std::map<std::string, SigningKey, std::less<>> keys_;
};

inline constexpr absl::string_view kSampleAgency =
    "spiffe://us.enlace.example/agency/us-atf";
inline constexpr absl::string_view kSampleRecipient =
    "spiffe://mx.enlace.example/agency/mx-fgr";
inline constexpr absl::string_view kSampleNodeA =
    "spiffe://us.enlace.example/node/1";
inline constexpr absl::string_view kSampleNodeB =
    "spiffe://mx.enlace.example/node/1";
inline constexpr int64_t kSampleCreatedMs = 1770393600000;

// An agency with its P-256 key, a node of each nation with its Ed25519 key.
struct SampleParties {
  SampleParties();

  certs::PrivateKey agency;
  certs::PrivateKey node_a;
  certs::PrivateKey node_b;
  KnownKeys keys;
};

v1::Header SampleHeader();

// A record with a leaf of every kind.
v1::EnvelopeSample FullSample();

// The leaf paths of FullSample(): present ones, and silent ones that are not.
std::vector<std::string> SamplePresentPaths();
std::vector<std::string> SampleAbsentSilentPaths();

// A valid submission of FullSample(), signed by the agency.
v1::Submission SampleSubmission(const SampleParties& parties);

// A form as a message, to look at and to change.
v1::OpenedForm FormOf(absl::string_view bytes);

// What `node` says about `form`, before it is signed.
v1::ReleaseStatement SampleRelease(absl::string_view node,
                                   absl::string_view statement,
                                   absl::string_view form);

// Makes paths announced by the node of `release`.
void Announce(const std::vector<std::string>& paths,
              v1::ReleaseStatement& release);

// The text of an error, for matchers.
std::string MessageOf(const absl::Status& status);

// A file of tests/vectors/envelope; a member of a JSON object.
google::protobuf::Value EnvelopeVectors(absl::string_view file);
const google::protobuf::Value& Member(const google::protobuf::Value& object,
                                      absl::string_view name);
std::string TextAt(const google::protobuf::Value& object,
                   absl::string_view name);
std::string BytesAt(const google::protobuf::Value& object,
                    absl::string_view name);
std::vector<std::string> TextsAt(const google::protobuf::Value& object,
                                 absl::string_view name);

}  // namespace enlace::wire

#endif  // ENLACE_TESTS_PROTO_WIRE_ENVELOPE_FIXTURE_H_

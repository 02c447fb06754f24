// Reads tests/vectors/tlog for the tests of this folder.

#ifndef ENLACE_TESTS_PROTO_WIRE_TLOG_VECTORS_H_
#define ENLACE_TESTS_PROTO_WIRE_TLOG_VECTORS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "google/protobuf/struct.pb.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

// A file below tests/vectors/tlog, and one that holds JSON.
std::string ReadTlogVector(absl::string_view path);
google::protobuf::Value ReadTlogVectorJson(absl::string_view path);

// A member of vectors.json by its path, e.g. {"ct8", "roots"}.
const google::protobuf::Value& TlogVector(const std::vector<std::string>& path);

Hash HashOfHex(absl::string_view hex);
Hash HashOfBase64(absl::string_view base64);
std::vector<Hash> HashesOfHex(const google::protobuf::Value& list);
std::vector<Hash> HashesOfBase64(const google::protobuf::Value& list);

// The keys of vectors.json.
enum class TlogKey { kLogA, kLogB, kWitnessB };
VerifierKey TlogVerifierKey(TlogKey key);
certs::PrivateKey TlogSigner(TlogKey key);

// Entry `index` of the log "E" of vectors.json.
std::string TlogEntry(uint64_t index);

}  // namespace enlace::wire

#endif  // ENLACE_TESTS_PROTO_WIRE_TLOG_VECTORS_H_

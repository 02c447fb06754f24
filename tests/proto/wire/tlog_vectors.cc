#include "tests/proto/wire/tlog_vectors.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "google/protobuf/util/json_util.h"

namespace enlace::wire {
namespace {

const google::protobuf::Value& TlogKeyRecord(TlogKey key) {
  switch (key) {
    case TlogKey::kLogA:
      return TlogVector({"keys", "broker-a.example/audit/alg1"});
    case TlogKey::kLogB:
      return TlogVector({"keys", "broker-b.example/audit/alg1"});
    case TlogKey::kWitnessB:
      break;
  }
  return TlogVector({"keys", "broker-b.example/witness/alg4"});
}

}  // namespace

std::string ReadTlogVector(absl::string_view path) {
  auto bytes = ReadFile(absl::StrCat("tests/vectors/tlog/", path));
  CHECK_OK(bytes.status()) << path;
  return *std::move(bytes);
}

google::protobuf::Value ReadTlogVectorJson(absl::string_view path) {
  google::protobuf::Value value;
  const auto status =
      google::protobuf::util::JsonStringToMessage(ReadTlogVector(path), &value);
  CHECK(status.ok()) << path << " " << status.ToString();
  return value;
}

const google::protobuf::Value& TlogVector(
    const std::vector<std::string>& path) {
  static const auto* const vectors =
      new google::protobuf::Value(ReadTlogVectorJson("vectors.json"));
  const google::protobuf::Value* value = vectors;
  for (const std::string& name : path) {
    value = &value->struct_value().fields().at(name);
  }
  return *value;
}

Hash HashOfHex(absl::string_view hex) {
  const auto bytes = HexDecode(hex);
  CHECK(bytes.ok() && bytes->size() == kHashSize) << hex;
  return HashFromBytes(*bytes);
}

Hash HashOfBase64(absl::string_view base64) {
  const auto bytes = Base64Decode(base64);
  CHECK(bytes.ok() && bytes->size() == kHashSize) << base64;
  return HashFromBytes(*bytes);
}

std::vector<Hash> HashesOfHex(const google::protobuf::Value& list) {
  std::vector<Hash> hashes;
  for (const auto& value : list.list_value().values()) {
    hashes.push_back(HashOfHex(value.string_value()));
  }
  return hashes;
}

std::vector<Hash> HashesOfBase64(const google::protobuf::Value& list) {
  std::vector<Hash> hashes;
  for (const auto& value : list.list_value().values()) {
    hashes.push_back(HashOfBase64(value.string_value()));
  }
  return hashes;
}

VerifierKey TlogVerifierKey(TlogKey key) {
  auto parsed = VerifierKey::Parse(
      TlogKeyRecord(key).struct_value().fields().at("vkey").string_value());
  CHECK_OK(parsed.status());
  return *std::move(parsed);
}

certs::PrivateKey TlogSigner(TlogKey key) {
  const auto seed = HexDecode(
      TlogKeyRecord(key).struct_value().fields().at("seed_hex").string_value());
  CHECK_OK(seed.status());
  auto signer = certs::PrivateKey::FromEd25519Seed(*seed);
  CHECK_OK(signer.status());
  return *std::move(signer);
}

std::string TlogEntry(uint64_t index) { return absl::StrCat("entry-", index); }

}  // namespace enlace::wire

#include "proto/wire/verifier_key.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/cosignature.h"
#include "proto/wire/log_text.h"

namespace enlace::wire {
namespace {

// The type byte and the key: what both the id and the vkey are made from.
std::string TypedKey(NoteKeyType type, const certs::PublicKey& key) {
  return absl::StrCat(std::string(1, static_cast<char>(type)),
                      key.raw_ed25519());
}

absl::Status BadKey(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("verifier key: ", why));
}

}  // namespace

bool IsValidKeyName(absl::string_view name) {
  return !name.empty() && IsNoteText(name) && !HasUnicodeSpace(name) &&
         name.find('+') == absl::string_view::npos;
}

VerifierKey::VerifierKey(std::string name, NoteKeyType type,
                         certs::PublicKey key)
    : name_(std::move(name)), type_(type), key_(std::move(key)) {
  const Hash hash = Sha256({name_, "\n", TypedKey(type_, key_)});
  id_ = ReadU32(AsBytes(hash));
}

absl::StatusOr<VerifierKey> VerifierKey::Create(absl::string_view name,
                                                NoteKeyType type,
                                                certs::PublicKey key) {
  if (!IsValidKeyName(name)) return BadKey("not a valid key name");
  if (key.type() != certs::KeyType::kEd25519) {
    return BadKey("log and witness keys must be Ed25519");
  }
  return VerifierKey(std::string(name), type, std::move(key));
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view vkey) {
  // At the first two plus signs only: base64 has plus signs too.
  const std::vector<absl::string_view> parts =
      absl::StrSplit(vkey, absl::MaxSplits('+', 2));
  if (parts.size() != 3) return BadKey("not of the form name+id+key");
  const absl::StatusOr<std::string> typed_key = Base64Decode(parts[2]);
  if (!typed_key.ok() || typed_key->empty()) {
    return BadKey("the key is not canonical base64");
  }
  const auto type = static_cast<NoteKeyType>(typed_key->front());
  if (type != NoteKeyType::kEd25519 && type != NoteKeyType::kCosignatureV1) {
    return BadKey("its type is neither Ed25519 nor cosignature/v1");
  }
  ASSIGN_OR_RETURN(certs::PublicKey key,
                   certs::PublicKey::FromRawEd25519(
                       absl::string_view(*typed_key).substr(1)));
  ASSIGN_OR_RETURN(VerifierKey parsed, Create(parts[0], type, std::move(key)));
  if (parsed.Format() != vkey) return BadKey("its id is not that of the key");
  return parsed;
}

std::string VerifierKey::Format() const {
  std::string id;
  AppendU32(id, id_);
  return absl::StrCat(name_, "+", HexEncode(id), "+",
                      Base64Encode(TypedKey(type_, key_)));
}

bool VerifierKey::Verify(absl::string_view text,
                         absl::string_view signature) const {
  switch (type_) {
    case NoteKeyType::kEd25519:
      return key_.Verify(text, signature);
    case NoteKeyType::kCosignatureV1: {
      const absl::StatusOr<Cosignature> cosignature =
          DecodeCosignature(signature);
      return cosignature.ok() &&
             key_.Verify(CosignedMessage(text, cosignature->time),
                         cosignature->ed25519);
    }
  }
  return false;
}

}  // namespace enlace::wire

// A verifier key ("vkey"): the name and public key that signed notes are
// checked with.
//
//   us.enlace.example/audit+04cc324a+AddamAGCsQq31Uv+...   log, type 0x01
//   mx.enlace.example/witness+14b00f59+BPxRzY5iGKGjja...   witness, type 0x04
//
// Name and key id together say which key signed a line; the id is the first
// four bytes of SHA-256(name || 0x0A || type || key).  Types other than these
// two are kept out: their signature lines are skipped as unknown.
//
// Copyable, immutable, thread-safe.  Source: c2sp.org/signed-note.

#ifndef ENLACE_PROTO_WIRE_VERIFIER_KEY_H_
#define ENLACE_PROTO_WIRE_VERIFIER_KEY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/key.h"

namespace enlace::wire {

// The signature type byte.
enum class NoteKeyType : uint8_t { kEd25519 = 0x01, kCosignatureV1 = 0x04 };

// True if `name` may name a key: UTF-8, not empty, no Unicode space, no
// control character, no '+'.
bool IsValidKeyName(absl::string_view name);

class VerifierKey {
 public:
  // Fails with kInvalidArgument if `name` is not valid or `key` is not Ed25519.
  static absl::StatusOr<VerifierKey> Create(absl::string_view name,
                                            NoteKeyType type,
                                            certs::PublicKey key);

  // Fails with kInvalidArgument unless `vkey` is exactly what Format() writes.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view vkey);

  std::string Format() const;

  // True if `signature` (without the key id) is this key's for `text`.
  bool Verify(absl::string_view text, absl::string_view signature) const;

  const std::string& name() const { return name_; }
  uint32_t id() const { return id_; }
  NoteKeyType type() const { return type_; }
  const certs::PublicKey& public_key() const { return key_; }

 private:
  VerifierKey(std::string name, NoteKeyType type, certs::PublicKey key);

  std::string name_;
  NoteKeyType type_;
  certs::PublicKey key_;
  uint32_t id_;
};

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_VERIFIER_KEY_H_

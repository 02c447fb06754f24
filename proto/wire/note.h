// Signed notes: text with one or more signature lines.
//
//   <text, ends in \n> \n
//   — <key name> base64(key id || signature)\n     (one or more)
//
// A note is worth nothing until VerifyNote() has accepted it; what it returns
// carries only the signatures that were verified, and only that may be stored
// or forwarded: anybody can add a line under our name to a note, and keeping it
// would spoil our own reading later.
//
//   ASSIGN_OR_RETURN(const Note note, ParseNote(bytes));
//   ASSIGN_OR_RETURN(const VerifiedNote verified, VerifyNote(note, keys));
//
// Pure and thread-safe.  Source: c2sp.org/signed-note.

#ifndef ENLACE_PROTO_WIRE_NOTE_H_
#define ENLACE_PROTO_WIRE_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "certs/key.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

inline constexpr size_t kNoteSignaturesMax = 100;
inline constexpr size_t kNoteSizeMax = 1 << 20;

struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;  // without the key id

  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // with its final newline: exactly the bytes signed
  std::vector<NoteSignature> signatures = {};

  bool operator==(const Note&) const = default;
};

// A note all of whose signatures are good.
struct VerifiedNote {
  Note note;
  // For each signature of `note`, the index of its key among those given.
  std::vector<size_t> keys;
};

// Fails with kInvalidArgument on anything FormatNote() would not write, on
// more than kNoteSignaturesMax signatures or kNoteSizeMax bytes.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);

// REQUIRES: text and names such as a note may have.
std::string FormatNote(const Note& note);

// One signature line, with its newline; and a sequence of them, as a witness
// answers.  ParseSignatureLines() fails like ParseNote().
std::string FormatSignatureLine(const NoteSignature& signature);
absl::StatusOr<std::vector<NoteSignature>> ParseSignatureLines(
    absl::string_view lines);

// Checks every signature whose name and id are those of one of `keys`, and
// drops the others.  Fails with kUnauthenticated if one of them is bad, or if
// none is left.
absl::StatusOr<VerifiedNote> VerifyNote(const Note& note,
                                        absl::Span<const VerifierKey> keys);

// Signs `text` with `signer` for `key`, of type kEd25519.  Fails with
// kInvalidArgument if the text is not fit for a note or `signer` is not the
// private half of `key`; passes on errors of `signer`.
absl::StatusOr<NoteSignature> SignNote(absl::string_view text,
                                       const VerifierKey& key,
                                       const certs::Signer& signer);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_NOTE_H_

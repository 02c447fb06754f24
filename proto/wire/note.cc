#include "proto/wire/note.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/log_text.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kLinePrefix = "\u2014 ";  // em dash, space
constexpr size_t kKeyIdSize = 4;

absl::Status BadNote(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("note: ", why));
}

absl::StatusOr<NoteSignature> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kLinePrefix)) {
    return BadNote("a signature line does not start with an em dash");
  }
  const size_t space = line.find(' ');
  if (space == absl::string_view::npos) {
    return BadNote("a signature line has no signature");
  }
  const absl::string_view name = line.substr(0, space);
  if (!IsValidKeyName(name)) return BadNote("a key name is not valid");
  const absl::StatusOr<std::string> bytes =
      Base64Decode(line.substr(space + 1));
  if (!bytes.ok() || bytes->size() <= kKeyIdSize) {
    return BadNote("a signature is not canonical base64, or too short");
  }
  return NoteSignature{.key_name = std::string(name),
                       .key_id = ReadU32(*bytes),
                       .bytes = bytes->substr(kKeyIdSize)};
}

bool IsNoteTextEndingInNewline(absl::string_view text) {
  return absl::EndsWith(text, "\n") && IsNoteText(text);
}

}  // namespace

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kNoteSizeMax) return BadNote("too long");
  if (!IsNoteTextEndingInNewline(bytes)) {
    return BadNote("not UTF-8, a control character, or no final newline");
  }
  // The text may have blank lines of its own: the last one ends it.
  const size_t blank = bytes.rfind("\n\n");
  if (blank == absl::string_view::npos) {
    return BadNote("no blank line before the signatures");
  }
  Note note;
  note.text = std::string(bytes.substr(0, blank + 1));
  ASSIGN_OR_RETURN(note.signatures,
                   ParseSignatureLines(bytes.substr(blank + 2)));
  return note;
}

std::string FormatNote(const Note& note) {
  std::string bytes = absl::StrCat(note.text, "\n");
  for (const NoteSignature& signature : note.signatures) {
    bytes += FormatSignatureLine(signature);
  }
  return bytes;
}

std::string FormatSignatureLine(const NoteSignature& signature) {
  std::string bytes;
  AppendU32(bytes, signature.key_id);
  bytes += signature.bytes;
  return absl::StrCat(kLinePrefix, signature.key_name, " ", Base64Encode(bytes),
                      "\n");
}

absl::StatusOr<std::vector<NoteSignature>> ParseSignatureLines(
    absl::string_view lines) {
  std::vector<NoteSignature> signatures;
  if (lines.size() > kNoteSizeMax) return BadNote("too long");
  while (const std::optional<absl::string_view> line = TakeLine(lines)) {
    if (signatures.size() == kNoteSignaturesMax) {
      return BadNote("too many signatures");
    }
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(*line));
    signatures.push_back(std::move(signature));
  }
  if (!lines.empty()) return BadNote("no final newline");
  if (signatures.empty()) return BadNote("no signature");
  return signatures;
}

absl::StatusOr<VerifiedNote> VerifyNote(const Note& note,
                                        absl::Span<const VerifierKey> keys) {
  VerifiedNote verified;
  verified.note.text = note.text;
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::find_if(
        keys.begin(), keys.end(), [&signature](const VerifierKey& candidate) {
          return candidate.name() == signature.key_name &&
                 candidate.id() == signature.key_id;
        });
    if (key == keys.end()) continue;
    if (!key->Verify(note.text, signature.bytes)) {
      return absl::UnauthenticatedError(
          "note: a signature of a known key does not verify");
    }
    verified.note.signatures.push_back(signature);
    verified.keys.push_back(static_cast<size_t>(key - keys.begin()));
  }
  if (verified.keys.empty()) {
    return absl::UnauthenticatedError("note: no signature of a known key");
  }
  return verified;
}

absl::StatusOr<NoteSignature> SignNote(absl::string_view text,
                                       const VerifierKey& key,
                                       const certs::Signer& signer) {
  if (!IsNoteTextEndingInNewline(text)) {
    return BadNote("not UTF-8, a control character, or no final newline");
  }
  if (key.type() != NoteKeyType::kEd25519 ||
      key.public_key().key_id() != signer.key_id()) {
    return BadNote("the signer does not belong to the verifier key");
  }
  ASSIGN_OR_RETURN(std::string bytes, signer.Sign(text));
  return NoteSignature{
      .key_name = key.name(), .key_id = key.id(), .bytes = std::move(bytes)};
}

}  // namespace enlace::wire

#include "proto/wire/checkpoint.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/cosignature.h"
#include "proto/wire/log_text.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {
namespace {

absl::Status BadCheckpoint(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("checkpoint: ", why));
}

absl::Status CheckKeys(absl::Span<const VerifierKey> log_keys,
                       absl::Span<const VerifierKey> witness_keys) {
  if (log_keys.empty()) return BadCheckpoint("no log key given");
  for (const VerifierKey& key : log_keys) {
    if (key.type() != NoteKeyType::kEd25519 ||
        key.name() != log_keys.front().name()) {
      return BadCheckpoint("the log keys are not those of one log");
    }
  }
  for (const VerifierKey& key : witness_keys) {
    if (key.type() != NoteKeyType::kCosignatureV1) {
      return BadCheckpoint("a witness key is not of type cosignature/v1");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      FormatHashLine(checkpoint.root), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  absl::string_view rest = text;
  const std::optional<absl::string_view> origin = TakeLine(rest);
  const std::optional<absl::string_view> size = TakeLine(rest);
  const std::optional<absl::string_view> root = TakeLine(rest);
  if (!root.has_value()) return BadCheckpoint("fewer than three lines");
  if (!rest.empty()) return BadCheckpoint("extension lines are not accepted");
  if (!IsValidKeyName(*origin)) return BadCheckpoint("origin not valid");
  Checkpoint checkpoint{.origin = std::string(*origin)};
  const absl::StatusOr<uint64_t> parsed_size = ParseDecimal(*size);
  if (!parsed_size.ok()) return BadCheckpoint("tree size not canonical");
  checkpoint.size = *parsed_size;
  const absl::StatusOr<Hash> parsed_root = ParseHashLine(*root);
  if (!parsed_root.ok()) {
    return BadCheckpoint("root not the canonical base64 of 32 bytes");
  }
  checkpoint.root = *parsed_root;
  if (FormatCheckpoint(checkpoint) != text) {
    return BadCheckpoint("not in canonical form");
  }
  return checkpoint;
}

absl::StatusOr<NoteSignature> SignCheckpoint(const Checkpoint& checkpoint,
                                             const VerifierKey& log_key,
                                             const certs::Signer& signer) {
  if (log_key.name() != checkpoint.origin) {
    return BadCheckpoint("the log key's name is not the origin");
  }
  return SignNote(FormatCheckpoint(checkpoint), log_key, signer);
}

absl::StatusOr<NoteSignature> CosignCheckpoint(const Checkpoint& checkpoint,
                                               const VerifierKey& witness_key,
                                               const certs::Signer& signer,
                                               absl::Time time) {
  if (witness_key.type() != NoteKeyType::kCosignatureV1 ||
      witness_key.public_key().key_id() != signer.key_id()) {
    return BadCheckpoint("the signer does not belong to the witness key");
  }
  if (time < absl::UnixEpoch()) {
    return BadCheckpoint("a cosignature cannot be older than 1970");
  }
  const absl::Time seconds = absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  ASSIGN_OR_RETURN(
      std::string ed25519,
      signer.Sign(CosignedMessage(FormatCheckpoint(checkpoint), seconds)));
  return NoteSignature{.key_name = witness_key.name(),
                       .key_id = witness_key.id(),
                       .bytes = EncodeCosignature(
                           {.time = seconds, .ed25519 = std::move(ed25519)})};
}

absl::StatusOr<SignedCheckpoint> OpenCheckpoint(
    absl::string_view bytes, absl::Span<const VerifierKey> log_keys,
    absl::Span<const VerifierKey> witness_keys) {
  RETURN_IF_ERROR(CheckKeys(log_keys, witness_keys));
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes));
  SignedCheckpoint opened;
  ASSIGN_OR_RETURN(opened.checkpoint, ParseCheckpoint(note.text));
  if (opened.checkpoint.origin != log_keys.front().name()) {
    return absl::UnauthenticatedError("checkpoint: of another log");
  }
  std::vector<VerifierKey> keys(log_keys.begin(), log_keys.end());
  keys.insert(keys.end(), witness_keys.begin(), witness_keys.end());
  ASSIGN_OR_RETURN(VerifiedNote verified, VerifyNote(note, keys));
  bool signed_by_log = false;
  for (size_t i = 0; i < verified.keys.size(); ++i) {
    if (verified.keys[i] < log_keys.size()) {
      signed_by_log = true;
      continue;
    }
    const NoteSignature& line = verified.note.signatures[i];
    ASSIGN_OR_RETURN(const Cosignature cosignature,
                     DecodeCosignature(line.bytes));
    opened.cosignatures.push_back(
        {.witness = line.key_name, .time = cosignature.time});
  }
  if (!signed_by_log) {
    return absl::UnauthenticatedError("checkpoint: not signed by its log");
  }
  if (opened.checkpoint.size == 0 &&
      opened.checkpoint.root != EmptyTreeHash()) {
    return BadCheckpoint("size 0 without the root of the empty tree");
  }
  opened.note = std::move(verified.note);
  return opened;
}

}  // namespace enlace::wire

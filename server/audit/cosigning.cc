#include "server/audit/cosigning.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"
#include "proto/wire/witness_decision.h"
#include "proto/wire/witness_request.h"

namespace enlace::audit {
namespace {

// One to learn the size, one to prove, one for a witness that was asked by
// another process of ours in between.
constexpr int kAttempts = 3;
constexpr size_t kAnswerSizeMax = 16 << 10;

std::string RequestBody(const wire::SignedCheckpoint& checkpoint,
                        uint64_t old_size, std::vector<Hash> proof) {
  // The log's signature alone: a witness looks at no other.
  wire::Note note{.text = checkpoint.note.text};
  for (const wire::NoteSignature& signature : checkpoint.note.signatures) {
    if (signature.key_name == checkpoint.checkpoint.origin) {
      note.signatures.push_back(signature);
    }
  }
  return wire::FormatWitnessRequest({.old_size = old_size,
                                     .proof = std::move(proof),
                                     .checkpoint = wire::FormatNote(note)});
}

// The one line of `lines` that `key` signed for `checkpoint`.
absl::StatusOr<wire::NoteSignature> VerifiedCosignature(
    const wire::SignedCheckpoint& checkpoint, const wire::VerifierKey& key,
    absl::string_view lines) {
  const absl::Status wrong = absl::UnauthenticatedError(
      "the witness answered with something other than its cosignature");
  const absl::StatusOr<std::vector<wire::NoteSignature>> signatures =
      wire::ParseSignatureLines(lines);
  if (!signatures.ok()) return wrong;
  for (const wire::NoteSignature& signature : *signatures) {
    if (signature.key_name == key.name() && signature.key_id == key.id() &&
        key.Verify(checkpoint.note.text, signature.bytes)) {
      return signature;
    }
  }
  return wrong;
}

// The size in the body of a 409.
std::optional<uint64_t> SizeOf(absl::string_view body) {
  uint64_t size = 0;
  if (!absl::ConsumeSuffix(&body, "\n") || !absl::SimpleAtoi(body, &size) ||
      absl::StrCat(size) != body || size >= wire::kTreeSizeLimit) {
    return std::nullopt;
  }
  return size;
}

CosigningResult Alarm(WitnessAlarm alarm, uint64_t known_size,
                      absl::string_view message) {
  return {.status = absl::FailedPreconditionError(message),
          .alarm = alarm,
          .known_size = known_size};
}

}  // namespace

CosigningResult RequestCosignature(
    const wire::SignedCheckpoint& checkpoint, const WitnessOfThisLog& witness,
    uint64_t known_size,
    absl::FunctionRef<absl::StatusOr<std::vector<Hash>>(uint64_t)> prove) {
  const uint64_t size = checkpoint.checkpoint.size;
  CosigningResult result{.known_size = known_size};
  uint64_t old_size = known_size > size ? 0 : known_size;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::StatusOr<std::vector<Hash>> proof = prove(old_size);
    if (!proof.ok()) {
      result.status = proof.status();
      return result;
    }
    const absl::StatusOr<WitnessAnswer> answer =
        witness.ask(RequestBody(checkpoint, old_size, *std::move(proof)));
    if (!answer.ok() || answer->body.size() > kAnswerSizeMax) {
      result.status = absl::UnavailableError(absl::StrCat(
          "no answer of the witness: ",
          answer.ok() ? "it is too long" : answer.status().message()));
      return result;
    }
    switch (static_cast<wire::WitnessStatus>(answer->status)) {
      case wire::WitnessStatus::kCosign: {
        absl::StatusOr<wire::NoteSignature> cosignature =
            VerifiedCosignature(checkpoint, witness.key, answer->body);
        result.status = cosignature.status();
        if (cosignature.ok()) {
          result.cosignature = *std::move(cosignature);
          result.known_size = size;
        }
        return result;
      }
      case wire::WitnessStatus::kNotTheLatest: {
        const std::optional<uint64_t> latest = SizeOf(answer->body);
        if (!latest) {
          // How some witnesses say that the roots of one size differ.
          return Alarm(WitnessAlarm::kFork, result.known_size,
                       "the witness refuses this checkpoint and names no size");
        }
        result.known_size = *latest;
        if (*latest > size) {
          return Alarm(WitnessAlarm::kLongerLog, *latest,
                       "the witness claims a longer log than this one");
        }
        old_size = *latest;
        break;
      }
      case wire::WitnessStatus::kInconsistent:
        return Alarm(WitnessAlarm::kFork, result.known_size,
                     "the witness claims another history of this log");
      default:
        result.status = absl::UnavailableError(
            absl::StrCat("the witness answered ", answer->status));
        return result;
    }
  }
  result.status =
      absl::UnavailableError("the witness asks for one proof after another");
  return result;
}

std::optional<absl::Time> CosignedAt(const wire::SignedCheckpoint& checkpoint,
                                     const wire::VerifierKey& witness) {
  for (const wire::CosignedBy& by : checkpoint.cosignatures) {
    if (by.witness == witness.name()) return by.time;
  }
  return std::nullopt;
}

wire::Note WithLine(wire::Note note, wire::NoteSignature line) {
  std::erase_if(note.signatures, [&line](const wire::NoteSignature& old) {
    return old.key_name == line.key_name && old.key_id == line.key_id;
  });
  note.signatures.push_back(std::move(line));
  return note;
}

}  // namespace enlace::audit

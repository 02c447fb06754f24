#include "proto/wire/witness_decision.h"

#include <algorithm>
#include <utility>

#include "proto/wire/note.h"
#include "proto/wire/witness_request.h"

namespace enlace::wire {
namespace {

WitnessDecision Refuse(WitnessStatus status, absl::string_view reason) {
  return {.status = status, .reason = std::string(reason)};
}

// The checks on a checkpoint that its log has signed.
void DecideSigned(const WitnessRequest& request, const WitnessedLog& log,
                  WitnessDecision& decision) {
  const auto refuse = [&decision](WitnessStatus status,
                                  absl::string_view reason) {
    decision.status = status;
    decision.reason = std::string(reason);
  };
  const Checkpoint& checkpoint = decision.checkpoint->checkpoint;
  decision.contradicts_latest =
      checkpoint.size == log.size && checkpoint.root != log.root;
  if (request.old_size > checkpoint.size) {
    return refuse(WitnessStatus::kMalformed,
                  "the old size is larger than the checkpoint's");
  }
  if (checkpoint.size == 0 && checkpoint.root != EmptyTreeHash()) {
    return refuse(WitnessStatus::kInconsistent,
                  "size 0 without the root of the empty tree");
  }
  if (request.old_size != log.size) {
    decision.latest_size = log.size;
    return refuse(WitnessStatus::kNotTheLatest,
                  "the old size is not that of the latest cosigned checkpoint");
  }
  const absl::Status consistent = VerifyConsistency(
      log.size, log.root, checkpoint.size, checkpoint.root, request.proof);
  if (!consistent.ok()) {
    return refuse(WitnessStatus::kInconsistent, consistent.message());
  }
  decision.status = WitnessStatus::kCosign;
}

}  // namespace

WitnessDecision DecideWitness(absl::string_view body,
                              absl::Span<const WitnessedLog> logs) {
  const absl::StatusOr<WitnessRequest> request = ParseWitnessRequest(body);
  if (!request.ok()) {
    return Refuse(WitnessStatus::kMalformed, request.status().message());
  }
  const absl::StatusOr<Note> note = ParseNote(request->checkpoint);
  if (!note.ok()) {
    return Refuse(WitnessStatus::kMalformed, note.status().message());
  }
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) {
    return Refuse(WitnessStatus::kMalformed, checkpoint.status().message());
  }
  const auto log = std::find_if(
      logs.begin(), logs.end(), [&checkpoint](const WitnessedLog& candidate) {
        return candidate.keys.front().name() == checkpoint->origin;
      });
  if (log == logs.end()) {
    return Refuse(WitnessStatus::kUnknownLog, "unknown origin");
  }
  absl::StatusOr<VerifiedNote> verified = VerifyNote(*note, log->keys);
  if (!verified.ok()) {
    return Refuse(WitnessStatus::kNotSigned, verified.status().message());
  }
  WitnessDecision decision;
  decision.checkpoint = SignedCheckpoint{.checkpoint = *checkpoint,
                                         .note = std::move(verified->note)};
  DecideSigned(*request, *log, decision);
  return decision;
}

}  // namespace enlace::wire

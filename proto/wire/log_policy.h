// Which checkpoints to trust: the logs, the witnesses, and how many of them.
//
//   log us.enlace.example/audit+04cc324a+AddamAGCsQq3...
//   witness mx mx.enlace.example/witness+14b00f59+BPxRzY5iG...
//   quorum mx
//
// `group <name> <k|any|all> <member>...` nests; `quorum none` asks for no
// witness.  An object that exists is a valid policy.
//
// Copyable, immutable, thread-safe.  Source: c2sp.org/tlog-policy.

#ifndef ENLACE_PROTO_WIRE_LOG_POLICY_H_
#define ENLACE_PROTO_WIRE_LOG_POLICY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

class LogPolicy {
 public:
  // Fails with kInvalidArgument, naming the line.
  static absl::StatusOr<LogPolicy> Parse(absl::string_view text);

  // One log that every one of `witnesses` must have cosigned; none asks for
  // the log's signature alone.  Fails with kInvalidArgument on a key of the
  // wrong type, or one key in two roles.
  static absl::StatusOr<LogPolicy> Create(VerifierKey log,
                                          std::vector<VerifierKey> witnesses);

  // Opens a checkpoint of one of the logs.  Fails like OpenCheckpoint(), and
  // with kFailedPrecondition if it verifies but the quorum is not met.
  absl::StatusOr<SignedCheckpoint> Open(absl::string_view bytes) const;

  const std::vector<VerifierKey>& logs() const { return logs_; }
  const std::vector<VerifierKey>& witnesses() const { return witnesses_; }

 private:
  class Parser;

  // Either a witness, or a group of voters that stand before it.
  struct Voter {
    std::string name;
    std::optional<size_t> witness = std::nullopt;  // index of its key
    std::vector<size_t> members = {};              // indexes of voters
    size_t threshold = 0;                          // of `members`
  };

  static constexpr size_t kNoQuorum = static_cast<size_t>(-1);

  LogPolicy() = default;

  // REQUIRES: a note of verified signatures.
  bool QuorumMet(const Note& verified) const;

  std::vector<VerifierKey> logs_;
  std::vector<VerifierKey> witnesses_;
  std::vector<Voter> voters_;
  size_t quorum_ = kNoQuorum;  // index of a voter
};

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LOG_POLICY_H_

#include "proto/wire/log_policy.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "proto/wire/log_text.h"

namespace enlace::wire {
namespace {

constexpr size_t kLinesMax = 1000;
constexpr absl::string_view kNone = "none";

bool IsPolicyByte(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte == '\t' || byte == '\n' || (byte >= 0x20 && byte != 0x7f);
}

bool Holds(const std::vector<VerifierKey>& keys,
           const certs::PublicKey& public_key) {
  return std::any_of(keys.begin(), keys.end(),
                     [&public_key](const VerifierKey& key) {
                       return key.public_key() == public_key;
                     });
}

}  // namespace

// Reads a policy line by line; names may only refer to earlier lines.
class LogPolicy::Parser {
 public:
  absl::Status ParseLine(absl::string_view line) {
    const std::vector<absl::string_view> items =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (items.empty() || absl::StartsWith(items[0], "#")) {
      return absl::OkStatus();
    }
    if (items[0] == "log") return ParseLog(items);
    if (items[0] == "witness") return ParseWitness(items);
    if (items[0] == "group") return ParseGroup(items);
    if (items[0] == "quorum") return ParseQuorum(items);
    return absl::InvalidArgumentError("unknown keyword");
  }

  absl::StatusOr<LogPolicy> Finish() {
    if (!has_quorum_) return absl::InvalidArgumentError("no quorum line");
    return std::move(policy_);
  }

  absl::Status AddLog(VerifierKey key) {
    if (key.type() != NoteKeyType::kEd25519) {
      return absl::InvalidArgumentError("a log key must be of type 0x01");
    }
    RETURN_IF_ERROR(CheckUnused(key));
    policy_.logs_.push_back(std::move(key));
    return absl::OkStatus();
  }

  absl::Status AddWitness(absl::string_view name, VerifierKey key) {
    if (key.type() != NoteKeyType::kCosignatureV1) {
      return absl::InvalidArgumentError("a witness key must be of type 0x04");
    }
    RETURN_IF_ERROR(CheckUnused(key));
    policy_.witnesses_.push_back(std::move(key));
    return AddVoter(
        {.name = std::string(name), .witness = policy_.witnesses_.size() - 1});
  }

  absl::Status AddGroup(absl::string_view name, size_t threshold,
                        std::vector<size_t> members) {
    for (const size_t member : members) {
      if (grouped_[member]) {
        return absl::InvalidArgumentError("a member is in a group already");
      }
      grouped_[member] = true;
    }
    return AddVoter({.name = std::string(name),
                     .members = std::move(members),
                     .threshold = threshold});
  }

  absl::Status SetQuorum(size_t voter) {
    if (std::exchange(has_quorum_, true)) {
      return absl::InvalidArgumentError("a second quorum line");
    }
    policy_.quorum_ = voter;
    return absl::OkStatus();
  }

 private:
  using Items = std::vector<absl::string_view>;

  absl::Status ParseLog(const Items& items) {
    if (items.size() != 2 && items.size() != 3) {
      return absl::InvalidArgumentError("want: log <vkey> [<url>]");
    }
    ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse(items[1]));
    return AddLog(std::move(key));
  }

  absl::Status ParseWitness(const Items& items) {
    if (items.size() != 3 && items.size() != 4) {
      return absl::InvalidArgumentError("want: witness <name> <vkey> [<url>]");
    }
    ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse(items[2]));
    return AddWitness(items[1], std::move(key));
  }

  absl::Status ParseGroup(const Items& items) {
    if (items.size() < 4) {
      return absl::InvalidArgumentError(
          "want: group <name> <k|any|all> <member>...");
    }
    std::vector<size_t> members;
    for (size_t i = 3; i < items.size(); ++i) {
      ASSIGN_OR_RETURN(const size_t member, FindVoter(items[i]));
      members.push_back(member);
    }
    size_t threshold = 1;
    if (items[2] == "all") {
      threshold = members.size();
    } else if (items[2] != "any") {
      ASSIGN_OR_RETURN(threshold, ParseDecimal(items[2]));
      if (threshold < 1 || threshold > members.size()) {
        return absl::InvalidArgumentError(
            "the threshold is not between 1 and the number of members");
      }
    }
    return AddGroup(items[1], threshold, std::move(members));
  }

  absl::Status ParseQuorum(const Items& items) {
    if (items.size() != 2) {
      return absl::InvalidArgumentError("want: quorum <name>");
    }
    if (items[1] == kNone) return SetQuorum(kNoQuorum);
    ASSIGN_OR_RETURN(const size_t voter, FindVoter(items[1]));
    return SetQuorum(voter);
  }

  absl::StatusOr<size_t> FindVoter(absl::string_view name) const {
    for (size_t i = 0; i < policy_.voters_.size(); ++i) {
      if (policy_.voters_[i].name == name) return i;
    }
    return absl::InvalidArgumentError("a name is not defined on a line before");
  }

  absl::Status AddVoter(Voter voter) {
    if (voter.name == kNone || FindVoter(voter.name).ok()) {
      return absl::InvalidArgumentError("the name is taken");
    }
    policy_.voters_.push_back(std::move(voter));
    grouped_.push_back(false);
    return absl::OkStatus();
  }

  // One key in two roles would let a log vouch for itself, or a witness count
  // twice.
  absl::Status CheckUnused(const VerifierKey& key) const {
    if (Holds(policy_.logs_, key.public_key()) ||
        Holds(policy_.witnesses_, key.public_key())) {
      return absl::InvalidArgumentError("one public key stands on two lines");
    }
    return absl::OkStatus();
  }

  LogPolicy policy_;
  std::vector<bool> grouped_;  // for each voter
  bool has_quorum_ = false;
};

absl::StatusOr<LogPolicy> LogPolicy::Parse(absl::string_view text) {
  Parser parser;
  if (!std::all_of(text.begin(), text.end(), IsPolicyByte)) {
    return absl::InvalidArgumentError("log policy: a control character");
  }
  size_t number = 0;
  while (const std::optional<absl::string_view> line = TakeLine(text)) {
    if (++number > kLinesMax) {
      return absl::InvalidArgumentError("log policy: too many lines");
    }
    if (absl::Status status = parser.ParseLine(*line); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("log policy line ", number, ": ", status.message()));
    }
  }
  if (!text.empty()) {
    return absl::InvalidArgumentError("log policy: no final newline");
  }
  absl::StatusOr<LogPolicy> policy = parser.Finish();
  if (!policy.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("log policy: ", policy.status().message()));
  }
  return policy;
}

absl::StatusOr<LogPolicy> LogPolicy::Create(
    VerifierKey log, std::vector<VerifierKey> witnesses) {
  Parser parser;
  RETURN_IF_ERROR(parser.AddLog(std::move(log)));
  std::vector<size_t> members;
  for (VerifierKey& witness : witnesses) {
    members.push_back(members.size());
    // Positions serve as names: key names may repeat while a key changes.
    RETURN_IF_ERROR(parser.AddWitness(absl::StrCat("#", members.size()),
                                      std::move(witness)));
  }
  if (members.empty()) {
    RETURN_IF_ERROR(parser.SetQuorum(kNoQuorum));
    return parser.Finish();
  }
  const size_t group = members.size();
  RETURN_IF_ERROR(parser.AddGroup("all", group, std::move(members)));
  RETURN_IF_ERROR(parser.SetQuorum(group));
  return parser.Finish();
}

absl::StatusOr<SignedCheckpoint> LogPolicy::Open(
    absl::string_view bytes) const {
  const absl::string_view origin = bytes.substr(0, bytes.find('\n'));
  std::vector<VerifierKey> log_keys;
  std::copy_if(
      logs_.begin(), logs_.end(), std::back_inserter(log_keys),
      [origin](const VerifierKey& key) { return key.name() == origin; });
  if (log_keys.empty()) {
    return absl::UnauthenticatedError(
        "checkpoint: of no log that the policy trusts");
  }
  ASSIGN_OR_RETURN(SignedCheckpoint opened,
                   OpenCheckpoint(bytes, log_keys, witnesses_));
  if (!QuorumMet(opened.note)) {
    return absl::FailedPreconditionError(
        "checkpoint: not cosigned by the quorum of witnesses");
  }
  return opened;
}

bool LogPolicy::QuorumMet(const Note& verified) const {
  if (quorum_ == kNoQuorum) return true;
  std::vector<bool> votes;  // for each voter; members stand before groups
  for (const Voter& voter : voters_) {
    if (voter.witness.has_value()) {
      const VerifierKey& key = witnesses_[*voter.witness];
      votes.push_back(std::any_of(verified.signatures.begin(),
                                  verified.signatures.end(),
                                  [&key](const NoteSignature& signature) {
                                    return signature.key_name == key.name() &&
                                           signature.key_id == key.id();
                                  }));
      continue;
    }
    const auto count = std::count_if(voter.members.begin(), voter.members.end(),
                                     [&votes](size_t i) { return votes[i]; });
    votes.push_back(static_cast<size_t>(count) >= voter.threshold);
  }
  return votes[quorum_];
}

}  // namespace enlace::wire

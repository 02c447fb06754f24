// What every record passes before the core sees it: verify, validate, extract
// facts, decide, minimize, sign, seal.
//
//   Admission admission = gate.AdmitSubmission(caller, bytes, world);
//   pipeline.Enqueue({std::move(admission.input)}, ...);
//
// An admission always has an input: the prepared record, or, where the request
// was refused, the note that logs the refusal.  Nothing is decided on bytes
// that did not verify, and no refusal echoes a value.
//
// Stateless besides its configuration; thread-safe.

#ifndef ENLACE_SERVER_GATE_GATE_H_
#define ENLACE_SERVER_GATE_GATE_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "enlace/v1/exchange_service.pb.h"
#include "policy/engine/book.h"
#include "policy/engine/extract.h"
#include "policy/engine/language.h"
#include "server/core/input.h"
#include "server/core/state_facts.h"
#include "server/core/thread.h"
#include "server/gate/drafts.h"
#include "server/gate/parties.h"

namespace enlace::wire {
struct VerifiedRecord;
struct VerifiedSubmission;
}  // namespace enlace::wire

namespace enlace::gate {

// How far the clock of another node may be ahead.
inline constexpr absl::Duration kNodeSkewMax = absl::Seconds(5);
// A serialized submission or relay item, in bytes.
inline constexpr size_t kRecordSizeMax = 512 << 10;

// What a preparation looks at besides the record: one snapshot of the world.
struct World {
  absl::Time now;
  const policy::Book* book = nullptr;
  // What the state says about a record: core::FindStateFacts().
  std::function<core::StateFacts(const core::RecordFacts& record,
                                 absl::string_view purpose)>
      find_facts;
};

// What is to be sequenced, and why it is only a note if it is one.
struct Admission {
  core::Input input;
  absl::Status problem;  // OK if the record was prepared
};

// The answer to a question, and the note that logs it, refused or not.
struct Trial {
  core::Note note;
  absl::StatusOr<v1::TryResponse> response;
};

class Gate {
 public:
  // Seals a payload under a fresh key, bound to its transfer id.
  using Sealer = std::function<absl::StatusOr<core::SealedPayload>(
      absl::string_view plaintext, absl::string_view transfer_id)>;

  // All must outlive the gate.
  struct Environment {
    const Parties* parties = nullptr;
    const certs::KeyDirectory* keys = nullptr;
    const certs::Signer* statement_signer = nullptr;
    Drafts* drafts = nullptr;
    Random* random = nullptr;
    Sealer seal;
    // Keyed digest of content, which only this node can make.
    std::function<std::string(absl::string_view content)> tag_content;
  };

  explicit Gate(Environment environment);

  // A submission of the agency `caller`, as received.  Problems, by reason:
  // those of wire::VerifySubmission(), TOO_LARGE, SENDER_MISMATCH,
  // SCHEMA_UNSUPPORTED, RECIPIENT_UNKNOWN, CLOCK_SKEW, EXPIRED, FIELD_INVALID
  // (also of what may not stand in the thread it names).
  Admission AdmitSubmission(const std::string& caller, absl::string_view bytes,
                            const World& world) const;

  // A RelayItem of the nation `link`, as received.  Problems as above and those
  // of wire::VerifyReleasedRecord().
  Admission AdmitRelay(const std::string& link, absl::string_view item,
                       const World& world) const;

  // What AdmitSubmission() would decide; nothing is prepared.
  Trial Try(const std::string& caller, absl::string_view bytes,
            const World& world, policy::Language language) const;

 private:
  // What was decided, on what.
  struct Verdict {
    policy::Facts facts;
    policy::Decision decision;
    core::PreparedUnder under;
    std::optional<core::ThreadFault> thread_fault;
    int64_t permit_until_ms = 0;  // 0: does not lapse
    std::string facts_key;
    std::string facts_commitment;
  };

  absl::StatusOr<wire::VerifiedSubmission> VerifySubmission(
      absl::string_view bytes) const;
  // What only a node can check of a submission: caller, times, recipient, type.
  absl::Status CheckSubmission(const std::string& caller,
                               const wire::VerifiedSubmission& submission,
                               const World& world) const;
  absl::Status CheckRelay(const std::string& link,
                          const wire::VerifiedRecord& record,
                          absl::string_view transfer_id,
                          const World& world) const;
  Verdict Decide(policy::Direction direction, const v1::Header& header,
                 const google::protobuf::Message& record,
                 const core::RecordFacts& journaled, const World& world) const;
  core::RecordFacts JournaledFacts(const wire::VerifiedSubmission& submission,
                                   const std::string& transfer_id) const;
  absl::StatusOr<core::PreparedSubmission> PrepareSubmission(
      const wire::VerifiedSubmission& submission, const World& world) const;
  absl::StatusOr<core::PreparedRelay> PrepareRelay(
      const std::string& link, uint64_t link_sequence,
      const wire::VerifiedRecord& record, const World& world) const;
  absl::StatusOr<core::SealedPayload> Seal(const Verdict& verdict,
                                           std::string record,
                                           const std::string& transfer_id,
                                           absl::string_view type) const;

  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_GATE_H_

// What every record passes before the core sees it: verify, validate, extract
// facts, decide, minimize, sign, seal.
//
//   std::vector<Admission> admissions =
//       gate.AdmitSubmissions(caller, submissions, world);
//   pipeline.Enqueue(caller, {std::move(admissions[0].input), ...}, ...);
//
// The records of one call are looked up in the state at once, and what is
// released of them is signed with one signature.  An admission always has an
// input: the prepared record, or, where the request
// was refused, the note that logs the refusal.  Nothing is decided on bytes
// that did not verify, and no refusal echoes a value.
//
// Stateless besides its configuration; thread-safe.

#ifndef ENLACE_SERVER_GATE_GATE_H_
#define ENLACE_SERVER_GATE_GATE_H_

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/random.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "policy/engine/book.h"
#include "policy/engine/language.h"
#include "policy/facts/extract.h"
#include "policy/replay/fact_question.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/state_facts.h"
#include "server/core/thread.h"
#include "server/gate/drafts.h"
#include "server/gate/parties.h"
#include "server/gate/payloads.h"

namespace enlace::wire {
struct VerifiedRecord;
struct VerifiedSubmission;
}  // namespace enlace::wire

namespace enlace::gate {

// How far the clock of another node may be ahead.
inline constexpr absl::Duration kNodeSkewMax = absl::Seconds(5);
// A serialized submission or relay item, in bytes.
inline constexpr size_t kRecordSizeMax = 512 << 10;

// What the state is asked about a record: see core::FindStateFacts().
struct StateQuestion {
  const core::RecordFacts* record = nullptr;
  std::string purpose;  // the record's, by name
};

// What a preparation looks at besides the record: one snapshot of the world.
struct World {
  absl::Time now;
  // The book that decides, with what it asks of facts; keeps the book.
  std::shared_ptr<const policy::AskedFacts> asked;
  // One answer a question, in their order.
  std::function<std::vector<core::StateFacts>(absl::Span<const StateQuestion>)>
      find_facts;

  const policy::Book& book() const { return asked->book(); }
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

// A record that is held here, as it was sealed: a Submission, or a
// ReleasedRecord if a peer relayed it.
struct HeldRecord {
  core::Transfer transfer;
  std::string content;
};

// A held record decided again, or why it could not be: then it stays held.
using SecondDecision = absl::StatusOr<core::PreparedRelease>;

// What a reviewer is shown of a held record.
struct HeldView {
  v1::TryResponse decision;  // of the book, now
  std::string record;        // what would be released, as a serialized message
};

class Gate {
 public:
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
    // Keyed digests of what identifies persons in the record of a transfer,
    // likewise; all but its purpose.
    std::function<journal::v1::SubjectTags(
        absl::string_view transfer_id,
        const std::set<std::string>& identifiers)>
        tag_subjects;
  };

  explicit Gate(Environment environment);

  // Submissions of the agency `caller`, as received; one admission each, in
  // their order.  Problems, by reason: those of wire::VerifySubmission(),
  // TOO_LARGE, SENDER_MISMATCH, SCHEMA_UNSUPPORTED, RECIPIENT_UNKNOWN,
  // CLOCK_SKEW, EXPIRED, FIELD_INVALID (also of what may not stand in the
  // thread it names).
  std::vector<Admission> AdmitSubmissions(
      const std::string& caller,
      absl::Span<const absl::string_view> submissions,
      const World& world) const;

  // Items of the nation `link`, likewise; null is one that could not be read.
  // Problems as above and those of wire::VerifyReleasedRecord().
  std::vector<Admission> AdmitRelays(
      const std::string& link, absl::Span<const v1::RelayItem* const> items,
      const World& world) const;

  // What the book now says of records that are held, with the approvals that
  // `world` knows of; in their order.  Problems as those of AdmitSubmissions()
  // and AdmitRelays() without the checks of caller and times.
  std::vector<SecondDecision> DecideAgain(std::vector<HeldRecord> held,
                                          const World& world) const;

  // Fails as DecideAgain() does.
  absl::StatusOr<HeldView> Show(const HeldRecord& held, const World& world,
                                policy::Language language) const;

  // What AdmitSubmissions() would decide; nothing is prepared.
  Trial Try(const std::string& caller, absl::string_view bytes,
            const World& world, policy::Language language) const;

 private:
  // What was decided, on what.
  struct Verdict {
    policy::Facts facts;
    policy::Decision decision;
    core::PreparedUnder under;
    std::optional<core::ThreadFault> thread_fault;
    int64_t permit_until_ms = 0;                 // 0: does not lapse
    std::vector<v1::ReleaseApproval> approvals;  // that a release names
    std::vector<v1::ReleaseApproval> overrides;  // likewise
    journal::v1::SealedContent content;          // facts and their key
    std::string facts_commitment;
    std::vector<v1::Measure> measures;  // of a permit
  };
  // A safety notice and what was decided about it.
  struct Notice {
    v1::Header header;
    std::unique_ptr<google::protobuf::Message> message;
    core::RecordFacts journaled;  // without a record id
    Verdict verdict;
  };
  // An item on its way, with what is to be sealed of it unless it was denied or
  // refused; of a denied one, of the notice that goes instead.
  struct Prepared {
    Admission admission;
    std::optional<UnsealedPayload> payload;
  };
  // A relayed record that verified, and the place that it claims.
  struct Relayed;

  absl::StatusOr<wire::VerifiedSubmission> VerifySubmission(
      absl::string_view bytes) const;
  // What only a node can check of a submission: caller, times, recipient, type.
  absl::Status CheckSubmission(const std::string& caller,
                               const wire::VerifiedSubmission& submission,
                               const World& world) const;
  absl::StatusOr<Relayed> VerifyRelay(const v1::RelayItem* item) const;
  absl::Status CheckRelay(const std::string& link,
                          const wire::VerifiedRecord& record,
                          absl::string_view transfer_id,
                          const World& world) const;
  Verdict Decide(const policy::RecordFacts& header,
                 const google::protobuf::Message& record,
                 const core::RecordFacts& journaled,
                 const core::StateFacts& known, std::string purpose,
                 const World& world) const;
  // What is logged of a decision, its line for a replay included, apart from
  // what only the core knows.
  core::EntryDraft DraftOf(absl::string_view caller, const Verdict& verdict,
                           const World& world) const;
  // The header in the words of the rules, as this nation sends it.
  policy::RecordFacts OutgoingFacts(const v1::Header& header,
                                    const core::RecordFacts& journaled,
                                    const core::StateFacts& known) const;
  // The tag of the case that `message` names; "" if it names none.
  std::string MatterTagOf(const google::protobuf::Message& message) const;
  // By what the persons whom `message` concerns are found.
  journal::v1::SubjectTags SubjectTagsOf(
      const google::protobuf::Message& message,
      const std::string& transfer_id) const;
  core::RecordFacts JournaledFacts(const wire::VerifiedSubmission& submission,
                                   const std::string& transfer_id) const;
  // What is kept of a submission that was not denied; the removals that it
  // announces go to `redactions`.
  absl::StatusOr<UnsealedPayload> PayloadOf(
      wire::VerifiedSubmission& submission, const core::RecordFacts& journaled,
      Verdict& verdict, std::vector<v1::Redaction>& redactions,
      const World& world) const;
  // What goes instead of a record that `verdict` denies: nothing if it does not
  // warn, is past its time, or was held, when reviewers saw its warnings.
  std::optional<Notice> NoticeInstead(const v1::Header& header,
                                      const google::protobuf::Message& record,
                                      const core::RecordFacts& journaled,
                                      const Verdict& verdict,
                                      const World& world) const;
  // Signs it and takes it into `prepared`; returns what is kept of it, unless
  // it was denied.
  absl::StatusOr<std::optional<UnsealedPayload>> PrepareNotice(
      Notice notice, core::PreparedSubmission& prepared,
      const World& world) const;
  absl::StatusOr<Prepared> PrepareSubmission(
      wire::VerifiedSubmission& submission, core::RecordFacts journaled,
      const core::StateFacts& known, const World& world) const;
  absl::StatusOr<Prepared> PrepareRelay(const std::string& link,
                                        Relayed& relayed,
                                        core::RecordFacts journaled,
                                        const core::StateFacts& known,
                                        const World& world) const;
  // A held record, read and verified anew.
  struct Reread;
  absl::StatusOr<Reread> Read(const HeldRecord& held) const;
  absl::StatusOr<Prepared> PrepareAgain(Reread& held,
                                        const core::StateFacts& known,
                                        const World& world) const;
  // When what `verdict` lets pass ends, if it is valid until `valid_until_ms`.
  static int64_t EndOfRelease(int64_t valid_until_ms, const Verdict& verdict);
  Prepared Refuse(const std::string& caller, const absl::Status& problem,
                  const v1::Header* header = nullptr,
                  absl::string_view record_id = "") const;
  // Signs and seals what passes or is held.
  std::vector<Admission> Finish(const std::string& caller,
                                std::vector<Prepared> items) const;

  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_GATE_H_

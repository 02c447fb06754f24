// The steps of Plan(), one method for each kind of input.  Internal to
// server/core: others call Plan().

#ifndef ENLACE_SERVER_CORE_PLANNER_H_
#define ENLACE_SERVER_CORE_PLANNER_H_

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "policy/engine/book.h"
#include "policy/facts/extract.h"
#include "server/core/audit_row.h"
#include "server/core/input.h"
#include "server/core/plan.h"
#include "server/core/state.h"
#include "server/core/state_facts.h"
#include "server/core/verdict.h"

namespace enlace::core {

// Code of what is past its time: "clock or validity".
inline constexpr absl::string_view kOutOfTimeReason = "T05";
// Code of what has lost its ground: "basis not in force".
inline constexpr absl::string_view kBasisEndedReason = "B03";

// Plans one input.  Call one overload once.
class Planner {
 public:
  Planner(const State& state, const policy::Book& book, absl::Time now);

  Planned operator()(PreparedSubmission input);
  Planned operator()(PreparedRelay input);
  Planned operator()(RelayAnswered input);
  Planned operator()(HandOver input);
  Planned operator()(Confirmation input);
  Planned operator()(RevocationRequest input);
  Planned operator()(PeerRevocation input);
  Planned operator()(RevocationAnswered input);
  Planned operator()(EvidenceTaken input);
  Planned operator()(PeerReport input);
  Planned operator()(Review input);
  Planned operator()(OverrideRequest input);
  Planned operator()(OverrideReview input);
  Planned operator()(PreparedRelease input);
  Planned operator()(LinkAcceptance input);
  Planned operator()(LinkAcceptanceByPeer input);
  Planned operator()(MaintenancePlan input);
  Planned operator()(RegisterProposal input);
  Planned operator()(const RegisterApproval& input);
  Planned operator()(const RegisterRevocation& input);
  Planned operator()(Inspection input);
  Planned operator()(BookSchedule input);
  Planned operator()(const BookActivation& input);
  Planned operator()(const Note& input);
  Planned operator()(Rewrapping input);
  Planned operator()(const EpochClosing& input);
  Planned operator()(Tick input);

 private:
  // The index that the next entry gets, and its row added to the plan.
  struct Entry {
    uint64_t index = 0;
    Hash leaf{};
  };
  Entry AddEntry(v1::AuditStep step, const EntrySubject& subject,
                 EntryDraft draft);
  // The same for an entry that concerns no record; the draft names its step.
  Entry AddNote(const EntryDraft& draft);

  // The index of the entry that the record shares with others of this batch,
  // its part added to the plan.
  uint64_t AddToBatch(v1::AuditStep step, const Transfer& transfer,
                      const EntrySubject& subject, EntryDraft draft);

  // Whether `decision` is what this book says now, and was made under what the
  // state says now.
  bool IsCurrent(const StateFacts& known, const policy::Facts& facts,
                 const policy::Decision& decision,
                 const PreparedUnder& under) const;
  // What the book says of the notice; nothing if it must be prepared again.
  std::optional<Verdict> NoticeVerdict(PreparedNotice& notice) const;

  // A record that the own node decided about, of its own nation.
  struct Submitted {
    RecordFacts record;
    std::string link;  // "" if domestic
    SealedPayload payload;
    journal::v1::SubjectTags subjects;
    EntryDraft entry;
    v1::Outcome outcome;    // redactions and notice
    std::string notice_of;  // transfer that was denied
  };
  // Journals the decision: entry, event, and the payload of what was not
  // denied.  Returns the outcome's bytes.
  std::string AddDecided(const Verdict& verdict, Submitted submitted);

  // Adds what a permit by `verdict` counts against.
  using LimitUses = google::protobuf::RepeatedPtrField<journal::v1::LimitUse>;
  void AddUses(const Verdict& verdict, const RecordFacts& record,
               LimitUses& uses) const;

  // The position that the next delivery to `recipient` gets.
  uint64_t NextCursor(const std::string& recipient) const;
  bool IsExpired(const RecordFacts& record) const;

  // Parts of a tick.
  void AddOverdue(const Transfer& transfer, EntryDraft draft);
  void AddExpired(const Transfer& transfer, absl::string_view reason,
                  EntryDraft draft);
  void AddWithdrawn(const Transfer& transfer, EntryDraft draft);
  void AddErased(const Transfer& transfer, EntryDraft draft);

  // Whether the epoch that `payload` was sealed under is open.
  bool MayStore(const SealedPayload& payload) const;

  // Writes into `record` what its permit rests on, when that ends, and until
  // when it may be kept.
  void RestPermit(const StateFacts& known, policy::Direction direction,
                  const policy::Decision& decision, RecordFacts& record) const;

  // What the record waits for that `verdict` holds until `deadline`.
  struct HeldRecord {
    const RecordFacts& record;
    policy::Direction direction = policy::Direction::kOutgoing;
    const StateFacts& known;
  };
  journal::v1::Hold HoldOn(const HeldRecord& held, const Verdict& verdict,
                           absl::Time deadline) const;

  // Whether the entry of the register is the one that `change` names, and not
  // revoked.
  absl::Status CheckRegisterChange(const RegisterChange& change) const;
  // The index of the entry that says who did `step`.
  uint64_t AddRegisterNote(v1::AuditStep step, const RegisterChange& change);

  // An entry about a delivery; the hash of one that records of the batch share
  // is known, and set, when the batch ends.
  struct DeliveryEntry {
    uint64_t index = 0;
    std::string hash;
  };
  DeliveryEntry AddDeliveryEntry(v1::AuditStep step, const Transfer& transfer,
                                 EntryDraft draft);

  // The record that `transfer_id` names on `link`, or null.
  const Transfer* FindOnLink(absl::string_view transfer_id,
                             absl::string_view link, bool incoming) const;

  // The delivery to `caller` that `transfer_id` names, or null.
  const Transfer* FindDelivery(absl::string_view transfer_id,
                               absl::string_view caller) const;

  Planned Done(std::string bytes = {});
  Planned Duplicate(std::string bytes = {});
  Planned Stale();
  Planned Refuse(absl::StatusCode code, absl::string_view reason,
                 absl::string_view message);
  Planned Refuse(absl::Status status);
  // Journals that `subject` was revoked; the event has all but its link.
  journal::v1::Revoked& AddRevoked(const EntrySubject& subject,
                                   const std::string& reason, EntryDraft draft);
  // The recipient's node learns of a record that it will never get.
  Planned RevokeUnseen(PeerRevocation input);

  // Why `input` may not be decided about `held`, the record that it names or
  // null; OK if it may.
  absl::Status CheckReview(const Review& input, const Transfer* held) const;
  // Whether anybody but its sender may decide about `held` now, or null, and
  // about `rule_id` as it was seen.  `reviewer` is who asks.
  struct SeenHold {
    const std::string& reviewer;
    const std::string& rule_id;
    const std::string& rule_digest;
  };
  absl::Status CheckHold(const SeenHold& seen, const Transfer* held) const;
  // Why `input` may not be done to `held`; OK if it may.
  absl::Status CheckOverride(const OverrideRequest& input,
                             const Transfer* held) const;
  // The entry of the register by which the reviewer stands in for another, as
  // `input` says, or "".
  std::string EntryToStandIn(const Review& input, const Transfer& held) const;
  // Journals that `held` was decided again.  The answer is that of the record's
  // sender or of the peer.
  struct SecondDecision {
    const Verdict& verdict;
    EntryDraft entry;
    v1::Outcome outcome = {};     // only `redactions` are read
    journal::v1::Hold hold = {};  // if it is held again
    int64_t permit_until_ms = 0;
    std::vector<std::string> register_entries = {};  // that it rests on
    std::vector<OverriddenRule> overridden = {};     // for its permit
    v1::ReceiptLevel receipt_level = v1::RECEIPT_LEVEL_UNSPECIFIED;
    int64_t retain_until_ms = 0;
    journal::v1::AnswerFacts answer = {};  // only its two instants are read
  };
  void DecideAgain(const Transfer& held, SecondDecision second);
  // Journals that the rules that hold `held` do so still, for `hold`.  No-op if
  // the register says to them what it said.
  Planned ConfirmHold(const Transfer& held, const journal::v1::Hold& hold);

  Planned RefuseUnknownTransfer();
  Planned RefuseUnknownDelivery();
  Planned RefuseRevoked();
  Planned RefuseForClock();

  const State& state_;
  const policy::Book& book_;
  const int64_t instant_ms_;
  const bool clock_trusted_;
  Planned planned_;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_PLANNER_H_

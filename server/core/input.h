// What the core is told: inputs that the shell has prepared.
//
// An input holds everything that needs keys, randomness or plaintext already
// done: the decision on the facts, the sealed payload, the blinds.  The core
// decides again with the state that only it has, orders, and fills in what
// only it can know.

#ifndef ENLACE_SERVER_CORE_INPUT_H_
#define ENLACE_SERVER_CORE_INPUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "policy/engine/decision.h"
#include "policy/facts/facts.h"
#include "server/core/state.h"

namespace enlace::core {

using journal::v1::RecordFacts;

// What an audit entry needs from outside.  The core fills in everything it
// knows itself: of the shared opening all but `measures`; of the national one
// record, outcome, reason, rules, book and peer entry.  An entry about a record
// that did not cross has no shared opening; its blind is then the decoy.
struct EntryDraft {
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;  // read of a Note only
  std::string transfer_id;  // read only where no record is concerned
  v1::SharedOpening shared;
  v1::NationalOpening national;
  std::string shared_blind;    // 32 random bytes
  std::string national_blind;  // 32 random bytes
  // 32 random bytes, of which a batch entry that this draft opens is drawn;
  // kept nowhere.
  std::string batch_seed;
};

// What the sequencer must find unchanged, or the input goes back to be
// prepared once more.
struct PreparedUnder {
  std::string book_digest;  // 32 bytes
  std::string state_facts;  // StateFacts of the snapshot, canonical
  std::string purpose;      // the record's, by name: what they were asked with
};

// The link files under which two nations' nodes talk, as the node has them.
struct LinkFiles {
  std::string own;             // SHA-256
  std::string peer;            // SHA-256
  int64_t valid_until_ms = 0;  // from then on one of them holds no more

  bool operator==(const LinkFiles&) const = default;
};

// A payload sealed under its record's data key, and that key wrapped.
struct SealedPayload {
  std::string sealed;
  std::string wrapped_key;
  uint32_t key_epoch = 0;
  std::string retention_class;

  bool operator==(const SealedPayload&) const = default;
};

// The notice that goes instead of a record that warns, if the own book denies
// that one: made and signed by this node, decided like any record.
struct PreparedNotice {
  RecordFacts record;  // the transfer id is 16 fresh random bytes
  policy::Facts facts;
  policy::Decision decision;
  PreparedUnder under;
  SealedPayload payload;
  EntryDraft entry;
};

// A submission of an authenticated agency, verified and decided.
struct PreparedSubmission {
  RecordFacts record;   // the transfer id is 16 fresh random bytes
  policy::Facts facts;  // what the decision was made on
  policy::Decision decision;
  PreparedUnder under;
  std::string link;  // trust domain it goes to; "" if domestic
  LinkFiles link_files;
  SealedPayload payload;  // released form if permitted, original if held
  // By what the persons whom it concerns are found; none if it is denied.
  journal::v1::SubjectTags subjects;
  EntryDraft entry;
  v1::Outcome outcome;  // only `redactions` are read
  // Read only if `decision` denies; goes where the record would have gone.
  std::optional<PreparedNotice> notice;
};

// A record that a peer relayed, verified and decided.
struct PreparedRelay {
  RecordFacts record;
  policy::Facts facts;
  policy::Decision decision;
  PreparedUnder under;
  std::string link;  // trust domain it came from
  LinkFiles link_files;
  uint64_t link_sequence = 0;
  SealedPayload payload;  // form to deliver if permitted
  // By what the persons whom it concerns are found; none if it is denied.
  journal::v1::SubjectTags subjects;
  EntryDraft entry;
};

// The peer's answer for a record that this node relayed.
struct RelayAnswered {
  std::string link;
  v1::RelayAnswer answer;
  EntryDraft entry;
};

// A delivery is about to be given to its recipient for the first time.
struct HandOver {
  std::string caller;  // identity of the agency
  std::string transfer_id;
  EntryDraft entry;
};

// The recipient confirms a delivery.
struct Confirmation {
  std::string caller;  // identity of the agency
  std::string transfer_id;
  EntryDraft entry;
};

// The sender takes a permit back.
struct RevocationRequest {
  std::string caller;  // identity of the agency
  std::string record_id;
  std::string reason;  // code
  EntryDraft entry;
};

// The sender's nation takes a permit back, as its node tells.
struct PeerRevocation {
  std::string link;
  v1::Revocation revocation;
  EntryDraft entry;
};

// The peer's answer for a revocation.
struct RevocationAnswered {
  std::string link;
  v1::Evidence evidence;
  EntryDraft entry;
};

// The peer took note of evidence.
struct EvidenceTaken {
  std::string link;
  std::string transfer_id;
  uint64_t entry_index = 0;  // that the evidence named
};

// The peer reports what became of a record.
struct PeerReport {
  std::string link;
  v1::Evidence evidence;
  EntryDraft entry;
};

// A person or agency decides about what a rule holds.  The shell knows who
// holds the role; whether the reviewer stands in for that person, the core
// decides.
struct Review {
  std::string reviewer;  // identity
  std::string record_id;
  std::string rule_id;
  std::string rule_digest;  // of the rule that the reviewer saw
  std::string role;         // of the reviewer's, or of who is stood in for
  bool approves = false;
  std::string reason;         // code, of a rejection
  EntryDraft entry;           // of the review
  EntryDraft decision_entry;  // of the denial that a rejection brings
  // Who holds the role and is stood in for; "": the reviewer holds it.
  std::string substitute_for = {};
};

// A person, whose role the shell knows, sets aside what a rule holds, because
// the record is urgent.
struct OverrideRequest {
  std::string person;  // identity
  std::string record_id;
  std::string rule_id;
  std::string rule_digest;  // of the rule that the person saw
  std::string role;         // of the person's
  std::string statement;    // why, in the person's words
  EntryDraft entry;
};

// A person or agency, whose role the shell knows, has looked at what others set
// aside.
struct OverrideReview {
  std::string reviewer;  // identity
  std::string record_id;
  std::string rule_id;
  std::string role;    // of the reviewer's
  std::string reason;  // code, if it should not have passed; or ""
  EntryDraft entry;
};

// A held record, decided again because its approvals are complete or the
// register changed.
struct PreparedRelease {
  std::string transfer_id;
  policy::Facts facts;
  policy::Decision decision;
  PreparedUnder under;
  LinkFiles link_files;
  SealedPayload payload;  // released form; of a permit alone
  EntryDraft entry;
  v1::Outcome outcome;              // only `redactions` are read
  journal::v1::AnswerFacts answer;  // only its two instants are read
};

// A person, whose right to it the shell has checked, accepts the other nation's
// link file.
struct LinkAcceptance {
  std::string link;         // trust domain of that nation
  std::string file_digest;  // SHA-256 of its file
  std::string person;       // identity
  EntryDraft entry;
};

// The other nation's node said that its persons accepted our link file.
struct LinkAcceptanceByPeer {
  std::string link;
  LinkFiles link_files;  // what it accepted, and the file its word rests on
  EntryDraft entry;
};

// The maintenance that a nation planned for its node: a person of the own one,
// whose right to it the shell has checked, or the other nation's node.
struct MaintenancePlan {
  std::string link;      // trust domain of that nation; "": the own one
  LinkFiles link_files;  // read only with a link
  MaintenanceWindow window;
  EntryDraft entry;
};

// What a person, whose right to it the shell has checked, signed about an entry
// of the register.
struct RegisterChange {
  std::string entry_id;
  std::string entry_digest;  // SHA-256
  std::string person;        // identity
  std::string signed_act;    // a serialized SignedRegisterAct
  EntryDraft entry;
};
struct RegisterProposal {
  RegisterChange change;
  std::string entry;       // the bytes of a RegisterEntry
  std::string matter_tag;  // of its case; "" if it is bound to none
  int64_t valid_until_ms = 0;
};
struct RegisterApproval {
  RegisterChange change;
};
struct RegisterRevocation {
  RegisterChange change;
};

// A person, whom the shell knows, is about to be shown the contents of a record
// by an entry of the register.
struct Inspection {
  std::string inspector;  // identity
  std::string entry_id;
  std::string transfer_id;
  EntryDraft entry;
};

// A version of the rule book that the shell found signed as the nation's
// charter asks, and keeps.
struct BookSchedule {
  BookVersion book;
  // What the shell found in force and waiting when it looked; by manifest.
  std::string in_force;
  std::string waiting;
  std::vector<std::string> signed_by;  // identities, sorted
  EntryDraft entry;
};

// The version that waits takes the place of the one in force.
struct BookActivation {
  std::string manifest_digest;
  EntryDraft entry;
};

// A refusal, a try, or a reviewer's look: an audit entry and nothing else.
struct Note {
  EntryDraft entry;
};

// Data keys of stored payloads, wrapped anew; the sealed bytes are the same.
struct RewrappedPayload {
  std::string transfer_id;
  uint64_t entry_index = 0;  // the newest about it before the payload was read
  SealedPayload payload;
};
struct Rewrapping {
  uint32_t key_epoch = 0;  // of all of them
  std::vector<RewrappedPayload> payloads;
};

// From now on nothing is stored that was sealed under this epoch or before.
struct EpochClosing {
  uint32_t last_epoch = 0;
};

// Time went on: each draft serves one record that expires now, whose answer is
// overdue, that rests on an entry of the register that was revoked, or that may
// be kept no longer (DueForTick() says how many there are).  Never send one
// while the clock is not trusted.
struct Tick {
  std::vector<EntryDraft> drafts;
};

using Input = std::variant<
    PreparedSubmission, PreparedRelay, RelayAnswered, HandOver, Confirmation,
    RevocationRequest, PeerRevocation, RevocationAnswered, EvidenceTaken,
    PeerReport, Review, OverrideRequest, OverrideReview, PreparedRelease,
    LinkAcceptance, LinkAcceptanceByPeer, MaintenancePlan, RegisterProposal,
    RegisterApproval, RegisterRevocation, Inspection, BookSchedule,
    BookActivation, Note, Rewrapping, EpochClosing, Tick>;

// What the caller of one input gets, once the batch is durable.
struct Answer {
  enum class Kind {
    kDone,       // `bytes`: outcome or relay answer; empty for the others
    kDuplicate,  // had been done before; `bytes`: the original ones
    kStale,      // prepare again: book, parent or instant made a difference
    kRefused,    // `status` says why; nothing was journaled for this input
  };
  Kind kind = Kind::kRefused;
  std::string bytes;
  absl::Status status;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_INPUT_H_

// What the core is told: inputs that the shell has prepared.
//
// An input holds everything that needs keys, randomness or plaintext already
// done: the decision on the facts, the sealed payload, the blinded openings.
// The core decides again with the state that only it has, and orders.

#ifndef ENLACE_SERVER_CORE_INPUT_H_
#define ENLACE_SERVER_CORE_INPUT_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/audit.pb.h"
#include "policy/engine/decision.h"
#include "policy/engine/facts.h"

namespace enlace::core {

using journal::v1::RecordFacts;

// The openings of one audit entry, without what only the core can know: the
// core fills link sequence and decides the index, then computes the
// commitments (proto/wire/audit_entry.h).  An empty opening with an empty
// blind becomes a decoy commitment of `decoy` bytes.
struct EntryDraft {
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  std::string transfer_id;   // 16 bytes
  v1::SharedOpening shared;  // default instance: decoy
  bool has_shared = false;
  v1::NationalOpening national;
  std::string shared_blind;    // 32 random bytes; the decoy if !has_shared
  std::string national_blind;  // 32 random bytes
};

// What the sequencer must find unchanged, or the input goes back to be
// prepared once more.
struct PreparedUnder {
  std::string book_digest;   // 32 bytes
  std::string parent_facts;  // ParentFacts of the snapshot, canonical
};

// A payload sealed under its record's data key, and that key wrapped.
struct SealedPayload {
  std::string sealed;
  std::string wrapped_key;
  uint32_t key_epoch = 0;
  std::string retention_class;
};

// A submission of an authenticated agency, verified and decided.
struct PreparedSubmission {
  RecordFacts record;
  policy::Facts facts;  // what the decision was made on
  policy::Decision decision;
  PreparedUnder under;
  std::string link;       // trust domain it goes to
  SealedPayload payload;  // released form if permitted, original if held
  EntryDraft entry;
  v1::Outcome outcome;  // without entry index and hash
};

// A record that a peer relayed, verified and decided.
struct PreparedRelay {
  RecordFacts record;
  policy::Facts facts;
  policy::Decision decision;
  PreparedUnder under;
  std::string link;  // trust domain it came from
  uint64_t link_sequence = 0;
  SealedPayload payload;  // form to deliver if permitted
  EntryDraft entry;
  v1::RelayAnswer answer;  // without entry index and hash
};

// The peer's answer for a record that this node relayed.
struct RelayAnswered {
  std::string link;
  v1::RelayAnswer answer;
  EntryDraft entry;
};

// The recipient confirms a delivery.
struct Confirmation {
  std::string caller;  // identity of the agency
  std::string transfer_id;
  EntryDraft entry;
};

// The peer took note of evidence.
struct EvidenceTaken {
  std::string link;
  std::string transfer_id;
};

// The peer reports what became of a record.
struct PeerReport {
  std::string link;
  v1::Evidence evidence;
  EntryDraft entry;
};

// A refusal or a try: an audit entry and nothing else.
struct Note {
  EntryDraft entry;
};

// Time went on: `drafts` offers entries for records that expire now.
struct Tick {
  std::vector<EntryDraft> drafts;
};

using Input = std::variant<PreparedSubmission, PreparedRelay, RelayAnswered,
                           Confirmation, EvidenceTaken, PeerReport, Note, Tick>;

// What the caller of one input gets, once the batch is durable.
struct Answer {
  enum class Kind {
    kDone,       // `bytes`: outcome or relay answer; empty for the others
    kDuplicate,  // `bytes`: the original outcome or answer
    kStale,      // prepare again: book or parent changed since the snapshot
    kRefused,    // `status` says why; nothing was journaled for this input
  };
  Kind kind = Kind::kRefused;
  std::string bytes;
  absl::Status status;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_INPUT_H_

// Drafts of audit entries: blinds, and what only the door and the gate know.
//
// The core fills in the rest and gives the entry its place.  Drafts hold rule
// ids, paths and codes, and no value of a record that the law does not itself
// name.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_DRAFTS_H_
#define ENLACE_SERVER_GATE_DRAFTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "enlace/v1/header.pb.h"
#include "policy/engine/decision.h"
#include "server/core/input.h"

namespace enlace::gate {

class Drafts {
 public:
  // `random` must outlive the drafts.
  explicit Drafts(Random& random) : random_(random) {}

  // 16 random bytes.
  std::string NewTransferId() { return random_.Bytes(16); }

  // An entry that `caller` (an agency, a peer nation or the node) brings about.
  core::EntryDraft ForCaller(absl::string_view caller);

  // The same for an entry about a link, which concerns no record.
  core::EntryDraft ForLink(absl::string_view caller);

  // As ForCaller(), with the leaves that `decision` removes by a rule, silent
  // ones included, and the commitment to the facts it was made on.
  core::EntryDraft ForDecision(absl::string_view caller,
                               const policy::Decision& decision,
                               absl::string_view facts_commitment);

  // A request that was refused before any decision.  `header` and `record_id`
  // are null and empty unless the statement was signed by the caller.
  core::Note ForRefusal(absl::string_view caller, const absl::Status& status,
                        const v1::Header* header, absl::string_view record_id);

  // A reviewer's look at a held record.
  core::Note ForLook(absl::string_view caller, const core::RecordFacts& record);

  // A list that `method` is about to show.
  core::Note ForListing(absl::string_view caller, absl::string_view method);

  // A search for a person that rests on the entry `request` of the register.
  core::Note ForSearch(absl::string_view caller, const std::string& request);

  // A question about a record: the decision, complete, though nothing is sent.
  core::Note ForTry(absl::string_view caller, const v1::Header& header,
                    absl::string_view record_id,
                    const policy::Decision& decision,
                    absl::string_view facts_commitment);

 private:
  Random& random_;
};

// The decision's outcome in the words of the protocol.
v1::DecisionOutcome ToProto(policy::Outcome outcome);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_DRAFTS_H_

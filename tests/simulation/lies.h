// What a node that lies may say to another: of any transfer, whatever became of
// it, and whether or not it ever crossed.  The simulation draws from this, the
// exploration goes through all of it.

#ifndef ENLACE_TESTS_SIMULATION_LIES_H_
#define ENLACE_TESTS_SIMULATION_LIES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "tests/simulation/preparation.h"

namespace enlace::simulation {

// An entry of the liar's log, which need not be there.
struct ClaimedEntry {
  uint64_t index = 77;
  std::string hash = std::string(32, 'l');
};

// All states that evidence may claim, and some that it may not; all outcomes
// that an answer may claim.
const std::vector<v1::RecordState>& ClaimedStates();
const std::vector<v1::DecisionOutcome>& ClaimedOutcomes();

v1::Evidence MadeUpEvidence(absl::string_view transfer_id,
                            v1::RecordState state,
                            const ClaimedEntry& entry = {});
v1::RelayAnswer MadeUpAnswer(absl::string_view transfer_id,
                             v1::DecisionOutcome outcome,
                             const ClaimedEntry& entry = {});
v1::Revocation MadeUpRevocation(absl::string_view transfer_id,
                                uint64_t link_sequence,
                                const ClaimedEntry& entry = {});

// Ids that no record has.
struct UnusedIds {
  std::string record_id = std::string(32, 'r');
  std::string transfer_id = std::string(16, 't');
  // Of a record all of whose ids are new.
  std::string other_record_id = std::string(32, 'u');
  std::string other_transfer_id = std::string(16, 'u');
  std::string other_message_id = std::string(16, 'u');
};

// `sent` behind a gap, without a place, as another record, under another id,
// from the future; and a record that its sender's node never decided, in the
// place behind it.
std::vector<SimRelayItem> ChangedRelays(const SimRelayItem& sent,
                                        absl::Time now,
                                        const UnusedIds& unused = {});

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_LIES_H_

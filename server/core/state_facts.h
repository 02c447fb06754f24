// What a decision knows from the state alone: the record's parent, whether the
// same content was sent before, whether a leave covers the record, who approved
// it, what the register says of its parties and its case.
//
// The shell prepares a record under a snapshot of these facts; the sequencer
// looks again, and sends the record back where they differ.  Pure.

#ifndef ENLACE_SERVER_CORE_STATE_FACTS_H_
#define ENLACE_SERVER_CORE_STATE_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/core/input.h"
#include "server/core/limits.h"
#include "server/core/register.h"
#include "server/core/state.h"

namespace enlace::core {

// Of the record that the header calls parent.
struct ParentFacts {
  bool known = false;
  std::string type;
  std::string sender;
  std::string recipient;
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  bool open = false;  // permitted, not refused by the peer, not expired
};
ParentFacts FindParent(const State& state, absl::string_view parent_record_id);

struct StateFacts {
  ParentFacts parent;

  // Content of the same sender that was not denied came under another message
  // id within kRepeatWindowMs.
  bool repeated = false;

  // A leave names the record's recipient and purpose until then; 0: none does.
  int64_t consent_until_ms = 0;

  // Of a record that is held here: who approved it so far.
  std::vector<Approval> approvals;
  std::vector<Override> overrides;  // likewise

  // Entries of the register that stand for the record.
  std::vector<Standing> standing;

  // Counts of limits between the record's parties.
  std::vector<LimitCount> counts;

  // Equal for equal facts: what PreparedUnder compares.  Without the counts,
  // which change with every record: what they come to is a fact of its own
  // (server/core/limits.h).
  std::string Canonical() const;
};

// `purpose` is the record's, by name of the enum value; without one no leave
// covers the record.  A leave is one that the originator of the matter gave its
// recipient, who is now the sender; the matter is the parent, or what the
// parent speaks about if it is a follow-up.
StateFacts FindStateFacts(const State& state, const RecordFacts& record,
                          absl::string_view purpose, int64_t instant_ms);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_FACTS_H_

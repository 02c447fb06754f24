// Two nations' logs held against each other: whether each record that one says
// crossed the border stands in the other as well, and says the same.
//
//   const Reconciliation found = Reconcile({"us.example", us}, {"mx.example",
//   mx}); if (!found.AllMatched()) ...
//
// Records are matched by transfer, one to one, and each direction's sequence is
// looked through for numbers that neither log has.  What both nations left out
// together, with its number, nothing in two logs can show.  What one of them
// denies that its node has signed: client/library/signed_words.h.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_RECONCILIATION_H_
#define ENLACE_CLIENT_LIBRARY_RECONCILIATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/library/crossing_ledger.h"

namespace enlace::client {

struct ReconciledLog {
  std::string nation;  // its trust domain
  const CrossingLedger& ledger;
};

// A node's decision, as its signed statement in a joint receipt has it.
struct SignedWord {
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  int64_t decided_at_ms = 0;
};

// A record that stands in one of the logs only.
struct Gap {
  enum class Kind {
    kInTransit,    // sent, and the sender's log has no answer about it
    kNotReceived,  // answered or reported, and not in the log that did so
    kNotSent,      // received, and not in the log of whoever sent it
  };

  // What is left in the log that does not tell of it.
  enum class Trace {
    kNone,
    kNotOpened,     // an entry about it, or the one named, which nothing opens
    kAnotherEntry,  // another entry than the one named by the other log
    kEndsBefore,    // it ends before the entry that the other log names
  };

  Kind kind = Kind::kInTransit;
  std::string transfer_id;
  std::string from;     // nation
  std::string to;       // nation
  std::string lacking;  // nation whose log has no entry of it
  uint64_t link_sequence = 0;
  uint64_t entry = 0;  // of the other log
  int64_t since_ms = 0;
  int64_t age_ms = 0;  // at the end of the log that ends later

  Trace trace = Trace::kNone;
  uint64_t trace_entry = 0;        // its index, unless there is none
  std::optional<SignedWord> word;  // of the lacking nation's node

  // Whether the lacking nation had the record, by its own signature or log.
  bool IsShown() const {
    return word.has_value() || trace == Trace::kNotOpened;
  }
};

// A record that both logs have and tell differently.
struct Difference {
  std::string transfer_id;
  std::string what;    // stable: "type", "linkSequence", "answer", "entryHash"
  std::string first;   // as the first log has it
  std::string second;  // as the second has it
};

// A decision that a node signed and that its own log does not bear out.
struct BrokenWord {
  enum class What {
    kEndsBefore,      // the log ends before the entry that was signed
    kAnotherEntry,    // another entry stands there
    kNotTold,         // the entry stands there, and nothing opens it
    kAnotherOutcome,  // the log tells of another outcome
  };

  What what = What::kAnotherEntry;
  std::string transfer_id;
  std::string nation;  // that signed
  SignedWord word;
  uint64_t entry = 0;  // that was signed
  std::string told;    // of another outcome: which
};

// Of one direction.
struct DirectionCount {
  std::string from;
  std::string to;
  uint64_t sent = 0;
  uint64_t received = 0;
  uint64_t matched = 0;
  uint64_t never_left = 0;  // expired at the sender's before any answer
  uint64_t last_sequence = 0;
  // Numbers up to the last that stand in neither log, as ranges.
  std::vector<std::pair<uint64_t, uint64_t>> holes;
  std::vector<uint64_t> twice;  // numbers of more than one record
};

struct Reconciliation {
  int64_t as_of_ms = 0;                    // the last entry of either log
  std::vector<DirectionCount> directions;  // from the first, from the second
  std::vector<Gap> gaps;                   // in the order of since_ms
  std::vector<Difference> differences;
  std::vector<BrokenWord> broken_words;  // of the receipts that were given
  uint64_t elsewhere = 0;                // crossings of other links, left out
  uint64_t not_covered = 0;  // named entries beyond the end of the other log

  // No gap, difference, broken word, hole, or number twice.
  bool AllMatched() const;
};

Reconciliation Reconcile(const ReconciledLog& first,
                         const ReconciledLog& second);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_RECONCILIATION_H_

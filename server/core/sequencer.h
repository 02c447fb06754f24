// One thread's worth of order: plans a batch of inputs, commits it once, and
// only then answers.
//
//   ASSIGN_OR_RETURN(Sequencer sequencer, Sequencer::Recover(store, clock));
//   absl::StatusOr<std::vector<Answer>> answers =
//       sequencer.Run(std::move(inputs), book);
//
// Promises: no answer before the batch is durable (P1); a duplicate gets the
// original bytes (P2); no payload is queued without a permit in the same
// transaction (P3).  After a failed commit nobody knows what is on disk: the
// sequencer is broken for good, answers nothing and shows an empty state, and
// the process must recover.
//
// Whoever commits on one thread while others look at what was planned takes the
// three steps of Run() one by one:
//
//   ASSIGN_OR_RETURN(auto pending, sequencer.Plan(std::move(inputs), book));
//   const absl::Status committed = pending.Commit();   // looks at no state
//   auto answers = sequencer.Finish(std::move(pending), committed);
//
// A snapshot is taken between two batches and written beside those that follow:
//
//   const auto write = sequencer.BeginSnapshot();
//   const absl::Status written = write();   // on a thread of its own
//   sequencer.EndSnapshot(written);
//
// Thread-compatible: the shell calls one method at a time and reads state()
// only between calls.

#ifndef ENLACE_SERVER_CORE_SEQUENCER_H_
#define ENLACE_SERVER_CORE_SEQUENCER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "policy/engine/book.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/store.h"

namespace enlace::core {

class Sequencer {
 public:
  // So many changed rows are worth a snapshot: those of some 65,000 records.
  static constexpr uint64_t kChangedRowsMax = 450'000;
  // To fold a batch takes the next start as long as so many rows, whatever else
  // it holds: most batches of a quiet node are of notes alone.
  static constexpr uint64_t kRowsABatch = 8;

  // `state` is that of the last batch of `store`.
  Sequencer(State state, Store& store, Clock& clock,
            uint64_t changed_rows_max = kChangedRowsMax);

  // Folds the store's newest snapshot and the batches after it, or the whole
  // journal if that snapshot is damaged.
  // Fails with kDataLoss if the journal does not verify.
  static absl::StatusOr<Sequencer> Recover(
      Store& store, Clock& clock, uint64_t changed_rows_max = kChangedRowsMax);

  // Plans and applies `inputs` in order and commits what they journal; a batch
  // that journals nothing commits nothing.  One answer an input, in order.  Any
  // error means that none of the inputs may be answered, and every later call
  // fails with the same status.
  absl::StatusOr<std::vector<Answer>> Run(std::vector<Input> inputs,
                                          const policy::Book& book);

  // A batch that is planned and not committed yet.
  class Pending {
   public:
    // Makes it durable, if it journals anything.
    absl::Status Commit() const {
      return batch_.number == 0 ? absl::OkStatus() : store_->Commit(batch_);
    }

   private:
    friend class Sequencer;
    Store* store_ = nullptr;
    Batch batch_;  // number 0: it journals nothing
    int64_t instant_ms_ = 0;
    std::vector<Answer> answers_;
  };

  // Plans and applies `inputs`.  Fails as Run() does.  REQUIRES: no other batch
  // is pending.
  absl::StatusOr<Pending> Plan(std::vector<Input> inputs,
                               const policy::Book& book);

  // What Run() returns.  `committed` is what Commit() returned.
  absl::StatusOr<std::vector<Answer>> Finish(Pending pending,
                                             const absl::Status& committed);

  // Whether the rule book that waits must take its place before anything else
  // is decided.
  bool IsBookDue() const;

  // Whether so much came since the last snapshot that one is worth it.
  bool IsSnapshotDue() const {
    return !snapshot_begun_ && RowsToFold() >= snapshot_rows_;
  }

  // Whether to take one costs less than to fold at the next start what came.
  bool IsSnapshotWorthwhile() const;

  // Takes a snapshot of the state as of the last commit.  What is returned
  // writes it, which takes time in proportion to all rows that there are; it
  // may be called on another thread, beside Run().  REQUIRES: no other snapshot
  // is begun.
  std::function<absl::Status()> BeginSnapshot();

  // Ends what was begun, with what writing it returned.  Fails if this is
  // broken, as by rows of the last snapshot that cannot be read any more.
  absl::Status EndSnapshot(const absl::Status& written);

  // All three at once.
  absl::Status SaveSnapshot();

  // Whether what was read of state() is true: a row outside memory may be
  // damaged.  If not the sequencer is broken, and the next start folds the
  // whole journal.
  absl::Status CheckTables();

  // The state as of the last commit, or as the batch that is pending leaves it;
  // empty once broken.
  const State& state() const { return state_; }

 private:
  static absl::StatusOr<Sequencer> Recovered(State state, Store& store,
                                             Clock& clock,
                                             uint64_t changed_rows_max);
  absl::Status Break(absl::Status status);

  // What the next start would have to fold.
  uint64_t RowsToFold() const {
    return state_.changed_rows() +
           kRowsABatch * (state_.batch_number - snapshot_number_);
  }

  State state_;
  Store* store_;
  Clock* clock_;
  uint64_t changed_rows_max_;
  uint64_t snapshot_rows_;        // to fold, when the next snapshot is due
  uint64_t snapshot_number_ = 0;  // of the batch of the newest one
  uint64_t begun_number_ = 0;     // of the one that is begun
  bool snapshot_begun_ = false;
  absl::Status broken_;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_SEQUENCER_H_

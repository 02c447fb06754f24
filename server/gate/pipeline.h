// The one way into the core: a queue, and one committer thread behind it.
//
// Whoever calls Enqueue() finds the committer idle or committing; what queued
// meanwhile forms the next batch, so a lone input waits one sync and a flood
// shares them.  There is no timer.
//
//   pipeline.Enqueue({input}, [](auto answers) { ... });  // after the sync
//
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_PIPELINE_H_
#define ENLACE_SERVER_GATE_PIPELINE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "policy/engine/book.h"
#include "server/core/input.h"
#include "server/core/sequencer.h"
#include "server/core/state.h"

namespace enlace::gate {

class Pipeline {
 public:
  using Answers = absl::StatusOr<std::vector<core::Answer>>;
  using Done = std::function<void(Answers)>;

  // At most this many inputs wait; more are refused.
  static constexpr size_t kQueueMax = 4096;
  // At most this many inputs share one commit.
  static constexpr size_t kBatchMax = 128;
  // Batches between two snapshots of the state.
  static constexpr size_t kSnapshotEvery = 1024;

  // `committed` is called on the committer thread after each commit; it wakes
  // what follows the log and must not block.
  Pipeline(core::Sequencer sequencer, std::shared_ptr<const policy::Book> book,
           std::function<void()> committed);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  // Stops after the inputs that are queued.
  ~Pipeline();

  // Calls `done` with one answer an input once they are durable, on the
  // committer thread; at once, with kResourceExhausted, if the queue is full,
  // and with kUnavailable once a commit has failed.
  void Enqueue(std::vector<core::Input> inputs, Done done)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The same, and waits.  Never from the committer thread.
  Answers Run(std::vector<core::Input> inputs) ABSL_LOCKS_EXCLUDED(mutex_);

  // Calls `read` with the state as of the last commit.  Keep it short: the
  // committer waits.
  void Read(const std::function<void(const core::State&)>& read) const
      ABSL_LOCKS_EXCLUDED(state_mutex_);

  const std::shared_ptr<const policy::Book>& book() const { return book_; }

  // OK until a commit fails.
  absl::Status health() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Commits what is queued, writes a snapshot and ends the thread.  Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Request {
    std::vector<core::Input> inputs;
    Done done;
  };

  void CommitLoop();
  void CommitBatch(std::vector<Request> batch);
  std::vector<Request> TakeBatch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::shared_ptr<const policy::Book> book_;
  const std::function<void()> committed_;

  mutable absl::Mutex mutex_;
  std::deque<Request> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_inputs_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status health_ ABSL_GUARDED_BY(mutex_);

  // Held while a batch is planned and committed.
  mutable absl::Mutex state_mutex_ ABSL_ACQUIRED_AFTER(mutex_);
  core::Sequencer sequencer_ ABSL_GUARDED_BY(state_mutex_);
  size_t batches_since_snapshot_ ABSL_GUARDED_BY(state_mutex_) = 0;

  std::thread committer_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PIPELINE_H_

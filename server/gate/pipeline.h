// The one way into the core: a queue, and one commit at a time behind it.
//
// Whoever calls Enqueue() with one input and finds no commit running commits,
// on the own thread: a lone input waits for one sync and for no other thread.
// What else queues forms the next batch, which the committer takes: a flood
// shares the syncs, among fewer inputs while others ask, too
// (server/gate/batch_bound.h).  There is no timer.
//
//   pipeline.Enqueue({input}, [](auto answers) { ... });  // after the sync
//
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_PIPELINE_H_
#define ENLACE_SERVER_GATE_PIPELINE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "policy/engine/book.h"
#include "policy/replay/fact_question.h"
#include "server/core/input.h"
#include "server/core/sequencer.h"
#include "server/core/state.h"
#include "server/gate/batch_bound.h"
#include "server/gate/fair_queue.h"
#include "server/gate/retry_delays.h"

namespace enlace::gate {

class Pipeline {
 public:
  using Answers = absl::StatusOr<std::vector<core::Answer>>;
  using Done = std::function<void(Answers)>;

  // At most this many inputs wait, and of one source half as many; more are
  // refused.
  static constexpr size_t kQueueMax = 8192;

  // `committed` is called after each commit, on the thread that committed; it
  // wakes what follows the log and must not block.
  Pipeline(core::Sequencer sequencer, std::shared_ptr<const policy::Book> book,
           std::function<void()> committed);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  // Stops after the inputs that are queued.
  ~Pipeline();

  // Calls `done` with one answer an input once they are durable, on the
  // committer thread or before it returns; at once, with kResourceExhausted
  // (OVERLOADED) and a delay, if too many inputs wait, and with kUnavailable
  // once a commit has failed.  `done` may call Enqueue(), but not wait for
  // anything.  Sources take turns: identities or nations that ask, "" for the
  // node itself.  Many inputs may be committed in several batches, in their
  // order.
  void Enqueue(const std::string& source, std::vector<core::Input> inputs,
               Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  // The same for the node itself, and waits.  Never from within `done`.
  Answers Run(std::vector<core::Input> inputs) ABSL_LOCKS_EXCLUDED(mutex_);

  // Calls `read` with the state as of the last commit, once the one that is
  // under way has ended.  Keep it short: the committer waits.
  void Read(const std::function<void(const core::State&)>& read) const
      ABSL_LOCKS_EXCLUDED(commit_mutex_, state_mutex_);

  // The same as what is being committed will leave it, and without that wait.
  // For what is answered after a later commit alone: if this one fails no later
  // one succeeds.
  void ReadAhead(const std::function<void(const core::State&)>& read) const
      ABSL_LOCKS_EXCLUDED(state_mutex_);

  // The rule book that decides now.
  std::shared_ptr<const policy::Book> book() const
      ABSL_LOCKS_EXCLUDED(book_mutex_) {
    return asked_facts()->shared_book();
  }

  // The same with what it asks of facts.
  std::shared_ptr<const policy::AskedFacts> asked_facts() const
      ABSL_LOCKS_EXCLUDED(book_mutex_);

  // A book that the state says waits for its instant.
  struct WaitingBook {
    std::shared_ptr<const policy::Book> book;
    core::BookActivation activation;
  };
  // The first commit from its instant on journals that it is in force, and
  // decides by it.  Takes the place of one that waited before.
  void SetWaitingBook(WaitingBook waiting) ABSL_LOCKS_EXCLUDED(state_mutex_);

  // Whether a commit of nothing would bring the waiting book into force.
  bool IsBookDue() const ABSL_LOCKS_EXCLUDED(state_mutex_);

  // OK until a commit fails.
  absl::Status health() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Commits what is queued, writes a snapshot if that makes the next start
  // faster, and ends the threads.  Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Request {
    std::vector<core::Input> inputs;
    Done done;
  };

  // The same requests in parts that fit into a short batch; the last part that
  // is durable, or fails, answers for all.
  static std::vector<Request> InParts(Request request);

  void CommitLoop();
  // One at a time, as committing_ says.
  void CommitBatch(std::vector<Request> batch);
  Answers PlanAndCommit(std::vector<core::Input> inputs)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_)
          ABSL_LOCKS_EXCLUDED(state_mutex_);
  // Begins a snapshot if one is due, which is written beside later commits.
  void SaveSnapshotIfDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_mutex_);
  void WriteSnapshot(const std::function<absl::Status()>& write)
      ABSL_LOCKS_EXCLUDED(mutex_, state_mutex_);
  std::vector<Request> TakeBatch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Status BringBookIntoForce() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_mutex_);

  const std::function<void()> committed_;

  mutable absl::Mutex mutex_;
  FairQueue<Request> queue_ ABSL_GUARDED_BY(mutex_){kQueueMax};
  BatchBound bound_ ABSL_GUARDED_BY(mutex_);
  RetryDelays retry_delays_ ABSL_GUARDED_BY(mutex_);
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status health_ ABSL_GUARDED_BY(mutex_);

  // Held until a batch is durable.
  mutable absl::Mutex commit_mutex_ ABSL_ACQUIRED_AFTER(mutex_);
  // Held while it is planned, and when it ends.
  mutable absl::Mutex state_mutex_ ABSL_ACQUIRED_AFTER(commit_mutex_);
  mutable core::Sequencer sequencer_ ABSL_GUARDED_BY(state_mutex_);
  size_t batches_without_snapshot_ ABSL_GUARDED_BY(state_mutex_) = 0;
  // Its questions are found when it is given, not while a commit waits.
  std::shared_ptr<const policy::AskedFacts> waiting_asked_
      ABSL_GUARDED_BY(state_mutex_);
  // Of that book; nothing: none waits.
  std::optional<core::BookActivation> activation_ ABSL_GUARDED_BY(state_mutex_);

  // Read where either of the others is held, and where neither is.
  mutable absl::Mutex book_mutex_ ABSL_ACQUIRED_AFTER(state_mutex_);
  std::shared_ptr<const policy::AskedFacts> asked_ ABSL_GUARDED_BY(book_mutex_);

  std::thread snapshotter_;  // the last one; of who commits, then of Stop()
  std::thread committer_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PIPELINE_H_

#include "server/gate/pipeline.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/synchronization/notification.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/sha256.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

// Batches until a snapshot that could not be saved is tried again.
constexpr size_t kSnapshotPause = 1024;

}  // namespace

Pipeline::Pipeline(core::Sequencer sequencer,
                   std::shared_ptr<const policy::Book> book,
                   std::function<void()> committed)
    : committed_(std::move(committed)),
      sequencer_(std::move(sequencer)),
      asked_(std::make_shared<const policy::AskedFacts>(std::move(book))),
      committer_([this] { CommitLoop(); }) {}

Pipeline::~Pipeline() { Stop(); }

void Pipeline::Enqueue(const std::string& source,
                       std::vector<core::Input> inputs, Done done) {
  absl::Status refused;
  std::vector<Request> batch;
  const size_t weight = inputs.size();
  Request request{std::move(inputs), std::move(done)};
  {
    absl::MutexLock lock(&mutex_);
    if (!health_.ok()) {
      refused = absl::UnavailableError(
          "the journal failed; the node must restart before it accepts more");
    } else if (stopping_) {
      refused = absl::UnavailableError("the node is stopping; try again");
    } else if (!queue_.HasRoom(source, weight)) {
      refused = wire::WithRetryDelay(
          wire::Refusal(absl::StatusCode::kResourceExhausted, wire::kOverloaded,
                        "too many records wait to be decided"),
          retry_delays_.Next());
    } else {
      bound_.Note(source, weight);
      for (Request& part : InParts(std::move(request))) {
        const size_t inputs_of_part = part.inputs.size();
        queue_.Push(source, inputs_of_part, std::move(part));
      }
      // What comes in masses comes on a thread that yields to others, for whom
      // a commit must not wait.
      if (committing_ || weight > 1) return;
      committing_ = true;
      batch = TakeBatch();
    }
  }
  if (!refused.ok()) {
    // NOLINTNEXTLINE(bugprone-use-after-move): what was refused is whole.
    request.done(refused);
    return;
  }
  CommitBatch(std::move(batch));
  const absl::MutexLock lock(&mutex_);
  committing_ = false;  // what queued meanwhile is the committer's
}

std::vector<Pipeline::Request> Pipeline::InParts(Request request) {
  std::vector<Request> parts;
  if (request.inputs.size() <= BatchBound::kShared) {
    parts.push_back(std::move(request));
    return parts;
  }
  struct Whole {
    Done done;
    size_t open = 0;  // parts
    std::vector<core::Answer> answers;
    absl::Status status;
  };
  const auto whole = std::make_shared<Whole>();
  whole->done = std::move(request.done);
  // One commit answers after the other, so one part does.
  const Done done = [whole](Answers answers) {
    whole->status.Update(answers.status());
    if (answers.ok()) {
      std::move(answers->begin(), answers->end(),
                std::back_inserter(whole->answers));
    }
    if (--whole->open > 0) return;
    if (whole->status.ok()) {
      whole->done(std::move(whole->answers));
    } else {
      whole->done(whole->status);
    }
  };
  const auto end = std::make_move_iterator(request.inputs.end());
  for (auto next = std::make_move_iterator(request.inputs.begin());
       next != end;) {
    const auto size = std::min<std::ptrdiff_t>(BatchBound::kShared, end - next);
    parts.push_back({std::vector<core::Input>(next, next + size), done});
    next += size;
  }
  whole->open = parts.size();
  return parts;
}

Pipeline::Answers Pipeline::Run(std::vector<core::Input> inputs) {
  absl::Notification finished;
  Answers result = absl::UnknownError("");
  Enqueue("", std::move(inputs), [&](Answers answers) {
    result = std::move(answers);
    finished.Notify();
  });
  finished.WaitForNotification();
  return result;
}

void Pipeline::Read(const std::function<void(const core::State&)>& read) const {
  const absl::MutexLock lock(&commit_mutex_);
  ReadAhead(read);
}

void Pipeline::ReadAhead(
    const std::function<void(const core::State&)>& read) const {
  const absl::MutexLock lock(&state_mutex_);
  read(sequencer_.state());
  // Who read has the wrong answer in hand, and must not give it.
  CHECK_OK(sequencer_.CheckTables());
}

std::shared_ptr<const policy::AskedFacts> Pipeline::asked_facts() const {
  const absl::MutexLock lock(&book_mutex_);
  return asked_;
}

void Pipeline::SetWaitingBook(WaitingBook waiting) {
  auto asked =
      std::make_shared<const policy::AskedFacts>(std::move(waiting.book));
  const absl::MutexLock lock(&state_mutex_);
  waiting_asked_ = std::move(asked);
  activation_ = std::move(waiting.activation);
}

bool Pipeline::IsBookDue() const {
  const absl::MutexLock lock(&state_mutex_);
  return activation_.has_value() && sequencer_.IsBookDue();
}

// A refusal, as by a clock that is not trusted, leaves it waiting: until it is
// in force nothing is decided.
absl::Status Pipeline::BringBookIntoForce() {
  if (!activation_.has_value() || !sequencer_.IsBookDue()) {
    return absl::OkStatus();
  }
  std::vector<core::Input> inputs;
  inputs.emplace_back(*activation_);
  const Answers answers = sequencer_.Run(std::move(inputs), *book());
  if (!answers.ok()) return answers.status();
  if (answers->front().kind != core::Answer::Kind::kDone) {
    Log(Severity::kWarning, "a rule book that is due is not in force yet",
        {{"error", answers->front().status.ToString()}});
    return absl::OkStatus();
  }
  Log(Severity::kInfo, "a rule book came into force",
      {{"book", HexEncode(AsBytes(waiting_asked_->book().digest()))}});
  const absl::MutexLock lock(&book_mutex_);
  asked_ = std::move(waiting_asked_);
  activation_.reset();
  return absl::OkStatus();
}

absl::Status Pipeline::health() const {
  absl::MutexLock lock(&mutex_);
  return health_;
}

void Pipeline::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  committer_.join();
  if (snapshotter_.joinable()) snapshotter_.join();
  absl::MutexLock lock(&state_mutex_);
  if (!sequencer_.IsSnapshotWorthwhile()) return;
  const absl::Status saved = sequencer_.SaveSnapshot();
  if (!saved.ok()) {
    Log(Severity::kWarning, "snapshot not saved",
        {{"error", saved.ToString()}});
  }
}

std::vector<Pipeline::Request> Pipeline::TakeBatch() {
  std::vector<Request> batch;
  size_t inputs = 0;
  const size_t inputs_max = bound_.max();
  while (!queue_.empty() &&
         (batch.empty() || inputs + queue_.next_weight() <= inputs_max)) {
    inputs += queue_.next_weight();
    batch.push_back(queue_.Pop());
  }
  return batch;
}

void Pipeline::CommitLoop() {
  while (true) {
    std::vector<Request> batch;
    {
      absl::MutexLock lock(&mutex_);
      const auto has_turn = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !committing_ && (stopping_ || !queue_.empty());
      };
      mutex_.Await(absl::Condition(&has_turn));
      if (queue_.empty()) return;
      committing_ = true;
      batch = TakeBatch();
    }
    CommitBatch(std::move(batch));
    const absl::MutexLock lock(&mutex_);
    committing_ = false;
  }
}

void Pipeline::CommitBatch(std::vector<Request> batch) {
  std::vector<core::Input> inputs;
  for (Request& request : batch) {
    std::move(request.inputs.begin(), request.inputs.end(),
              std::back_inserter(inputs));
  }
  std::vector<size_t> sizes;
  sizes.reserve(batch.size());
  for (const Request& request : batch) sizes.push_back(request.inputs.size());

  Answers answers = absl::UnknownError("");
  {
    const absl::MutexLock lock(&commit_mutex_);
    answers = PlanAndCommit(std::move(inputs));
  }
  if (!answers.ok()) {
    Log(Severity::kError, "commit failed; nothing more is accepted",
        {{"error", answers.status().ToString()}});
    absl::MutexLock lock(&mutex_);
    health_ = answers.status();
  } else if (committed_) {
    committed_();
  }
  auto next =
      answers.ok() ? answers->begin() : std::vector<core::Answer>::iterator();
  for (size_t i = 0; i < batch.size(); ++i) {
    if (!answers.ok()) {
      batch[i].done(absl::UnavailableError(
          "the journal failed; ask again by the same message id"));
      continue;
    }
    const auto end = next + static_cast<std::ptrdiff_t>(sizes[i]);
    batch[i].done(std::vector<core::Answer>(std::make_move_iterator(next),
                                            std::make_move_iterator(end)));
    next = end;
  }
}

// Who reads ahead waits for the plan, and not for the sync.
Pipeline::Answers Pipeline::PlanAndCommit(std::vector<core::Input> inputs) {
  absl::StatusOr<core::Sequencer::Pending> pending;
  {
    const absl::MutexLock lock(&state_mutex_);
    if (absl::Status status = BringBookIntoForce(); !status.ok()) return status;
    pending = sequencer_.Plan(std::move(inputs), *book());
  }
  if (!pending.ok()) return pending.status();
  const absl::Status committed = pending->Commit();
  const absl::MutexLock lock(&state_mutex_);
  Answers answers = sequencer_.Finish(*std::move(pending), committed);
  if (answers.ok()) SaveSnapshotIfDue();
  return answers;
}

void Pipeline::SaveSnapshotIfDue() {
  if (batches_without_snapshot_ > 0) {
    --batches_without_snapshot_;
  } else if (sequencer_.IsSnapshotDue()) {
    // The one before has ended, or none would be due.
    if (snapshotter_.joinable()) snapshotter_.join();
    snapshotter_ = std::thread(
        [this, write = sequencer_.BeginSnapshot()] { WriteSnapshot(write); });
  }
}

void Pipeline::WriteSnapshot(const std::function<absl::Status()>& write) {
  const absl::Status written = write();
  absl::Status broken;
  {
    const absl::MutexLock lock(&state_mutex_);
    broken = sequencer_.EndSnapshot(written);
    if (!written.ok()) batches_without_snapshot_ = kSnapshotPause;
  }
  if (!written.ok()) {
    Log(Severity::kWarning, "snapshot not saved",
        {{"error", written.ToString()}});
  }
  if (broken.ok()) return;
  const absl::MutexLock lock(&mutex_);
  health_ = broken;
}

}  // namespace enlace::gate
